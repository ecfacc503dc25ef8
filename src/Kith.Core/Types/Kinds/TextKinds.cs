using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kith.Core.Problems;

namespace Kith.Core.Types.Kinds;

/// <summary>A kind whose values are one text.</summary>
public abstract class TextLike(string name, ValueType valueType = ValueType.Text) : FieldKind<string>(name, Storage.Text, valueType)
{
    protected override string Value(ColumnReader row, int ordinal) => row.Text(ordinal);
    protected override void Write(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value);
    protected override string ToText(string value) => value;

    /// <summary>Longest text where the field sets no limit of its own.</summary>
    protected virtual int Longest => 10_000;

    public override JsonObject Shape(Field field) => Shapes.Text(most: field.MaxLength ?? Longest);

    public override object? Parse(JsonElement json, Field field, InputFormat format, ProblemList problems)
    {
        if (json.ValueKind == JsonValueKind.String)
            return Accept(json.GetString()!, field, problems);
        problems.Add(field.Name, "not_a_text", field.Label);
        return null;
    }

    public override object? FromText(string text, Field field, InputFormat format, ProblemList problems) => Accept(text, field, problems);

    private string? Accept(string text, Field field, ProblemList problems)
    {
        text = text.Trim();
        if (text.Length == 0)
            return null;
        var most = field.MaxLength ?? Longest;
        // NUL cannot be stored by PostgreSQL and a lone surrogate is no text at all.
        if (text.Contains('\0', StringComparison.Ordinal) || HasLoneSurrogate(text))
            problems.Add(field.Name, "control_characters", field.Label);
        else if (text.Length > most)
            problems.Add(field.Name, "max_length", field.Label, most);
        else
            return Check(text, field, problems);
        return null;
    }

    /// <summary>Checks and normalises a trimmed text.</summary>
    protected abstract string? Check(string text, Field field, ProblemList problems);

    /// <summary>True when half of a surrogate pair stands by itself: such a text cannot be written as UTF-8.</summary>
    internal static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return true;
            i++;
        }
        return false;
    }
}

/// <summary>One line of text.</summary>
public sealed class TextKind() : TextLike("text")
{
    protected override int Longest => 1_000;
    protected override string Check(string text, Field field, ProblemList problems) => text;
}

/// <summary>A number of a series, such as INV-2026-0001, issued by Kith to each new record.</summary>
public sealed class SeriesKind() : TextLike("series")
{
    protected override int Longest => 60;
    public override bool Plain => false;
    protected override string Check(string text, Field field, ProblemList problems) => text;
}

/// <summary>A long text in CommonMark.</summary>
public sealed class MarkdownKind() : TextLike("markdown")
{
    protected override int Longest => 100_000;
    public override bool Sortable => false;
    protected override string Check(string text, Field field, ProblemList problems) => text;
}

/// <summary>An e-mail address; the domain is lower-cased, the local part kept as typed (RFC 5321).</summary>
public sealed partial class EmailKind() : TextLike("email")
{
    protected override int Longest => 254;

    public override JsonObject Shape(Field field) => Shapes.Text("ada@example.com", "email", Longest);

    protected override string? Check(string text, Field field, ProblemList problems)
    {
        if (Normalise(text) is { } email)
            return email;
        problems.Add(field.Name, "not_an_email", field.Label);
        return null;
    }

    /// <summary>The address with its domain in lower case, or null when the text is none.</summary>
    public static string? Normalise(string text)
    {
        text = text.Trim();
        var at = text.LastIndexOf('@');
        return text.Length <= 254 && Shape().IsMatch(text) ? text[..at] + text[at..].ToLowerInvariant() : null;
    }

    public override string Comparable(string text) => Normalise(text) ?? text;

