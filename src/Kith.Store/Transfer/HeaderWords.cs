using System.Globalization;
using System.Text;
using Kith.Core.Types;

namespace Kith.Store.Transfer;

/// <summary>Takes headings and names apart, so that they can be compared however they are written.</summary>
internal static class HeaderWords
{
    /// <summary>The words of a heading in small letters without accents: <c>Postal-Code</c>, <c>postal_code</c> and <c>PostalCode</c> are the same.</summary>
    public static string[] Of(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        // Letters and accents come apart, so that the accents can be left out.
        foreach (var c in Naming.Snake(text.Trim()).Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(c))
                word.Append(char.ToLowerInvariant(c));
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && word.Length > 0)
                Flush();
        }
        if (word.Length > 0)
            Flush();
        return [.. words];

        void Flush()
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }

    /// <summary>The words in one, for comparing.</summary>
    public static string Compact(string text) => string.Concat(Of(text));
}
