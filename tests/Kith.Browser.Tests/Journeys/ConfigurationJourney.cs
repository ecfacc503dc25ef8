using System.Text;
using System.Text.Json.Nodes;
using Kith.Browser.Tests.Screens;

namespace Kith.Browser.Tests.Journeys;

/// <summary>An administrator takes the configuration as a file, sees what another one would do, and goes back.</summary>
public sealed class ConfigurationJourney(Installation kith) : Journey(kith)
{
    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task An_administrator_applies_a_file_and_puts_back_what_was(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        await ada.CallAsync("POST", "types/company/fields", new { label = "Tier", kind = "choice", choices = new object[] { new { label = "Gold" }, new { label = "Silver" } } });
        await ada.CallAsync("POST", "teams", new { name = "South" });
        await ada.OpenAsync("/settings/configuration");
        await Expect(page.GetByText("No state is kept yet")).ToBeVisibleAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => page.Link("Download the configuration").ClickAsync());
        Assert.EndsWith(".json", download.SuggestedFilename, StringComparison.Ordinal);
        var file = JsonNode.Parse(await File.ReadAllTextAsync(await download.PathAsync()))!.AsObject();
        file["types"]![0]!["fields"]![0]!["label"] = "Level";
        file["types"]![0]!["fields"]!.AsArray().Add(new JsonObject { ["name"] = "since_c", ["label"] = "Customer since", ["kind"] = "date" });
        file["records"]!["teams"]!.AsArray().Clear();

        var broken = file.DeepClone().AsObject();
        broken["types"]![0]!["fields"]![0]!["kind"] = "date";
        await UploadAsync("broken.json", broken);
        var dialog = page.DialogCalled("Apply broken.json?");
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("Tier holds choice here and date in the file. Give it the other kind first.");
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Apply the file" })).ToBeDisabledAsync();
        await audit.LookAsync("settings-configuration-refused", dialog.GetByRole(AriaRole.Alert));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await UploadAsync("shape.json", file);
        dialog = page.DialogCalled("Apply shape.json?");
        var differences = dialog.GetByRole(AriaRole.List, new() { Name = "What would be other" }).GetByRole(AriaRole.Listitem);
        await Expect(differences).ToHaveCountAsync(2);
        await dialog.GetByRole(AriaRole.Checkbox, new() { Name = "Also remove what the file does not name" }).ClickAsync();
        await Expect(differences).ToHaveCountAsync(3);
        await Expect(differences.Nth(0)).ToContainTextAsync("Types › Company › Fields › Level › Label");
        await Expect(differences.Nth(2)).ToContainTextAsync("Records › Teams › South");
        await audit.LookAsync("settings-configuration-apply", differences.First);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Apply the file" }).ClickAsync();
        await Expect(page.GetByText("3 changes were made")).ToBeVisibleAsync();
        await Expect(dialog).ToBeHiddenAsync();
        Assert.Equal(0, (await ada.CallAsync("GET", "teams")).GetProperty("data").GetArrayLength());

        var kept = page.GetByRole(AriaRole.List, new() { Name = "States that are kept" }).GetByRole(AriaRole.Listitem);
        await Expect(kept).ToHaveCountAsync(1);
        await audit.LookAsync("settings-configuration", kept.First);
        await page.Button("More for Before a file was applied: shape.json").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Put it back…" }).ClickAsync();
        dialog = page.DialogCalled("Put “Before a file was applied: shape.json” back?");
        await Expect(dialog.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Put it back" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(kept).ToHaveCountAsync(2);
        Assert.Equal("South", (await ada.CallAsync("GET", "teams")).GetProperty("data")[0].GetProperty("name").GetString());

        await page.Button("More for Before a file was applied: shape.json").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "What is other now" }).ClickAsync();
        await Expect(page.DialogCalled("What is other now than “Before a file was applied: shape.json”")).ToContainTextAsync("Nothing.");
        audit.Pass();

        Task UploadAsync(string name, JsonObject content) => page.GetByLabel("File of a configuration").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "application/json", Buffer = Encoding.UTF8.GetBytes(content.ToJsonString()) });
    }
}
