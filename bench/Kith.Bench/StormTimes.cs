using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Kith.Bench.Database;

namespace Kith.Bench;

/// <summary>What one kind of reader waited without a storm of sign-ins and within one.</summary>
internal sealed record StormReads(string What, Spread Quiet, Spread Storm)
{
    public double Ratio => Storm.P95 / Quiet.P95;
}

/// <summary>What became of the storm.</summary>
/// <param name="SignedIn">Right passwords that were let in.</param>
/// <param name="Wrong">Wrong ones, and addresses that nobody has.</param>
/// <param name="Refused">Those that would have waited too long, and were told so.</param>
/// <param name="Processor">Parts of one processor that Kith's process took during the storm.</param>
internal sealed record StormFigure(IReadOnlyList<StormReads> Reads, Spread SignedIn, Spread Wrong, Spread Refused, double Processor);

/// <summary>People who read while a thousand others sign in by password within a minute, from many addresses.</summary>
internal sealed class StormTimes(KithProcess kith, PostgresAccess postgres) : IDisposable
{
    private const int Readers = 16;
    private const int Records = 20_000;
    private const int Accounts = 100;
    private const int SignIns = 1_000;
    // A part of the passwords is wrong, of addresses that somebody has and that nobody has by turns.
    private const int WrongEvery = 4;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(70);
    private static readonly string[] Kinds = ["list of 50", "one record"];

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 1_000 }) { BaseAddress = kith.Address, Timeout = TimeSpan.FromMinutes(2) };

    public async Task<StormFigure> RunAsync()
    {
        var (workspace, person) = await kith.SignUpAsync("Storm");
        await using (var connection = await postgres.OpenAsync())
        {
            await Filling.FillAsync(connection, workspace, person, Records);
            await Filling.ExecuteAsync(connection, "vacuum analyze");
        }
        for (var i = 0; i < Accounts; i++)
            await kith.SignUpAsync("Other", Email(i));
        var tokens = new List<string>();
        for (var i = 0; i < Readers; i++)
            tokens.Add(await kith.TokenAsync(new Tenant(workspace, person, Guid.Empty)));
        await ReadAsync(tokens, Task.Delay(WarmUp));
        var quiet = await ReadAsync(tokens, Task.Delay(Long));
        var before = Processors.Of(kith.Id);
        var began = Stopwatch.GetTimestamp();
        var storm = StormAsync();
        var stormy = await ReadAsync(tokens, Task.Delay(Long));
        var processor = (Processors.Of(kith.Id) - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var answers = await storm;
        var reads = Kinds.Select((what, kind) => new StormReads(what, Spread.Of(quiet[kind]), Spread.Of(stormy[kind]))).ToList();
        var figure = new StormFigure(reads, Of(200), Of(401), Spread.Of(answers.Where(a => a.Status is 429 or 503).Select(a => a.Time)), processor);
        foreach (var r in reads)
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{r.What}: quiet p50 {r.Quiet.P50:0.0} p95 {r.Quiet.P95:0.0} p99 {r.Quiet.P99:0.0} ms of {r.Quiet.Count}; storm p50 {r.Storm.P50:0.0} p95 {r.Storm.P95:0.0} p99 {r.Storm.P99:0.0} ms of {r.Storm.Count}; p95 {r.Ratio:0.00} times"));
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"sign-ins: {figure.SignedIn.Count} let in (p95 {figure.SignedIn.P95:0} ms), {figure.Wrong.Count} wrong (p95 {figure.Wrong.P95:0} ms), {figure.Refused.Count} refused (p95 {figure.Refused.P95:0} ms), others: {answers.Count(a => a.Status is not (200 or 401 or 429 or 503))}; Kith took {processor:0.00} processors"));
        return figure;

        Spread Of(int status) => Spread.Of(answers.Where(a => a.Status == status).Select(a => a.Time));
    }

    // By kind, how long each answer took until the end.
    private async Task<List<double>[]> ReadAsync(IReadOnlyList<string> tokens, Task end)
    {
        var all = await Task.WhenAll(tokens.Select((token, i) => Task.Run(() => ReadAsync(token, new Random(i), end))));
        return [.. Kinds.Select((_, kind) => all.SelectMany(times => times[kind]).ToList())];
    }

    private async Task<List<double>[]> ReadAsync(string token, Random random, Task end)
    {
        List<double>[] times = [.. Kinds.Select(_ => new List<double>())];
        await Task.Delay(Pause * random.NextDouble());
        for (var turn = 0; !end.IsCompleted; turn++)
        {
            var kind = turn % Kinds.Length;
            var id = (Filling.FirstNumber + random.Next(Records)).ToString(CultureInfo.InvariantCulture);
            using var request = new HttpRequestMessage(HttpMethod.Get, kind == 0
                ? $"/api/v1/contacts?sort=name&fields={ListScenario.Fields}&limit=50&where={Uri.EscapeDataString($"title = \"{Filling.Titles[random.Next(Filling.Titles.Count)]}\"")}"
                : $"/api/v1/contacts/{Filling.ContactIds}{id}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var started = Stopwatch.GetTimestamp();
            using var answer = await _http.SendAsync(request);
            await answer.Content.ReadAsByteArrayAsync();
            times[kind].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException($"{request.RequestUri} answered {(int)answer.StatusCode}.");
            await Task.Delay(Pause);
        }
        return times;
    }

    // One after the other, whether those before it were answered or not.
    private async Task<IReadOnlyList<(int Status, double Time)>> StormAsync()
    {
        var (began, answers) = (Stopwatch.GetTimestamp(), new List<Task<(int, double)>>());
        for (var i = 0; i < SignIns; i++)
        {
            if (Long / SignIns * i - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } wait)
                await Task.Delay(wait);
            answers.Add(SignInAsync(i));
        }
        return await Task.WhenAll(answers);
    }

    private async Task<(int Status, double Time)> SignInAsync(int i)
    {
        var wrong = i % WrongEvery == 0;
        var email = wrong && i / WrongEvery % 2 == 0 ? string.Create(CultureInfo.InvariantCulture, $"nobody{i}@bench.example") : Email(i % Accounts);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/tokens") { Content = JsonContent.Create(new { email, password = wrong ? "a wrong one of the bench" : KithProcess.Password }) };
        request.Headers.Add("X-Forwarded-For", string.Create(CultureInfo.InvariantCulture, $"198.18.{i / 250}.{i % 250}"));
        var started = Stopwatch.GetTimestamp();
        using var answer = await _http.SendAsync(request);
        return ((int)answer.StatusCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    public void Dispose() => _http.Dispose();

    private static string Email(int i) => string.Create(CultureInfo.InvariantCulture, $"storm{i}@bench.example");
}
