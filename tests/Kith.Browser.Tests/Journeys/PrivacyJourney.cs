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
}
