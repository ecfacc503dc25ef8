namespace Kith.Browser.Tests.Journeys;

/// <summary>An administrator answers people who ask about their data.</summary>
public sealed class PrivacyJourney(Installation kith) : Journey(kith)
{
    [Fact]
    public async Task A_request_is_written_down_and_answered()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        await ada.CallAsync("POST", "contacts", new { first_name = "Charles", last_name = "Babbage", email = "charles@engines.example" });
        await ada.OpenAsync("/settings");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Settings" }).GetByRole(AriaRole.Link, new() { Name = "Privacy" }).ClickAsync();
        await Expect(page.GetByText("Nobody has asked yet")).ToBeVisibleAsync();

        await page.Button("Add a request").ClickAsync();
        await page.Button("Add", exact: true).ClickAsync();
        await Expect(page.GetByText("Say who it is about")).ToBeVisibleAsync();
        await page.Input("E-mail").FillAsync("Charles@engines.example");
        await page.Input("Note").FillAsync("By mail from this address.");
        await page.Button("Add", exact: true).ClickAsync();

        await Expect(page.GetByText("Access: Charles@engines.example")).ToBeVisibleAsync();
        await page.Button("This is them").ClickAsync();
        await Expect(page.Button("Leave out")).ToBeVisibleAsync();
        await page.Button("Search", exact: true).ClickAsync();
        await Expect(page.GetByText("contact.email")).ToBeVisibleAsync();
        var waiting = page.WaitForDownloadAsync();
        await page.Link("Download JSON").ClickAsync();
        Assert.Equal("personal-data.json", (await waiting).SuggestedFilename);
        await page.Button("Mark as answered").ClickAsync();
        await page.Input("Answer").FillAsync("Sent to their address.");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Mark as answered" }).ClickAsync();
        await Expect(page.GetByText("Sent to their address.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Done", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Somebody_is_erased_but_for_what_is_held()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        await ada.CallAsync("POST", "contacts", new { first_name = "Charles", last_name = "Babbage", email = "charles@engines.example" });
        await ada.CallAsync("POST", "contacts", new { first_name = "C.", last_name = "Babbage (court)", email = "charles@engines.example" });
        await ada.CallAsync("POST", "companies", new { name = "Engines", description = "Ask Charles Babbage." });
        await ada.CallAsync("POST", "privacy_requests", new { kind = "erasure", name = "Charles Babbage", email = "charles@engines.example" });
        await ada.OpenAsync("/settings/privacy");
        await page.Link("Charles Babbage").ClickAsync();
        await Row("Babbage (court)").GetByRole(AriaRole.Button, new() { Name = "This is them" }).ClickAsync();
        await Row("Babbage (court)").GetByRole(AriaRole.Button, new() { Name = "Hold" }).ClickAsync();
        await page.Input("Reason").FillAsync("A court asked for it.");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Put under a legal hold" }).ClickAsync();
        await Row("Charles Babbage").GetByRole(AriaRole.Button, new() { Name = "This is them" }).ClickAsync();
        await Expect(page.Button("Leave out")).ToHaveCountAsync(2);
        await page.Button("Erase", exact: true).ClickAsync();
        await page.GetByRole(AriaRole.Alertdialog).Or(page.GetByRole(AriaRole.Dialog)).GetByRole(AriaRole.Button, new() { Name = "Erase" }).ClickAsync();
        await Expect(page.GetByText("the history can still be proved")).ToBeVisibleAsync();
        await Expect(page.GetByText("Under a legal hold: A court asked for it.")).ToBeVisibleAsync();
        await Expect(page.GetByText("contact.email")).ToBeVisibleAsync();
        await page.Link("Privacy requests").ClickAsync();
        await page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "A court asked for it." }).GetByRole(AriaRole.Button, new() { Name = "End" }).ClickAsync();
        await Expect(page.GetByText("A court asked for it.")).ToHaveCountAsync(0);

        ILocator Row(string title) => page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = title });
    }
}
