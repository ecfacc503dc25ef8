namespace Kith.Browser.Tests.Journeys;

/// <summary>Keeping a list the way it was set up, and giving it to others.</summary>
public sealed class ViewJourney(Installation kith) : Journey(kith)
{
    /// <summary>Waits until the address asks for what a test says.</summary>
    private static async Task AsksAsync(IPage page, Func<string, bool> query)
    {
        for (var until = Environment.TickCount64 + 8_000; !query(Uri.UnescapeDataString(new Uri(page.Url).Query)); await Task.Delay(50, Cancel))
            Assert.True(Environment.TickCount64 < until, page.Url);
    }

    private static bool NamesOnlyAView(string query) => query.StartsWith("?view=", StringComparison.Ordinal) && Guid.TryParse(query["?view=".Length..], out _);

    private async Task<Visit> AtDealsAsync(Look? look = null, string search = "")
    {
        var ada = await OwnerAsync(look);
        await ada.CallAsync("POST", "workspace/sample_data");
        await ada.OpenAsync("/deals" + search);
        return ada;
    }

    private async Task<Visit> ColleagueAsync(Visit ada, string role = "member", Look? look = null)
    {
        var email = Kith.NewEmail("grace");
        await ada.CallAsync("POST", "invitations", new { email, role });
        var token = (await Kith.InvitationAsync(email, Cancel)).Segments[^1];
        var grace = await StrangerAsync(look ?? Look.Desktop);
        await grace.CallAsync("POST", "invitations/accept", new { token, name = "Grace Hopper", password = Visit.Password });
        return grace;
    }

    private static ILocator Views(IPage page) => page.GetByRole(AriaRole.Navigation, new() { Name = "Views" });

    private static ILocator Shown(IPage page) => Views(page).Locator("[aria-current=page]");

    private static ILocator Head(IPage page, string column) => page.GetByRole(AriaRole.Columnheader, new() { Name = column, Exact = true });

