using Kith.Identity.SecondFactors;

namespace Kith.Browser.Tests.Journeys;

/// <summary>Somebody protects the account, and gives programs keys.</summary>
public sealed class SignInJourney(Installation kith) : Journey(kith)
{
    private static string Code(string secret, int steps = 0) => Totp.Code(Base32.Decode(secret), Totp.StepOf(TimeProvider.System.GetUtcNow()) + steps);

    [Fact]
    public async Task Codes_are_set_up_and_asked_for_and_a_device_is_signed_out()
    {
        var ada = await StrangerAsync(Look.Desktop);
        var email = await ada.SignUpAsync();
        var page = ada.Page;
        await ada.OpenAsync("/settings/security");
        await page.Button("Set up codes").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "QR code for the authenticator app" })).ToBeVisibleAsync();
        await page.Input("Code").FillAsync("000000");
        await page.Button("Turn on").ClickAsync();
        await Expect(page.GetByText("This code is wrong, or was used already.")).ToBeVisibleAsync();
        var secret = await page.Input("Or type this into the app").InputValueAsync();
        // The code before, so that the present one is still good for signing in.
        await page.Input("Code").FillAsync(Code(secret, -1));
        await page.Button("Turn on").ClickAsync();
        var codes = page.GetByRole(AriaRole.List, new() { Name = "Recovery codes" }).GetByRole(AriaRole.Listitem);
        await Expect(codes).ToHaveCountAsync(10);
        var recovery = await codes.First.InnerTextAsync();
        await page.Button("I have kept them").ClickAsync();
        await Expect(page.GetByText("10 recovery codes left")).ToBeVisibleAsync();

        var elsewhere = await StrangerAsync(Look.Desktop);
        await elsewhere.OpenAsync("/login");
        await elsewhere.Page.Input("E-mail").FillAsync(email);
        await elsewhere.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Visit.Password);
        await elsewhere.Page.Button("Log in", exact: true).ClickAsync();
        await elsewhere.Page.Input("Code").FillAsync(recovery);
        await elsewhere.Page.Button("Log in", exact: true).ClickAsync();
        await Expect(elsewhere.Page.GetByRole(AriaRole.Navigation).First).ToBeVisibleAsync();

        await page.ReloadAsync();
        await Expect(page.GetByText("9 recovery codes left")).ToBeVisibleAsync();
        var devices = page.GetByRole(AriaRole.List, new() { Name = "Devices" }).GetByRole(AriaRole.Listitem);
        await Expect(devices).ToHaveCountAsync(2);
        await page.Button("Sign out everywhere else").ClickAsync();
        await Expect(devices).ToHaveCountAsync(1);
        await elsewhere.OpenAsync("/settings");
        await elsewhere.AtAsync("/login");
    }

    [Fact]
    public async Task A_role_that_demands_a_second_factor_is_led_to_it()
    {
        var ada = await OwnerAsync();
        var grace = await ColleagueAsync(ada, Look.Phone);
        await ada.CallAsync("PATCH", "workspace", new { second_factor_roles = new[] { "member" }, second_factor_days = 0 });
        await grace.OpenAsync("/companies");
        await grace.AtAsync("/second-factor");
        var page = grace.Page;
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Set up a second factor" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "QR code for the authenticator app" })).ToBeVisibleAsync();
        var secret = await page.Input("Or type this into the app").InputValueAsync();
        await page.Input("Code").FillAsync(Code(secret));
        await page.Button("Turn on").ClickAsync();
        await page.Button("I have kept them").ClickAsync();
        await grace.AtAsync("/companies");
    }

    [Fact]
    public async Task A_passkey_is_made_signs_in_without_a_password_and_is_removed()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        // What the browser fills in by itself would be through before the button is pressed.
        await ada.Context.AddInitScriptAsync("PublicKeyCredential.isConditionalMediationAvailable = async () => false");
        var browser = await ada.Context.NewCDPSessionAsync(page);
        await browser.SendAsync("WebAuthn.enable");
        await browser.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new { protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = true },
        });
        await ada.OpenAsync("/settings/security");
        await page.Button("Add a passkey").ClickAsync();
        await page.Input("What do you call it?").FillAsync("Laptop");
        await page.Button("Go on").ClickAsync();
        var passkeys = page.GetByRole(AriaRole.List, new() { Name = "Passkeys" }).GetByRole(AriaRole.Listitem);
        await Expect(passkeys).ToHaveCountAsync(1);
        await page.Button("Rename Laptop").ClickAsync();
        await page.Input("What do you call it?").FillAsync("Old laptop");
        await page.Button("Save").ClickAsync();
        await Expect(passkeys.First).ToContainTextAsync("Old laptop");

        await ada.CallAsync("POST", "auth/logout");
        await ada.OpenAsync("/login?next=/settings/security");
        await page.Button("Log in with a passkey").ClickAsync();
        await ada.AtAsync("/settings/security");
        await Expect(passkeys.First).ToContainTextAsync("used");
        await page.Button("Remove Old laptop").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Expect(passkeys).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_key_is_made_for_a_service_person_used_and_ended()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        await ada.OpenAsync("/settings/keys");
        await page.Input("Name").FillAsync("Robot");
        await page.Button("Make a service person").ClickAsync();
        await Expect(page.GetByText("Robot can now have keys")).ToBeVisibleAsync();
        await page.Button("Make an API key").ClickAsync();
        await page.Button("Make the key").ClickAsync();
        await Expect(page.GetByText("Fill this in.")).ToBeVisibleAsync();
        await page.Input("What is it for?").FillAsync("Sync");
        await page.ChooseAsync(page.Input("It acts as"), "Robot");
        await page.Input("Only from these networks").FillAsync("nowhere");
        await page.Button("Make the key").ClickAsync();
        await Expect(page.GetByText("“nowhere” is no network.")).ToBeVisibleAsync();
        await page.Input("Only from these networks").FillAsync("127.0.0.0/8, ::1");
        await page.Button("Make the key").ClickAsync();
        var secret = await page.Input("API key").InputValueAsync();
        await page.Button("I have kept it").ClickAsync();
        var keys = page.GetByRole(AriaRole.List, new() { Name = "API keys" }).GetByRole(AriaRole.Listitem);
        await Expect(keys.First).ToContainTextAsync("Read everything");
        await Expect(keys.First).ToContainTextAsync("Robot");
        await Expect(keys.First).ToContainTextAsync("never used");
        using var http = new HttpClient { BaseAddress = Kith.Url };
        http.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        Assert.Equal(200, (int)(await http.GetAsync("/api/v1/companies", Cancel)).StatusCode);
        await page.Button("End: Sync").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "End", Exact = true }).ClickAsync();
        await Expect(page.GetByText("No keys yet")).ToBeVisibleAsync();
        Assert.Equal(401, (int)(await http.GetAsync("/api/v1/companies", Cancel)).StatusCode);
    }
}
