using System.Text.RegularExpressions;

namespace Kith.Browser.Tests.Journeys;

/// <summary>Taking back what was done.</summary>
public sealed class UndoJourney(Installation kith) : Journey(kith)
{
    private const string Company = "Ember & Oak Roasters";

    private async Task<(Visit Ada, string Id)> AtCompanyAsync(Look? look = null)
    {
        var ada = await OwnerAsync(look);
        await ada.CallAsync("POST", "workspace/sample_data");
        return (ada, await ada.FindAsync("companies", Company));
    }

    private static ILocator History(IPage page) => page.GetByRole(AriaRole.Tabpanel, new() { Name = "History" });

    private static ILocator Details(IPage page) => page.GetByRole(AriaRole.Region, new() { Name = "Details" });

    /// <summary>A notice in passing, by what it begins with.</summary>
    private static ILocator Notice(IPage page, string text) => page.GetByRole(AriaRole.Dialog, new() { NameRegex = new Regex("^" + Regex.Escape(text), RegexOptions.None, TimeSpan.FromSeconds(1)) });

    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-light")]
    public async Task A_line_of_the_history_is_taken_back_and_so_is_that(string look)
    {
        var (ada, id) = await AtCompanyAsync(Look.Named(look));
        var page = ada.Page;
        await ada.CallAsync("PATCH", $"companies/{id}", new { employees = 25 });
        await ada.OpenAsync("/companies/" + id);
        await Expect(Details(page)).ToContainTextAsync("25");
        await page.Tab("History").ClickAsync();
        await page.Button("Undo: Employees").ClickAsync();
        await Expect(Details(page)).ToContainTextAsync("22");
        await Expect(History(page)).ToContainTextAsync("Undone by Ada Lovelace");

        await Notice(page, "Undone").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Details(page)).ToContainTextAsync("25");
        await Expect(History(page).GetByText("Undone by Ada Lovelace")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task What_was_changed_since_stays_and_the_rest_is_taken_back_by_the_keyboard_alone()
    {
        var (ada, id) = await AtCompanyAsync();
        var page = ada.Page;
        await ada.CallAsync("PATCH", $"companies/{id}", new { employees = 25, industry = "finance" });
        await ada.CallAsync("PATCH", $"companies/{id}", new { employees = 30 });
        await ada.OpenAsync("/companies/" + id);
        await page.Tab("History").ClickAsync();
        await page.Button("Undo: Employees, Industry").Or(page.Button("Undo: Industry, Employees")).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var dialog = page.DialogCalled("Not everything can be undone");
        await Expect(dialog.GetByRole(AriaRole.Listitem)).ToHaveTextAsync("Employees was changed later, by Ada Lovelace, and stays as it is.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Undo the rest" }).PressAsync("Enter");
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(Details(page)).Not.ToContainTextAsync("Finance");
        await Expect(Details(page)).ToContainTextAsync("30");
    }

    [Fact]
    public async Task What_was_changed_together_is_taken_back_together_from_any_of_it()
    {
        var (ada, id) = await AtCompanyAsync();
        var page = ada.Page;
        var other = await ada.FindAsync("companies", "Iris Optics");
        await ada.CallAsync("POST", "companies/actions/update", new { ids = new[] { id, other }, set = new { employees = 77 } });
        await ada.OpenAsync("/companies/" + id);
        await page.Tab("History").ClickAsync();
        await Expect(History(page)).ToContainTextAsync("Ada Lovelace changed this with others");
        await page.Button("Undo: Employees").ClickAsync();
        await page.MenuItem("Undo all 2 changes made together").ClickAsync();
        await Expect(Notice(page, "Undone on 2 records")).ToBeVisibleAsync();
        await Expect(Details(page)).ToContainTextAsync("22");
        Assert.NotEqual(77, (await ada.CallAsync("GET", "companies/" + other)).GetProperty("employees").GetInt32());

        await page.MainNavigation.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await page.Link("Recent bulk changes").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Changed 2 companies" })).ToContainTextAsync("Undone");
        await page.Link("Undid changes of 2 companies").ClickAsync();
        await Expect(page.Link(Company)).ToBeVisibleAsync();
        await page.Button("Undo", exact: true).First.ClickAsync();
        await Expect(page.Link("This was undone")).ToBeVisibleAsync();
        Assert.Equal(77, (await ada.CallAsync("GET", "companies/" + other)).GetProperty("employees").GetInt32());
    }

