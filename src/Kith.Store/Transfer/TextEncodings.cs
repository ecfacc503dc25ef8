using System.Text;
using System.Text.Unicode;
using Kith.Core.Problems;

namespace Kith.Store.Transfer;

/// <summary>Finds out in which encoding a text file is written.</summary>
internal static class TextEncodings
{
    private const string Utf8Name = "utf-8";
    private const string Fallback = "windows-1252";
    private const int BlockSize = 1 << 16;

    /// <summary>
    /// The name of the encoding: by its byte order mark; UTF-8 when every byte of the stream is valid UTF-8; else Windows-1252.
    /// Reads the stream to its end, because the first accent may stand in the last row.
    /// </summary>
    public static string Detect(System.IO.Stream stream, CancellationToken cancellation)
    {
        var block = new byte[BlockSize];
        var (kept, first) = (0, true);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var read = stream.ReadAtLeast(block.AsSpan(kept), BlockSize - kept, throwOnEndOfStream: false);
            var bytes = block.AsSpan(0, kept + read);
            if (first && ByMark(bytes) is { } marked)
                return marked;
            first = false;
            var atEnd = kept + read < BlockSize;
            // A character cut by the block's end is judged with the next block.
            var cut = atEnd ? 0 : CutCharacter(bytes);
            if (!Utf8.IsValid(bytes[..^cut]))
                return Fallback;
            if (atEnd)
                return Utf8Name;
            bytes[^cut..].CopyTo(block);
            kept = cut;
        }
    }

    private static string? ByMark(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Utf8Name,
        [0xFF, 0xFE, ..] => "utf-16",
        [0xFE, 0xFF, ..] => "utf-16BE",
        _ => null,
    };

    /// <summary>How many bytes at the end begin a character that is not complete, 0 to 3.</summary>
    private static int CutCharacter(ReadOnlySpan<byte> bytes)
    {
        for (var i = 1; i <= Math.Min(3, bytes.Length); i++)
        {
            var b = bytes[^i];
            if ((b & 0xC0) == 0x80)
                continue;
            var length = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : b >= 0xC0 ? 2 : 1;
            return length > i ? i : 0;
        }
        return 0;
    }

    /// <summary>The encoding of a name, refusing bytes that do not belong to it; a problem for <c>encoding</c> when no such encoding is known.</summary>
    public static Encoding Strict(string name)
    {
        try
        {
            // Older encodings of one byte are known to the provider, the Unicode ones to the runtime.
            return CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new ProblemException(Problem.Field("encoding", "import.unknown_encoding", name));
        }
    }
}
