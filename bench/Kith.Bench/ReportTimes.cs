using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Kith.Bench.Database;

namespace Kith.Bench;

/// <summary>How long one report takes, with nobody else there.</summary>
/// <param name="Kith">Milliseconds until the whole answer is there, the median.</param>
/// <param name="Psql">Milliseconds that psql takes for the same statement, the median; its answer is written too.</param>
internal sealed record ReportTime(string What, double Kith, double Psql);

/// <summary>Measures reports over all deals beside psql with the very statement that Kith sends, in turns.</summary>
internal sealed partial class ReportTimes(KithProcess kith, PostgresAccess postgres, string directory)
{
    private const int Turns = 4;
    private const int Times = 3;

    private const string Query = "/api/v1/query";

    private static readonly IReadOnlyList<(string What, (string Method, string Path, string? Body) Call)> Reports =
    [
        ("deals by owner and month: number and sum", ("POST", Query, """{"from":"deals","group":["owner","month(close_date)"],"measures":{"n":"count()","total":"sum(amount)"},"sort":["owner","month(close_date)"],"limit":10000}""")),
        ("deals by stage: number, sum, average, median", ("POST", Query, """{"from":"deals","group":["stage"],"measures":{"n":"count()","total":"sum(amount)","mean":"avg(amount)","middle":"median(amount)"}}""")),
        ("the first ten owners by sum, and the rest", ("POST", Query, """{"from":"deals","group":["owner"],"measures":{"total":"sum(amount)"},"sort":["-total"],"top":10}""")),
        ("the forecast of a month by person", ("GET", "/api/v1/forecast?unit=month&day=2024-05-05", null)),
        ("the forecast of a quarter by person", ("GET", "/api/v1/forecast?unit=quarter&day=2024-05-05", null)),
        ("the forecast of a year by person", ("GET", "/api/v1/forecast?unit=year&day=2024-05-05", null)),
        ("the forecast of a year by product", ("GET", "/api/v1/forecast?unit=year&day=2024-05-05&by=product", null)),
    ];

    public async Task<IReadOnlyList<ReportTime>> RunAsync(Tenant tenant)
    {
        var token = await kith.TokenAsync(tenant);
        var times = new List<ReportTime>();
        foreach (var (what, call) in Reports)
        {
            var (statements, ours, theirs) = (await WatchAsync(call, token), new List<double>(), new List<double>());
            for (var turn = 0; turn < Turns; turn++)
            {
                theirs.AddRange(await PsqlAsync(statements));
                for (var i = 0; i < Times; i++)
                {
                    var started = Stopwatch.GetTimestamp();
                    await kith.SendAsync(call, token);
                    ours.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                }
            }
            times.Add(new ReportTime(what, Median(ours), Median(theirs)));
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{what}: Kith {times[^1].Kith:0} ms, psql {times[^1].Psql:0} ms"));
        }
        return times;
    }

    private async Task<IReadOnlyList<Statement>> WatchAsync((string Method, string Path, string? Body) call, string token)
    {
        await using var connection = await postgres.OpenAsync();
        // Reports are told from what else a request asks by the most groups they answer; what opens and closes transactions is no part of the work.
        return [.. (await new StatementLog(connection).WatchAsync(() => kith.SendAsync(call, token), "1001", "10001")).Where(s => !s.Sql.StartsWith("BEGIN", StringComparison.OrdinalIgnoreCase) && !s.Sql.StartsWith("COMMIT", StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>Milliseconds of each run of the statements in one session of psql, as Kith's role.</summary>
    private async Task<IReadOnlyList<double>> PsqlAsync(IReadOnlyList<Statement> statements)
    {
        var text = new StringBuilder("set search_path = kith;\n");
        for (var s = 0; s < statements.Count; s++)
            text.Append(CultureInfo.InvariantCulture, $"prepare s{s} as {statements[s].Sql};\n");
        text.Append("begin;\n").Append(Execute(statements, 0)).Append("\\timing on\n");
        for (var i = 0; i < Times; i++)
        {
            for (var s = 1; s < statements.Count; s++)
                text.Append(Execute(statements, s));
        }
        text.Append("\\timing off\ncommit;\n");
        var file = Path.Combine(directory, "report.sql");
        await File.WriteAllTextAsync(file, text.ToString());
        var start = new ProcessStartInfo(Path.Combine(postgres.Programs, "psql"), ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", postgres.Socket, "-U", postgres.Role, "-d", postgres.Name, "-o", Path.Combine(directory, "report.out"), "-f", file])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PGPASSWORD"] = postgres.Password;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var times = Timing().Matches(output).Select(m => double.Parse(m.Groups["ms"].ValueSpan, CultureInfo.InvariantCulture)).ToList();
        if (process.ExitCode != 0 || times.Count != Times * (statements.Count - 1))
            throw new InvalidOperationException($"psql failed: {output}{await errors}");
        return [.. times.Chunk(statements.Count - 1).Select(t => t.Sum())];
    }

    private static string Execute(IReadOnlyList<Statement> statements, int s)
    {
        var values = statements[s].Values.Select((v, i) => v is null ? "null" : $"'{v.Replace("'", "''", StringComparison.Ordinal)}'::{statements[s].Types[i]}").ToList();
        return string.Create(CultureInfo.InvariantCulture, $"execute s{s}{(values.Count == 0 ? "" : $"({string.Join(", ", values)})")};\n");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    [GeneratedRegex(@"^Time: (?<ms>[\d.]+) ms", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Timing();
}
