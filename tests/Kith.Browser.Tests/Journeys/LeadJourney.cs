using Kith.Browser.Tests.Screens;

namespace Kith.Browser.Tests.Journeys;

/// <summary>From a lead to a customer, and back.</summary>
public sealed class LeadJourney(Installation kith) : Journey(kith)
{
    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task A_lead_says_why_its_score_and_is_converted_with_a_choice_and_undone(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        await ada.CallAsync("POST", "companies", new { name = "Acme Limited", website = "https://acme.example", industry = "finance" });
        await ada.CallAsync("POST", "companies", new { name = "Acme" });
        await ada.CallAsync("POST", "leads", new { first_name = "Rosa", last_name = "Neri", company_name = "Acme", email = "rosa@acme.example", industry = "retail", budget = 5000, rating = "hot", utm_source = "newsletter" });
        var lead = await ada.FindAsync("leads", "Rosa Neri");
        await ada.CallAsync("POST", "activities", new { subject = "Called about the offer", kind = "call", regarding = new { type = "lead", id = lead } });

        await ada.OpenAsync("/leads/" + lead);
        var why = page.GetByRole(AriaRole.Button, new() { Name = "Why this score" });
        await why.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await audit.LookAsync("lead-score", page.GetByText("Rated hot"));
        await page.Keyboard.PressAsync("Escape");

        if (ada.Look.OnPhone)
        {
            await page.MoreOfRecord.ClickAsync();
            await page.MenuItem("Convert").ClickAsync();
        }
        else
        {
            await page.Button("Convert", exact: true).ClickAsync();
        }
        var dialog = page.DialogCalled("Convert Rosa Neri");
        // The firm with the domain is proposed; the one that only has the name is not.
        await Expect(dialog.GetByRole(AriaRole.Radio, new() { NameRegex = new("^Join Acme Limited", default, TimeSpan.FromSeconds(1)) })).ToBeCheckedAsync();
        await Expect(dialog.GetByText("Perhaps: same name")).ToBeVisibleAsync();
        await Expect(dialog.GetByText("Stays with the lead")).ToContainTextAsync("UTM source");
        await dialog.GetByRole(AriaRole.Group, new() { Name = "Industry" }).GetByRole(AriaRole.Radio).Last.CheckAsync();
        await dialog.GetByLabel("Deal name").FillAsync("Tower");
        await audit.LookAsync("lead-conversion", dialog.GetByText("Retail"));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Convert" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();

        // The lead's address leads to the contact, which says what it was and has what was about it.
        await ada.AtPartAsync("/contacts/");
        await audit.LookAsync("contact-that-was-a-lead", page.GetByRole(AriaRole.Note));
        await Expect(page.GetByRole(AriaRole.Note)).ToContainTextAsync("Was a lead until");
        await Expect(page.GetByText("Called about the offer")).ToBeVisibleAsync();
        await ada.OpenAsync("/companies/" + await ada.FindAsync("companies", "Acme Limited"));
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Details" })).ToContainTextAsync("Retail");
        await ada.OpenAsync("/leads/" + lead);
        await ada.AtPartAsync("/contacts/");
        await page.GetByRole(AriaRole.Link, new() { Name = "see Rosa Neri as it was" }).ClickAsync();
        await ada.AtPartAsync("/leads/");
        await Expect(page.GetByRole(AriaRole.Note)).ToContainTextAsync("It has become");
        audit.Pass();
    }

    [Fact]
    public async Task Chosen_leads_are_converted_together_and_taken_back()
    {
        var ada = await OwnerAsync(null);
        var page = ada.Page;
        foreach (var name in new[] { "One", "Two" })
            await ada.CallAsync("POST", "leads", new { last_name = name, company_name = "Firm " + name });
        await ada.OpenAsync("/leads");
        foreach (var name in new[] { "Firm One", "Firm Two" })
            await page.GetByRole(AriaRole.Row).Filter(new() { HasText = name }).GetByRole(AriaRole.Checkbox).ClickAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "Chosen records" }).GetByRole(AriaRole.Button, new() { Name = "Convert" }).ClickAsync();
        var dialog = page.DialogCalled("Convert 2 leads");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Convert" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Gridcell).Filter(new() { HasText = "Converted" })).ToHaveCountAsync(2);
        await page.Button("Undo").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Gridcell).Filter(new() { HasText = "Converted" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_makes_a_lead_that_is_there_already_is_told_and_keeps_what_was_typed()
    {
        var ada = await OwnerAsync(null, audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        await ada.CallAsync("POST", "contacts", new { last_name = "Neri", email = "rosa@acme.example" });
        await ada.OpenAsync("/leads?panel=new");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("E-mail", new() { Exact = true }).FillAsync("Rosa@acme.example");
        await audit.LookAsync("lead-there-already", dialog.GetByText("Perhaps there already").First);
        await Expect(dialog.GetByRole(AriaRole.Link, new() { Name = "Neri" })).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create", Exact = true }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByText("Rosa@acme.example").First).ToBeVisibleAsync();
        audit.Pass();
    }

    [Theory]
    [InlineData("contacts", "First name:Ada,Last name:Lovelace", "Ada Lovelace", "desktop-light")]
    [InlineData("companies", "Name:Acme", "Acme", "phone-dark")]
    public async Task Who_makes_a_contact_or_a_company_that_is_there_already_is_told_and_may_make_it_anyway(string plural, string typed, string there, string look)
    {
        var ada = await OwnerAsync(Look.Named(look));
        var page = ada.Page;
        await ada.CallAsync("POST", "contacts", new { first_name = "Ada", last_name = "Lovelace" });
        await ada.CallAsync("POST", "companies", new { name = "Acme", website = "acme.example" });
        await ada.OpenAsync($"/{plural}?panel=new");
        var dialog = page.GetByRole(AriaRole.Dialog);
        foreach (var field in typed.Split(',').Select(f => f.Split(':')))
            await dialog.GetByLabel(field[0]).First.FillAsync(field[1]);
        await Expect(dialog.GetByRole(AriaRole.Link, new() { Name = there, Exact = true })).ToBeVisibleAsync();
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Repository.Screens, ada.Look.Name, $"there-already-{plural}.png") });
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create", Exact = true }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        Assert.Equal(2, (await ada.CallAsync("GET", plural)).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task An_administrator_says_where_a_field_of_leads_goes()
    {
        var ada = await OwnerAsync(null, audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        await ada.CallAsync("POST", "types/lead/fields", new { name = "shoe", kind = "text", label = "Shoe" });
        await ada.CallAsync("POST", "types/contact/fields", new { name = "boot", kind = "text", label = "Boot" });
        await ada.OpenAsync("/settings/leads");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Field of the lead" }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "Shoe" }).ClickAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Goes to" }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "Contact: Boot" }).ClickAsync();
        await page.Button("Add", exact: true).ClickAsync();
        await audit.LookAsync("settings-leads", page.GetByText("Shoe goes to Contact: Boot"));
        await page.Button("Remove Shoe").ClickAsync();
        await Expect(page.GetByText("Every field goes where it goes by itself")).ToBeVisibleAsync();
        audit.Pass();
    }
}
