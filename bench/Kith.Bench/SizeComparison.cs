using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kith.Bench.Database;

namespace Kith.Bench;

/// <summary>What a page costs in a large workspace and in a small one.</summary>
/// <param name="Large">Milliseconds, the median.</param>
internal sealed record SizeFigure(string What, double Small, double Large);

/// <summary>
/// The same pages of two workspaces, one after the other, for one person alone: a list must not grow slower with what is behind it. The records are put into their table and its
/// indexes alone, for lists read nothing else.
/// </summary>
internal sealed class SizeComparison(KithProcess kith, PostgresAccess postgres, string directory)
{
    public const int SmallRows = 10_000;
    public const int LargeRows = 10_000_000;
    private const int Times = 400;
    private const int Places = 100;

    public async Task<IReadOnlyList<SizeFigure>> RunAsync()
    {
        var tenants = await FilledAsync();
        var (small, large) = (await PagesAsync(tenants[0]), await PagesAsync(tenants[1]));
        var figures = new List<SizeFigure>();
        foreach (var (what, pages) in small)
        {
            // Both are warm before the first one counts.
            var (smaller, larger) = (new List<double>(), new List<double>());
            for (var i = -Times / 4; i < Times; i++)
            {
                var (s, l) = (await TimeAsync(pages.Token, pages.Paths, i), await TimeAsync(large[what].Token, large[what].Paths, i));
                if (i < 0)
                    continue;
                smaller.Add(s);
                larger.Add(l);
            }
            figures.Add(new SizeFigure(what, Median(smaller), Median(larger)));
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{what}: {figures[^1].Small:0.00} ms of {SmallRows}, {figures[^1].Large:0.00} ms of {LargeRows}"));
        }
        return figures;
    }

    private async Task<IReadOnlyList<Tenant>> FilledAsync()
    {
        var mark = Path.Combine(directory, "sizes.json");
        if (File.Exists(mark))
            return JsonSerializer.Deserialize<Tenant[]>(await File.ReadAllTextAsync(mark))!;
        await Console.Out.WriteLineAsync($"Filling a workspace with {LargeRows} contacts.");
        var tenants = new List<Tenant>();
        await using var connection = await postgres.OpenAsync();
        foreach (var rows in new[] { SmallRows, LargeRows })
        {
            var (workspace, person) = await kith.SignUpAsync($"Bench of {rows.ToString(CultureInfo.InvariantCulture)}");
            tenants.Add(new Tenant(workspace, person, Guid.Parse(Filling.CompanyIds + "100000000007")));
            await Filling.FillAsync(connection, workspace, person, rows, bare: true);
        }
        await Filling.ExecuteAsync(connection, "vacuum analyze kith.contact");
        await Filling.ExecuteAsync(connection, "checkpoint");
        await File.WriteAllTextAsync(mark, JsonSerializer.Serialize(tenants));
        return tenants;
    }

    private async Task<Dictionary<string, (string Token, IReadOnlyList<string> Paths)>> PagesAsync(Tenant tenant)
    {
        var token = await kith.TokenAsync(tenant);
        await using var connection = await postgres.OpenAsync();
        var list = new ListScenario(await Filling.NamesAsync(connection, tenant.Workspace, Places)) { Tenants = [tenant] };
        return new()
        {
            ["first page by name"] = (token, [$"/api/v1/contacts?sort=name&limit=50&fields={ListScenario.Fields}"]),
            ["newest first"] = (token, [$"/api/v1/contacts?limit=50&fields={ListScenario.Fields}"]),
            ["somewhere by name, filtered by title"] = (token, [.. Enumerable.Range(0, Places).Select(i => list.Request(i, "").Item2)]),
        };
    }

    private async Task<double> TimeAsync(string token, IReadOnlyList<string> paths, int i)
    {
        var started = Stopwatch.GetTimestamp();
        await kith.SendAsync(("GET", paths[(i + paths.Count * Times) % paths.Count], null), token);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
