using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kith.Core.Problems;
using Kith.Core.Records;

namespace Kith.Core.Types.Kinds;

/// <summary>A whole number between -9007199254740991 and 9007199254740991, the integers JSON readers keep exactly (RFC 8259).</summary>
public sealed class IntegerKind() : FieldKind<long>("integer", Storage.Integer, ValueType.Number)
{
    private const long Largest = 9_007_199_254_740_991;

    public override JsonObject Shape(Field field) => new() { ["type"] = "integer", ["minimum"] = (long)(field.From ?? -Largest), ["maximum"] = (long)(field.Until ?? Largest) };

    protected override long Value(ColumnReader row, int ordinal) => row.Integer(ordinal);
    protected override void Write(Utf8JsonWriter writer, long value) => writer.WriteNumberValue(value);
    protected override string ToText(long value) => value.ToString(CultureInfo.InvariantCulture);

    public override object? Parse(JsonElement json, Field field, InputFormat format, ProblemList problems)
    {
        if (json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var value))
            return Check(value, field, problems);
        if (json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var number) && number == decimal.Truncate(number) && number is <= Largest and >= -Largest)
            return Check((long)number, field, problems);
        if (json.ValueKind == JsonValueKind.String)
            return string.IsNullOrWhiteSpace(json.GetString()) ? null : FromText(json.GetString()!, field, format, problems);
        problems.Add(field.Name, "not_an_integer", field.Label);
        return null;
    }

    public override object? FromText(string text, Field field, InputFormat format, ProblemList problems)
    {
        // In a whole number “1,234” can only be a thousand and more.
        if ((NumberText.Read(text, format.DecimalComma) ?? NumberText.Read(text, format.DecimalComma ?? false)) is { } number && number == decimal.Truncate(number) && number is <= Largest and >= -Largest)
            return Check((long)number, field, problems);
        problems.Add(field.Name, "not_an_integer", field.Label);
        return null;
    }

    private static long? Check(long value, Field field, ProblemList problems)
    {
        var (from, to) = ((long)(field.From ?? -Largest), (long)(field.Until ?? Largest));
        if (value >= from && value <= to)
            return value;
        problems.Add(field.Name, "out_of_range", field.Label, from, to);
        return null;
    }
}

/// <summary>A decimal number with up to four decimals, kept as numeric(19,4); JSON carries it as a string.</summary>
public class DecimalKind(string name = "decimal", Storage storage = Storage.Decimal) : FieldKind<decimal>(name, storage, ValueType.Number)
{
    /// <summary>The largest amount numeric(19,4) holds.</summary>
    public const decimal Largest = 999_999_999_999_999.9999m;

    public override JsonObject Shape(Field field) => Shapes.Decimal("12.5", input: false);
    public override JsonObject InputShape(Field field) => Shapes.Decimal("12.5", input: true);

    protected override decimal Value(ColumnReader row, int ordinal) => row.Decimal(ordinal);
    protected override string ToText(decimal value) => value.ToString(Format, CultureInfo.InvariantCulture);

    protected override void Write(Utf8JsonWriter writer, decimal value)
    {
        Span<char> text = stackalloc char[32];
        value.TryFormat(text, out var length, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

    public override object? Parse(JsonElement json, Field field, InputFormat format, ProblemList problems)
    {
        if (json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var value))
            return Check(value, field, problems);
        if (json.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(json.GetString()))
            return null;
        // JSON decimals have a point; a comma there is a mistake, not a locale.
        if (json.ValueKind == JsonValueKind.String && decimal.TryParse(json.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value))
            return Check(value, field, problems);
        problems.Add(field.Name, "not_a_decimal", field.Label);
        return null;
    }

    public override object? FromText(string text, Field field, InputFormat format, ProblemList problems)
    {
        if (NumberText.Read(text, format.DecimalComma) is { } value)
            return Check(value, field, problems);
        problems.Add(field.Name, "not_a_decimal", field.Label);
        return null;
    }

    /// <summary>The bounds of the kind where the field sets none.</summary>
    protected virtual (decimal From, decimal To) Bounds => (-Largest, Largest);

    /// <summary>Digits behind the point.</summary>
    protected virtual int Digits => 4;

    private string Format { get; } = "0." + new string('#', storage == Storage.Rate ? RateKind.Decimals : 4);

    private decimal? Check(decimal value, Field field, ProblemList problems)
    {
        var (from, to) = (field.From ?? Bounds.From, field.Until ?? Bounds.To);
        if (value >= from && value <= to)
            return decimal.Round(value, Digits, MidpointRounding.AwayFromZero);
        problems.Add(field.Name, "out_of_range", field.Label, from, to);
        return null;
    }
}

/// <summary>A percentage from 0 to 100.</summary>
public sealed class PercentKind() : DecimalKind("percent")
{
    protected override (decimal From, decimal To) Bounds => (0, 100);
    public override object? FromText(string text, Field field, InputFormat format, ProblemList problems) =>
        base.FromText(text.TrimEnd() is [.. var number, '%'] ? number : text, field, format, problems);
}

/// <summary>An amount in a currency, with the amount in the workspace's base currency beside it.</summary>
public sealed class MoneyKind : FieldKind
{
    public override string Name => "money";
    public override IReadOnlyList<FieldColumn> Columns { get; } =
        [new("", Storage.Decimal, "amount"), new("_currency", Storage.Text, "currency"), new("_base", Storage.Decimal, "base")];
    public override IReadOnlyList<SelectPart> Selects { get; } = [SelectPart.First, SelectPart.Second];
    public override ValueType ValueType => ValueType.Money;

