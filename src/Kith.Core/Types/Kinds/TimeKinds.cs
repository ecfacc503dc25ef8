using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kith.Core.Expressions;
using Kith.Core.Problems;

namespace Kith.Core.Types.Kinds;

/// <summary>A calendar day without a time or zone.</summary>
public sealed partial class DateKind() : FieldKind<DateOnly>("date", Storage.Date, ValueType.Date)
{
    public override JsonObject Shape(Field field) => Shapes.Text("2026-11-20", "date");
    protected override DateOnly Value(ColumnReader row, int ordinal) => row.Date(ordinal);
    protected override string ToText(DateOnly value) => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    protected override void Write(Utf8JsonWriter writer, DateOnly value)
    {
        Span<char> text = stackalloc char[10];
        value.TryFormat(text, out _, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text);
    }

    public override object? Parse(JsonElement json, Field field, InputFormat format, ProblemList problems)
    {
        if (json.ValueKind == JsonValueKind.String)
            return string.IsNullOrWhiteSpace(json.GetString()) ? null : FromText(json.GetString()!, field, format with { DateFormat = null }, problems);
        problems.Add(field.Name, "not_a_date", field.Label);
        return null;
    }

    public override object? FromText(string text, Field field, InputFormat format, ProblemList problems)
    {
        if (TryRead(text, format.DateFormat ?? "yyyy-MM-dd", out var date))
            return date;
        problems.Add(field.Name, "not_a_date", field.Label);
        return null;
    }

    /// <summary>
    /// Reads a day by one format; a time of day behind it is allowed when it is midnight. Where the format itself names a time, the day
    /// is the one written, in whatever zone.
    /// </summary>
    public static bool TryRead(string text, string dateFormat, out DateOnly date) =>
        DateOnly.TryParseExact(text.Trim(), dateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out date)
        || (Midnight().Match(text) is { Success: true } time
            && DateOnly.TryParseExact(text[..time.Index].Trim(), dateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out date))
        || WithOffset(text, dateFormat, out date);

    // DateOnly reads over the time that a format names, but not over an offset.
    private static bool WithOffset(string text, string format, out DateOnly date)
    {
        var read = DateTimeOffset.TryParseExact(text.Trim(), format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        date = DateOnly.FromDateTime(time.DateTime);
        return read;
    }

    // Spreadsheets and databases write days this way when they keep them as times.
    [GeneratedRegex(@"[\sT](00:00(:00(\.0+)?)?|0:00(:00)?|12:00(:00)?\s?AM)Z?\s*\z", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Midnight();
}

/// <summary>An instant; JSON carries it in UTC, and input names its offset (RFC 3339).</summary>
public sealed partial class DateTimeKind() : FieldKind<DateTime>("datetime", Storage.Instant, ValueType.Instant)
{
    public override JsonObject Shape(Field field) => Shapes.Text("2026-11-20T09:30:00Z", "date-time");
    protected override DateTime Value(ColumnReader row, int ordinal) => row.Instant(ordinal);
    protected override string ToText(DateTime value) => value.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    protected override void Write(Utf8JsonWriter writer, DateTime value)
    {
        Span<char> text = stackalloc char[32];
        value.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

    public override object? Parse(JsonElement json, Field field, InputFormat format, ProblemList problems)
    {
        if (json.ValueKind == JsonValueKind.String)
            return string.IsNullOrWhiteSpace(json.GetString()) ? null : FromText(json.GetString()!, field, format with { DateFormat = null }, problems);
        problems.Add(field.Name, "not_a_datetime", field.Label);
        return null;
    }

    public override object? FromText(string text, Field field, InputFormat format, ProblemList problems)
    {
        if (Read(text, format) is not { } instant)
            problems.Add(field.Name, "not_a_datetime", field.Label);
        else if (instant >= Days.First && instant < Days.Last)
            return instant;
        else
            problems.Add(field.Name, "out_of_range", field.Label, ToText(Days.First), ToText(Days.Last));
        return null;
    }

    private static DateTime? Read(string text, InputFormat format)
    {
        if (format.DateFormat is { } written && TryRead(text, written, format.Zone ?? TimeZoneInfo.Utc, out var time))
            return time;
        return Shape().Match(text.Trim().ToUpperInvariant()) is { Success: true } shape
            && DateTimeOffset.TryParseExact(shape.Groups["clock"].Value + shape.Groups["offset"].Value, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            // PostgreSQL keeps microseconds; the rest would make a value differ from its own copy.
            ? new DateTime(instant.UtcTicks / 10 * 10, Utc) : null;
    }

    private const System.DateTimeKind Utc = System.DateTimeKind.Utc;

    /// <summary>Reads a time by one format; without an offset it is a time of the zone, without a time of day the day's beginning there.</summary>
    private static bool TryRead(string text, string format, TimeZoneInfo zone, out DateTime instant)
    {
        if (!DateTime.TryParseExact(text.AsSpan().Trim(), format, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out instant))
        {
            if (!DateKind.TryRead(text, format, out var day))
                return false;
            instant = day.ToDateTime(TimeOnly.MinValue);
        }
        if (instant.Kind != Utc)
        {
            // A time that the clocks skip in spring is the one an hour later.
            var local = zone.IsInvalidTime(instant) ? instant.AddHours(1) : instant;
            instant = TimeZoneInfo.ConvertTimeToUtc(local, zone);
        }
        // PostgreSQL keeps microseconds; the rest would make a value differ from its own copy.
        instant = new DateTime(instant.Ticks / 10 * 10, Utc);
        return true;
    }

    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    // RFC 3339, the seconds optional; digits of a second beyond the seventh, which some systems write, are left out.
    [GeneratedRegex(@"^(?<clock>[0-9-]{10}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?)[0-9]*(?<offset>Z|[+-][0-9]{2}:?[0-9]{2})\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Shape();
}

/// <summary>Yes or no.</summary>
public sealed class BooleanKind() : FieldKind<bool>("boolean", Storage.Boolean, ValueType.Boolean)
{
    public override JsonObject Shape(Field field) => new() { ["type"] = "boolean" };
    private static readonly string[] Yes = ["true", "yes", "y", "1", "x", "on"];
    private static readonly string[] No = ["false", "no", "n", "0", "off"];

    protected override bool Value(ColumnReader row, int ordinal) => row.Boolean(ordinal);
    protected override void Write(Utf8JsonWriter writer, bool value) => writer.WriteBooleanValue(value);
    protected override string ToText(bool value) => value ? "true" : "false";

    public override object? Parse(JsonElement json, Field field, InputFormat format, ProblemList problems)
    {
        if (json.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return json.GetBoolean();
        problems.Add(field.Name, "not_a_boolean", field.Label);
        return null;
    }

    public override object? FromText(string text, Field field, InputFormat format, ProblemList problems)
    {
        var word = text.Trim().ToLowerInvariant();
        if (Yes.Contains(word))
            return true;
        if (No.Contains(word))
            return false;
        problems.Add(field.Name, "not_a_boolean", field.Label);
        return null;
    }

    public override IEnumerable<string> SearchTexts(object value) => [];
}
