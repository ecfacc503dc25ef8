namespace Kith.Browser.Tests.Journeys;

/// <summary>An administrator wants to know who reads what.</summary>
public sealed class AuditJourney(Installation kith) : Journey(kith)
{
    [Fact]
    public async Task A_field_is_marked_as_sensitive_and_the_audit_tells_who_read_it()
    {
        var ada = await OwnerAsync();
        var grace = await ColleagueAsync(ada, Look.Desktop);
        var page = ada.Page;
        var company = await ada.CreateAsync("companies", new { name = "Iris Optics", employees = 40 });
        await ada.OpenAsync("/settings/objects/company");
        await page.Button("Change Employees").ClickAsync();
        await page.GetByText("Sensitive: the audit tells who reads its values").ClickAsync();
        await page.Button("Save").ClickAsync();
        await Expect(page.GetByText("Sensitive", new() { Exact = true })).ToBeVisibleAsync();

        await grace.OpenAsync($"/companies/{company}");
        await Expect(grace.Page.GetByText("40", new() { Exact = true }).First).ToBeVisibleAsync();
        await Kith.GatherAsync(await ada.WorkspaceAsync());

        await ada.OpenAsync("/settings/audit?kind=sensitive_read");
        var read = page.GetByText("Read a sensitive field: Iris Optics").First;
        await read.ClickAsync();
        await Expect(page.Link("Iris Optics").First).ToBeVisibleAsync();
    }
}
