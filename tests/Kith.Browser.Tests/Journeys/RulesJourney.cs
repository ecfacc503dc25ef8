namespace Kith.Browser.Tests.Journeys;

/// <summary>Rules that administrators make, and what people read where they are broken.</summary>
public sealed class RulesJourney(Installation kith) : Journey(kith)
{
    [Fact]
    public async Task A_rule_is_tried_out_kept_and_told_at_its_field()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        await ada.CallAsync("POST", "types/deal/fields", new { label = "Lost reason", kind = "text" });
        var deal = (await ada.CallAsync("POST", "deals", new { name = "Tower" })).GetProperty("id").GetString();
        await ada.OpenAsync("/settings/objects/deal");
        await page.Button("Add a rule").ClickAsync();
        var dialog = page.DialogCalled("Add a rule");
        await page.ChooseAsync(page.Input("Field"), "Lost reason");
        await Expect(dialog).ToContainTextAsync("1 record breaks it.");
        await page.Input("Only for records where").FillAsync("stage.lst");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Use “lost”" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Every record satisfies it.");
        await page.Input("Message where it is broken").FillAsync("Why did we lose it?");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByText("lost_reason_c is not empty where stage.lost")).ToBeVisibleAsync();

        await ada.OpenAsync($"/deals/{deal}");
        await page.Button("Mark as lost").First.ClickAsync();
        var closing = page.DialogCalled("Mark as lost");
        await closing.GetByRole(AriaRole.Button, new() { Name = "Mark as lost" }).ClickAsync();
        await Expect(closing).ToContainTextAsync("Why did we lose it?");
        await closing.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        var details = page.GetByRole(AriaRole.Region, new() { Name = "Details" });
        await Expect(details.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Why did we lose it?");
        await page.Button("Edit Lost reason").ClickAsync(new() { Force = true });
        await details.GetByRole(AriaRole.Textbox).FillAsync("Too dear");
        await page.Keyboard.PressAsync("Enter");
        await Expect(details.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await page.Button("Mark as lost").ClickAsync();
        await page.ChooseAsync(closing.GetByLabel("Reason"), "Price");
        await closing.GetByRole(AriaRole.Button, new() { Name = "Mark as lost" }).ClickAsync();
        await Expect(closing.GetByLabel("Reason")).ToHaveCountAsync(0);
        await Expect(details).ToContainTextAsync("Lost");
        await page.MoreOfRecord.ClickAsync();
        await page.MenuItem("Reopen").ClickAsync();
        await Expect(details).Not.ToContainTextAsync("Price");

        await ada.OpenAsync("/settings/objects/deal");
        await page.Button("Change “Why did we lose it?”").ClickAsync();
        dialog = page.DialogCalled("Change the rule");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByText("lost_reason_c is not empty where stage.lost")).ToHaveCountAsync(0);
    }
}