    /// <summary>The column with what an amount is worth in the workspace's currency.</summary>
    public const int BaseColumn = 2;

    /// <summary>The part that is the code of the currency.</summary>
    public const string CurrencyPart = "currency";

    public override IReadOnlyDictionary<string, ValuePart> ValueParts { get; } = new Dictionary<string, ValuePart> { ["amount"] = new(ValueType.Number, 0), [CurrencyPart] = new(ValueType.Text, 1) };

    public override JsonObject Shape(Field field) => Amount("Money", input: false, "amount", "currency");

    public override JsonObject InputShape(Field field) => Shapes.AnyOf("MoneyInput", Amount("MoneyAmount", input: true, "amount"), Shapes.Decimal("1200.00", input: true));

    private static JsonObject Amount(string title, bool input, params string[] required)
    {
        var currency = Shapes.Text("EUR");
        currency["pattern"] = "^[A-Z]{3}$";
        var amount = Shapes.Decimal("1200.00", input);
        return Shapes.Object(title, required, ("amount", input ? Shapes.OrNull(amount) : amount), ("currency", input ? Shapes.OrNull(currency) : currency));
    }

    public override object? Parse(JsonElement json, Field field, InputFormat format, ProblemList problems)
    {
        var currency = format.Currency;
        var amount = json;
        if (json.ValueKind == JsonValueKind.Object)
        {
            if (!json.TryGetProperty("amount", out amount) || json.EnumerateObject().Any(p => p.Name is not ("amount" or "currency")))
                return Refuse(field, problems);
            if (json.TryGetProperty("currency", out var c) && c.ValueKind != JsonValueKind.Null)
                currency = c.ValueKind == JsonValueKind.String ? c.GetString()! : "";
        }
        if (amount.ValueKind == JsonValueKind.Null || (amount.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(amount.GetString())))
            return null;
        return (amount.ValueKind == JsonValueKind.Number && amount.TryGetDecimal(out var value))
            || (amount.ValueKind == JsonValueKind.String && decimal.TryParse(amount.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value))
            ? Check(value, currency, field, problems)
            : Refuse(field, problems);
    }

    public override object? FromText(string text, Field field, InputFormat format, ProblemList problems)
    {
        var (rest, currency) = Currencies.Strip(text);
        return NumberText.Read(rest, format.DecimalComma) is { } value ? Check(value, currency ?? format.Currency, field, problems) : Refuse(field, problems);
    }

    private static object? Refuse(Field field, ProblemList problems)
    {
        problems.Add(field.Name, "not_money", field.Label);
        return null;
    }

    private static Money? Check(decimal amount, string currency, Field field, ProblemList problems)
    {
        currency = currency.ToUpperInvariant();
        var (from, to) = (field.From ?? -DecimalKind.Largest, field.Until ?? DecimalKind.Largest);
        if (!Currencies.Known(currency))
            problems.Add(field.Name, "unknown_currency", currency);
        else if (amount < from || amount > to)
            problems.Add(field.Name, "out_of_range", field.Label, from, to);
        else
            return new Money(decimal.Round(amount, Math.Max(Currencies.Decimals(currency), 4), MidpointRounding.AwayFromZero), currency);
        return null;
    }

    public override string ToText(object value)
    {
        var money = (Money)value;
        return Currencies.Text(money.Amount, money.Currency) + " " + money.Currency;
    }

    public override void Write(Utf8JsonWriter writer, object value)
    {
        var money = (Money)value;
        Write(writer, money.Amount, money.Currency);
    }

