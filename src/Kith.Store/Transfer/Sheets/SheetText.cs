using System.Globalization;
using System.Text;

namespace Kith.Store.Transfer.Sheets;

/// <summary>Reads texts as workbooks write them: in runs of different looks, with signs XML has no way to write.</summary>
internal static class SheetText
{
    /// <summary>The text of an element that has just begun: its runs joined, without the readings that stand over East Asian words.</summary>
    public static string Read(PartReader part, string element)
    {
        if (part.IsEmpty)
            return "";
        StringBuilder? more = null;
        var text = "";
        var inside = false;
        while (part.Read() && !part.IsEnd(element))
        {
            if (part.IsStart("rPh"))
                part.Skip();
            else if (part.IsStart("t"))
                inside = !part.IsEmpty;
            else if (part.IsEnd("t"))
                inside = false;
            else if (inside && part.Text is { } run)
                (text, more) = text.Length == 0 ? (run, more) : (text, (more ?? new StringBuilder(text)).Append(run));
        }
        return Decode(more?.ToString() ?? text);
    }

    /// <summary>Puts in what stands as <c>_xHHHH_</c> (ECMA-376 part 1, 22.9.2.19).</summary>
    public static string Decode(string text)
    {
        if (!text.Contains("_x", StringComparison.Ordinal))
            return text;
        var decoded = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '_' && i + 6 < text.Length && text[i + 1] == 'x' && text[i + 6] == '_' && ushort.TryParse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                decoded.Append((char)code);
                i += 6;
            }
            else
            {
                decoded.Append(text[i]);
            }
        }
        return decoded.Replace("\r\n", "\n").ToString();
    }
}
