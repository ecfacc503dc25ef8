using Kith.Browser.Tests.Screens;

namespace Kith.Browser.Tests.Journeys;

/// <summary>An administrator puts a form onto a site; a visitor fills it in without scripts.</summary>
public sealed class FormJourney(Installation kith) : Journey(kith)
{
    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task A_visitor_fills_in_a_form_that_an_administrator_made_and_what_is_doubtful_is_let_in(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));

        await ada.OpenAsync("/settings/forms");
        await page.Button("Add a form").ClickAsync();
        var dialog = page.DialogCalled("Add a form");
        await dialog.GetByLabel("Name").FillAsync("Contact us");
        await dialog.GetByLabel("Heading").FillAsync("Write to us");
        await dialog.GetByLabel("Your sites").FillAsync("https://www.example.com");
        await audit.LookAsync("web-form-dialog", dialog.GetByLabel("Heading"));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Contact us" })).ToBeVisibleAsync();

        await page.Button("Add a question").ClickAsync();
        var question = page.DialogCalled("Add a question");
        await question.GetByRole(AriaRole.Combobox, new() { Name = "Field of the lead" }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "Industry" }).ClickAsync();
        await question.GetByLabel("Label").FillAsync("What do you do?");
        await question.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(question).ToBeHiddenAsync();
        await page.Button("More for What do you do?").ClickAsync();
        await page.MenuItem("Move up").ClickAsync();
        await audit.LookAsync("settings-form", page.GetByText("iframe"));
        var address = (await page.GetByRole(AriaRole.Link, new() { Name = "Open the form" }).GetAttributeAsync("href"))!;

        await SendAsync(address, "Neri", trap: false);
        await SendAsync(address, "Verdi", trap: true);
        await ada.OpenAsync(new Uri(address).AbsolutePath);
        await audit.LookAsync("web-form", page.GetByRole(AriaRole.Heading, new() { Name = "Write to us" }));

        await ada.OpenAsync("/settings/forms");
        var waits = page.GetByRole(AriaRole.List, new() { Name = "What waits" }).GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Verdi" });
        await page.GetByText("What was sent").First.ClickAsync();
        await audit.LookAsync("settings-forms", waits.GetByText("A field that people do not see is filled"));
        await page.Button("Let in Gina Verdi").ClickAsync();
        await Expect(page.GetByText("Nothing waits")).ToBeVisibleAsync();
        await ada.OpenAsync("/leads");
        await Expect(page.GetByText("Gina Verdi").First).ToBeVisibleAsync();
        await Expect(page.GetByText("Gina Neri").First).ToBeVisibleAsync();
        var lead = await ada.FindAsync("leads", "Gina Neri");
        await ada.OpenAsync("/leads/" + lead);
        await Expect(page.GetByText("Came through a web form").First).ToBeVisibleAsync();
        audit.Pass();
    }

    /// <summary>Fills the form in as a visitor whose browser runs no scripts; a trap is what a program falls into that fills in whatever there is.</summary>
    private async Task SendAsync(string address, string name, bool trap)
    {
        await using var context = await Kith.Browser.NewContextAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });
        var page = await context.NewPageAsync();
        await page.GotoAsync(address + "?utm_source=search");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "First name" }).FillAsync("Gina");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Last name" }).FillAsync(name);
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Message" }).FillAsync("Two looms, please.");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "What do you do?" }).SelectOptionAsync("Manufacturing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "E-mail" }).FillAsync(name + "@looms.example");
        if (trap)
            await page.Locator("input[name=fax_number]").EvaluateAsync("input => input.value = '1'");
        // Faster than this nobody types.
        await Task.Delay(TimeSpan.FromSeconds(2), Cancel);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Thank you");
    }
}