    public override void WriteColumns(Utf8JsonWriter writer, ColumnReader row, int ordinal)
    {
        if (row.IsNull(ordinal))
            writer.WriteNullValue();
        else
            Write(writer, row.Decimal(ordinal), row.Text(ordinal + 1));
    }

    /// <summary>Writes an amount in its currency's own decimals.</summary>
    public static void Write(Utf8JsonWriter writer, decimal amount, string currency)
    {
        Span<char> text = stackalloc char[40];
        amount.TryFormat(text, out var length, Currencies.Format(currency), CultureInfo.InvariantCulture);
        writer.WriteStartObject();
        writer.WriteString("amount"u8, text[..length]);
        writer.WriteString("currency"u8, currency);
        writer.WriteEndObject();
    }

    public override object? Read(ColumnReader row, int ordinal) =>
        row.IsNull(ordinal) ? null : new Money(row.Decimal(ordinal), row.Text(ordinal + 1)) { Base = row.IsNull(ordinal + 2) ? null : row.Decimal(ordinal + 2) };

    // The base amount is worked out by the write path, which knows the rates.
    public override void Split(object? value, Span<object?> columns)
    {
        if (value is Money money)
            (columns[0], columns[1], columns[2]) = (money.Amount, money.Currency, money.Base ?? money.Amount);
        else
            (columns[0], columns[1], columns[2]) = (null, null, null);
    }

    public override IEnumerable<string> SearchTexts(object value) => [];
}

/// <summary>The currencies of ISO 4217 that some country uses, and their decimals.</summary>
public static class Currencies
{
    private static readonly FrozenSet<string> Codes = CultureInfo.GetCultures(CultureTypes.SpecificCultures)
        .Select(c => new RegionInfo(c.Name).ISOCurrencySymbol).Where(s => s.Length == 3 && s.All(char.IsAsciiLetterUpper) && s != "XXX").ToFrozenSet();

    private static readonly FrozenDictionary<string, int> Exceptional = new Dictionary<string, int>
    {
        ["BIF"] = 0, ["CLP"] = 0, ["DJF"] = 0, ["GNF"] = 0, ["ISK"] = 0, ["JPY"] = 0, ["KMF"] = 0, ["KRW"] = 0, ["PYG"] = 0, ["RWF"] = 0, ["UGX"] = 0,
        ["VND"] = 0, ["VUV"] = 0, ["XAF"] = 0, ["XOF"] = 0, ["XPF"] = 0, ["BHD"] = 3, ["IQD"] = 3, ["JOD"] = 3, ["KWD"] = 3, ["LYD"] = 3, ["OMR"] = 3, ["TND"] = 3,
    }.ToFrozenDictionary();

    private static readonly (string Sign, string Code)[] Signs = [("€", "EUR"), ("$", ""), ("£", "GBP"), ("¥", ""), ("₹", "INR"), ("₩", "KRW"), ("zł", "PLN"), ("₺", "TRY"), ("₽", "RUB")];

    /// <summary>True for a code of ISO 4217 in use.</summary>
    public static bool Known(string code) => Codes.Contains(code);

    /// <summary>All known codes.</summary>
    public static IEnumerable<string> All => Codes.Order(StringComparer.Ordinal);

    /// <summary>Digits of the minor unit.</summary>
    public static int Decimals(string code) => Exceptional.GetValueOrDefault(code, 2);

    /// <summary>Number format with the currency's decimals, and up to four where an amount has them.</summary>
    public static string Format(string code) => Decimals(code) switch { 0 => "0.####", 3 => "0.000#", _ => "0.00##" };

    /// <summary>The amount as text with the currency's decimals.</summary>
    public static string Text(decimal amount, string code) => amount.ToString(Format(code), CultureInfo.InvariantCulture);

    /// <summary>An amount in the currency's own decimals; half a unit counts as one, away from zero. The one rule by which amounts that are worked out are rounded.</summary>
    public static decimal Round(decimal amount, string code) => decimal.Round(amount, Decimals(code), MidpointRounding.AwayFromZero);

    /// <summary>What an amount is worth in another currency, rounded once; null where that is too large to be kept.</summary>
    /// <param name="rate">What one unit of the amount's currency is worth in the other.</param>
    public static decimal? Convert(decimal amount, decimal rate, string to)
    {
        var (units, digits) = Unscaled(amount);
        var (factor, decimals) = Unscaled(rate);
        // A decimal would round the product to 28 digits first, and the result a second time.
        var dropped = digits + decimals - Decimals(to);
        var product = units * factor;
        var worth = dropped <= 0 ? product * BigInteger.Pow(10, -dropped) : HalfUp(product, BigInteger.Pow(10, dropped));
        var largest = (BigInteger)decimal.Truncate(DecimalKind.Largest) * BigInteger.Pow(10, Decimals(to));
        return BigInteger.Abs(worth) > largest ? null : (decimal)worth / (decimal)BigInteger.Pow(10, Decimals(to));
    }

