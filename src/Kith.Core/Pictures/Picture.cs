using System.Buffers.Binary;

namespace Kith.Core.Pictures;

/// <summary>A picture of a person, without anything that stood in its file beside the picture itself: no place, camera, date or comment.</summary>
/// <param name="MediaType"><c>image/png</c> or <c>image/jpeg</c>, as its bytes say.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record Picture(string MediaType, int Width, int Height, byte[] Content)
{
    /// <summary>The largest file that is taken, in bytes.</summary>
    public const int MostBytes = 200_000;

    /// <summary>The most pixels on a side.</summary>
    public const int MostPixels = 1_024;

    private static ReadOnlySpan<byte> PngMark => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    // What a decoder needs, and what tells it of colours.
    private static readonly HashSet<string> KeptChunks = ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "sRGB", "gAMA", "cHRM"];

    /// <summary>Reads a file; null where it is no whole PNG (ISO/IEC 15948) or JPEG (ITU-T T.81).</summary>
    public static Picture? Read(ReadOnlySpan<byte> file) => file.StartsWith(PngMark) ? ReadPng(file) : file.StartsWith<byte>([0xff, 0xd8]) ? ReadJpeg(file) : null;

    private static Picture? ReadPng(ReadOnlySpan<byte> file)
    {
        var kept = new List<byte>(file.Length);
        kept.AddRange(PngMark);
        var (width, height) = (0, 0);
        for (var rest = file[PngMark.Length..]; rest.Length >= 12;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - 12)
                return null;
            var chunk = rest[..((int)length + 12)];
            var name = System.Text.Encoding.ASCII.GetString(chunk[4..8]);
            if (width == 0 && (name != "IHDR" || length < 13))
                return null;
            if (name == "IHDR")
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(chunk[8..]), BinaryPrimitives.ReadInt32BigEndian(chunk[12..]));
            if (width <= 0 || height <= 0)
                return null;
            if (KeptChunks.Contains(name))
                kept.AddRange(chunk);
            if (name == "IEND")
                return new Picture("image/png", width, height, [.. kept]);
            rest = rest[chunk.Length..];
        }
        return null;
    }

    private static Picture? ReadJpeg(ReadOnlySpan<byte> file)
    {
        var kept = new List<byte>(file.Length);
        kept.AddRange(file[..2]);
        var (width, height) = (0, 0);
        for (var rest = file[2..]; rest.Length >= 2 && rest[0] == 0xff;)
        {
            var marker = rest[1];
            if (marker == 0xff)
            {
                rest = rest[1..];
                continue;
            }
            if (marker == 0xd9)
            {
                kept.AddRange(rest[..2]);
                return width > 0 && height > 0 ? new Picture("image/jpeg", width, height, [.. kept]) : null;
            }
            if (rest.Length < 4 || BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) is var length && (length < 2 || length > rest.Length - 2))
                return null;
            var segment = rest[..(length + 2)];
            if (IsFrame(marker))
            {
                if (length < 8)
                    return null;
                (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(segment[5..]), BinaryPrimitives.ReadUInt16BigEndian(segment[7..]));
            }
            if (IsKept(marker))
                kept.AddRange(segment);
            rest = rest[segment.Length..];
            if (marker == 0xda)
            {
                var scan = ScanLength(rest);
                kept.AddRange(rest[..scan]);
                rest = rest[scan..];
            }
        }
        return null;
    }

    // SOF0 to SOF15 but for DHT, JPG and DAC, which lie between them.
    private static bool IsFrame(byte marker) => marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc);

    // Of what programs add only JFIF and Adobe's segment are kept: they say how colours are meant. Comments are not.
    private static bool IsKept(byte marker) => marker is not (>= 0xe1 and <= 0xef or 0xfe) || marker == 0xee;

    // Up to the next marker that is no restart and no stuffed byte.
    private static int ScanLength(ReadOnlySpan<byte> data)
    {
        for (var i = 0; i + 1 < data.Length; i++)
        {
            if (data[i] == 0xff && data[i + 1] is not (0x00 or (>= 0xd0 and <= 0xd7)))
                return i;
        }
        return data.Length;
    }
}
