using System.Net.Http.Headers;
using System.Text;

namespace Kith.Browser.Tests.Journeys;

/// <summary>An administrator lets the organisation's directory in.</summary>
public sealed class DirectoryJourney(Installation kith) : Journey(kith)
{
    [Fact]
    public async Task A_directory_gets_a_token_its_groups_a_role_and_its_calls_are_seen()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        await ada.OpenAsync("/settings/sign-in");
        await page.Button("Make a token").ClickAsync();
        var token = await page.DialogCalled("Token of the directory").GetByLabel("Token", new() { Exact = true }).InputValueAsync();
        await page.Button("I have kept it").ClickAsync();
        await Expect(page.GetByText("Not used yet")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Switch, new() { Name = "Let the directory in" }).ClickAsync();
        await page.Button("Add a group").Last.ClickAsync();
        await page.Input("Group").Last.FillAsync("Sales");
        await page.Button("Save", exact: true).Last.ClickAsync();
        await Expect(page.GetByText("A group gives a role, a team or both.")).ToBeVisibleAsync();
        await page.ChooseAsync(page.GetByRole(AriaRole.Combobox, new() { Name = "Role of the group" }).Last, "Manager");
        await page.Button("Save", exact: true).Last.ClickAsync();
        await Expect(page.GetByText("Directory saved")).ToBeVisibleAsync();

        using var http = new HttpClient { BaseAddress = new Uri(page.Url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var body = new StringContent("""{"userName": "eve@elsewhere.example"}""", Encoding.UTF8, "application/scim+json");
        using var answer = await http.PostAsync(new Uri("/scim/v2/Users", UriKind.Relative), body, TestContext.Current.CancellationToken);
        await page.ReloadAsync();
        await Expect(page.GetByText("The domain elsewhere.example is not verified")).ToBeVisibleAsync();
        await Expect(page.GetByText("POST /scim/v2/Users")).ToBeVisibleAsync();

        await page.Button("End the token").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "End the token", Exact = true }).ClickAsync();
        await Expect(page.GetByText("No token yet")).ToBeVisibleAsync();
    }
}
