namespace Kith.Browser.Tests.Journeys;

/// <summary>Working the pipeline.</summary>
public sealed class BoardJourney(Installation kith) : Journey(kith)
{
    private async Task<Visit> AtBoardAsync()
    {
        var ada = await OwnerAsync();
        await ada.CallAsync("POST", "workspace/sample_data");
        await ada.OpenAsync("/deals?layout=board");
        await ShowsAsync(ada.Page, "Prospecting", 6, "€38.4K");
        await ShowsAsync(ada.Page, "Engaging", 6, "€117.8K");
        return ada;
    }

    private static async Task ShowsAsync(IPage page, string stage, int cards, string worth)
    {
        var column = page.GetByRole(AriaRole.Region, new() { Name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{stage}: {cards:N0} card") });
        await Expect(column).ToBeVisibleAsync();
        await Expect(column.GetByText(worth, new() { Exact = true })).ToBeVisibleAsync();
    }

    private static ILocator CardIn(IPage page, string stage, string card) => page.Column(stage).GetByRole(AriaRole.Listitem, new() { Name = card });

    [Fact]
    public async Task A_card_is_dragged_to_another_stage_and_the_history_tells_from_where_to_where()
    {
        var ada = await AtBoardAsync();
        var page = ada.Page;
        await page.Card("Vat temperature pilot").DragToAsync(page.Column("Engaging"));
        await Expect(CardIn(page, "Engaging", "Vat temperature pilot")).ToBeVisibleAsync();
        await ShowsAsync(page, "Prospecting", 5, "€34.2K");
        await ShowsAsync(page, "Engaging", 7, "€122K");
        await Expect(page.GetByText("Vat temperature pilot moved to Engaging").First).ToBeVisibleAsync();

        await page.ReloadAsync();
        await ShowsAsync(page, "Engaging", 7, "€122K");
        await page.Card("Vat temperature pilot").ClickAsync();
        var panel = page.GetByRole(AriaRole.Complementary, new() { Name = "Vat temperature pilot" });
        await panel.GetByRole(AriaRole.Tab, new() { Name = "History" }).ClickAsync();
        await Expect(panel.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Stage:" }).Last).ToHaveTextAsync("Stage:ProspectingEngaging");
    }

    [Fact]
    public async Task A_card_is_moved_by_its_menu_and_by_the_keyboard_and_moved_back_by_undo()
    {
        var ada = await AtBoardAsync();
        var page = ada.Page;
        await page.Card("Vat temperature pilot").ClickAsync(new() { Button = MouseButton.Right });
        await page.MenuItem("Engaging").ClickAsync();
        await Expect(CardIn(page, "Engaging", "Vat temperature pilot")).ToBeVisibleAsync();
        await ShowsAsync(page, "Engaging", 7, "€122K");

        await page.Card("Vat temperature pilot").FocusAsync();
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(CardIn(page, "Proposal", "Vat temperature pilot")).ToBeFocusedAsync();
        await ShowsAsync(page, "Engaging", 6, "€117.8K");
        await ShowsAsync(page, "Proposal", 6, "€148.6K");
        await page.Keyboard.PressAsync("s");
        await page.MenuItem("Negotiation").ClickAsync();
        await Expect(CardIn(page, "Negotiation", "Vat temperature pilot")).ToBeVisibleAsync();

        // The one before last is taken back: the card comes from wherever it stands by now.
        await page.GetByRole(AriaRole.Dialog).Filter(new() { HasText = "Vat temperature pilot moved to Proposal" }).GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(CardIn(page, "Engaging", "Vat temperature pilot")).ToBeVisibleAsync();
        await Expect(page.Card("Vat temperature pilot")).ToHaveCountAsync(1);
        await ShowsAsync(page, "Negotiation", 3, "€91.5K");
    }

    [Fact]
    public async Task A_drop_on_won_without_an_amount_asks_for_it_and_cancel_returns_the_card()
    {
        var ada = await AtBoardAsync();
        var page = ada.Page;
        await page.Card("Playtest lounge").FocusAsync();
        foreach (var stage in new[] { "Engaging", "Proposal", "Negotiation" })
        {
            await page.Keyboard.PressAsync("Shift+ArrowRight");
            await Expect(CardIn(page, stage, "Playtest lounge")).ToBeFocusedAsync();
            await Expect(page.GetByText($"Playtest lounge moved to {stage}").First).ToBeVisibleAsync();
        }
        // Without the notices, and with every card where the sort has it.
        await page.ReloadAsync();
        await page.Column("Won").ScrollIntoViewIfNeededAsync();
        await Expect(CardIn(page, "Negotiation", "Playtest lounge")).ToBeVisibleAsync();
        await page.Card("Playtest lounge").DragToAsync(page.Column("Won"));
        var question = page.DialogCalled("Move to Won");
        await page.ChooseAsync(question.GetByLabel("Close reason"), "Relationship");
        await question.GetByRole(AriaRole.Button, new() { Name = "Move", Exact = true }).ClickAsync();
        await Expect(question).ToContainTextAsync("A won deal needs an amount.");
        await question.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(CardIn(page, "Negotiation", "Playtest lounge")).ToBeVisibleAsync();
        await ShowsAsync(page, "Won", 6, "€85.9K");

        await page.Card("Playtest lounge").DragToAsync(page.Column("Won"));
        await question.GetByRole(AriaRole.Button, new() { Name = "Move", Exact = true }).ClickAsync();
        await question.GetByLabel("Amount").FillAsync("14,100");
        await question.GetByRole(AriaRole.Button, new() { Name = "Move", Exact = true }).ClickAsync();
        await Expect(question).ToBeHiddenAsync();
        await Expect(CardIn(page, "Won", "Playtest lounge")).ToBeVisibleAsync();
        await ShowsAsync(page, "Won", 7, "€100K");
    }

    [Fact]
    public async Task A_stage_is_given_a_color_and_fields_to_fill_and_the_board_asks_for_them_on_the_way_in()
    {
        var ada = await AtBoardAsync();
        var page = ada.Page;
        await ada.OpenAsync("/settings/pipelines");
        await page.Button("More for Proposal").ClickAsync();
        await page.MenuItem("Color, staleness and required fields").ClickAsync();
        var settings = page.DialogCalled("Stage “Proposal”");
        await page.ChooseAsync(settings.GetByLabel("Color"), "Violet");
        await settings.GetByLabel("Stale after days").FillAsync("no");
        await settings.GetByRole(AriaRole.Checkbox, new() { Name = "External id" }).CheckAsync();
        await settings.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(settings.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await settings.GetByLabel("Stale after days").FillAsync("14");
        await settings.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(settings).ToBeHiddenAsync();

        await ada.OpenAsync("/deals?layout=board");
        await page.Card("Vat temperature pilot").DragToAsync(page.Column("Proposal"));
        var question = page.DialogCalled("Move to Proposal");
        await Expect(question).ToContainTextAsync("External id must be filled before a deal enters “Proposal”.");
        await question.GetByLabel("External id").FillAsync("V-1");
        await question.GetByRole(AriaRole.Button, new() { Name = "Move", Exact = true }).ClickAsync();
        await Expect(question).ToBeHiddenAsync();
        await Expect(CardIn(page, "Proposal", "Vat temperature pilot")).ToBeVisibleAsync();

        await ada.OpenAsync("/settings/pipelines");
        await page.Button("Add a pipeline").ClickAsync();
        await page.Input("Name").FillAsync("Renewals");
        await page.DialogCalled("Add a pipeline").GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(page.GetByText("New deals begin here.")).ToHaveCountAsync(1);
        await page.Button("Make the default").ClickAsync();
        var renewals = page.Locator("section").Filter(new() { Has = page.Heading("Renewals") });
        await Expect(renewals.GetByText("New deals begin here.")).ToBeVisibleAsync();
        await Expect(page.GetByText("New deals begin here.")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Reasons_are_kept_in_the_settings_and_offered_where_they_fit()
    {
        var ada = await AtBoardAsync();
        var page = ada.Page;
        await ada.OpenAsync("/settings/pipelines");
        await page.Button("Add a reason").ClickAsync();
        await page.Input("Name").FillAsync("Better service");
        await page.DialogCalled("Add a reason").GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await page.ChooseAsync(page.GetByRole(AriaRole.Combobox, new() { Name = "What Better service is a reason for" }), "Won");
        await page.Button("More for Timing").ClickAsync();
        await page.MenuItem("No longer offer").ClickAsync();
        await Expect(page.GetByText("No longer offered")).ToBeVisibleAsync();
        await page.ChooseAsync(page.GetByRole(AriaRole.Combobox, new() { Name = "When deals of Sales must say why they ended" }), "Always");

        await ada.OpenAsync("/deals?layout=board");
        await page.Column("Lost").ScrollIntoViewIfNeededAsync();
        await page.Card("Dye house automation").DragToAsync(page.Column("Lost"));
        var question = page.DialogCalled("Move to Lost");
        await question.GetByRole(AriaRole.Button, new() { Name = "Move", Exact = true }).ClickAsync();
        await Expect(question).ToContainTextAsync("Say why the deal ended in “Lost”.");
        await question.GetByLabel("Close reason").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Option, new() { Name = "No budget" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Option, new() { Name = "Better service" })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Option, new() { Name = "Timing" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Option, new() { Name = "No budget" }).ClickAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Move", Exact = true }).ClickAsync();
        await Expect(question).ToBeHiddenAsync();
        await Expect(CardIn(page, "Lost", "Dye house automation")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task On_a_phone_one_stage_fills_the_screen_and_another_is_picked()
    {
        var ada = await OwnerAsync(Look.Phone);
        var page = ada.Page;
        await ada.CallAsync("POST", "workspace/sample_data");
        await ada.OpenAsync("/deals?layout=board");
        await Expect(page.Card("Vat temperature pilot")).ToBeVisibleAsync();
        await page.ChooseAsync(page.GetByRole(AriaRole.Combobox, new() { Name = "Stage" }), "Negotiation");
        await Expect(page.Card("Dye house automation")).ToBeVisibleAsync();
        await Expect(page.Card("Vat temperature pilot")).ToBeHiddenAsync();
        await Expect(page.GetByText("€91.5K")).ToBeVisibleAsync();

        await page.Card("Office coffee telemetry").ClickAsync();
        await Expect(page.Heading("Office coffee telemetry")).ToBeVisibleAsync();
    }

    // How long it takes depends on the machine; what is asked for and drawn does not.
    [Fact]
    public async Task A_board_of_ten_thousand_deals_asks_for_what_is_seen_and_cards_are_dragged_as_on_a_small_one()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        var stages = (await ada.CallAsync("GET", "stages?where=not%20(won%20or%20lost)&sort=position")).GetProperty("data").EnumerateArray().Select(s => s.GetProperty("id").GetString()).ToList();
        Assert.Equal(4, stages.Count);
        for (var part = 0; part < 10; part++)
        {
            var from = part * 1_000;
            await ada.CallAsync("POST", "batch", new { calls = Enumerable.Range(from, 1_000).Select(n => new { method = "POST", path = "deals", body = new { name = $"Deal {n}", amount = 10, stage = stages[n % 4] } }) });
        }
        var asked = 0;
        page.Request += (_, request) => asked += request.Url.Contains("/api/v1/deals", StringComparison.Ordinal) || request.Url.EndsWith("/api/v1/query", StringComparison.Ordinal) ? 1 : 0;
        await ada.OpenAsync("/deals?layout=board");
        await ShowsAsync(page, "Prospecting", 2_500, "€25K");
        await ShowsAsync(page, "Negotiation", 2_500, "€25K");
        await Expect(page.Card("Deal 9996")).ToBeVisibleAsync();
        // One request a column and those for its sums, and no more cards than a column's first page.
        Assert.InRange(asked, 1, 12);
        Assert.InRange(await page.Locator("[data-card]").CountAsync(), 20, 400);
        await page.Card("Deal 9996").DragToAsync(page.Column("Engaging"));
        await ShowsAsync(page, "Prospecting", 2_499, "€25K");
        await ShowsAsync(page, "Engaging", 2_501, "€25K");
        await Expect(CardIn(page, "Engaging", "Deal 9996")).ToBeVisibleAsync();
    }
}
