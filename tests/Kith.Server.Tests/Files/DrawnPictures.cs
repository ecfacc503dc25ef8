using System.Buffers.Binary;
using System.Text;
using SkiaSharp;

namespace Kith.Server.Tests.Files;

/// <summary>Pictures of tests: the upper left quarter is red, the upper right green, the lower left blue, the lower right white.</summary>
internal static class DrawnPictures
{
    /// <summary>Stands beside a picture, as the place does where it was taken.</summary>
    public const string Place = "taken at 48.2082 N 16.3738 E";

    public static byte[] Make(int width, int height, SKEncodedImageFormat format)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        var (x, y) = (width / 2f, height / 2f);
        foreach (var (color, left, top) in new[] { (SKColors.Red, 0f, 0f), (SKColors.Lime, x, 0f), (SKColors.Blue, 0f, y), (SKColors.White, x, y) })
        {
            using var paint = new SKPaint { Color = color };
            surface.Canvas.DrawRect(left, top, x, y, paint);
        }
        using var image = surface.Snapshot();
        using var data = image.Encode(format, 95);
        return data.ToArray();
    }

    /// <summary>A JPEG whose camera says how it was held, and where.</summary>
    public static byte[] Jpeg(int width, int height, ushort orientation)
    {
        var plain = Make(width, height, SKEncodedImageFormat.Jpeg);
        using var exif = new MemoryStream();
        exif.Write("Exif\0\0MM\0*"u8);
        exif.Write([0, 0, 0, 8, 0, 2]);
        // The orientation, and a description that stands behind the directory.
        exif.Write([0x01, 0x12, 0, 3, 0, 0, 0, 1, (byte)(orientation >> 8), (byte)orientation, 0, 0]);
        exif.Write([0x01, 0x0e, 0, 2, 0, 0, 0, (byte)(Place.Length + 1), 0, 0, 0, 38]);
        exif.Write([0, 0, 0, 0]);
        exif.Write(Encoding.ASCII.GetBytes(Place + "\0"));
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(exif.Length + 2));
        return [0xff, 0xd8, 0xff, 0xe1, .. length, .. exif.ToArray(), .. plain[2..]];
    }

    /// <summary>A PNG of a few bytes that says it is so large.</summary>
    public static byte[] Bomb(int width, int height)
    {
        var png = Make(8, 8, SKEncodedImageFormat.Png);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Checksum(png.AsSpan(12, 17)));
        return png;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum >> 1) ^ ((sum & 1) * 0xedb88320);
        }
        return ~sum;
    }
}
