using Kith.Browser.Tests.Screens;

namespace Kith.Browser.Tests.Journeys;

/// <summary>What a deal is about, and who works on it.</summary>
public sealed class DealJourney(Installation kith) : Journey(kith)
{
    [Theory]
    [InlineData("desktop-light")]
    [InlineData("desktop-dark")]
    [InlineData("phone-light")]
    [InlineData("phone-dark")]
    public async Task Lines_are_worked_on_where_they_stand_and_the_amount_follows(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        await ada.CreateAsync("products", new { name = "Oak barrel", price = "124.75" });
        var deal = await ada.CreateAsync("deals", new { name = "Cellar", amount = 5000 });
        await ada.OpenAsync("/deals/" + deal);
        await page.Tab("Lines").ClickAsync();
        await Expect(page.GetByText("No lines yet")).ToBeVisibleAsync();

        await page.GetByLabel("Add a product").FillAsync("Oak");
        await page.GetByRole(AriaRole.Option, new() { Name = "Oak barrel" }).ClickAsync();
        var table = page.GetByRole(AriaRole.Table, new() { Name = "Lines" });
        await Expect(table.GetByRole(AriaRole.Row, new() { Name = "Oak barrel" })).ToContainTextAsync("124.75");
        // By the keyboard alone: the quantity, then on to the price, and out.
        await page.Button("Edit Quantity, Oak barrel").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Quantity" }).FillAsync("9.5");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Price" })).ToBeFocusedAsync();
        // What is typed takes the place of what stood there.
        await page.Keyboard.TypeAsync("124.75");
        await page.Keyboard.PressAsync("Enter");
        await Expect(table.GetByRole(AriaRole.Row, new() { Name = "Sum of the lines" })).ToContainTextAsync("1,185.13");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Details" })).ToContainTextAsync("1,185.13");
        await audit.LookAsync("deal-lines", table);
        Assert.Equal("1185.13", (await ada.CallAsync("GET", "deals/" + deal)).GetProperty("amount").GetProperty("amount").GetString());

        await Expect(page.GetByRole(AriaRole.Switch, new() { Name = "The deal's amount is the sum of its lines" })).ToBeCheckedAsync();

        await page.Tab("Colleagues").ClickAsync();
        await page.Button("Add", exact: true).Last.ClickAsync();
        var dialog = page.DialogCalled("New colleague");
        // Called as the person is, so no name is asked for.
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Assign to me" }).ClickAsync();
        await dialog.GetByLabel("Share").FillAsync("30");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Ada Lovelace" })).ToContainTextAsync("355.54");

        await page.Tab("Lines").ClickAsync();
        await page.Button("More for Oak barrel").ClickAsync();
        await page.MenuItem("Take this line out").ClickAsync();
        await Expect(page.GetByText("No lines yet")).ToBeVisibleAsync();
    }
}
