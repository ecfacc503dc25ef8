using System.Text;
using System.Text.RegularExpressions;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Npgsql;

namespace Kith.Store.Tests.Fuzz;

/// <summary>
/// What the text of a statement may be made of: words and literals of ours, names of the catalogue, aliases, parameters. All else could only have come from
/// somebody's input.
/// </summary>
internal sealed partial class SqlShape(Catalogue catalogue)
{
    /// <summary>The words of SQL, functions, collations, and the names within a statement, beside names of tables and columns.</summary>
    private static readonly HashSet<string> Words = [.. """
        C abs above after after_months all and anniversary any array array_agg as at b base_currency below best bigint boolean btrim by by_id cardinality case cell cells change changes
        changes_since char_length coalesce collate concat count cross custom date date_trunc deleted_at dense_rank depth desc diff distinct else end
        entry epoch exists extract f false field filter first first_of from from_id g group grouping groups h hour id in integer is isodow join jsonb
        jsonb_array_elements jsonb_array_elements_text jsonb_build_array jsonb_each jsonb_object_agg jsonb_typeof k key keyed kind kith last lateral
        left levels like limit link local_time lower max min mine moved natural not null nullif nulls num numeric o offset on or order ordinality over p paged
        partition percentile_disc place_across placed position rank record_id recursive replace resembles rest revalued right round row_number select sets
        sum text then time timestamp timestamptz title to_id top translate true union unnest upper uuid v value version was when where with within words
        workspace_day workspace_id worth x zb zc ze zf zl zn zone zp zr
        und-x-icu
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    private static readonly HashSet<string> Literals = ["", @" \t\n\r", "{}", "ς", "σ", "id", "null", "amount", "currency", "base", "array", "object", "created", "updated", "deleted", "restored", "members", "security", "year", "quarter", "month", "week", "day"];

    // Among them the limits that the questions ask with, and the columns of a page by their place.
    private static readonly HashSet<string> Numbers = ["0", "0e-40", "0.5", "1", "2", "3", "4", "5", "6", "7", "19", "24", "51", "100", "86400"];

    private static readonly HashSet<string> Symbols = ["(", ")", "[", "]", ",", ".", "=", "<", ">", "<=", ">=", "<>", "+", "-", "*", "/", "::", "->", "->>", "#>>", "?", "?|", "&&", "||"];

    private readonly HashSet<string> _names =
    [
        .. AddressKind.Parts,
        .. catalogue.Types.SelectMany(t => t.Fields.SelectMany(f => f.Kind.Columns.Select((_, i) => f.ColumnOf(i)).Append(f.Name)).Concat([t.Name, t.Table])),
    ];

    /// <summary>The parts of a statement that are not of these, or all of it where its parentheses do not match.</summary>
    public IEnumerable<string> Strangers(NpgsqlBatchCommand command)
    {
        var text = command.CommandText;
        var tokens = Token().Matches(text);
        var open = 0;
        var closed = tokens.All(t => (open += t.Value switch { "(" => 1, ")" => -1, _ => 0 }) >= 0) && open == 0;
        var isQuestion = text.StartsWith("select ", StringComparison.Ordinal) || text.StartsWith("with ", StringComparison.Ordinal);
        return closed && isQuestion && tokens.Sum(t => t.Length) == text.Length ? tokens.Where(t => !IsOurs(t, command.Parameters.Count)).Select(t => t.Value) : [text];
    }

    private bool IsOurs(Match token, int parameters)
    {
        var groups = token.Groups;
        return groups["blank"].Success
            || groups["symbol"].Success && Symbols.Contains(token.Value)
            || groups["word"].Success && (Words.Contains(token.Value) || _names.Contains(token.Value) || Alias().IsMatch(token.Value))
            || groups["name"] is { Success: true } name && (_names.Contains(name.Value) || Words.Contains(name.Value) || Alias().IsMatch(name.Value))
            || groups["literal"] is { Success: true } literal && (_names.Contains(literal.Value) || Literals.Contains(literal.Value))
            || groups["number"].Success && Numbers.Contains(token.Value)
            || groups["parameter"] is { Success: true } parameter && int.Parse(parameter.Value, System.Globalization.CultureInfo.InvariantCulture) is var place && place >= 1 && place <= parameters;
    }

    /// <summary>True where PostgreSQL can hold a text: no NUL, and no half of a character.</summary>
    public static bool IsStorable(object? value) => value switch
    {
        string text => !text.Contains('\0', StringComparison.Ordinal) && IsWellFormed(text),
        string[] texts => texts.All(IsStorable),
        _ => true,
    };

    private static bool IsWellFormed(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune))
                return false;
            at += rune.Utf16SequenceLength - 1;
        }
        return true;
    }

    [GeneratedRegex("""(?<blank>\s+)|\$(?<parameter>[0-9]+)|"(?<name>[^"]*)"|'(?<literal>[^']*)'|(?<number>[0-9]+(\.[0-9]+)?(e-?[0-9]+)?)|(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<symbol>--|/\*|::|->>|->|#>>|\?\||&&|\|\||<=|>=|<>|.)""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Token();

    // Tables within a statement, keys and measures of a report.
    [GeneratedRegex("^([tcw]*([jla][0-9]+)?e?x?r?|[gnmo][0-9]+)\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Alias();
}
