using System.Text;

namespace Kith.Store.Transfer;

/// <summary>A text with columns in braces, such as <c>{account} {product}</c>; a doubled brace is a brace.</summary>
public sealed class TextTemplate
{
    private readonly string[] _texts;

    private TextTemplate(string[] texts, string[] columns) => (_texts, Columns) = (texts, columns);

    /// <summary>The columns named, in order; empty for a constant.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The template of a text; null when a brace is not closed or stands alone.</summary>
    public static TextTemplate? Parse(string text)
    {
        List<string> texts = [], columns = [];
        var current = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var doubled = i + 1 < text.Length && text[i + 1] == text[i];
            if (text[i] is '{' or '}' && doubled)
            {
                current.Append(text[i++]);
            }
            else if (text[i] == '{' && Close(text, i + 1) is > 0 and var end)
            {
                texts.Add(current.ToString());
                columns.Add(Unescape(text[(i + 1)..end]).Trim());
                current.Clear();
                i = end;
            }
            else if (text[i] is '{' or '}')
            {
                return null;
            }
            else
            {
                current.Append(text[i]);
            }
        }
        texts.Add(current.ToString());
        return new TextTemplate([.. texts], [.. columns]);
    }

    /// <summary>How a template names a column.</summary>
    public static string Hole(string column) => "{" + column.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal) + "}";

    private static string Unescape(string column) => column.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal);

    /// <summary>Where the hole that began before <paramref name="from"/> ends; -1 when it does not.</summary>
    private static int Close(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] != '}')
                continue;
            if (i + 1 >= text.Length || text[i + 1] != '}')
                return i;
            i++;
        }
        return -1;
    }

    /// <summary>
    /// The text with the values filled in. An empty value takes the text before it along, so that <c>{account}, {product}</c> without
    /// an account is just the product; null when all values are empty.
    /// </summary>
    /// <param name="values">One value for each of <see cref="Columns"/>.</param>
    public string? Fill(ReadOnlySpan<string?> values)
    {
        if (Columns.Count == 0)
            return _texts[0];
        var result = new StringBuilder();
        var any = false;
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i].AsSpan().Trim();
            if (i == 0)
                result.Append(_texts[0]);
            if (value.IsEmpty)
                continue;
            if (any)
                result.Append(_texts[i]);
            result.Append(value);
            any = true;
        }
        return any ? result.Append(_texts[^1]).ToString().Trim() : null;
    }
}