    [Fact]
    public async Task Thousands_are_changed_in_the_background_and_taken_back_after_a_look_at_what_that_does()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        var file = string.Join('\n', Enumerable.Range(1, 1_500).Select(n => $"Person,{n:D4},person{n:D4}@example.com").Prepend("first name,last name,email"));
        await ada.ImportAsync("contacts.csv", file, "contact", new Dictionary<string, object> { ["first name"] = "first_name", ["last name"] = "last_name", ["email"] = "email" });
        await ada.OpenAsync("/contacts?sort=name");
        await Expect(page.GetByText("1,500 records")).ToBeVisibleAsync();
        await page.Row("Person 0001").GetByRole(AriaRole.Checkbox).ClickAsync();
        await page.Button("Choose all 1,500").ClickAsync();
        await page.Row("Person 0002").GetByRole(AriaRole.Checkbox).ClickAsync();
        await page.Button("Edit a field").ClickAsync();
        await page.ChooseAsync(page.Input("Field"), "Title");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Textbox, new() { Name = "Title" }).FillAsync("Member");
        await page.Button("Change 1,499").ClickAsync();

        // Its end is told wherever one is by then.
        await page.MainNavigation.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        var notice = Notice(page, "Changed 1,499 contacts");
        await Expect(notice).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await notice.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        var dialog = page.DialogCalled("Everything can be undone");
        await Expect(dialog).ToContainTextAsync("1,499 records will be as before.", new() { Timeout = 30_000 });
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
        await Expect(Notice(page, "Undid changes of 1,499 contacts")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        var left = await ada.CallAsync("GET", $"contacts?limit=1&count=exact&where={Uri.EscapeDataString("title is not empty")}");
        Assert.Equal(0, left.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task An_import_is_taken_back_whole()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        await ada.ImportAsync("companies.csv", "name\nNorthwind\nSouthwind\nWestwind", "company", new Dictionary<string, object> { ["name"] = "name" });
        await ada.OpenAsync("/import");
        await page.Link("companies.csv").ClickAsync();
        await page.Button("Undo import").ClickAsync();
        await Expect(Notice(page, "Undone on 3 records")).ToBeVisibleAsync();
        await page.Link("This import was undone").ClickAsync();
        await Expect(page.Link("Northwind")).ToBeVisibleAsync();
        await ada.OpenAsync("/companies");
        await Expect(page.GetByText("No companies yet")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Two_people_at_one_record_keep_both_changes_and_are_asked_where_they_changed_the_same()
    {
        var (ada, id) = await AtCompanyAsync();
        var email = Kith.NewEmail("grace");
        await ada.CallAsync("POST", "invitations", new { email, role = "member" });
        var grace = await StrangerAsync(Look.Desktop);
        var link = await Kith.InvitationAsync(email, Cancel);
        await grace.CallAsync("POST", "invitations/accept", new { token = link.Segments[^1], name = "Grace Hopper", password = Visit.Password });
        foreach (var visit in new[] { ada, grace })
        {
            await visit.OpenAsync("/companies/" + id);
            await Expect(Details(visit.Page)).ToContainTextAsync("22");
            await visit.Page.Tab("History").ClickAsync();
        }

        // Different fields: nobody is asked.
        await ChangeEmployeesAsync(ada, "25");
        await Expect(History(ada.Page)).ToContainTextAsync("2225");
        await grace.Page.Button("Edit Industry").ClickAsync();
        await grace.Page.Option("Manufacturing").ClickAsync();
        await Expect(Details(grace.Page)).ToContainTextAsync("25");
        await Expect(Details(grace.Page)).ToContainTextAsync("Manufacturing");

        // The same field: the second is asked, though the first's value has come to the screen while the second typed.
        await EditEmployeesAsync(grace, "40");
        await ChangeEmployeesAsync(ada, "30");
        await Expect(History(grace.Page)).ToContainTextAsync("2530");
        await grace.Page.Keyboard.PressAsync("Enter");
        var dialog = grace.Page.DialogCalled("Ada Lovelace changed the same meanwhile");
        await Expect(dialog.GetByRole(AriaRole.Group, new() { Name = "Employees" })).ToContainTextAsync("You40Ada Lovelace30Before25");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save what is chosen" }).ClickAsync();
        await Expect(History(ada.Page)).ToContainTextAsync("3040");

        // So is one who has not heard of it yet.
        var heard = new TaskCompletionSource();
        await ada.Context.RouteAsync("**/api/v1/companies/*", async route =>
        {
            if (route.Request.Method == "GET")
                await heard.Task;
            await route.ContinueAsync();
        });
        await ChangeEmployeesAsync(grace, "45");
        await Expect(History(grace.Page)).ToContainTextAsync("4045");
        await ChangeEmployeesAsync(ada, "50");
        var asked = ada.Page.DialogCalled("Grace Hopper changed the same meanwhile");
        await Expect(asked).ToBeVisibleAsync();
        heard.SetResult();
        await asked.GetByRole(AriaRole.Radio, new() { Name = "Grace Hopper" }).CheckAsync();
        await asked.GetByRole(AriaRole.Button, new() { Name = "Save what is chosen" }).ClickAsync();
        await Expect(asked).ToBeHiddenAsync();
        await Expect(Details(ada.Page)).ToContainTextAsync("45");
        var company = await ada.CallAsync("GET", "companies/" + id);
        Assert.Equal((45, "manufacturing"), (company.GetProperty("employees").GetInt32(), company.GetProperty("industry").GetString()));
    }

    private static async Task EditEmployeesAsync(Visit visit, string value)
    {
        await visit.Page.Button("Edit Employees").ClickAsync();
        await visit.Page.Locator("input:focus").FillAsync(value);
    }

    private static async Task ChangeEmployeesAsync(Visit visit, string value)
    {
        await EditEmployeesAsync(visit, value);
        await visit.Page.Keyboard.PressAsync("Enter");
    }
}