    private static (BigInteger Units, int Digits) Unscaled(decimal number)
    {
        var digits = number.ToString(CultureInfo.InvariantCulture).Replace(".", "", StringComparison.Ordinal);
        return (BigInteger.Parse(digits, CultureInfo.InvariantCulture), number.Scale);
    }

    private static BigInteger HalfUp(BigInteger number, BigInteger by) => number.Sign * ((BigInteger.Abs(number) + (by / 2)) / by);

    /// <summary>Takes a sign or code off a text. A dollar or yen sign names no currency by itself: several countries use it.</summary>
    public static (string Number, string? Currency) Strip(string text)
    {
        text = text.Trim();
        foreach (var (sign, code) in Signs)
        {
            if (text.Contains(sign, StringComparison.Ordinal))
                return code.Length > 0 ? (Without(text, sign), code) : StripCode(Without(text, sign));
        }
        return StripCode(text);
    }

    private static string Without(string text, string sign) => text.Replace(sign, "", StringComparison.Ordinal).Trim();

    private static (string Number, string? Currency) StripCode(string text)
    {
        if (text.Length > 3 && Codes.Contains(text[..3].ToUpperInvariant()))
            return (text[3..].Trim(), text[..3].ToUpperInvariant());
        if (text.Length > 3 && Codes.Contains(text[^3..].ToUpperInvariant()))
            return (text[..^3].Trim(), text[^3..].ToUpperInvariant());
        return (text, null);
    }
}

/// <summary>Reads numbers as people write them in files.</summary>
public static partial class NumberText
{
    /// <summary>
    /// The number of a text with thousands separators (point, comma, blank, apostrophe), a leading or trailing sign or accounting
    /// brackets. With <paramref name="decimalComma"/> null the last separator decides; one comma or point followed by exactly three
    /// digits cannot be told from a thousands separator and counts as one only when the text has another group, else null is the answer.
    /// </summary>
    public static decimal? Read(string text, bool? decimalComma)
    {
        (text, var negative) = TakeSign(text.Trim());
        text = Blanks().Replace(text, " ");
        if ((decimalComma ?? GuessComma(text)) is not { } comma)
            return null;
        var (group, point) = comma ? ('.', ',') : (',', '.');
        // Blanks and apostrophes separate thousands in either style, but not beside another separator of thousands.
        if (text.Contains(' ', StringComparison.Ordinal))
            group = ' ';
        if (!GroupsAreWhole(text, group, point))
            return null;
        text = text.Replace(group.ToString(), "", StringComparison.Ordinal).Replace(point, '.');
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? (negative ? -value : value) : null;
    }

    private static (string Text, bool Negative) TakeSign(string text)
    {
        if (text.StartsWith('(') && text.EndsWith(')'))
            return (text[1..^1].Trim(), true);
        if (text.StartsWith('-') || text.StartsWith('−'))
            return (text[1..].TrimStart(), true);
        if (text.EndsWith('-') || text.EndsWith('−'))
            return (text[..^1].TrimEnd(), true);
        return (text.StartsWith('+') ? text[1..].TrimStart() : text, false);
    }

    [GeneratedRegex("[\u00a0\u2009\u202f '’]", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();

    private static bool? GuessComma(string text)
    {
        var (comma, point) = (text.LastIndexOf(','), text.LastIndexOf('.'));
        if (comma < 0 && point < 0)
            return false;
        if (comma >= 0 && point >= 0)
            return comma > point;
        var (separator, at) = comma >= 0 ? (',', comma) : ('.', point);
        if (text.IndexOf(separator, StringComparison.Ordinal) != at)
            return separator == '.';
        var (before, after) = (at, text.Length - at - 1);
        // "1,234" is a thousand in one place and a bit over one in another: not to be guessed. "1.234" reads as JSON and most files write it.
        if (after == 3 && before is >= 1 and <= 3 && separator == ',' && text[..at] != "0")
            return null;
        return separator == ',';
    }

    private static bool GroupsAreWhole(string text, char group, char point)
    {
        var sides = text.Split(point);
        var parts = sides[0].Split(group);
        return sides.Skip(1).All(s => !s.Contains(group, StringComparison.Ordinal)) && (parts.Length == 1 || (parts[0].Length is >= 1 and <= 3 && parts.Skip(1).All(p => p.Length is 3 or 2) && parts[^1].Length == 3));
    }
}
