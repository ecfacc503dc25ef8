namespace Kith.Browser.Tests.Journeys;

/// <summary>Getting around without a mouse.</summary>
public sealed class PaletteJourney(Installation kith) : Journey(kith)
{
    [Fact]
    public async Task Any_record_is_found_by_a_few_letters_and_opened()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        await ada.CallAsync("POST", "workspace/sample_data");
        await ada.OpenAsync("/deals");
        await Expect(page.RowAt(1)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.DialogCalled("Search and commands")).ToBeVisibleAsync();
        await page.Keyboard.TypeAsync("fjord");
        await Expect(page.Option("Fjordlight Energy").First).ToBeVisibleAsync();
        await page.Option("Fjordlight Energy").First.ClickAsync();
        await Expect(page.Heading("Fjordlight Energy")).ToBeVisibleAsync();

        // What was looked at last comes first the next time.
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Recent" }).GetByRole(AriaRole.Option, new() { Name = "Fjordlight Energy" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.DialogCalled("Search and commands")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Search_says_why_a_record_was_found_where_its_name_does_not()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        await ada.CallAsync("POST", "contacts", new { first_name = "Mara", last_name = "Lindqvist", email = "mara@harbour.example", phone = "+39 06 1234567", mobile = "+39 333 7654321" });
        await ada.OpenAsync("/deals");
        await Expect(page.GetByText("No deals yet")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+k");
        var typed = page.DialogCalled("Search and commands").GetByRole(AriaRole.Combobox);

        foreach (var (words, reason) in new[] { ("1234567", "Phone: +39"), ("7654321", "Mobile: +39"), ("arbour.ex", "mara@harbour.example") })
        {
            await typed.FillAsync(words);
            await Expect(page.Option("Mara Lindqvist")).ToContainTextAsync(reason);
        }
        await typed.FillAsync("no such words");
        await Expect(page.Option("Mara Lindqvist")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Shortcuts_lead_to_lists_explain_themselves_and_create()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        await ada.OpenAsync("/welcome");
        await Expect(page.Heading("Welcome, Ada")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("d");
        await ada.AtAsync("/deals");
        await Expect(page.GetByText("No deals yet")).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("?");
        var help = page.DialogCalled("Keyboard shortcuts");
        await Expect(help).ToContainTextAsync("Add a filter");
        await Expect(help).ToContainTextAsync("Companies");
        await page.Keyboard.PressAsync("Escape");
        await Expect(help).ToBeHiddenAsync();

        await page.Keyboard.PressAsync("c");
        var form = page.DialogCalled("New deal");
        await form.GetByLabel("Name").FillAsync("First deal");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(form).ToBeHiddenAsync();
        await Expect(page.Row("First deal")).ToContainTextAsync("Prospecting");
    }

    [Fact]
    public async Task What_is_typed_while_the_palette_opens_is_meant_for_it()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        await ada.OpenAsync("/deals");
        await Expect(page.GetByText("No deals yet")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("create comp");
        await Expect(page.DialogCalled("Search and commands").GetByRole(AriaRole.Combobox)).ToHaveValueAsync("create comp");
        await Expect(page.Option("Create company")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.DialogCalled("New company")).ToBeVisibleAsync();
    }
}
