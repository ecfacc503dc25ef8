using Kith.Store.Files;
using SkiaSharp;

namespace Kith.Server.Files.Previews;

/// <summary>Draws a picture anew: upright, small, and without anything that stood beside it. It trusts the bytes in nothing, but what reads them is not ours, so only a process of its own may call it.</summary>
public static class PictureDrawing
{
    /// <summary>Most pixels a side of what is made.</summary>
    public const int Small = 256, Large = 1_280;

    // Of a picture as it says it is, before anything of it is unpacked.
    private const long MostPixels = 50_000_000;
    private const int MostOfASide = 30_000;
    private const int Quality = 82;

    /// <summary>The previews of a picture; none where it is no whole PNG, JPEG, GIF or WebP, or is too large.</summary>
    public static Store.Files.Previews Draw(byte[] picture)
    {
        using var data = SKData.CreateCopy(picture);
        using var codec = SKCodec.Create(data);
        if (codec is not { EncodedFormat: SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Gif or SKEncodedImageFormat.Webp })
            return Store.Files.Previews.None;
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (width < 1 || height < 1 || Math.Max(width, height) > MostOfASide || (long)width * height > MostPixels)
            return Store.Files.Previews.None;
        using var bitmap = Decode(codec);
        if (bitmap is null)
            return Store.Files.Previews.None;
        using var image = SKImage.FromBitmap(bitmap);
        return new Store.Files.Previews(Fit(image, codec.EncodedOrigin, Small), Fit(image, codec.EncodedOrigin, Large));
    }

    // A JPEG of a camera is read at a fraction of its size, which costs a fraction of the memory.
    private static SKBitmap? Decode(SKCodec codec)
    {
        var scale = Math.Min(1f, (float)Large / Math.Max(codec.Info.Width, codec.Info.Height));
        var size = codec.GetScaledDimensions(scale);
        if (Math.Max(size.Width, size.Height) < Large)
            size = new SKSizeI(codec.Info.Width, codec.Info.Height);
        var bitmap = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb()));
        // What breaks off in the middle is not shown as if it were whole.
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) == SKCodecResult.Success)
            return bitmap;
        bitmap.Dispose();
        return null;
    }

    private static byte[] Fit(SKImage image, SKEncodedOrigin origin, int most)
    {
        var turned = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var (width, height) = turned ? (image.Height, image.Width) : (image.Width, image.Height);
        var scale = Math.Min(1f, (float)most / Math.Max(width, height));
        var (wide, high) = (Math.Max(1, (int)MathF.Round(width * scale)), Math.Max(1, (int)MathF.Round(height * scale)));
        using var surface = SKSurface.Create(new SKImageInfo(wide, high, SKColorType.Rgba8888, SKAlphaType.Premul));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.Transparent);
        canvas.Scale((float)wide / width, (float)high / height);
        var upright = Upright(origin, width, height);
        canvas.Concat(in upright);
        canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var drawn = surface.Snapshot();
        using var encoded = drawn.Encode(SKEncodedImageFormat.Webp, Quality);
        return encoded.ToArray();
    }

    // How the rows of a camera that was held otherwise become those of the picture; the eight orientations of EXIF.
    private static SKMatrix Upright(SKEncodedOrigin origin, int width, int height) => origin switch
    {
        SKEncodedOrigin.TopRight => new(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new(0, -1, width, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new(0, -1, width, -1, 0, height, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new(0, 1, 0, -1, 0, height, 0, 0, 1),
        _ => SKMatrix.Identity,
    };
}
