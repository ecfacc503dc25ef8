using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Kith.Bench.Database;

/// <summary>What pgbench saw.</summary>
/// <param name="P50">Milliseconds of a transaction, of a sample.</param>
internal sealed record PgbenchResult(long Transactions, double PerSecond, double P50, double P99);

/// <summary>Runs a script by pgbench as Kith's own role, over the same socket.</summary>
internal sealed partial class Pgbench(PostgresAccess postgres, string directory)
{
    public async Task<PgbenchResult> RunAsync(PgbenchScript script, int clients, double seconds)
    {
        var file = Path.Combine(directory, "pgbench.sql");
        await File.WriteAllTextAsync(file, script.Text);
        var start = new ProcessStartInfo(Path.Combine(postgres.Programs, "pgbench")) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory };
        foreach (var (name, value) in script.Variables)
            start.ArgumentList.Add($"--define={name}={value}");
        start.ArgumentList.Add($"--define=made={Text(script.FirstId)}");
        foreach (var argument in new[]
        {
            "-n", "-M", "prepared", "-f", file, "-c", Text(clients), "-j", "2", "-T", Text((int)Math.Ceiling(seconds)), "-l", "--log-prefix=sample", "--sampling-rate=0.1",
            "-h", postgres.Socket, "-U", postgres.Role, postgres.Name,
        })
            start.ArgumentList.Add(argument);
        start.Environment["PGPASSWORD"] = postgres.Password;
        start.Environment["PGOPTIONS"] = "-c search_path=kith";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || Failed().Match(output) is not { Success: true, Groups: var failed } || failed["number"].Value != "0")
            throw new InvalidOperationException($"pgbench failed: {output}{await errors}");
        var times = Samples().Order().ToArray();
        return new PgbenchResult(long.Parse(Count().Match(output).Groups["number"].ValueSpan, CultureInfo.InvariantCulture),
            double.Parse(Rate().Match(output).Groups["number"].ValueSpan, CultureInfo.InvariantCulture), Milliseconds(times, 0.5), Milliseconds(times, 0.99));
    }

    // Each line of a sample: client, transaction, microseconds, and when it was.
    private List<long> Samples()
    {
        var times = new List<long>();
        foreach (var file in Directory.EnumerateFiles(directory, "sample.*"))
        {
            times.AddRange(File.ReadLines(file).Select(l => long.Parse(l.Split(' ')[2], CultureInfo.InvariantCulture)));
            File.Delete(file);
        }
        return times;
    }

    private static double Milliseconds(long[] sorted, double part) => sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))] / 1_000.0;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"transactions actually processed: (?<number>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Count();

    [GeneratedRegex(@"failed transactions: (?<number>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Failed();

    [GeneratedRegex(@"tps = (?<number>[\d.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Rate();
}
