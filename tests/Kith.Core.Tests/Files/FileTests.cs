using System.Text;
using Kith.Core.Files;

namespace Kith.Core.Tests.Files;

public sealed class FileTests
{
    [Theory]
    [InlineData("offer.pdf", "offer.pdf")]
    [InlineData("/etc/passwd", "passwd")]
    [InlineData("..\\..\\boot.ini", "boot.ini")]
    [InlineData("  offer .pdf. . ", "offer .pdf")]
    [InlineData("invoice\u202efdp.exe", "invoicefdp.exe")]
    [InlineData("a\r\nSet-Cookie: b\0.txt", "aSet-Cookie: b.txt")]
    [InlineData("żółw 🐢.txt", "żółw 🐢.txt")]
    [InlineData("half\ud83d.txt", "half.txt")]
    [InlineData("..", null)]
    [InlineData("dir/", null)]
    [InlineData("\u200f\u2028", null)]
    public void A_name_is_only_a_name(string sent, string? kept) => Assert.Equal(kept, FileNames.Clean(sent));

    [Fact]
    public void A_long_name_keeps_its_ending_and_no_half_character()
    {
        var name = FileNames.Clean("a" + string.Concat(Enumerable.Repeat("🐢", 150)) + ".docx")!;
        Assert.EndsWith(".docx", name, StringComparison.Ordinal);
        Assert.InRange(name.Length, FileNames.Longest - 1, FileNames.Longest);
        Assert.DoesNotContain(name.EnumerateRunes(), r => r == Rune.ReplacementChar);
    }

    [Theory]
    [InlineData("89504E470D0A1A0A00", "evil.html", "image/png")]
    [InlineData("FFD8FFE0", "x", "image/jpeg")]
    [InlineData("474946383961", "x", "image/gif")]
    [InlineData("524946460000000057454250565038", "x", "image/webp")]
    [InlineData("504B0304", "report.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    [InlineData("504B0304", "report.png", "application/zip")]
    [InlineData("4D5A90000300", "setup.pdf", "application/octet-stream")]
    [InlineData("", "empty.txt", "application/octet-stream")]
    public void A_file_is_what_its_bytes_say(string bytes, string name, string type) => Assert.Equal(type, FileContent.TypeOf(Convert.FromHexString(bytes), name));

    [Theory]
    [InlineData("%PDF-1.7\n", "x.txt", "application/pdf")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "logo.png", "image/svg+xml")]
    [InlineData("<?xml version='1.0'?><svg/>", "logo.png", "image/svg+xml")]
    [InlineData("\ufeff  <!DOCTYPE HTML><p>", "a.txt", "text/html")]
    [InlineData("Hi <script>alert(1)</script>", "a.txt", "text/html")]
    [InlineData("name;amount\nA;1", "a.CSV", "text/csv")]
    [InlineData("Grüße", "a.csv.txt", "text/plain")]
    public void A_text_is_what_stands_in_it(string text, string name, string type) => Assert.Equal(type, FileContent.TypeOf(Encoding.UTF8.GetBytes(text), name));

    [Fact]
    public void A_text_whose_last_character_is_cut_through_is_a_text_all_the_same()
    {
        var text = Encoding.UTF8.GetBytes(new string('a', FileContent.Looked - 1) + "ü");
        Assert.Equal("text/plain", FileContent.TypeOf(text.AsSpan(0, FileContent.Looked), "a.txt"));
        Assert.Equal(FileContent.Unknown, FileContent.TypeOf([0xc3, 0x28], "a.txt"));
    }

    [Fact]
    public void What_a_browser_might_run_is_not_served_as_what_it_is()
    {
        foreach (var type in new[] { "text/html", "image/svg+xml", "text/xml" })
            Assert.Equal(FileContent.Unknown, FileContent.Served(type));
        Assert.Equal("image/png", FileContent.Served("image/png"));
    }
}
