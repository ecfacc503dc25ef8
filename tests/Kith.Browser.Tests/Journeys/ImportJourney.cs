using System.Text.Json;

namespace Kith.Browser.Tests.Journeys;

/// <summary>From files to a pipeline, by the screens alone.</summary>
public sealed class ImportJourney(Installation kith) : Journey(kith)
{
    private static string File(string name) => Repository.Data(name);

    [Fact]
    public async Task Four_files_are_imported_by_going_on_and_the_second_time_nothing_changes()
    {
        var ada = await OwnerAsync();
        await ImportAsync(ada, "accounts.csv", "Added", "85");
        await ImportAsync(ada, "products.csv", "Added", "7");
        await ImportAsync(ada, "sales_teams.csv", "Added", "35");
        await ImportAsync(ada, "sales_pipeline.csv", "Added", "8,800");

        Assert.Equal(85, await CountAsync(ada, "companies", "true"));
        Assert.Equal(15, await CountAsync(ada, "companies", "parent is not empty"));
        Assert.Equal(85, await CountAsync(ada, "companies", "office_location_c is not empty"));
        Assert.Equal(7, await CountAsync(ada, "products", "true"));
        Assert.Equal(42, await CountAsync(ada, "people", "true"));
        Assert.Equal(1425, await CountAsync(ada, "deals", "company is empty"));
        Assert.Equal(1480, await CountAsync(ada, "deals", "product = \"GTX Pro\""));
        var page = ada.Page;
        await ada.OpenAsync("/deals?layout=board");
        foreach (var (stage, text) in new[] { ("Prospecting", "500"), ("Engaging", "1,589"), ("Won", "4,238"), ("Lost", "2,473") })
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = stage + ":" })).ToContainTextAsync(text);
        var sums = await ada.CallAsync("POST", "query", new { from = "deals", group = new[] { "stage.name" }, measures = new { n = "count()", total = "sum(amount)" } });
        var won = sums.GetProperty("data").EnumerateArray().Single(r => r.GetProperty("stage.name").GetString() == "Won");
        Assert.Equal((4238, "10005534.00"), (won.GetProperty("n").GetInt32(), won.GetProperty("total").GetProperty("amount").GetString()));

        await ImportAsync(ada, "sales_pipeline.csv", "Unchanged", "8,800");
        Assert.Equal(8800, await CountAsync(ada, "deals", "true"));
    }

    [Fact]
    public async Task On_a_phone_a_file_becomes_companies_to_look_at()
    {
        var ada = await OwnerAsync(Look.Phone);
        await ImportAsync(ada, "accounts.csv", "Added", "85");
        await ada.OpenAsync("/companies?sort=name");
        await Expect(ada.Page.Link("Acme Corporation")).ToBeVisibleAsync();
    }

    private static async Task ImportAsync(Visit ada, string file, string outcome, string rows)
    {
        var page = ada.Page;
        await ada.OpenAsync("/import");
        await page.Locator("input[type=file]").First.SetInputFilesAsync(File(file));
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new System.Text.RegularExpressions.Regex("^Import [0-9,]+ rows$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)) }).ClickAsync();
        var result = page.GetByText($"{file} is imported");
        await Expect(result).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Result" })).ToContainTextAsync(new System.Text.RegularExpressions.Regex($"{outcome}\\s*{rows}", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    private static async Task<int> CountAsync(Visit ada, string types, string where)
    {
        JsonElement page = await ada.CallAsync("GET", $"{types}?limit=1&count=exact&where={Uri.EscapeDataString(where)}");
        return page.GetProperty("count").GetInt32();
    }
}
