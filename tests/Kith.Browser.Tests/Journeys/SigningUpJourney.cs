namespace Kith.Browser.Tests.Journeys;

/// <summary>The first minutes in Kith.</summary>
public sealed class SigningUpJourney(Installation kith) : Journey(kith)
{
    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-light")]
    public async Task A_person_signs_up_looks_around_with_sample_data_and_removes_it_in_one_step(string look)
    {
        var ada = await StrangerAsync(Look.Named(look));
        var page = ada.Page;
        await ada.OpenAsync("/");
        await ada.AtAsync("/login");
        await page.Link("Create a workspace").ClickAsync();
        await page.Input("Workspace").FillAsync("Analytical Engines");
        await page.Input("Your name").FillAsync("Ada Lovelace");
        await page.Input("E-mail").FillAsync(Kith.NewEmail("ada"));
        await page.Input("Password").FillAsync(Visit.Password);
        await page.Input("Currency").FillAsync("euro");
        await page.Option("EUR").ClickAsync();
        await page.Button("Create workspace").ClickAsync();

        await ada.AtAsync("/welcome");
        await Expect(page.Heading("Welcome, Ada")).ToBeVisibleAsync();
        await page.Button("Load sample data").ClickAsync();
        await Expect(page.Button("Remove sample data")).ToBeVisibleAsync();
        await page.MainNavigation.GetByRole(AriaRole.Link, new() { Name = "Companies" }).ClickAsync();
        await Expect(page.GetByText("Alderbrook Paper Mill").First).ToBeVisibleAsync();
        await Expect(page.GetByText("€18,400,000")).ToBeVisibleAsync();
        await page.MainNavigation.GetByRole(AriaRole.Link, new() { Name = "Deals" }).ClickAsync();
        await Expect(page.GetByText("Vault monitoring")).ToBeVisibleAsync();

        await ada.OpenAsync("/welcome");
        await page.Button("Remove sample data").ClickAsync();
        await Expect(page.Button("Load sample data")).ToBeVisibleAsync();
        await page.MainNavigation.GetByRole(AriaRole.Link, new() { Name = "Deals" }).ClickAsync();
        await Expect(page.GetByText("No deals yet")).ToBeVisibleAsync();
        await page.MainNavigation.GetByRole(AriaRole.Link, new() { Name = "Companies" }).ClickAsync();
        await Expect(page.GetByText("No companies yet")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_form_says_at_each_field_what_is_missing_and_the_server_has_the_last_word()
    {
        var ada = await StrangerAsync(Look.Desktop);
        var page = ada.Page;
        await ada.OpenAsync("/signup");
        await page.Button("Create workspace").ClickAsync();
        await Expect(page.Input("Your name")).ToHaveAccessibleDescriptionAsync("Fill this in.");
        await page.Input("Workspace").FillAsync("Analytical Engines");
        await page.Input("Your name").FillAsync("Ada Lovelace");
        await page.Input("E-mail").FillAsync(Kith.NewEmail("ada"));
        await page.Input("Password").FillAsync("123456");
        await page.Button("Create workspace").ClickAsync();
        await Expect(page.Input("Password")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("password");
    }
}
