using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kith.Bench.Database;
using Kith.Bench.Load;
using Kith.Bench.Minimal;

namespace Kith.Bench;

/// <summary>Measures one scenario on every side, one after the other, so that what disturbs the machine disturbs all.</summary>
internal sealed partial class Comparison(BenchOptions options, KithProcess kith, PostgresAccess postgres, string directory)
{
    // Long enough for the run time to compile what is used much for good.
    private const double WarmUp = 6;
    private const int MinimalPort = 5191;

    /// <summary>All rounds of a scenario.</summary>
    public async Task<ScenarioResult> RunAsync(Scenario scenario)
    {
        var rounds = new List<IReadOnlyDictionary<Side, Figure>>();
        var bytes = 0.0;
        for (var round = 1; round <= options.Rounds; round++)
        {
            var (figures, length) = await RoundAsync(scenario);
            rounds.Add(figures);
            bytes = length;
            await Console.Out.WriteLineAsync($"{scenario.Name} {round}: {string.Join(", ", figures.Select(Line))}");
        }
        return new ScenarioResult(scenario.Name, rounds, bytes);
    }

    private static string Line(KeyValuePair<Side, Figure> side) => string.Create(CultureInfo.InvariantCulture,
        $"{side.Key} {side.Value.PerSecond:0}/s (server {side.Value.Server:0}, PostgreSQL {side.Value.Postgres:0}, load {side.Value.Load:0} µs)");

    private async Task<(Dictionary<Side, Figure> Figures, double Bytes)> RoundAsync(Scenario scenario)
    {
        var tokens = new List<string>();
        foreach (var tenant in scenario.Tenants)
            tokens.Add(await kith.TokenAsync(tenant));
        var (statements, answer) = await WatchAsync(scenario, tokens[0]);
        // The first statement with values names the workspace, with a signature.
        Choice[] choices = [.. scenario.Choices, new Choice("context", [statements.First(s => s.Sql.Contains("kith.context", StringComparison.Ordinal)).Values[0]!, .. scenario.Tenants.Skip(1).Select(t => postgres.Signer.Sign(t.Workspace))])];
        var id = scenario.MakesIds ? MadeId().Match(System.Text.Encoding.UTF8.GetString(answer)).Groups["id"].Value : null;
        // What was read of a record before it is changed would not hold a second time.
        statements = [.. statements.Select(s => s with { Sql = Version().Replace(s.Sql, "(t.version = ${value} or true)") })];
        var figures = new Dictionary<Side, Figure> { [Side.Pgbench] = await PgbenchAsync(PgbenchScript.Of(scenario, choices, statements, id)) };
        var (figure, bytes) = await LoadAsync(scenario, kith.Port, kith.Id, scenario.Requests(kith.Port, tokens));
        figures[Side.Kith] = figure;
        if (!scenario.ByHand)
            return (figures, bytes);
        var plan = new MinimalPlan(MinimalPort, postgres.ConnectionString, options.Clients, statements, choices, id, scenario.Watched, (int)bytes);
        await using var minimal = await StartMinimalAsync(plan);
        await RequireSameAsync(scenario, tokens[0]);
        (figures[Side.Minimal], _) = await LoadAsync(scenario, MinimalPort, minimal.Id, scenario.Requests(MinimalPort, []));
        (figures[Side.Bare], _) = await LoadAsync(null, MinimalPort, minimal.Id, new BareScenario { Tenants = [] }.Requests(MinimalPort, []));
        return (figures, bytes);
    }

    private async Task<(IReadOnlyList<Statement> Statements, byte[] Answer)> WatchAsync(Scenario scenario, string token)
    {
        byte[] answer = [];
        await using var connection = await postgres.OpenAsync();
        var calls = 0;
        var statements = await new StatementLog(connection).WatchAsync(async () => answer = await kith.SendAsync(Request(calls++), token),
            [scenario.Watched, .. scenario.Choices.Where(c => c.Name is not ("workspace" or "person" or "company" or "companies")).Select(c => c.Values[0])]);
        return (statements, answer);

        // The first one changes what the second, which is watched, is to change again.
        (string, string, string?) Request(int call)
        {
            var (method, path, body) = scenario.Request(0, scenario.Watched);
            return (method, path, call > 0 || scenario.Stamp is null ? body : body!.Replace(scenario.Stamp, "another", StringComparison.Ordinal));
        }
    }

