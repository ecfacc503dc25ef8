namespace Kith.Browser.Tests.Journeys;

/// <summary>A day with Kith in the hand.</summary>
public sealed class PhoneJourney(Installation kith) : Journey(kith)
{
    [Fact]
    public async Task A_thumb_goes_from_list_to_record_and_back()
    {
        var ada = await OwnerAsync(Look.Phone);
        var page = ada.Page;
        await ada.CallAsync("POST", "workspace/sample_data");
        await ada.OpenAsync("/");
        await page.MainNavigation.GetByRole(AriaRole.Link, new() { Name = "Companies" }).ClickAsync();
        await Expect(page.Grid).ToBeHiddenAsync();
        await page.Link("Fjordlight Energy").ClickAsync();
        await Expect(page.Heading("Fjordlight Energy")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Article).GetByRole(AriaRole.Link, new() { Name = "Companies" }).First.ClickAsync();
        await ada.AtAsync("/companies");

        await page.MainNavigation.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Link, new() { Name = "Activities" }).ClickAsync();
        await ada.AtAsync("/activities");
        await page.MainNavigation.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await page.DialogCalled("Search and commands").GetByRole(AriaRole.Combobox).FillAsync("juniper");
        await page.Option("Juniper Credit Union").First.ClickAsync();
        await Expect(page.Heading("Juniper Credit Union")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_contact_is_created_on_the_way()
    {
        var ada = await OwnerAsync(Look.Phone);
        var page = ada.Page;
        await ada.OpenAsync("/companies");
        await page.MainNavigation.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await page.Option("Create contact").ClickAsync();
        var form = page.DialogCalled("New contact");
        await form.GetByLabel("First name").FillAsync("Ruth");
        await form.GetByLabel("Last name").FillAsync("Oyelaran");
        await form.GetByRole(AriaRole.Button, new() { Name = "Create", Exact = true }).ClickAsync();
        await ada.AtAsync("/contacts");
        await Expect(page.Link("Ruth Oyelaran")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_deal_changes_its_stage_on_its_page()
    {
        var ada = await OwnerAsync(Look.Phone);
        var page = ada.Page;
        await ada.CallAsync("POST", "workspace/sample_data");
        await ada.OpenAsync("/deals/" + await ada.FindAsync("deals", "Branch counters"));
        await page.Button("Edit Stage").ClickAsync();
        await page.Option("Proposal").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Details" })).ToContainTextAsync("Proposal");
        await page.Tab("History").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Tabpanel, new() { Name = "History" })).ToContainTextAsync("Stage:EngagingProposal");
    }
}
