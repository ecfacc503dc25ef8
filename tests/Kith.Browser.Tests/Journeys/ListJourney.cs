namespace Kith.Browser.Tests.Journeys;

/// <summary>Working in a table.</summary>
public sealed class ListJourney(Installation kith) : Journey(kith)
{
    private async Task<Visit> AtListAsync(string list)
    {
        var ada = await OwnerAsync();
        await ada.CallAsync("POST", "workspace/sample_data");
        await ada.OpenAsync("/" + list);
        // A row is there before what stands in it, but hears no keys yet.
        await Expect(ada.Page.RowAt(1)).Not.ToBeEmptyAsync();
        return ada;
    }

    private static ILocator Head(IPage page, string column) => page.GetByRole(AriaRole.Columnheader, new() { Name = column, Exact = true });

    [Fact]
    public async Task Sort_filter_and_columns_stand_in_the_address_and_come_back_with_it()
    {
        var ada = await AtListAsync("companies");
        var page = ada.Page;
        await Head(page, "Employees").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Head(page, "Employees")).ToHaveAttributeAsync("aria-sort", "ascending");
        await Expect(page.RowAt(1)).ToContainTextAsync("Ember & Oak Roasters");
        await Head(page, "Employees").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.RowAt(1)).ToContainTextAsync("Delphin Clinics");

        await page.Button("Filter", exact: true).ClickAsync();
        await page.MenuItem("Industry").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Combobox).Last.FillAsync("Manufac");
        await page.Option("Manufacturing").ClickAsync();
        await page.Button("Done").ClickAsync();
        await Expect(page.Button("Remove the filter Industry")).ToBeVisibleAsync();
        await Expect(page.GetByText("3 records")).ToBeVisibleAsync();

        await page.Button("Columns").ClickAsync();
        await page.MenuItem("Owner").ClickAsync();
        await Expect(Head(page, "Owner")).ToBeHiddenAsync();

        await page.ReloadAsync();
        await Expect(page.RowAt(1)).ToContainTextAsync("Alderbrook Paper Mill");
        await Expect(page.GetByText("3 records")).ToBeVisibleAsync();
        await Expect(Head(page, "Employees")).ToHaveAttributeAsync("aria-sort", "descending");
        await Expect(Head(page, "Owner")).ToBeHiddenAsync();
        await Expect(page.Button("Filter Industry").Or(page.GetByText("Manufacturing")).First).ToBeVisibleAsync();

        await page.Button("Clear", exact: true).ClickAsync();
        await Expect(page.GetByText("12 records")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_mistake_in_an_expression_is_shown_where_it_is_and_mended_by_the_suggestion()
    {
        var ada = await AtListAsync("deals");
        var page = ada.Page;
        await page.Button("Filter as an expression").ClickAsync();
        await page.Input("Filter expression").FillAsync("amont > 40000 and stage.name = \"Proposal\"");
        await page.Button("Apply").ClickAsync();
        var error = page.GetByRole(AriaRole.Alert);
        await Expect(error).ToContainTextAsync("There is no field");
        await Expect(error.Locator("mark")).ToHaveTextAsync("amont");
        await error.GetByRole(AriaRole.Button, new() { Name = "Use “amount”" }).ClickAsync();
        await Expect(page.GetByText("2 records")).ToBeVisibleAsync();
        await Expect(page.Row("Chain-wide displays")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_expression_is_helped_along_while_it_is_typed()
    {
        var ada = await AtListAsync("deals");
        var page = ada.Page;
        await page.Button("Filter as an expression").ClickAsync();
        var bar = page.Input("Filter expression");
        await bar.PressSequentiallyAsync("leng");
        await Expect(page.GetByRole(AriaRole.Option)).ToContainTextAsync("how many characters a text has");
        await bar.PressAsync("ArrowDown");
        await bar.PressAsync("Enter");
        await Expect(bar).ToHaveValueAsync("length()");
        await page.Keyboard.TypeAsync("company.na");
        await Expect(page.GetByRole(AriaRole.Option)).ToContainTextAsync("Name");
        await bar.PressAsync("ArrowDown");
        await bar.PressAsync("Enter");
        await Expect(bar).ToHaveValueAsync("length(company.name)");
        await bar.PressAsync("End");
        await page.Keyboard.TypeAsync(" > 1000");
        await bar.PressAsync("Enter");
        await Expect(page.GetByText("No deals match")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_value_is_changed_by_the_keyboard_alone_and_taken_back_by_ctrl_z()
    {
        var ada = await AtListAsync("companies?sort=name");
        var page = ada.Page;
        await page.Grid.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowRight");
        for (var column = 0; column < 3; column++)
            await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("input:focus")).ToHaveValueAsync("140");
        await page.Keyboard.TypeAsync("150");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Row("Alderbrook Paper Mill")).ToContainTextAsync("150");

        // The cell below is the active one; a letter or digit starts editing it.
        await page.Keyboard.TypeAsync("86");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Row("Borealis Outdoor")).ToContainTextAsync("86");
        await page.Keyboard.PressAsync("Control+z");
        await Expect(page.Row("Borealis Outdoor")).ToContainTextAsync("85");
        await Expect(page.GetByText("Undone: Employees")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(page.Row("Borealis Outdoor")).ToContainTextAsync("85");
        await Expect(page.Row("Alderbrook Paper Mill")).ToContainTextAsync("150");
    }

    [Fact]
    public async Task What_the_server_refuses_says_why_at_the_cell_and_gives_way_to_the_old_value()
    {
        var ada = await AtListAsync("deals?sort=amount");
        var page = ada.Page;
        var cell = page.Row("Archive trial").GetByRole(AriaRole.Gridcell).Nth(4);
        await cell.ClickAsync();
        await page.Keyboard.PressAsync("Delete");
        await Expect(page.Locator("input:focus")).ToHaveValueAsync("");
        await page.Keyboard.PressAsync("Enter");
        await Expect(cell).ToHaveAttributeAsync("aria-invalid", "true");
        await cell.ClickAsync();
        await Expect(cell.GetByRole(AriaRole.Alert)).ToContainTextAsync("amount");
        await page.Keyboard.PressAsync("Escape");
        await Expect(cell).ToHaveTextAsync("€6,900");
        await Expect(cell).Not.ToHaveAttributeAsync("aria-invalid", "true");
        await page.ReloadAsync();
        await Expect(cell).ToHaveTextAsync("€6,900");
    }

    [Fact]
    public async Task Chosen_rows_are_changed_together_deleted_together_and_brought_back()
    {
        var ada = await AtListAsync("companies?sort=name");
        var page = ada.Page;
        await page.Row("Alderbrook Paper Mill").GetByRole(AriaRole.Checkbox).ClickAsync();
        await page.Row("Borealis Outdoor").GetByRole(AriaRole.Checkbox).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(page.GetByText("2 chosen")).ToBeVisibleAsync();
        await page.Button("Edit a field").ClickAsync();
        await page.ChooseAsync(page.Input("Field"), "Employees");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Textbox, new() { Name = "Employees" }).FillAsync("77");
        await page.Button("Change 2").ClickAsync();
        await Expect(page.Row("Alderbrook Paper Mill")).ToContainTextAsync("77");
        await Expect(page.Row("Borealis Outdoor")).ToContainTextAsync("77");

        await page.GetByRole(AriaRole.Region, new() { Name = "Chosen records" }).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await page.DialogCalled("Move 2 companies to the trash?").GetByRole(AriaRole.Button, new() { Name = "Move to the trash" }).ClickAsync();
        await Expect(page.GetByText("10 records")).ToBeVisibleAsync();
        await Expect(page.Row("Borealis Outdoor")).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Dialog).Filter(new() { HasText = "2 moved to the trash" }).GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByText("12 records")).ToBeVisibleAsync();
        await Expect(page.Row("Borealis Outdoor")).ToContainTextAsync("77");
    }

    [Fact]
    public async Task A_list_of_thousands_scrolls_to_its_last_row()
    {
        const int rows = 6_000;
        var ada = await OwnerAsync();
        var page = ada.Page;
        var file = string.Join('\n', Enumerable.Range(1, rows).Select(n => $"Person,{n:D4},person{n:D4}@example.com").Prepend("first name,last name,email"));
        await ada.ImportAsync("contacts.csv", file, "contact", new Dictionary<string, object> { ["first name"] = "first_name", ["last name"] = "last_name", ["email"] = "email" });
        await ada.OpenAsync("/contacts?sort=name");
        await Expect(page.GetByText("6,000 records")).ToBeVisibleAsync();
        await Expect(page.RowAt(1)).ToContainTextAsync("Person 0001");
        await page.Grid.FocusAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(page.RowAt(rows)).ToContainTextAsync("Person 6000");
        await Expect(page.RowAt(rows)).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("PageUp");
        await page.Keyboard.PressAsync("Home");
        await Expect(page.RowAt(1)).ToContainTextAsync("Person 0001");
        await Expect(page.RowAt(1)).ToBeInViewportAsync();
        // Anywhere between, rows come where scrolling stops.
        await page.Grid.EvaluateAsync("grid => grid.scrollTo(0, grid.scrollHeight / 2)");
        await Expect(page.Row("Person 3000")).ToBeVisibleAsync();
    }
}
