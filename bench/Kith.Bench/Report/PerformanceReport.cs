using System.Globalization;
using System.Text;
using Kith.Bench.Importing;

namespace Kith.Bench.Report;

/// <summary>Everything a run measured.</summary>
internal sealed record BenchResults(string Database, IReadOnlyList<ScenarioResult> Scenarios, IReadOnlyList<PageTime> Pages, IReadOnlyList<ReportTime> Reports, IReadOnlyList<SearchTime> Searches, IReadOnlyList<SizeFigure> Sizes, ImportResult? Import)
{
    /// <summary>Live connections; null where they were not measured.</summary>
    public LiveFigure? Live { get; init; }
    /// <summary>A storm of sign-ins; null where there was none.</summary>
    public StormFigure? Storm { get; init; }

    /// <summary>Leads dealt out by rules; null where there were none.</summary>
    public AssignmentFigure? Assignment { get; init; }

    /// <summary>A board in a browser; null where it was not opened.</summary>
    public BoardFigure? Board { get; init; }
    /// <summary>Calls on objects with few and with many own fields.</summary>
    public IReadOnlyList<FieldFigure> Fields { get; init; } = [];
    /// <summary>Lists as files.</summary>
    public IReadOnlyList<ExportFigure> Exports { get; init; } = [];
}

/// <summary>Writes what was measured as tables in Markdown, into the place of a document that is kept for them.</summary>
internal static class PerformanceReport
{
    private const string Begin = "<!-- figures: written by bench/run -->";
    private const string End = "<!-- end of figures -->";

