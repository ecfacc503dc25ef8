using System.Text;
using Kith.Browser.Tests.Screens;

namespace Kith.Browser.Tests.Journeys;

/// <summary>Files of a record: added, fetched, renamed and taken away.</summary>
public sealed class FileJourney(Installation kith) : Journey(kith)
{
    private const string Drop = """
        (name) => {
          const data = new DataTransfer();
          data.items.add(new File(["dropped"], name, { type: "text/plain" }));
          const section = document.querySelector("section[aria-label=Files]");
          for (const type of ["dragover", "drop"]) section.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
        }
        """;

    private const string Paste = """
        () => {
          const data = new DataTransfer();
          data.items.add(new File(["pasted"], "image.png", { type: "image/png" }));
          document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }
        """;

    [Theory]
    [InlineData("desktop-light")]
    [InlineData("desktop-dark")]
    [InlineData("phone-light")]
    [InlineData("phone-dark")]
    public async Task Files_are_added_to_a_record_and_fetched_again(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        var deal = await ada.CreateAsync("deals", new { name = "Tower" });
        await ada.OpenAsync("/deals/" + deal);
        await page.Tab("Files").ClickAsync();
        var files = page.GetByRole(AriaRole.Region, new() { Name = "Files" });
        await Expect(files.GetByText("No files yet")).ToBeVisibleAsync();
        await page.GetByLabel("Files to add").SetInputFilesAsync(
        [
            new FilePayload { Name = "offer.pdf", MimeType = "application/pdf", Buffer = Encoding.UTF8.GetBytes("%PDF-1.7\nAn offer.") },
            new FilePayload { Name = "empty.txt", MimeType = "text/plain", Buffer = [] },
        ]);
        await Expect(files.GetByRole(AriaRole.Link, new() { Name = "offer.pdf", Exact = true })).ToBeVisibleAsync();
        await Expect(files.GetByText("The file is empty.")).ToBeVisibleAsync();
        await page.EvaluateAsync(Drop, "plan.txt");
        await page.EvaluateAsync(Paste);
        await Expect(files.GetByRole(AriaRole.Link, new() { Name = "image.png", Exact = true })).ToBeVisibleAsync();
        await audit.LookAsync("files", files.GetByRole(AriaRole.Link, new() { Name = "plan.txt", Exact = true }));
        await page.Button("Dismiss empty.txt").ClickAsync();
        await Expect(files.GetByText("The file is empty.")).Not.ToBeVisibleAsync();

        var fetched = await page.RunAndWaitForDownloadAsync(() => page.Link("Download plan.txt").ClickAsync());
        Assert.Equal("plan.txt", fetched.SuggestedFilename);
        Assert.Equal("dropped", await File.ReadAllTextAsync(await fetched.PathAsync(), Cancel));

        await page.Button("More about plan.txt").ClickAsync();
        await page.MenuItem("Rename").ClickAsync();
        await page.Input("Name of the file").FillAsync("floor plan.txt");
        await page.Keyboard.PressAsync("Enter");
        await Expect(files.GetByRole(AriaRole.Link, new() { Name = "floor plan.txt", Exact = true })).ToBeVisibleAsync();
        await page.Button("More about image.png").ClickAsync();
        await page.MenuItem("Delete").ClickAsync();
        await Expect(files.GetByRole(AriaRole.Link, new() { Name = "image.png", Exact = true })).Not.ToBeVisibleAsync();
        await page.Button("Undo").First.ClickAsync();
        await Expect(files.GetByRole(AriaRole.Link, new() { Name = "image.png", Exact = true })).ToBeVisibleAsync();

        await page.Tab("Timeline").ClickAsync();
        await audit.LookAsync("files-timeline", page.Link("floor plan.txt"));
        audit.Pass();
    }
}
