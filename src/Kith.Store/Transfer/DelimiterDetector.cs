namespace Kith.Store.Transfer;

/// <summary>Finds out which character separates the cells of a file.</summary>
internal static class DelimiterDetector
{
    /// <summary>The delimiters that are looked for, the more usual first.</summary>
    public const string Candidates = ",;\t|";
    private const int MostRows = 100;

    /// <summary>
    /// The delimiter by which most of the first rows have as many cells as the header, and the header the more cells the better.
    /// A comma when no candidate splits the header. <paramref name="complete"/> is false where the sample may end inside a row.
    /// </summary>
    public static char Detect(ReadOnlySpan<char> sample, bool complete)
    {
        if (Declared(sample) is { } declared)
            return declared;
        var counts = Candidates.Select(_ => new List<int>()).ToArray();
        Count(sample, complete, counts);
        var (best, most) = (',', 0d);
        for (var i = 0; i < Candidates.Length; i++)
        {
            if (counts[i] is not [var header, ..] || header < 2)
                continue;
            var consistent = counts[i].Count(c => c == header) / (double)counts[i].Count;
            var score = consistent * consistent * (header - 1);
            if (score > most)
                (best, most) = (Candidates[i], score);
        }
        return best;
    }

    /// <summary>The delimiter of a first line such as <c>sep=;</c>, which spreadsheets write and read.</summary>
    public static char? Declared(ReadOnlySpan<char> text)
    {
        var line = text[..Math.Max(0, text.IndexOfAny('\r', '\n'))];
        return line.Length == 5 && line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) ? line[4] : null;
    }

    /// <summary>Cells per row and candidate, leaving out what stands in quotes and empty lines.</summary>
    private static void Count(ReadOnlySpan<char> text, bool complete, List<int>[] counts)
    {
        Span<int> cells = stackalloc int[counts.Length];
        cells.Fill(1);
        var (quoted, cellStart, lineStart) = (false, true, 0);
        for (var i = 0; i <= text.Length && counts[0].Count < MostRows; i++)
        {
            var atEnd = i == text.Length;
            var c = atEnd ? '\n' : text[i];
            if (quoted && !atEnd)
            {
                if (c != '"')
                    continue;
                if (i + 1 < text.Length && text[i + 1] == '"')
                    i++;
                else
                    quoted = false;
            }
            else if (c is '\r' or '\n')
            {
                if (!text[lineStart..i].IsWhiteSpace() && (!atEnd || complete || counts[0].Count == 0))
                {
                    for (var k = 0; k < counts.Length; k++)
                        counts[k].Add(cells[k]);
                }
                cells.Fill(1);
                (cellStart, lineStart) = (true, i + 1);
            }
            else if (Candidates.IndexOf(c, StringComparison.Ordinal) is >= 0 and var candidate)
            {
                cells[candidate]++;
                cellStart = true;
            }
            else
            {
                quoted = c == '"' && cellStart;
                cellStart = false;
            }
        }
    }
}
