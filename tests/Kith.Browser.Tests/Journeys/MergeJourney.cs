namespace Kith.Browser.Tests.Journeys;

/// <summary>Making one record of several, and parting them again.</summary>
public sealed class MergeJourney(Installation kith) : Journey(kith)
{
    [Theory]
    [InlineData("desktop-light")]
    [InlineData("desktop-dark")]
    public async Task Contacts_that_are_one_become_one_and_part_again(string look)
    {
        var ada = await OwnerAsync(Look.Named(look));
        var page = ada.Page;
        await ada.CallAsync("POST", "contacts", new { first_name = "Rosa", last_name = "Neri", email = "rosa@old.example", title = "Buyer" });
        await ada.CallAsync("POST", "contacts", new { first_name = "Rosa", last_name = "Neri", email = "rosa@new.example", phone = "+39 06 123456" });
        await ada.OpenAsync("/contacts");
        foreach (var email in new[] { "rosa@old.example", "rosa@new.example" })
            await page.GetByRole(AriaRole.Row).Filter(new() { HasText = email }).GetByRole(AriaRole.Checkbox).ClickAsync();
        await page.Button("Merge").ClickAsync();
        var dialog = page.DialogCalled("Make them one contact");
        await dialog.GetByRole(AriaRole.Row).Filter(new() { HasText = "E-mail" }).GetByRole(AriaRole.Radio).Last.CheckAsync();
        // What it will be is shown before it is done.
        await Expect(dialog.GetByRole(AriaRole.Row).Filter(new() { HasText = "E-mail" }).GetByRole(AriaRole.Cell).Last).ToHaveTextAsync("rosa@new.example");
        await Expect(dialog.GetByRole(AriaRole.Row).Filter(new() { HasText = "Phone" }).GetByRole(AriaRole.Cell).Last).ToContainTextAsync("+39 06 123456");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Merge" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByText("2 records are one now")).ToBeVisibleAsync();
        await Expect(page.GetByText("rosa@new.example")).ToBeVisibleAsync();
        await Expect(page.GetByText("rosa@old.example")).ToBeHiddenAsync();

        await page.Button("Undo").ClickAsync();
        await Expect(page.GetByText("rosa@old.example")).ToBeVisibleAsync();
        await Expect(page.GetByText("rosa@new.example")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("phone-dark")]
    [InlineData("desktop-light")]
    public async Task A_record_is_merged_with_another_from_its_page(string look)
    {
        var ada = await OwnerAsync(Look.Named(look));
        var page = ada.Page;
        await ada.CallAsync("POST", "companies", new { name = "Acme", employees = 5 });
        await ada.CallAsync("POST", "companies", new { name = "Acme Incorporated", website = "https://acme.example" });
        await ada.OpenAsync("/companies/" + await ada.FindAsync("companies", "Acme Incorporated"));
        await page.MoreOfRecord.ClickAsync();
        await page.MenuItem("Merge with another").ClickAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Which company is the same?" }).FillAsync("acme");
        await page.GetByRole(AriaRole.Option, new() { NameRegex = new("^Acme(?! Inc)", default, TimeSpan.FromSeconds(1)) }).ClickAsync();
        var dialog = page.DialogCalled("Make them one company");
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "Acme Incorporated", Exact = true }).CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Merge" }).ClickAsync();
        await Expect(page.GetByText("2 records are one now")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Details" })).ToContainTextAsync("5");
    }

    [Fact]
    public async Task What_was_added_since_is_given_to_one_of_those_that_part()
    {
        var ada = await OwnerAsync(null);
        var page = ada.Page;
        await ada.CallAsync("POST", "companies", new { name = "Acme" });
        await ada.CallAsync("POST", "companies", new { name = "Bolt" });
        var (acme, bolt) = (await ada.FindAsync("companies", "Acme"), await ada.FindAsync("companies", "Bolt"));
        await ada.CallAsync("POST", "companies/actions/merge", new { ids = new[] { acme, bolt }, input = new { into = acme } });
        await ada.CallAsync("POST", "deals", new { name = "Since then", company = acme });
        await ada.OpenAsync("/companies/" + acme);
        await page.Tab("History").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Undo: ", default, TimeSpan.FromSeconds(1)) }).First.ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Undo the merge" }).ClickAsync();
        var dialog = page.DialogCalled("Where does this belong?");
        await dialog.GetByRole(AriaRole.Row).Filter(new() { HasText = "Since then" }).GetByRole(AriaRole.Combobox).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "Bolt" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByText("Undone on 1 record").Or(page.GetByText("Undone", new() { Exact = true })).First).ToBeVisibleAsync();
        await ada.OpenAsync("/deals");
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("Bolt");
    }
}
