using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Kith.Bench;

/// <summary>How long one person waits for a page of a long list, with nobody else there.</summary>
/// <param name="First">Milliseconds of the first request, which PostgreSQL and Kith have not seen before.</param>
/// <param name="Rows">Records in the page.</param>
internal sealed record PageTime(string What, double First, double P50, double Slowest, int Rows);

/// <summary>Measures pages of the large list one after the other.</summary>
internal static class PageTimes
{
    private const int Times = 20;

    public static async Task<IReadOnlyList<PageTime>> RunAsync(KithProcess kith, Tenant tenant, int rows)
    {
        var token = await kith.TokenAsync(tenant);
        var filter = $"&where={Uri.EscapeDataString("title = \"Buyer\"")}";
        var yesterday = TimeProvider.System.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var pages = new List<PageTime>();
        foreach (var (what, query) in new[]
        {
            ("first page by name, filtered by title", $"&sort=name{filter}"),
            ("the same with an estimated count", $"&sort=name{filter}&count=estimated"),
            ("the same with an exact count", $"&sort=name{filter}&count=exact"),
            ("first page by name from Z to A", "&sort=-name"),
            ("first page by company, then name", "&sort=company,name"),
            ("newest first", ""),
            ("by name, jump to the middle", $"&sort=name&offset={Text(rows / 2)}"),
            ("by name, jump to the end", $"&sort=name&offset={Text(rows - 50)}"),
            ("by name, filtered by title, jump to the end", $"&sort=name{filter}&offset={Text((rows / 4) - 50)}"),
            ("newest first, as it stood at the end of yesterday", $"&at={yesterday}"),
            ("newest first, jump to the end", $"&offset={Text(rows - 50)}"),
        })
        {
            pages.Add(await MeasureAsync(kith, token, what, $"/api/v1/contacts?limit=50&fields={ListScenario.Fields}{query}"));
            var page = pages[^1];
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{page.What}: first {page.First:0.0} ms, then {page.P50:0.0} ms, slowest {page.Slowest:0.0} ms, {page.Rows} rows"));
        }
        return pages;
    }

    private static async Task<PageTime> MeasureAsync(KithProcess kith, string token, string what, string path)
    {
        var times = new List<double>();
        byte[] answer = [];
        for (var i = 0; i <= Times; i++)
        {
            var started = Stopwatch.GetTimestamp();
            answer = await kith.SendAsync(("GET", path, null), token);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        var later = times.Skip(1).Order().ToList();
        using var json = JsonDocument.Parse(answer);
        return new PageTime(what, times[0], later[later.Count / 2], later[^1], json.RootElement.GetProperty("data").GetArrayLength());
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
