using Kith.Browser.Tests.Screens;

namespace Kith.Browser.Tests.Journeys;

/// <summary>Companies with those below them, and the people in them.</summary>
public sealed class CompanyJourney(Installation kith) : Journey(kith)
{
    [Theory]
    [InlineData("desktop-light")]
    [InlineData("desktop-dark")]
    [InlineData("phone-light")]
    [InlineData("phone-dark")]
    public async Task A_group_is_shown_as_a_tree_with_its_sums(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        var group = await ada.CreateAsync("companies", new { name = "Acme Group" });
        var north = await ada.CreateAsync("companies", new { name = "Acme North", parent = group });
        var yard = await ada.CreateAsync("companies", new { name = "Acme Yard", parent = north });
        await ada.CreateAsync("deals", new { name = "Tower", company = yard, amount = 4200 });
        var head = await ada.CreateAsync("contacts", new { last_name = "Head", title = "Director", company = north });
        await ada.CreateAsync("contacts", new { last_name = "Hand", title = "Clerk", company = north, reports_to = head });
        await ada.OpenAsync("/companies/" + north);
        await Expect(page.Link("Ways to reach")).Not.ToBeVisibleAsync();
        await page.Tab("Hierarchy").ClickAsync();
        var tree = page.GetByRole(AriaRole.Table, new() { Name = "Hierarchy of Acme North" });
        await Expect(tree.GetByRole(AriaRole.Row, new() { Name = "Acme Group" })).ToContainTextAsync("4,200");
        await audit.LookAsync("hierarchy", tree.GetByRole(AriaRole.Link, new() { Name = "Acme Yard" }));
        // By the keyboard alone.
        var below = tree.GetByRole(AriaRole.Button, new() { Name = "Below Acme North" });
        await below.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(tree.GetByRole(AriaRole.Link, new() { Name = "Acme Yard" })).Not.ToBeVisibleAsync();
        await Expect(below).ToHaveAttributeAsync("aria-expanded", "false");

        await page.Tab("Contacts").ClickAsync();
        await page.Button("Organisation chart").ClickAsync();
        var chart = page.GetByRole(AriaRole.Table, new() { Name = "Organisation chart" });
        await audit.LookAsync("organisation-chart", chart.GetByRole(AriaRole.Button, new() { Name = "Below Head" }));
        await Expect(chart.GetByRole(AriaRole.Row, new() { Name = "Hand" })).ToContainTextAsync("Clerk");
    }
}
