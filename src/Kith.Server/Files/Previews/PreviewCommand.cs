using System.Buffers.Binary;

namespace Kith.Server.Files.Previews;

/// <summary><c>kith preview</c>, which Kith runs for itself: a picture comes in, its previews go out, each after its length in four bytes. It reads no settings and opens nothing.</summary>
public static class PreviewCommand
{
    /// <summary>The most bytes of a picture of which previews are made.</summary>
    public const int MostBytes = 64 * 1024 * 1024;

    /// <summary>Draws what is sent.</summary>
    /// <returns>Always 0: what cannot be drawn has previews of no bytes.</returns>
    public static async Task<int> RunAsync(Stream input, Stream output, CancellationToken cancellation)
    {
        using var picture = new MemoryStream();
        await input.CopyToAsync(picture, cancellation);
        var previews = PictureDrawing.Draw(picture.ToArray());
        foreach (var bytes in new[] { previews.Small, previews.Large })
        {
            var length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            await output.WriteAsync(length, cancellation);
            await output.WriteAsync(bytes, cancellation);
        }
        await output.FlushAsync(cancellation);
        return 0;
    }
}
