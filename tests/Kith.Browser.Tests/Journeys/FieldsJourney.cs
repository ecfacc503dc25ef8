namespace Kith.Browser.Tests.Journeys;

/// <summary>Shaping a type of record in the settings.</summary>
public sealed class FieldsJourney(Installation kith) : Journey(kith)
{
    [Fact]
    public async Task A_calculated_field_is_tried_out_while_it_is_written_and_shown_at_once()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        await ada.CallAsync("POST", "workspace/sample_data");
        await ada.OpenAsync("/settings/objects/company");
        await page.Button("Add a field").ClickAsync();
        var dialog = page.DialogCalled("Add a field");
        await page.Input("Label").FillAsync("Deals so far");
        await page.ChooseAsync(page.Input("Kind"), "Calculated");
        await page.Input("Formula").FillAsync("count(deels)");
        await Expect(dialog).ToContainTextAsync("There is no field “deels”");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Use “deals”" }).ClickAsync();
        await Expect(page.Input("Formula")).ToHaveValueAsync("count(deals)");
        await Expect(dialog).ToContainTextAsync("For example:");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByText("deals_so_far_c = count(deals)")).ToBeVisibleAsync();

        await ada.OpenAsync($"/companies/{await ada.FindAsync("companies", "Ember & Oak Roasters")}");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Details" })).ToContainTextAsync("Deals so far");

        await ada.OpenAsync("/settings/objects/company");
        await page.Button("Change Deals so far").ClickAsync();
        dialog = page.DialogCalled("Change the field");
        await page.Input("Label").FillAsync("Won so far");
        await page.Input("Formula").FillAsync("count(deals where stage.won)");
        await Expect(dialog).ToContainTextAsync("For example:");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByText("deals_so_far_c = count(deals where stage.won)")).ToBeVisibleAsync();
        await page.Button("Change Won so far").ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByText("deals_so_far_c")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_number_series_numbers_what_is_there_and_what_is_made()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        var old = await ada.CreateAsync("companies", new { name = "Old Mill" });
        await ada.OpenAsync("/settings/objects/company");
        await page.Button("Add a field").ClickAsync();
        var dialog = page.DialogCalled("Add a field");
        await page.Input("Label").FillAsync("Customer number");
        await page.ChooseAsync(page.Input("Kind"), "Number series");
        await Expect(dialog.GetByText("Must be filled in")).ToHaveCountAsync(0);
        await page.Input("Pattern").FillAsync("C-{number}");
        await page.Input("First number").FillAsync("many");
        await dialog.GetByText("Number the records that are there, too").ClickAsync();
        await page.Button("Add", exact: true).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Write a whole number.");
        await page.Input("First number").FillAsync("98");
        await Expect(dialog).ToContainTextAsync("It begins with C-0098.");
        await page.Button("Add", exact: true).ClickAsync();
        // Numbers that begin anew would repeat.
        await Expect(dialog).ToContainTextAsync("need {year} in the pattern");
        await page.ChooseAsync(page.Input("Begins anew"), "Never");
        await page.Button("Add", exact: true).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByText("customer_number_c = C-{number}")).ToBeVisibleAsync();

        await ada.OpenAsync($"/companies/{old}");
        var details = page.GetByRole(AriaRole.Region, new() { Name = "Details" });
        await Expect(details).ToContainTextAsync("C-0098");
        await Expect(page.Button("Edit Customer number")).ToHaveCountAsync(0);
        await ada.OpenAsync($"/companies/{await ada.CreateAsync("companies", new { name = "New Mill" })}");
        await Expect(details).ToContainTextAsync("C-0099");
    }

    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task Functions_and_fields_are_offered_while_a_formula_is_typed(string look)
    {
        var ada = await OwnerAsync(Look.Named(look));
        var page = ada.Page;
        await ada.OpenAsync("/settings/objects/company");
        await page.Button("Add a field").ClickAsync();
        await page.Input("Label").FillAsync("Hundreds earned");
        await page.ChooseAsync(page.Input("Kind"), "Calculated");
        var formula = page.Input("Formula");
        await formula.PressSequentiallyAsync("if(ro");
        await Expect(page.Option("round(")).ToContainTextAsync("rounded");
        await page.Option("round(").ClickAsync();
        await Expect(formula).ToHaveValueAsync("if(round()");
        await formula.PressSequentiallyAsync("annual_rev");
        await Expect(page.Option("annual_revenue")).ToBeVisibleAsync();
        await formula.PressAsync("ArrowDown");
        await formula.PressAsync("Enter");
        await Expect(formula).ToHaveValueAsync("if(round(annual_revenue)");

        await formula.PressAsync("End");
        await formula.PressAsync("Enter");
        await formula.PressSequentiallyAsync("> 5, 1, 0)");
        await Expect(formula).ToHaveValueAsync("if(round(annual_revenue)\n> 5, 1, 0)");
        await page.Button("Add", exact: true).ClickAsync();
        await Expect(page.GetByText("hundreds_earned_c = if(round(annual_revenue)")).ToBeVisibleAsync();
    }
}
