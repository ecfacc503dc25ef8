using Kith.Core.Problems;

namespace Kith.Store.Transfer;

/// <summary>Makes the names of a file's columns from its header row.</summary>
internal static class HeaderNames
{
    private const int Longest = 200;

    /// <summary>
    /// The headers with blanks at the ends and doubled blanks taken out; one without a text is called by its position, one that
    /// another already has gets a number, so that each name means one column, also when case is ignored.
    /// </summary>
    public static string[] Distinct(IReadOnlyList<string> headers)
    {
        var names = headers.Select(Clean).ToArray();
        // Names as they stand go first, so that a real "Name 2" keeps its name beside two columns "Name".
        var taken = new HashSet<string>(names, StringComparer.OrdinalIgnoreCase);
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < names.Length; i++)
        {
            var name = names[i].Length == 0 ? Messages.Text("import.column_name", i + 1) : names[i];
            var candidate = name;
            for (var n = 2; (candidate != names[i] && taken.Contains(candidate)) || !used.Add(candidate); n++)
                candidate = $"{name} {n}";
            names[i] = candidate;
        }
        return names;
    }

    private static string Clean(string header)
    {
        var text = string.Join(' ', header.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length > Longest ? text[..Longest].TrimEnd() : text;
    }
}
