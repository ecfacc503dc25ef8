using System.Text;
using Kith.Core.Pictures;

namespace Kith.Core.Tests.Pictures;

public sealed class PictureTests
{
    private static readonly byte[] PngMark = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    private static byte[] Chunk(string name, params byte[] data) => [0, 0, (byte)(data.Length >> 8), (byte)data.Length, .. Encoding.ASCII.GetBytes(name), .. data, 1, 2, 3, 4];

    private static byte[] Segment(byte marker, params byte[] data) => [0xff, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    private static byte[] Png(params byte[][] chunks) => [.. PngMark, .. chunks.SelectMany(c => c)];

    private static byte[] Jpeg(params byte[][] segments) => [0xff, 0xd8, .. segments.SelectMany(c => c)];

    private static readonly byte[] Header = Chunk("IHDR", 0, 0, 1, 0, 0, 0, 0, 200, 8, 6, 0, 0, 0);
    private static readonly byte[] Frame = Segment(0xc2, 8, 0, 200, 1, 0, 1, 1, 0x11, 0);
    // A stuffed byte and a restart belong to the scan.
    private static readonly byte[] Scan = [.. Segment(0xda, 1, 1, 0, 0, 63, 0), 7, 0xff, 0x00, 8, 0xff, 0xd3, 9];
    private static readonly byte[] End = [0xff, 0xd9];

    [Fact]
    public void Of_a_png_stays_what_draws_it()
    {
        byte[][] whole = [Header, Chunk("gAMA", 0, 0, 177, 143), Chunk("IDAT", 1, 2, 3), Chunk("IEND")];
        byte[][] noted = [Header, Chunk("tEXt", Encoding.ASCII.GetBytes("Author\0Ada")), whole[1], Chunk("eXIf", 1, 2), whole[2], whole[3], Encoding.ASCII.GetBytes("trailing")];
        var picture = Picture.Read(Png(noted))!;
        Assert.Equal(("image/png", 256, 200), (picture.MediaType, picture.Width, picture.Height));
        Assert.Equal(Png(whole), picture.Content);
    }

    [Fact]
    public void Of_a_jpeg_stays_what_draws_it()
    {
        var jfif = Segment(0xe0, Encoding.ASCII.GetBytes("JFIF\0"));
        var adobe = Segment(0xee, Encoding.ASCII.GetBytes("Adobe"));
        byte[][] whole = [jfif, adobe, Segment(0xdb, 1), Frame, Segment(0xc4, 2), Scan, Segment(0xc4, 3), Scan, End];
        byte[][] noted = [jfif, Segment(0xe1, Encoding.ASCII.GetBytes("Exif\0\0GPS")), adobe, Segment(0xfe, Encoding.ASCII.GetBytes("made by Ada")), .. whole[2..], Encoding.ASCII.GetBytes("trailing")];
        var picture = Picture.Read(Jpeg(noted))!;
        Assert.Equal(("image/jpeg", 256, 200), (picture.MediaType, picture.Width, picture.Height));
        Assert.Equal(Jpeg(whole), picture.Content);
    }

    [Fact]
    public void What_is_cut_off_or_no_picture_is_none()
    {
        var (png, jpeg) = (Png(Header, Chunk("IDAT", 1), Chunk("IEND")), Jpeg(Frame, Scan, End));
        for (var length = 0; length < png.Length; length++)
            Assert.Null(Picture.Read(png.AsSpan(0, length)));
        for (var length = 0; length < jpeg.Length; length++)
            Assert.Null(Picture.Read(jpeg.AsSpan(0, length)));
        Assert.Null(Picture.Read(Png(Chunk("IDAT", 1), Header, Chunk("IEND"))));
        Assert.Null(Picture.Read(Png(Chunk("IHDR", 0, 0, 0, 0, 0, 0, 0, 9, 8, 6, 0, 0, 0), Chunk("IEND"))));
        Assert.Null(Picture.Read(Jpeg(Scan, End)));
        Assert.Null(Picture.Read("<svg onload='alert(1)'/>"u8));
        Assert.Null(Picture.Read("GIF89a"u8));
    }
}
