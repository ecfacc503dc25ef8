namespace Kith.Browser.Tests.Journeys;

/// <summary>Everything about one company.</summary>
public sealed class RecordJourney(Installation kith) : Journey(kith)
{
    [Fact]
    public async Task A_company_is_edited_where_it_is_read_and_its_timeline_tells_what_happened()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        await ada.CallAsync("POST", "workspace/sample_data");
        await ada.OpenAsync("/companies");
        await page.Row("Ember & Oak Roasters").GetByText("Ember & Oak Roasters", new() { Exact = true }).ClickAsync();
        var panel = page.GetByRole(AriaRole.Complementary, new() { Name = "Ember & Oak Roasters" });
        await panel.GetByRole(AriaRole.Button, new() { Name = "Open page" }).ClickAsync();
        await Expect(page.Heading("Ember & Oak Roasters")).ToBeVisibleAsync();

        await page.Button("Edit Employees").ClickAsync();
        await page.Locator("input:focus").FillAsync("25");
        await page.Keyboard.PressAsync("Enter");
        await page.Button("Edit Industry").ClickAsync();
        await page.Option("Manufacturing").ClickAsync();
        var details = page.GetByRole(AriaRole.Region, new() { Name = "Details" });
        await Expect(details).ToContainTextAsync("Manufacturing");

