using System.Buffers;
using System.Text.Json;

namespace Kith.Store.Transfer;

/// <summary>The text of a cell for a value in its JSON form: what people call it, and what an import reads back where it can.</summary>
internal static class CellText
{
    public static string Of(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Null => "",
            JsonTokenType.String => Spreadsheet(reader.GetString()!),
            JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => System.Text.Encoding.UTF8.GetString(json),
            _ => Spreadsheet(Of(JsonElement.ParseValue(ref reader))),
        };
    }

    /// <summary>The same where a text cannot be taken for a formula.</summary>
    public static string Plain(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return Of(JsonElement.ParseValue(ref reader));
    }

    /// <summary>A text that no spreadsheet takes for a formula.</summary>
    public static string Text(string text) => Spreadsheet(text);

    private static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => List([.. value.EnumerateArray().Select(Of)]),
        JsonValueKind.Object when value.TryGetProperty("amount", out var amount) => $"{amount.GetString()} {value.GetProperty("currency").GetString()}",
        JsonValueKind.Object when value.TryGetProperty("title", out var title) => Of(title),
        JsonValueKind.Object when value.TryGetProperty("number", out _) => Of(value.GetProperty("text")),
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(p => Of(p.Value)).Where(t => t.Length > 0)),
        _ => value.GetRawText(),
    };

    /// <summary>The cell of a list.</summary>
    // An entry with a comma stands alone in a cell only behind a semicolon, which then is what separates.
    public static string List(string[] items) => items is [var only] && only.Contains(',', StringComparison.Ordinal) ? only + ";" : string.Join("; ", items);

    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789 .,()/-+");

    // A telephone number or a negative amount begins as a formula does, but can be none.
    private static string Spreadsheet(string text) =>
        text.AsSpan().ContainsAnyExcept(OfNumbers) && !(text.Length > 4 && text[0] == '-' && !text.AsSpan(0, text.Length - 4).ContainsAnyExcept(OfNumbers)) ? ErrorsCsv.Harmless(text) : text;
}
