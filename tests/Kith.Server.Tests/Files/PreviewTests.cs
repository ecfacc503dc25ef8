using System.Text;
using Kith.Server.Files.Previews;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.Pictures;
using Kith.Store.Files;
using Microsoft.Extensions.Logging.Abstractions;
using SkiaSharp;

namespace Kith.Server.Tests.Files;

/// <summary>What pictures look like before they are fetched.</summary>
public sealed class PreviewTests(Installation server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static PreviewProcess Process(PreviewLimits limits) => new(limits, TimeProvider.System, NullLogger<PreviewProcess>.Instance);

    private static async Task<Store.Files.Previews> MakeAsync(byte[] picture, PreviewLimits? limits = null)
    {
        using var stream = new MemoryStream(picture);
        return await Process(limits ?? new PreviewLimits()).MakeAsync(stream, Cancel);
    }

    private static async Task<(Client Client, Guid Company)> CompanyAsync(Installation server)
    {
        var client = await server.WorkspaceAsync();
        return (client, (await client.CreateAsync("companies", new { name = "Acme" })).Id());
    }

    private static async Task<Guid> SendAsync(Client client, Guid company, string name, byte[] bytes) =>
        (await client.SendAsync("POST", $"files/upload?name={name}&regarding_type=company&regarding={company}", PictureTests.Content(bytes))).Expect(201).Id();

    private static async Task<Answer> LookAsync(Client client, Guid file, string size = "small")
    {
        while (true)
        {
            var answer = await client.GetAsync($"files/{file}/preview?size={size}");
            if (answer.Status != 409)
                return answer;
            answer.Refused(409, "file.preview_pending");
            await Task.Delay(20, Cancel);
        }
    }

    private static string Corners(byte[] preview)
    {
        using var bitmap = SKBitmap.Decode(preview);
        var (x, y) = (bitmap.Width / 4, bitmap.Height / 4);
        return string.Concat(new[] { (x, y), (3 * x, y), (x, 3 * y), (3 * x, 3 * y) }.Select(at => bitmap.GetPixel(at.Item1, at.Item2) is var c && c.Red > 200 ? c.Green > 200 ? 'w' : 'r' : c.Green > 200 ? 'g' : 'b'));
    }

    [Fact]
    public async Task A_picture_is_looked_at_small_and_large_by_those_who_may_read_it()
    {
        var (client, company) = await CompanyAsync(server);
        var file = await SendAsync(client, company, "plan.png", DrawnPictures.Make(2_000, 1_000, SKEncodedImageFormat.Png));
        foreach (var (size, width, height) in new[] { ("small", 256, 128), ("large", 1_280, 640) })
        {
            var preview = await LookAsync(client, file, size);
            Assert.Equal((200, "image/webp"), (preview.Status, preview.ContentType));
            using var bitmap = SKBitmap.Decode(preview.Bytes);
            Assert.Equal((width, height, "rgbw"), (bitmap.Width, bitmap.Height, Corners(preview.Bytes)));
            Assert.DoesNotContain("Content-Disposition", preview.Headers.Keys);
            Assert.Equal(("nosniff", "no-cache, private"), (preview.Headers["X-Content-Type-Options"], preview.Headers["Cache-Control"]));
            Assert.Contains("sandbox", preview.Headers["Content-Security-Policy"], StringComparison.Ordinal);
            Assert.Equal(304, (await client.GetAsync($"files/{file}/preview?size={size}", ("If-None-Match", preview.Headers["ETag"]))).Status);
        }
        (await client.GetAsync($"files/{file}/preview?size=huge")).Invalid("size:file.preview_size");
        (await (await server.WorkspaceAsync()).GetAsync($"files/{file}/preview")).Refused(404, "not_found");
        (await server.Anonymous().GetAsync($"files/{file}/preview")).Refused(401);
        (await client.DeleteAsync($"files/{file}")).Expect(204);
        (await client.GetAsync($"files/{file}/preview")).Refused(404, "not_found");
    }

    [Theory]
    [InlineData(1, "rgbw")]
    [InlineData(2, "grwb")]
    [InlineData(3, "wbgr")]
    [InlineData(4, "bwrg")]
    [InlineData(5, "rbgw")]
    [InlineData(6, "brwg")]
    [InlineData(7, "wgbr")]
    [InlineData(8, "gwrb")]
    public async Task It_stands_upright_and_tells_nothing_that_the_camera_wrote(ushort orientation, string corners)
    {
        var picture = DrawnPictures.Jpeg(1_600, 800, orientation);
        Assert.Contains(DrawnPictures.Place, Encoding.Latin1.GetString(picture), StringComparison.Ordinal);
        var previews = await MakeAsync(picture);
        foreach (var (preview, most) in new[] { (previews.Small, 256), (previews.Large, 1_280) })
        {
            using var bitmap = SKBitmap.Decode(preview);
            Assert.Equal((corners, orientation < 5 ? (most, most / 2) : (most / 2, most)), (Corners(preview), (bitmap.Width, bitmap.Height)));
            var text = Encoding.Latin1.GetString(preview);
            Assert.All(new[] { DrawnPictures.Place, "Exif", "EXIF", "ICCP", "XMP " }, mark => Assert.DoesNotContain(mark, text, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Webp)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    public async Task A_picture_that_is_small_already_grows_no_larger(SKEncodedImageFormat format)
    {
        var previews = await MakeAsync(DrawnPictures.Make(40, 30, format));
        using var bitmap = SKBitmap.Decode(previews.Large);
        Assert.Equal((40, 30), (bitmap.Width, bitmap.Height));
    }

    [Fact]
    public async Task A_GIF_is_shown_by_its_first_picture()
    {
        // A single red pixel; nothing here writes this format.
        byte[] gif = [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b];
        using var bitmap = SKBitmap.Decode((await MakeAsync(gif)).Small);
        Assert.Equal((1, 1, true), (bitmap.Width, bitmap.Height, bitmap.GetPixel(0, 0).Red > 200));
    }

    [Fact]
    public async Task What_is_no_picture_or_a_hostile_one_has_no_preview_and_harms_nobody()
    {
        var (client, company) = await CompanyAsync(server);
        var jpeg = DrawnPictures.Jpeg(1_600, 800, 1);
        var png = DrawnPictures.Make(800, 800, SKEncodedImageFormat.Png);
        (string Name, byte[] Bytes)[] bad =
        [
            ("bomb.png", DrawnPictures.Bomb(30_000, 30_000)), ("endless.png", DrawnPictures.Bomb(int.MaxValue, 1)), ("short.jpg", jpeg[..(jpeg.Length / 2)]), ("short.png", png[..(png.Length / 2)]),
            ("wrong.png", [.. png[..8], .. Encoding.ASCII.GetBytes(new string('x', 5_000))]), ("wrong.gif", "GIF89a and nothing more"u8.ToArray()), ("offer.pdf", "%PDF-1.7\n"u8.ToArray()), ("plan.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray()),
        ];
        foreach (var (name, bytes) in bad)
            (await LookAsync(client, await SendAsync(client, company, name, bytes))).Refused(404, "file.no_preview");
        Assert.Empty((await client.GetAsync("jobs?kind=file_preview")).Expect(200).Data());
    }

    [Fact]
    public async Task What_takes_too_long_or_too_much_memory_is_ended()
    {
        var picture = DrawnPictures.Make(3_000, 3_000, SKEncodedImageFormat.Png);
        Assert.Same(Store.Files.Previews.None, await MakeAsync(picture, new PreviewLimits { Time = TimeSpan.Zero }));
        Assert.Same(Store.Files.Previews.None, await MakeAsync(picture, new PreviewLimits { Memory = 1 }));
        Assert.NotEmpty((await MakeAsync(picture)).Small);
    }

    [Fact]
    public void What_draws_knows_nothing_of_Kiths_settings()
    {
        var start = PreviewProcess.StartInfo();
        Assert.DoesNotContain(start.Environment.Keys, k => !k.StartsWith("DOTNET_", StringComparison.Ordinal) && k != "SystemRoot");
        Assert.Equal("preview", start.ArgumentList[^1]);
    }

    [Fact]
    public async Task A_picture_from_before_there_were_previews_gets_one_when_it_is_looked_at()
    {
        var (client, company) = await CompanyAsync(server);
        var file = await SendAsync(client, company, "plan.png", DrawnPictures.Make(400, 400, SKEncodedImageFormat.Png));
        Assert.Equal(200, (await LookAsync(client, file)).Status);
        var folder = Path.Combine(Path.GetDirectoryName(server.Outbox)!, "files", client.Workspace.ToString());
        foreach (var part in new[] { FilePart.Small, FilePart.Large })
            File.Delete(Directory.EnumerateFiles(folder, FilePlaces.Name(file, part), SearchOption.AllDirectories).Single());
        (await client.GetAsync($"files/{file}/preview")).Refused(409, "file.preview_pending");
        Assert.Equal(200, (await LookAsync(client, file)).Status);
    }
}
