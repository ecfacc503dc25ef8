using Kith.Browser.Tests.Screens;

namespace Kith.Browser.Tests.Journeys;

/// <summary>An administrator calls what is built in by the words of the business.</summary>
public sealed class OwnWordJourney(Installation kith) : Journey(kith)
{
    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task Deals_become_opportunities_and_their_amount_a_volume(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        await ada.OpenAsync("/settings/objects/deal");
        await page.Button("Change the object").ClickAsync();
        var dialog = page.DialogCalled("Change the object");
        await page.Input("One is called").FillAsync("Opportunity");
        await page.Input("Several are called").FillAsync("Opportunities");
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Remove" })).ToHaveCountAsync(0);
        await audit.LookAsync("settings-words", page.Input("One is called"));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Opportunities" })).ToBeVisibleAsync();
        await page.Button("Change Amount", exact: true).ClickAsync();
        dialog = page.DialogCalled("Change the field");
        await page.Input("Label").FillAsync("Volume");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();

        await ada.OpenAsync("/deals?panel=new");
        await Expect(page.Input("Volume")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "New opportunity", Exact = true })).ToBeVisibleAsync();
        await audit.LookAsync("words-list", page.Input("Volume"));

        await ada.OpenAsync("/settings/objects/deal");
        await page.Button("Change Volume", exact: true).ClickAsync();
        await page.Input("Label").FillAsync("");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Button("Change Amount", exact: true)).ToBeVisibleAsync();

        await ada.OpenAsync("/settings/objects");
        var navigation = page.GetByRole(AriaRole.List, new() { Name = "Navigation" }).GetByRole(AriaRole.Listitem);
        await Expect(navigation.First).ToContainTextAsync("Companies");
        await page.Button("More for Contacts").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Move up" }).ClickAsync();
        await Expect(navigation.First).ToContainTextAsync("Contacts");
        await page.Button("More for Leads").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Hide" }).ClickAsync();
        await Expect(navigation.Last).ToContainTextAsync("Hidden");
        await audit.LookAsync("settings-navigation", navigation.Last);
        if (!ada.Look.OnPhone)
            await Expect(page.MainNavigation.GetByRole(AriaRole.Link, new() { Name = "Leads" })).ToHaveCountAsync(0);
        audit.Pass();
    }
}