    /// <summary>Prints the tables, and puts them into the document that was asked for.</summary>
    public static async Task WriteAsync(BenchOptions options, BenchResults results)
    {
        var figures = Tables(options, results);
        await Console.Out.WriteLineAsync(figures);
        if (options.Output is not { } output)
            return;
        var document = File.Exists(output) ? await File.ReadAllTextAsync(output) : $"{Begin}\n{End}\n";
        var (begin, end) = (document.IndexOf(Begin, StringComparison.Ordinal), document.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
            throw new InvalidOperationException($"{output} has no place for figures, which lies between {Begin} and {End}.");
        await File.WriteAllTextAsync(output, $"{document[..(begin + Begin.Length)]}\n\n{figures}\n{document[end..]}");
    }

    private static string Tables(BenchOptions options, BenchResults results)
    {
        var text = new StringBuilder();
        Line(text, $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {Environment.ProcessorCount} processors, {results.Database}, .NET {Environment.Version}: {options.Rows:N0} contacts and as many deals in one workspace among a thousand, {options.Clients} clients, {options.Rounds} rounds of {options.Seconds} s; each figure is the median of the rounds.");
        if (results.Scenarios.Count > 0)
        {
            Rates(text, results.Scenarios);
            Costs(text, results.Scenarios);
        }
        if (results.Pages.Count > 0)
            Pages(text, results.Pages);
        if (results.Reports.Count > 0)
            Reports(text, results.Reports);
        if (results.Searches.Count > 0)
            Searches(text, results.Searches);
        if (results.Sizes.Count > 0)
            Sizes(text, results.Sizes);
        if (results.Import is { } import)
            Import(text, import);
        if (results.Live is { } live)
            Line(text, $"\n### Live\n\n{live.Clients:N0} clients of one workspace that only listen, {live.Writes} writes: from sending a write until a client has its event p50 {live.P50:0.0} ms, p99 {live.P99:0.0} ms, slowest {live.Slowest:0.0} ms; the writer's own answer p50 {live.WriteP50:0.0} ms. The server holds {live.Memory / 1e6:0} MB more than without them.");
        if (results.Storm is { } storm)
            Storm(text, storm);
        if (results.Assignment is { } dealt)
            Line(text, $"\n### Leads dealt out by rules\n\n{dealt.Leads} leads by {dealt.Rules} rules, as a bulk action with history: {dealt.Seconds:0.0} s; plain SQL writes as many owners in {dealt.Plain:0.0} s, {dealt.Ratio:0.0} times.");
        if (results.Fields.Count > 0)
            Fields(text, results.Fields);
        if (results.Exports.Count > 0)
            Exports(text, results.Exports);
        if (results.Board is { } board)
            Board(text, board);
        return text.ToString();
    }

    private static void Fields(StringBuilder text, IReadOnlyList<FieldFigure> fields)
    {
        Line(text, $"\n### Own fields\n\nMilliseconds of a call, medians, on an object with six own fields and on one with two hundred.\n");
        Line(text, $"| call | six | two hundred | times |");
        Line(text, $"| --- | ---: | ---: | ---: |");
        foreach (var field in fields)
            Line(text, $"| {field.Call} | {field.Few:0.00} | {field.Many:0.00} | **{field.Ratio:0.00}** |");
    }

    private static void Exports(StringBuilder text, IReadOnlyList<ExportFigure> exports)
    {
        Line(text, $"\n### Export\n\n{exports[0].Rows:N0} contacts, nine columns with the company's name, in the order of names; COPY TO sends the same as CSV at {exports[0].Copy:N0} rows/s.\n");
        Line(text, $"| form | rows/s | of COPY TO |");
        Line(text, $"| --- | ---: | ---: |");
        foreach (var one in exports)
            Line(text, $"| {one.Form} | {one.Kith:N0} | **{one.Ratio:P0}** |");
    }

    private static void Board(StringBuilder text, BoardFigure board)
    {
        Line(text, $"\n### A board in a browser\n");
        Line(text, $"Milliseconds until its cards are painted, the median of {board.Large.Openings} openings, beside a board of {board.Small.Deals} deals.\n");
        Line(text, $"| board of | within Kith | slowest | by its address | slowest | moments of a drag, p95 | longest |");
        Line(text, $"| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var one in new[] { board.Small, board.Large })
            Line(text, $"| {one.Deals:N0} deals | {one.Within.P50:0} ms | {one.Within.Slowest:0} ms | {one.Anew.P50:0} ms | {one.Anew.Slowest:0} ms | {one.Frames.P95:0.0} ms | {one.Frames.Slowest:0.0} ms |");
        Line(text, $"\nBy ratio: within Kith **{board.Large.Within.P50 / board.Small.Within.P50:0.00}**, by its address **{board.Large.Anew.P50 / board.Small.Anew.P50:0.00}**. A page with nothing but a moving pointer has a moment every {board.Still.P50:0.0} ms (p95 {board.Still.P95:0.0} ms).");
    }

    private static void Storm(StringBuilder text, StormFigure storm)
    {
        Line(text, $"\n### A storm of sign-ins\n");
        Line(text, $"| who reads | quiet p50 | p95 | p99 | in the storm p50 | p95 | p99 | **p95, times** |");
        Line(text, $"| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var reads in storm.Reads)
            Line(text, $"| {reads.What} | {reads.Quiet.P50:0.0} ms | {reads.Quiet.P95:0.0} ms | {reads.Quiet.P99:0.0} ms | {reads.Storm.P50:0.0} ms | {reads.Storm.P95:0.0} ms | {reads.Storm.P99:0.0} ms | **{reads.Ratio:0.00}** |");
        Line(text, $"\nSign-ins: {storm.SignedIn.Count} let in (p50 {storm.SignedIn.P50:0} ms, p95 {storm.SignedIn.P95:0} ms), {storm.Wrong.Count} with a wrong password (p95 {storm.Wrong.P95:0} ms), {storm.Refused.Count} refused for the queue (p95 {storm.Refused.P95:0} ms). Kith's process took {storm.Processor:0.00} processors.");
    }

    private static void Rates(StringBuilder text, IReadOnlyList<ScenarioResult> scenarios)
    {
        Line(text, $"\n### Requests a second\n");
        Line(text, $"| scenario | pgbench | by hand | **Kith** | **of pgbench** | rounds | of by hand | bare answer | Kith p50 | Kith p99 | pgbench p99 |");
        Line(text, $"| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var s in scenarios)
        {
            var rounds = s.Rounds.Select(r => r[Side.Kith].PerSecond / r[Side.Pgbench].PerSecond).ToList();
            Line(text, $"| {s.Name} | {Rate(s, Side.Pgbench)} | {Rate(s, Side.Minimal)} | **{Rate(s, Side.Kith)}** | **{s.Ratio(Side.Kith, Side.Pgbench):P0}** | {rounds.Min():P0} to {rounds.Max():P0} | {(s.Has(Side.Minimal) ? $"{s.Ratio(Side.Kith, Side.Minimal):P0}" : "")} | {Rate(s, Side.Bare)} | {s.Of(Side.Kith, f => f.P50):0.0} ms | {s.Of(Side.Kith, f => f.P99):0.0} ms | {s.Of(Side.Pgbench, f => f.P99):0.0} ms |");
        }
    }

    private static void Costs(StringBuilder text, IReadOnlyList<ScenarioResult> scenarios)
    {
        Line(text, $"\n### Processor time of a request\n");
        Line(text, $"Microseconds. What is missing to the whole is the program that sends the requests, which runs on the same processors.\n");
        Line(text, $"| scenario | Kith's server | PostgreSQL for Kith | PostgreSQL for pgbench | server by hand | PostgreSQL for it | bare answer | body |");
        Line(text, $"| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var s in scenarios)
            Line(text, $"| {s.Name} | {s.Of(Side.Kith, f => f.Server):0} | {s.Of(Side.Kith, f => f.Postgres):0} | {s.Of(Side.Pgbench, f => f.Postgres):0} | {Cost(s, Side.Minimal, f => f.Server)} | {Cost(s, Side.Minimal, f => f.Postgres)} | {Cost(s, Side.Bare, f => f.Server)} | {s.Bytes:N0} bytes |");
    }

    private static void Pages(StringBuilder text, IReadOnlyList<PageTime> pages)
    {
        Line(text, $"\n### A page of 50 rows for one person alone\n");
        Line(text, $"| page | first time | median of 20 | slowest of 20 |");
        Line(text, $"| --- | ---: | ---: | ---: |");
        foreach (var page in pages)
            Line(text, $"| {page.What} | {page.First:0.0} ms | {page.P50:0.0} ms | {page.Slowest:0.0} ms |");
    }

    private static void Reports(StringBuilder text, IReadOnlyList<ReportTime> reports)
    {
        Line(text, $"\n### Reports for one person alone\n");
        Line(text, $"| report | Kith, the whole answer | psql, the same statement | **of psql** |");
        Line(text, $"| --- | ---: | ---: | ---: |");
        foreach (var report in reports)
            Line(text, $"| {report.What} | {report.Kith:0} ms | {report.Psql:0} ms | **{report.Kith / report.Psql:P0}** |");
    }

    private static void Searches(StringBuilder text, IReadOnlyList<SearchTime> searches)
    {
        Line(text, $"\n### Searching, for one person alone, each text once\n");
        Line(text, $"| what is typed | median | p99 | slowest |");
        Line(text, $"| --- | ---: | ---: | ---: |");
        foreach (var search in searches)
            Line(text, $"| {search.What} | {search.P50:0.0} ms | {search.P99:0.0} ms | {search.Slowest:0.0} ms |");
    }

    private static void Sizes(StringBuilder text, IReadOnlyList<SizeFigure> sizes)
    {
        Line(text, $"\n### A page of 50 rows in workspaces of different sizes, for one person alone\n");
        Line(text, $"| page | of {SizeComparison.SmallRows:N0} contacts | of {SizeComparison.LargeRows:N0} | **times** |");
        Line(text, $"| --- | ---: | ---: | ---: |");
        foreach (var size in sizes)
            Line(text, $"| {size.What} | {size.Small:0.00} ms | {size.Large:0.00} ms | **{size.Large / size.Small:0.00}** |");
    }

    private static void Import(StringBuilder text, ImportResult import)
    {
        Line(text, $"\n### Import\n");
        Line(text, $"| what | figure |");
        Line(text, $"| --- | ---: |");
        Line(text, $"| rows, and bytes of the file | {import.Rows:N0}, {import.FileBytes / 1e6:0} MB |");
        Line(text, $"| **Kith, from the first byte sent to done** | **{import.PerSecond:N0} rows/s** ({import.Upload:0.0} s to receive and look through, {import.Run:0.0} s to run) |");
        Line(text, $"| COPY of the same rows into the same tables with their indexes | {import.Rows / import.CopyIndexed:N0} rows/s; Kith reaches {import.CopyIndexed / (import.Upload + import.Run):P0} |");
        Line(text, $"| COPY into bare, unlogged tables | {import.Rows / import.Copy:N0} rows/s; Kith reaches {import.Copy / (import.Upload + import.Run):P0} |");
        Line(text, $"| processor time of a row | {import.Server:0} µs in Kith, {import.Postgres:0} µs in PostgreSQL |");
        Line(text, $"| most memory of the server | {import.PeakMemory >> 20} MB |");
    }

    private static string Rate(ScenarioResult scenario, Side side) => scenario.Has(side) ? scenario.Of(side, f => f.PerSecond).ToString("N0", CultureInfo.InvariantCulture) : "";

    private static string Cost(ScenarioResult scenario, Side side, Func<Figure, double> cost) => scenario.Has(side) ? scenario.Of(side, cost).ToString("0", CultureInfo.InvariantCulture) : "";

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture).Replace(" %", "%", StringComparison.Ordinal)).Append('\n');
}
