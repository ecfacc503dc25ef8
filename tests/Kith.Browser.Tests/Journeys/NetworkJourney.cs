namespace Kith.Browser.Tests.Journeys;

/// <summary>An administrator says from where the workspace may be reached.</summary>
public sealed class NetworkJourney(Installation kith) : Journey(kith)
{
    [Fact]
    public async Task Networks_are_allowed_tried_out_and_nobody_is_locked_out_unawares()
    {
        var visit = await OwnerAsync();
        var page = visit.Page;
        await visit.OpenAsync("/settings/sign-in");
        await page.Input("Network").FillAsync("203.0.113.0/24");
        await page.Input("Place").FillAsync("Office");
        await page.Button("Save networks").ClickAsync();
        var warning = page.DialogCalled("Lock yourself out?");
        await Expect(warning).ToContainTextAsync("Your own address");
        await warning.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await page.Button("Add my address").ClickAsync();
        await page.Button("Save networks").ClickAsync();
        await Expect(page.GetByText("The networks are saved")).ToBeVisibleAsync();
        await page.Input("Try an address with this list").FillAsync("203.0.113.9");
        await page.Button("Try it").ClickAsync();
        await Expect(page.GetByText("Gets in through Office.")).ToBeVisibleAsync();
        await page.Input("Try an address with this list").FillAsync("192.0.2.1");
        await page.Button("Try it").ClickAsync();
        await Expect(page.GetByText("Nobody gets in from there.")).ToBeVisibleAsync();

        await visit.OpenAsync("/settings/sign-in");
        await page.Button("Remove", exact: true).Nth(1).ClickAsync();
        await page.Button("Save networks").ClickAsync();
        await warning.GetByRole(AriaRole.Button, new() { Name = "Save anyway" }).ClickAsync();
        await visit.OpenAsync("/companies");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Not from this network" })).ToBeVisibleAsync();
        await page.Button("Sign in as somebody else").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Log in" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task Nobody_is_kept_out_of_the_list(string look)
    {
        var visit = await OwnerAsync(Look.Named(look), audited: true);
        var audit = new Screens.Audit(Kith, visit);
        await visit.CallAsync("PUT", "workspace/networks", new { networks = new[] { new { network = "203.0.113.0/24", label = "Office" }, new { network = "127.0.0.0/8", label = "Here" }, new { network = "::1", label = "" } } });
        await visit.OpenAsync("/settings/sign-in");
        await visit.Page.Button("Try it").ScrollIntoViewIfNeededAsync();
        await audit.LookAsync("settings-networks", visit.Page.Button("Save networks"));
        await visit.OpenAsync("/second-factor?needs=network.refused");
        await audit.LookAsync("elsewhere", visit.Page.Button("Try again"));
        audit.Pass();
    }
}
