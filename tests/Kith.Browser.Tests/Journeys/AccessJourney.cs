namespace Kith.Browser.Tests.Journeys;

/// <summary>An administrator says who may do what, and somebody sees less for it.</summary>
public sealed class AccessJourney(Installation kith) : Journey(kith)
{
    [Fact]
    public async Task A_role_is_made_narrowed_and_given_and_a_record_is_shared_and_explained()
    {
        var ada = await OwnerAsync();
        var grace = await ColleagueAsync(ada, Look.Desktop);
        var company = await ada.CreateAsync("companies", new { name = "Iris Optics" });
        await ada.OpenAsync("/settings/access");
        await ada.Page.Button("Add a role").ClickAsync();
        await ada.Page.Input("Name").FillAsync("Rep");
        await ada.Page.DialogCalled("Add a role").GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(ada.Page.Heading("Rep")).ToBeVisibleAsync();
        await ada.Page.Button("Change what it may do: All other objects").ClickAsync();
        await ada.Page.ChooseAsync(ada.Page.GetByRole(AriaRole.Combobox, new() { Name = "See", Exact = true }), "Own");
        await ada.Page.RunAndWaitForResponseAsync(() => ada.Page.Button("Save").ClickAsync(), r => r.Url.EndsWith("/roles/rep_c", StringComparison.Ordinal) && r.Status == 200);
        await Expect(ada.Page.GetByText("See: own").First).ToBeVisibleAsync();

        var person = (await grace.CallAsync("GET", "me")).GetProperty("person").GetProperty("id").GetString();
        await ada.CallAsync("POST", $"people/{person}/actions/set_role", new { role = "rep_c" });
        await grace.OpenAsync("/companies");
        await Expect(grace.Page.GetByText("Iris Optics")).Not.ToBeVisibleAsync();

        await ada.OpenAsync($"/companies/{company}");
        await ada.Page.MoreOfRecord.ClickAsync();
        await ada.Page.MenuItem("Who sees this").ClickAsync();
        var dialog = ada.Page.DialogCalled("Who sees “Iris Optics”");
        await Expect(dialog.GetByText("Yes: by the role Owner").First).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Share with" }).FillAsync("Grace");
        await ada.Page.Option("Grace Hopper").ClickAsync();
        await ada.Page.RunAndWaitForResponseAsync(() => dialog.GetByRole(AriaRole.Button, new() { Name = "Share", Exact = true }).ClickAsync(), r => r.Url.EndsWith("/shares", StringComparison.Ordinal) && r.Status == 201);
        await Expect(dialog.GetByText("May see it")).ToBeVisibleAsync();
        await grace.OpenAsync($"/companies/{company}");
        await Expect(grace.Page.Heading("Iris Optics")).ToBeVisibleAsync();
    }
}