        var timeline = page.GetByRole(AriaRole.Tabpanel, new() { Name = "Timeline" });
        await page.Input("What happened, or what is to do?").FillAsync("They **like** the new roast.\n\n- send samples");
        await page.Button("Save").ClickAsync();
        await Expect(timeline.GetByRole(AriaRole.Link, new() { Name = "They" })).ToBeVisibleAsync();
        await Expect(timeline.Locator("strong")).ToHaveTextAsync("like");
        await timeline.GetByText("Task", new() { Exact = true }).ClickAsync();
        await page.Input("What happened, or what is to do?").FillAsync("Send the samples");
        await page.Button("Save").ClickAsync();
        await timeline.GetByRole(AriaRole.Button, new() { Name = "Done: Send the samples" }).ClickAsync();
        await Expect(timeline.GetByRole(AriaRole.Button, new() { Name = "Done: Send the samples" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(timeline).ToContainTextAsync("Employees:2225");
        await Expect(timeline).ToContainTextAsync("Industry:RetailManufacturing");
    }

    [Fact]
    public async Task Related_records_stand_beside_a_company_and_new_ones_belong_to_it()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        await ada.CallAsync("POST", "workspace/sample_data");
        await ada.OpenAsync("/companies/" + await ada.FindAsync("companies", "Ember & Oak Roasters"));
        await page.Tab("Contacts").ClickAsync();
        var contacts = page.GetByRole(AriaRole.Tabpanel, new() { Name = "Contacts" });
        await Expect(contacts.GetByRole(AriaRole.Link, new() { Name = "Ruth Oyelaran" })).ToBeVisibleAsync();
        await Expect(contacts).ToContainTextAsync("2 in all");

        await contacts.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        var form = page.DialogCalled("New contact");
        await form.GetByLabel("First name").FillAsync("Lev");
        await form.GetByLabel("Last name").FillAsync("Brandt");
        await form.GetByRole(AriaRole.Button, new() { Name = "Create", Exact = true }).ClickAsync();
        await Expect(contacts.GetByRole(AriaRole.Link, new() { Name = "Lev Brandt" })).ToBeVisibleAsync();
        await contacts.GetByRole(AriaRole.Link, new() { Name = "Lev Brandt" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Details" })).ToContainTextAsync("Ember & Oak Roasters");
    }

    [Fact]
    public async Task A_deleted_company_waits_in_the_trash_and_is_brought_back_with_its_history()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        await ada.CallAsync("POST", "workspace/sample_data");
        var ember = await ada.FindAsync("companies", "Ember & Oak Roasters");
        await ada.CreateAsync("activities", new { kind = "note", subject = "Likes dark roasts", regarding = new { type = "company", id = ember } });
        await ada.OpenAsync("/companies/" + ember);
        await page.MoreOfRecord.ClickAsync();
        await page.MenuItem("Move to the trash").ClickAsync();
        var asked = page.DialogCalled("Move this company to the trash?");
        await Expect(asked.GetByRole(AriaRole.Region, new() { Name = "Goes along" })).ToContainTextAsync("Activities");
        await Expect(asked.GetByRole(AriaRole.Region, new() { Name = "Stays and goes on pointing at it" })).ToContainTextAsync("Contacts");
        await asked.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Article)).ToBeVisibleAsync();
        await page.MoreOfRecord.ClickAsync();
        await page.MenuItem("Move to the trash").ClickAsync();
        await asked.GetByRole(AriaRole.Button, new() { Name = "Move to the trash" }).ClickAsync();
        await ada.AtAsync("/companies");
        await Expect(page.GetByText("11 records")).ToBeVisibleAsync();

        await page.Button("More", exact: true).ClickAsync();
        await page.MenuItem("Trash").ClickAsync();
        await ada.AtAsync("/companies/trash");
        await page.GetByRole(AriaRole.Listitem).Or(page.GetByRole(AriaRole.Row)).Filter(new() { HasText = "Ember & Oak Roasters" }).GetByRole(AriaRole.Button, new() { Name = "Restore" }).ClickAsync();
        await Expect(page.GetByText("The trash is empty")).ToBeVisibleAsync();
        await page.Link("Companies").First.ClickAsync();
        await page.Row("Ember & Oak Roasters").GetByText("Ember & Oak Roasters", new() { Exact = true }).ClickAsync();
        var panel = page.GetByRole(AriaRole.Complementary, new() { Name = "Ember & Oak Roasters" });
        await panel.GetByRole(AriaRole.Tab, new() { Name = "History" }).ClickAsync();
        await Expect(panel).ToContainTextAsync("Ada Lovelace moved this to the trash");
        await Expect(panel).ToContainTextAsync("Ada Lovelace restored this");
    }

    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task Why_a_field_holds_what_it_holds_and_what_differs_between_two_moments_is_told(string look)
    {
        var ada = await OwnerAsync(Look.Named(look));
        var page = ada.Page;
        var acme = await ada.CreateAsync("companies", new { name = "Acme", employees = 10 });
        await ada.CallAsync("PATCH", "companies/" + acme, new { website = "https://acme.example" });
        await ada.CallAsync("PATCH", "companies/" + acme, new { employees = 20 });
        await ada.CallAsync("PATCH", "companies/" + acme, new { employees = 30, name = "Acme Ltd" });
        await ada.OpenAsync("/companies/" + acme);
        await page.Button("History of Employees").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var trail = page.DialogCalled("How Employees came about").GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Employees:" });
        await Expect(page.DialogCalled("How Employees came about").GetByRole(AriaRole.List).First.Locator("> li")).ToHaveCountAsync(3);
        await Expect(trail.First).ToContainTextAsync("30");
        await Expect(page.DialogCalled("How Employees came about")).Not.ToContainTextAsync("Acme Ltd");
        await page.Keyboard.PressAsync("Escape");

        await page.Tab("History").ClickAsync();
        await page.Button("Compare two moments").ClickAsync();
        var compared = page.DialogCalled("Compare two moments");
        // Everything happened in the minute in which it was made.
        await page.Input("From").FillAsync("2026-01-01T00:00");
        var differs = compared.GetByRole(AriaRole.Region, new() { Name = "What differs" });
        await Expect(differs).ToContainTextAsync("Acme Ltd");
        await Expect(differs).ToContainTextAsync("30");
        await page.Input("To").FillAsync("2026-01-02T00:00");
        await Expect(differs).ToContainTextAsync("Nothing differs.");
        await page.Input("To").FillAsync("2025-12-31T00:00");
        await Expect(compared.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
    }
}
