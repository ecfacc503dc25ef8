namespace Kith.Browser.Tests.Journeys;

/// <summary>Several people, several workspaces.</summary>
public sealed class PeopleJourney(Installation kith) : Journey(kith)
{
    [Fact]
    public async Task A_colleague_is_invited_joins_by_the_link_in_the_mail_and_works_without_the_screens_of_owners()
    {
        var ada = await OwnerAsync();
        await ada.CallAsync("POST", "workspace/sample_data");
        await ada.OpenAsync("/settings/people");
        var email = Kith.NewEmail("grace");
        await ada.Page.Input("E-mail").FillAsync(email);
        await ada.Page.Button("Send invitation").ClickAsync();
        await Expect(ada.Page.GetByText("Invited as member")).ToBeVisibleAsync();

        var grace = await StrangerAsync(Look.Desktop);
        var page = grace.Page;
        await grace.OpenAsync((await Kith.InvitationAsync(email, Cancel)).AbsolutePath);
        await page.Input("Your name").FillAsync("Grace Hopper");
        await page.Input("Password").FillAsync(Visit.Password);
        await page.Button("Join").ClickAsync();
        await grace.AtAsync("/welcome");
        await Expect(page.Heading("Welcome, Grace")).ToBeVisibleAsync();
        await page.MainNavigation.GetByRole(AriaRole.Link, new() { Name = "Companies" }).ClickAsync();
        await Expect(page.Row("Fjordlight Energy")).ToBeVisibleAsync();

        await page.MainNavigation.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        var settings = page.GetByRole(AriaRole.Navigation, new() { Name = "Settings" });
        await Expect(settings.GetByRole(AriaRole.Link, new() { Name = "People" })).ToBeVisibleAsync();
        await Expect(settings.GetByRole(AriaRole.Link, new() { Name = "Objects and fields" })).ToBeHiddenAsync();
        await settings.GetByRole(AriaRole.Link, new() { Name = "People" }).ClickAsync();
        await Expect(page.GetByText(email)).ToBeVisibleAsync();
        await Expect(page.Button("Send invitation")).ToBeHiddenAsync();

        await ada.Page.ReloadAsync();
        await Expect(ada.Page.GetByText("Grace Hopper")).ToBeVisibleAsync();
        await Expect(ada.Page.GetByText("Invited as member")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_person_logs_out_is_refused_with_a_wrong_password_and_comes_back_to_where_the_way_led()
    {
        var ada = await StrangerAsync(Look.Desktop);
        var page = ada.Page;
        var email = await ada.SignUpAsync();
        await ada.OpenAsync("/companies");
        await page.Button("Workspace Analytical Engines").ClickAsync();
        await page.MenuItem("Log out").ClickAsync();
        await ada.AtAsync("/login");

        await ada.OpenAsync("/contacts");
        await ada.AtAsync("/login");
        await page.Input("E-mail").FillAsync(email);
        await page.Input("Password").FillAsync("eight green umbrellas");
        await page.Button("Log in", exact: true).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The e-mail address or the password is wrong.");
        await page.Input("Password").FillAsync(Visit.Password);
        await page.Button("Log in", exact: true).ClickAsync();
        await ada.AtAsync("/contacts");
        await Expect(page.GetByText("No contacts yet")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Somebody_in_two_workspaces_switches_between_them_and_sees_one_at_a_time()
    {
        var ada = await OwnerAsync();
        await ada.CreateAsync("companies", new { name = "Only Ada's" });
        var grace = await StrangerAsync(Look.Desktop);
        var page = grace.Page;
        var email = await grace.SignUpAsync("Compilers", "Grace Hopper");
        await grace.CreateAsync("companies", new { name = "Only Grace's" });
        await ada.CallAsync("POST", "invitations", new { email, role = "member" });
        await grace.OpenAsync((await Kith.InvitationAsync(email, Cancel)).AbsolutePath);
        await page.Input("Password").FillAsync(Visit.Password);
        await page.Button("Join").ClickAsync();
        await grace.AtAsync("/welcome");
        await page.MainNavigation.GetByRole(AriaRole.Link, new() { Name = "Companies" }).ClickAsync();
        await Expect(page.Row("Only Ada's")).ToBeVisibleAsync();

        await page.Button("Workspace Analytical Engines").ClickAsync();
        await page.MenuItem("Compilers").ClickAsync();
        await Expect(page.Button("Workspace Compilers")).ToBeVisibleAsync();
        await page.MainNavigation.GetByRole(AriaRole.Link, new() { Name = "Companies" }).ClickAsync();
        await Expect(page.Row("Only Grace's")).ToBeVisibleAsync();
        await Expect(page.GetByText("Only Ada's")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task An_owner_sees_Kith_as_somebody_who_allows_it_until_the_consent_is_taken_back()
    {
        var ada = await OwnerAsync();
        var grace = await ColleagueAsync(ada, Look.Phone);
        var page = ada.Page;
        await ada.OpenAsync("/settings/people");
        await page.Button("More about Grace Hopper").ClickAsync();
        await page.MenuItem("View as…").ClickAsync();
        var dialog = page.DialogCalled("View as Grace Hopper");
        await page.Input("Why?").FillAsync("You miss a deal");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Ask" }).ClickAsync();
        await Expect(page.GetByText("Grace Hopper was asked")).ToBeVisibleAsync();

        await grace.OpenAsync("/notifications");
        await grace.Page.GetByRole(AriaRole.Link, new() { Name = "Ada Lovelace asks to see Kith as you do" }).ClickAsync();
        await Expect(grace.Page.GetByText("You miss a deal · 1 hour")).ToBeVisibleAsync();
        await grace.Page.Button("Allow Ada Lovelace").ClickAsync();
        await Expect(grace.Page.GetByText("Ada Lovelace may see Kith as you do")).ToBeVisibleAsync();

        await ada.OpenAsync("/settings/security");
        await page.Button("View as Grace Hopper").ClickAsync();
        var banner = page.GetByRole(AriaRole.Region, new() { Name = "Viewing as somebody else" });
        await Expect(banner).ToContainTextAsync("You see Kith as Grace Hopper does");
        await page.MainNavigation.GetByRole(AriaRole.Link, new() { Name = "Companies" }).ClickAsync();
        await Expect(page.GetByText("No companies yet")).ToBeVisibleAsync();
        await Expect(page.Button("New company")).ToBeHiddenAsync();

        await grace.Page.Button("Withdraw: Ada Lovelace").ClickAsync();
        await ada.AtAsync("/second-factor");
        await page.Button("Go on").ClickAsync();
        await Expect(page.Button("New company").First).ToBeVisibleAsync();
        await Expect(banner).ToBeHiddenAsync();
    }

    [Fact]
    public async Task An_administrator_gives_somebody_a_role_for_a_time_sees_what_it_allows_and_takes_it_away()
    {
        var ada = await OwnerAsync();
        await ColleagueAsync(ada, Look.Desktop);
        var page = ada.Page;
        await ada.OpenAsync("/settings/people");
        await page.Button("More about Grace Hopper").ClickAsync();
        await page.MenuItem("Roles…").ClickAsync();
        var dialog = page.DialogCalled("Roles of Grace Hopper");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Give another role" }).ClickAsync();
        await page.ChooseAsync(dialog.GetByLabel("Role", new() { Exact = true }), "Manager");
        await dialog.GetByLabel("Until", new() { Exact = true }).FillAsync("2035-01-31T12:00");
        await dialog.GetByLabel("Why?", new() { Exact = true }).FillAsync("While Ada is away");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Give", Exact = true }).ClickAsync();
        await Expect(dialog.GetByText("While Ada is away")).ToBeVisibleAsync();
        await Expect(dialog.GetByText("given by Ada Lovelace")).ToBeVisibleAsync();
        await Expect(dialog.GetByText("See: all").First).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Take away: Manager" }).ClickAsync();
        await Expect(dialog.GetByText("While Ada is away")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Somebody_makes_one_more_workspace_and_leaves_the_other()
    {
        var ada = await OwnerAsync();
        var grace = await ColleagueAsync(ada, Look.Phone);
        var page = grace.Page;
        await grace.OpenAsync("/settings");
        await page.Button("Leave…").ClickAsync();
        await page.DialogCalled("Leave Analytical Engines").GetByRole(AriaRole.Button, new() { Name = "Leave the workspace" }).ClickAsync();
        await grace.AtAsync("/login");

        await ada.OpenAsync("/settings");
        await ada.Page.Button("New workspace").ClickAsync();
        await ada.Page.DialogCalled("New workspace").GetByLabel("Name").FillAsync("Difference Engines");
        await ada.Page.Button("Make the workspace").ClickAsync();
        await ada.AtAsync("/welcome");
        await Expect(ada.Page.Button("Workspace Difference Engines")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Somebody_is_deactivated_with_what_they_hold_given_to_another_and_it_is_undone()
    {
        var ada = await OwnerAsync();
        var grace = await ColleagueAsync(ada, Look.Desktop);
        await grace.CreateAsync("deals", new { name = "Compiler licences" });
        var page = ada.Page;
        await ada.OpenAsync("/settings/people");
        await page.Button("More about Grace Hopper").ClickAsync();
        await page.MenuItem("Deactivate…").ClickAsync();
        var dialog = page.DialogCalled("Deactivate Grace Hopper");
        await Expect(dialog.GetByText("Deals, open")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Deactivate" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Choose who takes over.");
        await page.ChooseAsync(page.Input("Everything goes to"), "Ada Lovelace");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Deactivate" }).ClickAsync();
        await Expect(page.GetByText("Grace Hopper is deactivated")).ToBeVisibleAsync();
        await Expect(page.GetByText("Inactive")).ToBeVisibleAsync();
        await page.Button("Undo").ClickAsync();
        await Expect(page.GetByText("Inactive")).ToBeHiddenAsync();
    }
}
