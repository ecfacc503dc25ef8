using System.Globalization;
using System.Text;
using System.Text.Json;
using Kith.Sales.Forecasts;
using Kith.Store.Tests.Records;

namespace Kith.Import.Tests;

/// <summary>The figures of a sales team, asked of Kith after the import and worked out here from the files alone.</summary>
public sealed class MavenFiguresTests(StoreFixture fixture) : IClassFixture<RunnerFixture>
{
    /// <summary>A row of the pipeline's file, with the team of its agent and the price of its product.</summary>
    private sealed record Sale(string Agent, string Manager, string Office, string Product, decimal Price, string Stage, DateOnly? Engaged, DateOnly? Closed, decimal Value)
    {
        public bool IsWon => Stage == "Won";
        public bool IsClosed => Stage is "Won" or "Lost";
        public bool IsOpen => !IsClosed;
    }

    /// <summary>What a report says of sales by one thing.</summary>
    private sealed record Line(string Of, decimal Won, int WonDeals, int LostDeals, decimal? Cycle, decimal Open, int OpenDeals, decimal Expected);

    [Fact]
    public async Task Forecast_win_rate_cycle_and_sums_are_those_of_the_files()
    {
        var workspace = await fixture.WorkspaceAsync();
        await MavenTests.StagesAsync(workspace, "Sales");
        foreach (var (file, mapping) in MavenTests.Files)
            await fixture.Store.ImportAsync(workspace.Owner, Importing.Maven(file), mapping, file);
        var sales = Sales();
        Assert.Equal(8_800, sales.Count);

        Assert.Equal([LineOf("", sales)], await AskAsync(workspace, null));
        Assert.Equal(Lines(sales, s => s.Agent), await AskAsync(workspace, ResultsBy.Person));
        Assert.Equal(Lines(sales, s => s.Manager), await AskAsync(workspace, ResultsBy.Manager));
        Assert.Equal(Lines(sales, s => s.Office), await AskAsync(workspace, ResultsBy.Team));
        Assert.Equal(Lines(sales, s => s.Product), await AskAsync(workspace, ResultsBy.Product));
        // What is open has no close date in the file.
        Assert.Equal(Lines(sales, s => s.Closed is { } day ? Quarter(day) : ""), await AskAsync(workspace, ResultsBy.Quarter));
    }

    private static string Quarter(DateOnly day) => new DateOnly(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static List<Line> Lines(IEnumerable<Sale> sales, Func<Sale, string> by) =>
        [.. sales.GroupBy(by).Select(g => LineOf(g.Key, [.. g])).OrderBy(l => l.Of, StringComparer.Ordinal)];

    // What is open has no amount in the file: it is worth the price of its product, at the likelihood of its stage.
    private static Line LineOf(string of, IReadOnlyList<Sale> sales)
    {
        var (won, open) = (sales.Where(s => s.IsWon).ToList(), sales.Where(s => s.IsOpen).ToList());
        return new Line(
            of, won.Sum(s => s.Value), won.Count, sales.Count - won.Count - open.Count, won.Count == 0 ? null : Rounded((decimal)won.Sum(s => s.Closed!.Value.DayNumber - s.Engaged!.Value.DayNumber) / won.Count),
            open.Sum(s => s.Price), open.Count, open.Sum(s => s.Price * 50 / 100));
    }

    private static decimal Rounded(decimal value) => decimal.Round(value, 4, MidpointRounding.AwayFromZero);

    /// <summary>What the results of sales ask.</summary>
    private static async Task<List<Line>> AskAsync(Workspace workspace, ResultsBy? by)
    {
        var report = await workspace.ReportAsync("deal", SalesResults.Of(by, SalesResults.Where(null, null), prices: true));
        return [.. report.GetProperty("data").EnumerateArray().Select(g => new Line(
            by is { } named ? Name(g.GetProperty(SalesResults.KeyOf(named))) : "", Number(g.GetProperty(SalesResults.Won)) ?? 0, Count(g, SalesResults.WonDeals), Count(g, SalesResults.LostDeals), Number(g.GetProperty(SalesResults.Cycle)) is { } cycle ? Rounded(cycle) : null,
            Number(g.GetProperty(SalesResults.Open)) ?? 0, Count(g, SalesResults.OpenDeals), Number(g.GetProperty(SalesResults.Expected)) ?? 0)).OrderBy(l => l.Of, StringComparer.Ordinal)];

        static int Count(JsonElement group, string of) => group.GetProperty(of).GetInt32();

        static string Name(JsonElement key) => key.ValueKind switch
        {
            JsonValueKind.Object => key.GetProperty("title").GetString()!,
            JsonValueKind.Null => "",
            _ => key.GetString()!,
        };
    }

    private static decimal? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object => Number(value.GetProperty("amount")),
        JsonValueKind.Number => value.GetDecimal(),
        _ => decimal.Parse(value.GetString()!, CultureInfo.InvariantCulture),
    };

    private static List<Sale> Sales()
    {
        var teams = Rows("sales_teams.csv").ToDictionary(r => r[0]);
        var prices = Rows("products.csv").ToDictionary(r => r[0], r => decimal.Parse(r[2], CultureInfo.InvariantCulture));
        return [.. Rows("sales_pipeline.csv").Select(r =>
        {
            // The one name that the file writes otherwise.
            var product = r[2] == "GTXPro" ? "GTX Pro" : r[2];
            return new Sale(r[1], teams[r[1]][1], teams[r[1]][2], product, prices[product], r[4], Day(r[5]), Day(r[6]), r[7].Length == 0 ? 0 : decimal.Parse(r[7], CultureInfo.InvariantCulture));
        })];
    }

    private static DateOnly? Day(string text) => text.Length == 0 ? null : DateOnly.ParseExact(text, "M/d/yyyy", CultureInfo.InvariantCulture);

    private static IEnumerable<string[]> Rows(string file) => Encoding.UTF8.GetString(Importing.Maven(file)).TrimStart('\uFEFF').ReplaceLineEndings("\n").TrimEnd().Split('\n').Skip(1).Select(l => l.Split(','));
}
