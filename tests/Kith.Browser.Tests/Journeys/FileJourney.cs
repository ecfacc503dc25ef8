using System.Text;
using Kith.Browser.Tests.Screens;
using Kith.Server.Tests.Files;
using SkiaSharp;

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

    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task Pictures_are_looked_at_one_after_the_other(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        var deal = await ada.CreateAsync("deals", new { name = "Tower" });
        await ada.OpenAsync("/deals/" + deal);
        await page.Tab("Files").ClickAsync();
        var files = page.GetByRole(AriaRole.Region, new() { Name = "Files" });
        await page.GetByLabel("Files to add").SetInputFilesAsync(
        [
            new FilePayload { Name = "broken.png", MimeType = "image/png", Buffer = Drawn(SKColors.White, 100, 100, SKEncodedImageFormat.Png)[..60] },
            new FilePayload { Name = "offer.pdf", MimeType = "application/pdf", Buffer = Encoding.UTF8.GetBytes("%PDF-1.7\nAn offer.") },
        ]);
        foreach (var name in new[] { "broken.png", "offer.pdf" })
            await Expect(files.GetByRole(AriaRole.Link, new() { Name = name, Exact = true })).ToBeVisibleAsync();
        foreach (var (name, picture) in new[] { ("front.png", Drawn(SKColors.SteelBlue, 1_600, 1_000, SKEncodedImageFormat.Png)), ("side.jpg", Drawn(SKColors.IndianRed, 900, 1_400, SKEncodedImageFormat.Jpeg)) })
        {
            await page.GetByLabel("Files to add").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "image/png", Buffer = picture });
            await Expect(files.GetByRole(AriaRole.Button, new() { Name = "Look at " + name })).ToBeVisibleAsync();
        }
        await audit.LookAsync("file-thumbnails", files.GetByRole(AriaRole.Button, new() { Name = "Look at front.png" }));
        await Expect(files.Locator("img")).ToHaveCountAsync(2);

        await files.GetByRole(AriaRole.Button, new() { Name = "Look at side.jpg" }).PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Img, new() { Name = "side.jpg" })).ToBeVisibleAsync();
        await audit.LookAsync("file-look", dialog.GetByText("1 of 3"));
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(dialog.GetByRole(AriaRole.Img, new() { Name = "front.png" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(dialog.GetByText("There is no preview of this file.")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(dialog.GetByText("2 of 3")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).Not.ToBeVisibleAsync();
        audit.Pass();
    }

    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task A_file_waits_until_it_was_checked_and_an_infected_one_is_taken_away(string look)
    {
        Assert.SkipUnless(Clamd.Installed, "ClamAV's daemon is not installed: apt-get install clamav-daemon.");
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        var deal = await ada.CreateAsync("deals", new { name = "Tower" });
        await ada.OpenAsync("/deals/" + deal);
        await page.Tab("Files").ClickAsync();
        var files = page.GetByRole(AriaRole.Region, new() { Name = "Files" });
        await Kith.Clamd.StopAsync();
        try
        {
            await page.GetByLabel("Files to add").SetInputFilesAsync(
            [
                new FilePayload { Name = "plan.png", MimeType = "image/png", Buffer = Drawn(SKColors.SteelBlue, 400, 400, SKEncodedImageFormat.Png) },
                new FilePayload { Name = "prices.txt", MimeType = "text/plain", Buffer = Clamd.Eicar() },
            ]);
            await Expect(files.GetByText("Being checked")).ToHaveCountAsync(2);
            Assert.Equal(0, await files.GetByRole(AriaRole.Link).CountAsync());
            await audit.LookAsync("file-pending", files.GetByText("Being checked"));
        }
        finally
        {
            await Kith.Clamd.StartAsync();
        }
        await Expect(files.GetByRole(AriaRole.Button, new() { Name = "Look at plan.png" })).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Expect(files.GetByText("was found in it")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Expect(files.GetByRole(AriaRole.Link, new() { Name = "plan.png", Exact = true })).ToBeVisibleAsync();
        Assert.Equal(0, await files.GetByRole(AriaRole.Link, new() { Name = "prices.txt" }).CountAsync());
        await audit.LookAsync("file-infected", files.GetByText("was found in it"));
        audit.Pass();
    }

    private static byte[] Drawn(SKColor color, int width, int height, SKEncodedImageFormat format)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(color);
        using var paint = new SKPaint { Color = SKColors.Gold, IsAntialias = true };
        surface.Canvas.DrawCircle(width / 2f, height / 2f, width / 4f, paint);
        using var image = surface.Snapshot();
        using var data = image.Encode(format, 90);
        return data.ToArray();
    }
}