    private async Task<Figure> PgbenchAsync(PgbenchScript script)
    {
        var pgbench = new Pgbench(postgres, directory);
        await pgbench.RunAsync(script with { FirstId = 0 }, options.Clients, WarmUp);
        var before = Processors.OfFamily(postgres.Process);
        var result = await pgbench.RunAsync(script with { FirstId = 5_000_000 }, options.Clients, options.Seconds);
        return new Figure(result.PerSecond, result.P50, result.P99, 0, (Processors.OfFamily(postgres.Process) - before) * 1e6 / result.Transactions, 0);
    }

    private async Task<(Figure Figure, double Bytes)> LoadAsync(Scenario? scenario, int port, int server, IEnumerable<byte[]> requests)
    {
        var plan = new LoadPlan(port, Path.Combine(directory, "requests"), scenario?.Status ?? 200, options.Clients, WarmUp, options.Seconds, scenario?.InOrder ?? false);
        RequestFile.Write(plan.Requests, requests);
        var file = Path.Combine(directory, "load.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(plan));
        using var load = Process.Start(new ProcessStartInfo("dotnet", [typeof(Comparison).Assembly.Location, "load", file]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        await ExpectAsync(load, Generator.Begins);
        var (own, database) = (Processors.Of(server), Processors.OfFamily(postgres.Process));
        await ExpectAsync(load, Generator.Ends);
        (own, database) = (Processors.Of(server) - own, Processors.OfFamily(postgres.Process) - database);
        var result = JsonSerializer.Deserialize<LoadResult>(await load.StandardOutput.ReadToEndAsync())!;
        await load.WaitForExitAsync();
        double Each(double seconds) => seconds * 1e6 / result.Requests;
        return (new Figure(result.Requests / result.Seconds, result.P50, result.P99, Each(own), Each(database), Each(result.ProcessorSeconds)), result.Bytes);
    }

    private static async Task ExpectAsync(Process process, string word)
    {
        if (await process.StandardOutput.ReadLineAsync() != word)
            throw new InvalidOperationException("The load generator failed; its reason stands above.");
    }

    private async Task<ServerProcess> StartMinimalAsync(MinimalPlan plan)
    {
        var file = Path.Combine(directory, "minimal.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(plan));
        return await ServerProcess.StartAsync(typeof(Comparison).Assembly.Location, ["minimal", file], new Dictionary<string, string>(), "ready");
    }

    /// <summary>What is compared must answer the same bytes; a new record has an id and times of its own.</summary>
    private async Task RequireSameAsync(Scenario scenario, string token)
    {
        var (method, path, body) = scenario.Minimal(0, scenario.Watched);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{MinimalPort.ToString(CultureInfo.InvariantCulture)}") };
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body) };
        using var response = await http.SendAsync(request);
        var theirs = await response.Content.ReadAsByteArrayAsync();
        var ours = await kith.SendAsync(scenario.Request(0, scenario.Watched), token);
        if (scenario.MakesIds ? Math.Abs(ours.Length - theirs.Length) > 12 : !ours.AsSpan().SequenceEqual(theirs))
            throw new InvalidOperationException($"The hand-written endpoint answers something else for {path}: {System.Text.Encoding.UTF8.GetString(theirs)}");
    }

    [GeneratedRegex(@"\bt\.version = (?<value>\$\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Version();

    [GeneratedRegex("""
        "id":\s*"(?<id>[^"]+)"
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex MadeId();

    private sealed class BareScenario : Scenario
    {
        public override string Name => "bare";
        public override (string, string, string?) Request(int place, string number) => ("GET", "/bare", null);
        public override (string, string, string?) Minimal(int place, string number) => ("GET", "/bare", null);
    }
}
