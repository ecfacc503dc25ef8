using System.Text;

namespace Kith.Core.Files;

/// <summary>What the first bytes of a file say it is. What its sender says counts for nothing.</summary>
public static class FileContent
{
    /// <summary>How many bytes are looked at.</summary>
    public const int Looked = 4_096;

    /// <summary>Bytes of which nothing is known.</summary>
    public const string Unknown = "application/octet-stream";

    private const string Zip = "application/zip";

    // Offset, bytes and what they mean; https://mimesniff.spec.whatwg.org and the formats' own descriptions.
    private static readonly (int At, byte[] Mark, string Type)[] Marks =
    [
        (0, [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a], "image/png"),
        (0, [0xff, 0xd8, 0xff], "image/jpeg"),
        (0, "GIF87a"u8.ToArray(), "image/gif"),
        (0, "GIF89a"u8.ToArray(), "image/gif"),
        (8, "WEBPVP"u8.ToArray(), "image/webp"),
        (0, "%PDF-"u8.ToArray(), "application/pdf"),
        (0, [(byte)'P', (byte)'K', 3, 4], Zip),
        (0, [(byte)'P', (byte)'K', 5, 6], Zip),
        (0, [0x1f, 0x8b, 8], "application/gzip"),
        (0, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], "application/x-cfb"),
        (0, "{\\rtf"u8.ToArray(), "application/rtf"),
        (4, "ftypqt"u8.ToArray(), "video/quicktime"),
        (4, "ftyp"u8.ToArray(), "video/mp4"),
        (0, "ID3"u8.ToArray(), "audio/mpeg"),
        (8, "WAVE"u8.ToArray(), "audio/wav"),
        (0, "OggS"u8.ToArray(), "application/ogg"),
    ];

    // Formats of offices are archives of the other two; which, only their ending says, and nobody is harmed by a wrong one.
    private static readonly Dictionary<(string Archive, string Ending), string> Offices = new()
    {
        [(Zip, ".docx")] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        [(Zip, ".xlsx")] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [(Zip, ".pptx")] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        [(Zip, ".odt")] = "application/vnd.oasis.opendocument.text",
        [(Zip, ".ods")] = "application/vnd.oasis.opendocument.spreadsheet",
        [(Zip, ".odp")] = "application/vnd.oasis.opendocument.presentation",
        [("application/x-cfb", ".doc")] = "application/msword",
        [("application/x-cfb", ".xls")] = "application/vnd.ms-excel",
        [("application/x-cfb", ".ppt")] = "application/vnd.ms-powerpoint",
        [("application/x-cfb", ".msg")] = "application/vnd.ms-outlook",
    };

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The media type of a file.</summary>
    /// <param name="head">Its first bytes, at most <see cref="Looked"/>.</param>
    /// <param name="name">Tells formats apart that begin alike.</param>
    public static string TypeOf(ReadOnlySpan<byte> head, string name)
    {
        var ending = Path.GetExtension(name).ToLowerInvariant();
        foreach (var (at, mark, type) in Marks)
        {
            if (head.Length >= at + mark.Length && head[at..].StartsWith(mark))
                return Offices.GetValueOrDefault((type, ending), type);
        }
        return IsText(head) ? TextType(head, ending) : Unknown;
    }

    /// <summary>Whether it is a picture of a kind that has a preview.</summary>
    public static bool IsPicture(string type) => type is "image/png" or "image/jpeg" or "image/gif" or "image/webp";

    /// <summary>The media type a file is served with: what a browser might run is sent as bytes of which nothing is known.</summary>
    public static string Served(string type) => type is "text/html" or "text/xml" or "image/svg+xml" ? Unknown : type;

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty || head.ContainsAny<byte>([0, 1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31]))
            return false;
        // The last character may be cut through.
        for (var cut = 0; cut < 4 && cut < head.Length; cut++)
        {
            try
            {
                _ = Strict.GetCharCount(head[..^cut]);
                return true;
            }
            catch (DecoderFallbackException) when (head.Length == Looked)
            {
            }
            catch (DecoderFallbackException)
            {
                return false;
            }
        }
        return false;
    }

    private static string TextType(ReadOnlySpan<byte> head, string ending)
    {
        var start = Encoding.UTF8.GetString(head[..Math.Min(head.Length, 512)]).TrimStart('\ufeff', ' ', '\t', '\r', '\n');
        bool Has(string tag) => start.Contains(tag, StringComparison.OrdinalIgnoreCase);
        return Has("<svg") ? "image/svg+xml"
            : Has("<!doctype html") || Has("<html") || Has("<script") || Has("<body") ? "text/html"
            : start.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) ? "text/xml"
            : ending is ".csv" ? "text/csv"
            : start.StartsWith("BEGIN:VCALENDAR", StringComparison.Ordinal) ? "text/calendar"
            : start.StartsWith("BEGIN:VCARD", StringComparison.Ordinal) ? "text/vcard"
            : "text/plain";
    }
}