    [Fact]
    public async Task A_list_is_kept_as_a_view_changed_reset_shared_and_opened_by_a_colleague()
    {
        var ada = await AtDealsAsync(search: "?where=amount+%3E%3D+20000&sort=-amount");
        var page = ada.Page;
        await page.Button("Save view").ClickAsync();
        var dialog = page.DialogCalled("Save as a new view");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save view" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Fill this in");
        await dialog.GetByLabel("Name").FillAsync("Large deals");
        await dialog.GetByRole(AriaRole.Checkbox, new() { Name = "Pin as a tab" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save view" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await AsksAsync(page, NamesOnlyAView);
        await Expect(Shown(page)).ToHaveTextAsync("Large deals");
        await Expect(page.GetByText("Not saved")).ToBeHiddenAsync();

        await Head(page, "Name").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Head(page, "Name")).ToHaveAttributeAsync("aria-sort", "ascending");
        await Expect(page.GetByText("Not saved")).ToBeVisibleAsync();
        await page.Button("Reset", exact: true).ClickAsync();
        await Expect(Head(page, "Amount")).ToHaveAttributeAsync("aria-sort", "descending");
        await Expect(page.GetByText("Not saved")).ToBeHiddenAsync();
        await Head(page, "Name").GetByRole(AriaRole.Button).ClickAsync();
        await page.Button("Save", exact: true).ClickAsync();
        await Expect(page.GetByText("Not saved")).ToBeHiddenAsync();
        await AsksAsync(page, NamesOnlyAView);

        var grace = await ColleagueAsync(ada);
        await grace.OpenAsync(new Uri(page.Url).PathAndQuery);
        await Expect(grace.Page.GetByText("This view is gone, or it is not shared with you.")).ToBeVisibleAsync();

        await page.Button("View: Large deals").ClickAsync();
        await page.MenuItem("Rename and share").ClickAsync();
        var sharing = page.DialogCalled("Rename and share");
        await sharing.GetByLabel("Name", new() { Exact = true }).FillAsync("Large ones");
        await sharing.GetByRole(AriaRole.Checkbox, new() { Name = "Everyone in the workspace finds it" }).ClickAsync();
        await sharing.GetByRole(AriaRole.Button, new() { Name = "Save view" }).ClickAsync();
        await Expect(Shown(page)).ToHaveTextAsync("Large ones");

        var rows = await page.GetByText(" records").TextContentAsync();
        await grace.OpenAsync(new Uri(page.Url).PathAndQuery);
        await Expect(Shown(grace.Page)).ToHaveTextAsync("Large ones");
        await Expect(grace.Page.GetByText(rows!)).ToBeVisibleAsync();
        await Expect(Head(grace.Page, "Name")).ToHaveAttributeAsync("aria-sort", "ascending");
        await grace.Page.Button("View: Large ones").ClickAsync();
        await Expect(grace.Page.MenuItem("Save as a new view")).ToBeVisibleAsync();
        await Expect(grace.Page.MenuItem("Rename and share")).ToBeHiddenAsync();
        await Expect(grace.Page.MenuItem("Delete the view")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_address_carries_what_differs_from_the_view_and_back_returns_to_what_was()
    {
        var ada = await AtDealsAsync();
        var page = ada.Page;
        var id = await ada.CreateAsync("views", new { name = "Large deals", type = "deals", filter = "amount >= 20000", sort = "-amount", pinned = true });
        await ada.OpenAsync("/deals");
        await Views(page).GetByRole(AriaRole.Link, new() { Name = "Large deals" }).ClickAsync();
        await AsksAsync(page, q => q == $"?view={id}");
        await Expect(Head(page, "Amount")).ToHaveAttributeAsync("aria-sort", "descending");
        await page.Button("Remove the filter Amount").ClickAsync();
        await AsksAsync(page, q => q == $"?view={id}&where=");
        await page.ReloadAsync();
        await Expect(page.Button("Remove the filter Amount")).ToBeHiddenAsync();
        await Expect(Head(page, "Amount")).ToHaveAttributeAsync("aria-sort", "descending");
        await Expect(page.GetByText("Not saved")).ToBeVisibleAsync();
        await page.Button("Board").ClickAsync();
        await Expect(page.Column("Prospecting")).ToBeVisibleAsync();
        await page.GoBackAsync();
        await Expect(Head(page, "Amount")).ToHaveAttributeAsync("aria-sort", "descending");
        await page.GoBackAsync();
        await Expect(Shown(page)).ToHaveTextAsync("All deals");
        await Expect(Head(page, "Amount")).ToHaveAttributeAsync("aria-sort", "none");
    }

    [Fact]
    public async Task A_role_begins_with_the_view_that_an_administrator_chose_for_it()
    {
        var ada = await AtDealsAsync(search: "?where=amount+%3E%3D+20000");
        var page = ada.Page;
        await page.Button("Save view").ClickAsync();
        var dialog = page.DialogCalled("Save as a new view");
        await dialog.GetByLabel("Name").FillAsync("For members");
        await dialog.GetByRole(AriaRole.Group, new() { Name = "Who begins with it" }).GetByRole(AriaRole.Checkbox, new() { Name = "Member" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save view" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();

        var grace = await ColleagueAsync(ada);
        await grace.OpenAsync("/deals");
        await Expect(grace.Page.Button("View: For members")).ToBeVisibleAsync();
        await Expect(grace.Page.Button("Remove the filter Amount")).ToBeVisibleAsync();
        await grace.Page.Button("View: For members").ClickAsync();
        await grace.Page.MenuItem("All deals").ClickAsync();
        await AsksAsync(grace.Page, q => q == "?view=all");
        await Expect(grace.Page.Button("Remove the filter Amount")).ToBeHiddenAsync();
        await ada.OpenAsync("/deals");
        await Expect(page.Button("View: All deals")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_deleted_view_comes_back_by_undo()
    {
        var ada = await AtDealsAsync();
        var page = ada.Page;
        var id = await ada.CreateAsync("views", new { name = "Large deals", type = "deals", filter = "amount >= 20000", pinned = true });
        await ada.OpenAsync("/deals?view=" + id);
        await page.Button("View: Large deals").ClickAsync();
        await page.MenuItem("Delete the view").ClickAsync();
        await Expect(page.Button("View: All deals")).ToBeVisibleAsync();
        await Expect(Views(page)).ToBeHiddenAsync();
        await page.Button("Undo").ClickAsync();
        await Expect(Views(page).GetByRole(AriaRole.Link, new() { Name = "Large deals" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_view_says_what_it_names_and_is_gone()
    {
        var ada = await AtDealsAsync();
        await ada.OpenAsync("/deals?columns=name,rank_c,amount&sort=-rank_c");
        await Expect(ada.Page.GetByText("No longer here, and left out: rank_c")).ToBeVisibleAsync();
        await Expect(ada.Page.RowAt(1)).ToBeVisibleAsync();
        await ada.Page.Button("Leave them out for good").ClickAsync();
        await AsksAsync(ada.Page, q => q == "?columns=name,amount");
    }

    [Fact]
    public async Task What_stands_below_a_column_is_the_sum_of_all_records_under_the_same_filter()
    {
        var ada = await AtDealsAsync(search: "?where=amount+%3E%3D+20000");
        var page = ada.Page;
        async Task<string> SumAsync(string? where) => (await ada.CallAsync("POST", "query", new { from = "deals", where, measures = new { total = "sum(amount)" } }))
            .GetProperty("data")[0].GetProperty("total").GetProperty("amount").GetString()!;
        var sum = page.Grid.GetByRole(AriaRole.Row).Last;
        async Task ShowsAsync(string amount) => await Expect(sum).ToContainTextAsync(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture).ToString("€#,0.##", System.Globalization.CultureInfo.InvariantCulture));
        await ShowsAsync(await SumAsync("amount >= 20000"));
        await page.Button("Remove the filter Amount").ClickAsync();
        await ShowsAsync(await SumAsync(null));
    }

    [Fact]
    public async Task Records_stand_on_their_days_in_a_calendar()
    {
        var ada = await AtDealsAsync(search: "?layout=calendar&start=close_date&at=2026-03-01");
        var page = ada.Page;
        await ada.CreateAsync("deals", new { name = "Ides", close_date = "2026-03-15" });
        await page.ReloadAsync();
        await Expect(page.Heading("March 2026")).ToBeVisibleAsync();
        var day = page.GetByRole(AriaRole.Listitem, new() { Name = "Sunday, March 15, 2026" });
        await Expect(day.GetByRole(AriaRole.Button, new() { Name = "Ides" })).ToBeVisibleAsync();
        await page.Button("Later").ClickAsync();
        await Expect(page.Heading("April 2026")).ToBeVisibleAsync();
        await Expect(page.Button("Ides")).ToBeHiddenAsync();
        await page.GoBackAsync();
        await page.ChooseAsync(page.GetByRole(AriaRole.Combobox, new() { Name = "Shown at once" }), "Week");
        await page.Button("Later").ClickAsync();
        await page.Button("Later").ClickAsync();
        await day.GetByRole(AriaRole.Button, new() { Name = "Ides" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Complementary, new() { Name = "Ides" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Records_are_bars_between_two_dates()
    {
        var ada = await AtDealsAsync();
        var page = ada.Page;
        await ada.CreateAsync("deals", new { name = "Long one", engaged_on = "2026-01-10", close_date = "2026-08-20" });
        await ada.OpenAsync("/deals?layout=timeline&start=engaged_on&end=close_date&span=year&at=2026-01-01");
        var row = page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Long one" });
        await Expect(row.GetByRole(AriaRole.Button, new() { Name = "Long one, Jan 10, 2026 – Aug 20, 2026" })).ToBeVisibleAsync();
        await page.Button("Later").ClickAsync();
        await Expect(page.Heading("January 2027 – December 2027")).ToBeVisibleAsync();
        await Expect(row).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_map_counts_by_two_fields_and_each_figure_opens_its_records()
    {
        var ada = await AtDealsAsync(search: "?layout=map&group=stage&across=owner");
        var page = ada.Page;
        var row = page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = "Prospecting", Exact = true }) });
        await Expect(row.GetByRole(AriaRole.Link).Last).ToHaveTextAsync("6");
        await page.ChooseAsync(page.GetByRole(AriaRole.Combobox, new() { Name = "Figures" }), "Sum of Amount");
        await Expect(row.GetByRole(AriaRole.Link).Last).ToHaveTextAsync("€38,400");
        await row.GetByRole(AriaRole.Link).Last.ClickAsync();
        await Expect(page.GetByText("6 records")).ToBeVisibleAsync();
        await Expect(page.Button("Remove the filter Stage")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task On_a_phone_a_view_is_picked_and_kept_and_the_layouts_fit()
    {
        var ada = await AtDealsAsync(Look.Phone, "?where=amount+%3E%3D+20000");
        var page = ada.Page;
        await page.Button("Save view").ClickAsync();
        var dialog = page.DialogCalled("Save as a new view");
        await dialog.GetByLabel("Name").FillAsync("Large deals");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save view" }).ClickAsync();
        await Expect(page.Button("View: Large deals")).ToBeVisibleAsync();
        await ada.OpenAsync("/deals");
        await page.Button("View: All deals").ClickAsync();
        await page.MenuItem("Large deals").ClickAsync();
        await Expect(page.Button("Remove the filter Amount")).ToBeVisibleAsync();
        foreach (var layout in new[] { "Calendar", "Timeline", "Map of counts", "Table" })
        {
            await page.Button("Layout").ClickAsync();
            await page.MenuItem(layout).ClickAsync();
            await Expect(page.Button("View: Large deals")).ToBeVisibleAsync();
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{layout} is wider than the phone.");
        }
    }
}
