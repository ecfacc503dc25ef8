namespace Kith.Browser.Tests.Journeys;

/// <summary>What people do with their own account.</summary>
public sealed class AccountJourney(Installation kith) : Journey(kith)
{
    private const string Another = "nine violet bicycles";

    [Fact]
    public async Task Somebody_who_forgot_the_password_sets_another_by_mail_and_the_link_works_once()
    {
        var ada = await StrangerAsync(Look.Desktop);
        var page = ada.Page;
        var email = await ada.SignUpAsync();
        await ada.CallAsync("POST", "auth/logout");
        await ada.OpenAsync("/login");
        await page.Link("Forgot your password?").ClickAsync();
        await ada.AtAsync("/forgot");
        await page.Input("E-mail").FillAsync(email);
        await page.Button("Send the link").ClickAsync();
        await Expect(page.Heading("Look into your mail")).ToBeVisibleAsync();

        var link = (await Kith.LinkAsync(email, "reset", Cancel)).AbsolutePath;
        await ada.OpenAsync(link);
        await page.Input("New password").FillAsync("kith kith kith");
        await page.Button("Set the password").ClickAsync();
        await Expect(page.Input("New password")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.Input("New password").FillAsync(Another);
        await page.Button("Set the password").ClickAsync();
        await ada.AtAsync("/login");
        await page.Input("E-mail").FillAsync(email);
        await page.Input("Password").FillAsync(Another);
        await page.Button("Log in", exact: true).ClickAsync();
        await Expect(page.Button("Workspace Analytical Engines")).ToBeVisibleAsync();

        await ada.OpenAsync(link);
        await page.Input("New password").FillAsync(Visit.Password);
        await page.Button("Set the password").ClickAsync();
        await Expect(page.Heading("This link no longer works")).ToBeVisibleAsync();
        await page.Link("Send a new link").ClickAsync();
        await ada.AtAsync("/forgot");
    }

    [Fact]
    public async Task A_new_address_is_confirmed_by_the_link_in_the_mail_and_the_reminder_goes()
    {
        var ada = await StrangerAsync(Look.Phone);
        var page = ada.Page;
        var email = Kith.NewEmail("ada");
        await ada.CallAsync("POST", "auth/signup", new { workspace = "Analytical Engines", name = "Ada Lovelace", email, password = Visit.Password });
        await ada.OpenAsync("/companies");
        var reminder = page.GetByRole(AriaRole.Region, new() { Name = "Confirm your e-mail address" });
        await Expect(reminder).ToContainTextAsync(email);
        await reminder.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();
        await Expect(page.GetByText($"Mail sent to {email}")).ToBeVisibleAsync();
        // The first link may have been replaced by the second by now.
        await ada.OpenAsync((await Kith.NewestLinkAsync(email, "verify", 2, Cancel)).AbsolutePath);
        await page.Button("Confirm").ClickAsync();
        await Expect(page.Heading("Your address is confirmed")).ToBeVisibleAsync();
        await page.Link("Open Kith").ClickAsync();
        await Expect(page.MainNavigation).ToBeVisibleAsync();
        await Expect(reminder).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_password_is_changed_by_who_knows_the_present_one()
    {
        var ada = await StrangerAsync(Look.Desktop);
        var page = ada.Page;
        var email = await ada.SignUpAsync();
        await ada.OpenAsync("/settings");
        await page.Input("Present password").FillAsync("eight green umbrellas");
        await page.Input("New password").FillAsync(Another);
        await page.Button("Change password").ClickAsync();
        await Expect(page.Input("Present password")).ToHaveAccessibleDescriptionAsync("This is not your present password.");
        await page.Input("Present password").FillAsync(Visit.Password);
        await page.Button("Change password").ClickAsync();
        await Expect(page.GetByText("Password changed")).ToBeVisibleAsync();
        await Expect(page.Input("Present password")).ToHaveValueAsync("");
        await ada.CallAsync("POST", "auth/login", new { email, password = Another });
    }

    [Fact]
    public async Task Another_address_counts_when_both_addresses_have_confirmed_it()
    {
        var ada = await StrangerAsync(Look.Desktop);
        var page = ada.Page;
        var old = await ada.SignUpAsync();
        var email = Kith.NewEmail("countess");
        await ada.OpenAsync("/settings");
        await page.Button("Change address").ClickAsync();
        var dialog = page.DialogCalled("Change your address");
        await dialog.GetByLabel("New address").FillAsync(email);
        await dialog.GetByLabel("Present password", new() { Exact = true }).FillAsync(Visit.Password);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Send the links" }).ClickAsync();
        await Expect(page.GetByText($"Both {email} and your present address were sent a link")).ToBeVisibleAsync();

        await ada.OpenAsync(await Kith.ChangeLinkAsync(email, "new", Cancel));
        await Expect(page.Button("It was not me: stop it")).ToBeHiddenAsync();
        await page.Button("Confirm the change").ClickAsync();
        await Expect(page.Heading("Thank you, this address has confirmed")).ToBeVisibleAsync();
        await ada.OpenAsync(await Kith.ChangeLinkAsync(old, "old", Cancel));
        await Expect(page.Button("It was not me: stop it")).ToBeVisibleAsync();
        await page.Button("Confirm the change").ClickAsync();
        await Expect(page.Heading("Your address is changed")).ToBeVisibleAsync();
        await page.Link("Open Kith").ClickAsync();
        await ada.OpenAsync("/settings");
        await Expect(page.GetByText(email)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_somebody_chose_on_one_device_is_there_on_another()
    {
        var ada = await StrangerAsync(Look.Desktop);
        var page = ada.Page;
        var email = await ada.SignUpAsync();
        await ada.OpenAsync("/settings");
        await page.GetByText("Dark", new() { Exact = true }).ClickAsync();
        await page.ChooseAsync(page.GetByRole(AriaRole.Combobox, new() { Name = "Dates and numbers" }), "Germany");
        await Expect(page.GetByText("· 12.345,6").First).ToBeVisibleAsync();

        var elsewhere = await StrangerAsync(Look.Phone);
        await elsewhere.CallAsync("POST", "auth/login", new { email, password = Visit.Password });
        await elsewhere.OpenAsync("/settings");
        await Expect(elsewhere.Page.Locator("html[data-theme=dark]")).ToHaveCountAsync(1);
        await elsewhere.Page.ReloadAsync();
        await Expect(elsewhere.Page.GetByText("· 12.345,6").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Somebody_takes_along_what_is_kept_about_them()
    {
        var ada = await OwnerAsync();
        await ada.OpenAsync("/settings");
        var waiting = ada.Page.WaitForDownloadAsync();
        await ada.Page.Link("Download your data").ClickAsync();
        Assert.Equal("account.json", (await waiting).SuggestedFilename);
    }
}