    [GeneratedRegex("""^[^\s\p{C}@<>(),;:"\[\]\\]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?)*$""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();

    public override IEnumerable<string> SearchTexts(object value) => [(string)value];
}

/// <summary>A web address; a missing scheme becomes https. Only http and https are kept, so that no link can run a script, and none with a user's name before the host, which looks like another host.</summary>
public sealed partial class UrlKind() : TextLike("url")
{
    protected override int Longest => 2_000;

    public override JsonObject Shape(Field field) => Shapes.Text("https://example.com", "uri", Longest);
    public override JsonObject InputShape(Field field) => Shapes.Text("example.com", most: Longest);

    protected override string? Check(string text, Field field, ProblemList problems)
    {
        if (Normalise(text) is { } url)
            return url;
        problems.Add(field.Name, "not_a_url", field.Label);
        return null;
    }

    /// <summary>The address with its scheme, or null when the text is none.</summary>
    public static string? Normalise(string text)
    {
        text = text.Trim();
        var candidate = Scheme().IsMatch(text) ? text : "https://" + text;
        return Uri.TryCreate(candidate, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri!.Host.Contains('.', StringComparison.Ordinal)
            && uri.UserInfo.Length == 0 && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) ? candidate : null;
    }

    public override string Comparable(string text) => Normalise(text) ?? text;

    [GeneratedRegex("^[a-z][a-z0-9+.-]*://", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    public override IEnumerable<string> SearchTexts(object value) => Uri.TryCreate((string)value, UriKind.Absolute, out var uri) ? [uri.Host] : [];
}

/// <summary>One of the field's named values; labels are taken on input too.</summary>
public sealed class ChoiceKind() : TextLike("choice", ValueType.Choice)
{
    public override bool Plain => true;

    // Where a workspace may add choices of its own, the ones known here are not all.
    public override JsonObject Shape(Field field) => Shapes.OneOf(field.OpenChoices ? [] : field.Choices.Select(c => c.Value));

    protected override string? Check(string text, Field field, ProblemList problems)
    {
        if (Find(field, text) is { } choice)
            return choice.Value;
        problems.Add(Unknown(field, text));
        return null;
    }

    /// <summary>Says that no choice is called so, and what is called nearly so.</summary>
    internal static FieldProblem Unknown(Field field, string text)
    {
        var near = Nearest.Of(text, field.Choices.Select(c => c.Label));
        var message = near is null ? Messages.Text("unknown_choice", field.Label, text) : Messages.Text("unknown_choice_suggest", field.Label, text, near);
        return new FieldProblem(field.Name, "unknown_choice", message, Suggestion: near);
    }

    /// <summary>The choice whose value or label the text is, ignoring case.</summary>
    public static Choice? Find(Field field, string text) =>
        field.Choices.FirstOrDefault(c => c.Value == text)
        ?? field.Choices.FirstOrDefault(c => string.Equals(c.Label, text, StringComparison.OrdinalIgnoreCase) || string.Equals(c.Value, text, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A kind whose values are several texts.</summary>
public abstract class TextsKind(string name) : FieldKind<string[]>(name, Storage.TextArray, ValueType.TextList)
{
    /// <summary>Most entries a value may have.</summary>
    public const int Most = 100;

    public override bool Sortable => false;
    public override JsonObject Shape(Field field) => Shapes.List(Shapes.OneOf(field.OpenChoices ? [] : field.Choices.Select(c => c.Value)), Most);
    protected override string[] Value(ColumnReader row, int ordinal) => [.. row.Texts(ordinal).OfType<string>()];
    // An entry with a comma stands alone in a cell only behind a semicolon, which then is what separates.
    protected override string ToText(string[] value) => value is [var only] && only.Contains(',', StringComparison.Ordinal) ? only + ";" : string.Join("; ", value);

    protected override void Write(Utf8JsonWriter writer, string[] value)
    {
        writer.WriteStartArray();
        foreach (var text in value)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    public override object? Parse(JsonElement json, Field field, InputFormat format, ProblemList problems)
    {
        if (json.ValueKind == JsonValueKind.Array && json.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String))
            return Accept(json.EnumerateArray().Select(e => e.GetString()!), field, problems);
        problems.Add(field.Name, "not_a_list", field.Label);
        return null;
    }

    /// <summary>Reads entries separated by semicolons, or by commas where there is no semicolon.</summary>
    public override object? FromText(string text, Field field, InputFormat format, ProblemList problems) =>
        Accept(text.Split(text.Contains(';', StringComparison.Ordinal) ? ';' : ',', StringSplitOptions.TrimEntries), field, problems);

    private string[]? Accept(IEnumerable<string> texts, Field field, ProblemList problems)
    {
        var items = new List<string>();
        foreach (var text in texts.Select(t => t.Trim()).Where(t => t.Length > 0))
        {
            if (Item(text, field, problems) is { } item && !items.Contains(item, StringComparer.OrdinalIgnoreCase))
                items.Add(item);
        }
        if (items.Count <= Most)
            return items.Count == 0 ? null : [.. items];
        problems.Add(field.Name, "too_many_items", field.Label, Most);
        return null;
    }

    /// <summary>Checks one entry; null when a problem was added.</summary>
    protected abstract string? Item(string text, Field field, ProblemList problems);

    public override bool Same(object? left, object? right) =>
        left is string[] a && right is string[] b ? a.AsSpan().SequenceEqual(b) : left is null && right is null;

    public override IEnumerable<string> SearchTexts(object value) => (string[])value;
}

/// <summary>Several of the field's named values.</summary>
public sealed class ChoicesKind() : TextsKind("choices")
{
    protected override string? Item(string text, Field field, ProblemList problems)
    {
        if (ChoiceKind.Find(field, text) is { } choice)
            return choice.Value;
        problems.Add(ChoiceKind.Unknown(field, text));
        return null;
    }
}

/// <summary>Free labels of at most 50 characters, none with a semicolon, which separates them in a cell.</summary>
public sealed class TagsKind() : TextsKind("tags")
{
    protected override string? Item(string text, Field field, ProblemList problems)
    {
        if (text.Length > 50)
            problems.Add(field.Name, "max_length", field.Label, 50);
        else if (text.Any(char.IsControl) || text.Contains(';', StringComparison.Ordinal) || TextLike.HasLoneSurrogate(text))
            problems.Add(field.Name, "control_characters", field.Label);
        else
            return text;
        return null;
    }
}

/// <summary>A telephone number, kept as E.164 where it names its country, beside the text as typed.</summary>
public sealed partial class PhoneKind : FieldKind
{
    public override string Name => "phone";
    public override IReadOnlyList<FieldColumn> Columns { get; } = [new("", Storage.Text, "number"), new("_text", Storage.Text, "text")];
    public override IReadOnlyList<SelectPart> Selects { get; } = [SelectPart.First, SelectPart.Second];
    public override ValueType ValueType => ValueType.Text;

    public override JsonObject Shape(Field field) => Shapes.Object("Phone", ["number", "text"], ("number", Shapes.Text("+390612345678")), ("text", Shapes.Text("06 1234 5678")));

    public override JsonObject InputShape(Field field) =>
        Shapes.AnyOf("PhoneInput", Shapes.Text("+39 06 1234 5678", most: 50), new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["number"] = Shapes.Text(), ["text"] = Shapes.Text() } });

    public override object? Parse(JsonElement json, Field field, InputFormat format, ProblemList problems)
    {
        var text = json.ValueKind switch
        {
            JsonValueKind.String => json.GetString(),
            JsonValueKind.Object when json.TryGetProperty("text", out var t) && t.ValueKind == JsonValueKind.String => t.GetString(),
            JsonValueKind.Object when json.TryGetProperty("number", out var n) && n.ValueKind == JsonValueKind.String => n.GetString(),
            _ => null,
        };
        if (text is null)
        {
            problems.Add(field.Name, "not_a_phone", field.Label);
            return null;
        }
        return string.IsNullOrWhiteSpace(text) ? null : FromText(text, field, format, problems);
    }

    public override object? FromText(string text, Field field, InputFormat format, ProblemList problems)
    {
        text = text.Trim();
        if (text.Length <= 50 && Normalise(text) is { } number)
            return new Records.PhoneNumber(number, text);
        problems.Add(field.Name, "not_a_phone", field.Label);
        return null;
    }

    /// <summary>The digits of a number, with a leading plus where the text names its country by + or 00; null when it is no number (ITU-T E.164: at most 15 digits).</summary>
    public static string? Normalise(string text)
    {
        if (Shape().Match(text.Trim()) is not { Success: true } shape)
            return null;
        var main = shape.Groups["main"].Value.Replace("(0)", "", StringComparison.Ordinal);
        var digits = string.Concat(main.Where(char.IsAsciiDigit));
        var international = main.Contains('+', StringComparison.Ordinal);
        if (!international && digits.StartsWith("00", StringComparison.Ordinal))
            (international, digits) = (true, digits[2..]);
        return digits.Length is >= 3 and <= 15 ? (international ? "+" : "") + digits : null;
    }

    public override string Comparable(string text) => Normalise(text) ?? text;

    // The digits as people group them, behind at most one plus at the start, and an extension, which the number leaves out.
    [GeneratedRegex("""^(?<main>\(?\+?[0-9 ./()\u00a0\u2010-\u2013\u202f-]+?)([\s,;]*(ext|extension|x|#)[.:]?\s*[0-9]{1,8})?\z""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();

    public override string ToText(object value) => ((Records.PhoneNumber)value).Text;

    public override void Write(Utf8JsonWriter writer, object value)
    {
        var phone = (Records.PhoneNumber)value;
        Write(writer, phone.Number, phone.Text);
    }

    public override void WriteColumns(Utf8JsonWriter writer, ColumnReader row, int ordinal)
    {
        if (row.IsNull(ordinal))
            writer.WriteNullValue();
        else
            Write(writer, row.Text(ordinal), row.Text(ordinal + 1));
    }

    private static void Write(Utf8JsonWriter writer, string number, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("number"u8, number);
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
    }

    public override object? Read(ColumnReader row, int ordinal) =>
        row.IsNull(ordinal) ? null : new Records.PhoneNumber(row.Text(ordinal), row.Text(ordinal + 1));

    public override void Split(object? value, Span<object?> columns)
    {
        var phone = (Records.PhoneNumber?)value;
        (columns[0], columns[1]) = (phone?.Number, phone?.Text);
    }

    public override IEnumerable<string> SearchTexts(object value) => [((Records.PhoneNumber)value).Number];
}

/// <summary>Finds the nearest of some names, for suggestions.</summary>
public static class Nearest
{
    /// <summary>The candidate with the fewest edits, when it is at most a third of the text away; null otherwise.</summary>
    public static string? Of(string text, IEnumerable<string> candidates)
    {
        string? best = null;
        var least = Math.Max(1, text.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - text.Length) >= least)
                continue;
            var distance = Distance(Fold(text), Fold(candidate));
            if (distance < least)
                (best, least) = (candidate, distance);
        }
        return best;
    }

    private static string Fold(string text) => string.Concat(text.ToLower(CultureInfo.InvariantCulture).Where(c => !char.IsWhiteSpace(c) && c is not '_' and not '-'));

    /// <summary>Levenshtein's distance with transposition of neighbours as one edit (optimal string alignment).</summary>
    public static int Distance(string a, string b)
    {
        var previous2 = new int[b.Length + 1];
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1] + 1, previous[j] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    current[j] = Math.Min(current[j], previous2[j - 2] + 1);
            }
            (previous2, previous) = (previous, current);
        }
        return previous[b.Length];
    }
}
