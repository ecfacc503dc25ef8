namespace Kith.Browser.Tests.Journeys;

/// <summary>Two people at two browsers: what one changes shows at the other's by itself.</summary>
public sealed class LiveJourney(Installation kith) : Journey(kith)
{
    private async Task<(Visit Ada, Visit Grace)> TogetherAsync()
    {
        var ada = await OwnerAsync();
        await ada.CallAsync("POST", "workspace/sample_data");
        return (ada, await ColleagueAsync(ada, Look.Desktop));
    }

    /// <summary>Opens an address and waits until the page hears of changes.</summary>
    private static async Task ListenAtAsync(Visit visit, string path) =>
        await visit.Page.RunAndWaitForResponseAsync(() => visit.OpenAsync(path), response => response.Url.Contains("/api/v1/live", StringComparison.Ordinal));

    [Fact]
    public async Task A_list_shows_what_a_colleague_creates_changes_and_deletes_and_marks_the_row()
    {
        var (ada, grace) = await TogetherAsync();
        await ListenAtAsync(ada, "/companies?sort=name");
        var id = await grace.CreateAsync("companies", new { name = "Aardvark Analytics" });
        await Expect(ada.Page.RowAt(1)).ToContainTextAsync("Aardvark Analytics");
        await Expect(ada.Page.Locator("[role=row][data-marked]")).ToContainTextAsync("Aardvark Analytics");
        await grace.CallAsync("PATCH", $"companies/{id}", new { name = "Aardvark Engines", employees = 4711 });
        await Expect(ada.Page.RowAt(1)).ToContainTextAsync("4,711");
        await Expect(ada.Page.RowAt(1)).ToContainTextAsync("Aardvark Engines");
        await grace.CallAsync("DELETE", $"companies/{id}");
        await Expect(ada.Page.Row("Aardvark Engines")).ToBeHiddenAsync();
        await Expect(ada.Page.Locator("[data-marked]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_board_and_an_open_record_follow_what_a_colleague_does_on_the_screen()
    {
        var (ada, grace) = await TogetherAsync();
        var deal = await ada.FindAsync("deals", "Vat temperature pilot");
        await ListenAtAsync(ada, "/deals?layout=board");
        await ListenAtAsync(grace, $"/deals/{deal}");
        await Expect(ada.Page.Column("Prospecting").GetByRole(AriaRole.Listitem, new() { Name = "Vat temperature pilot" })).ToBeVisibleAsync();
        await ada.Page.Card("Vat temperature pilot").DragToAsync(ada.Page.Column("Engaging"));
        await Expect(grace.Page.GetByText("Engaging").First).ToBeVisibleAsync();
        await grace.Page.GetByRole(AriaRole.Tab, new() { Name = "History" }).ClickAsync();
        await Expect(grace.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Stage:" }).Last).ToHaveTextAsync("Stage:ProspectingEngaging");
        await grace.CallAsync("PATCH", $"deals/{deal}", new { name = "Vat temperature contract" });
        await Expect(ada.Page.Column("Engaging").GetByRole(AriaRole.Listitem, new() { Name = "Vat temperature contract" })).ToBeVisibleAsync();
        await Expect(grace.Page.Heading("Vat temperature contract")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_one_types_oneself_never_turns_back_while_it_is_saved_and_heard_of_again()
    {
        var (ada, grace) = await TogetherAsync();
        await ListenAtAsync(ada, "/companies?sort=name");
        var page = ada.Page;
        await Expect(page.RowAt(1)).ToBeVisibleAsync();
        var cell = page.RowAt(1).GetByRole(AriaRole.Gridcell).Nth(4);
        // A row is there before what stands in it.
        await Expect(cell).Not.ToBeEmptyAsync();
        var before = await cell.InnerTextAsync();
        // Every text that the cell ever shows, in order.
        await page.EvaluateAsync("""
            () => {
              window.seen = [];
              const id = document.querySelector('[role=row][aria-rowindex="2"]').dataset.id;
              const look = () => {
                const text = document.querySelector(`[data-id="${id}"] [aria-colindex="5"]`)?.textContent;
                if (text && window.seen.at(-1) !== text) window.seen.push(text);
              };
              look();
              new MutationObserver(look).observe(document.querySelector('[role=grid]'), { subtree: true, childList: true, characterData: true });
            }
            """);
        foreach (var number in new[] { "101", "102", "103" })
        {
            await cell.DblClickAsync();
            await page.Locator("input:focus").FillAsync(number);
            await page.Keyboard.PressAsync("Enter");
            await Expect(cell).ToContainTextAsync(number);
        }
        // What comes after it is heard of after it.
        await grace.CreateAsync("companies", new { name = "AAAA the last" });
        await Expect(page.RowAt(1)).ToContainTextAsync("AAAA the last");
        await Expect(page.RowAt(2)).ToContainTextAsync("103");
        // While it is edited the cell holds its old text.
        Assert.Equal([before, "101", "102", "103"], await page.EvaluateAsync<string[]>("window.seen"));
    }
}
