using Kith.Core.Types.Kinds;
using DateTimeKind = System.DateTimeKind;

namespace Kith.Core.Tests.Types;

/// <summary>Days, instants, and yes or no.</summary>
public sealed class TimeKindTests
{
    [Theory]
    [InlineData("2026-11-20", null, "2026-11-20")]
    [InlineData(" 2026-11-20 ", null, "2026-11-20")]
    [InlineData("2026-11-20 00:00:00", null, "2026-11-20")]
    [InlineData("2026-11-20T00:00:00.000Z", null, "2026-11-20")]
    [InlineData("11/20/2026", "M/d/yyyy", "2026-11-20")]
    [InlineData("1/2/2026", "M/d/yyyy", "2026-01-02")]
    [InlineData("1/2/2026", "d/M/yyyy", "2026-02-01")]
    [InlineData("1/2/2026 0:00", "d/M/yyyy", "2026-02-01")]
    [InlineData("1/2/2026 12:00:00 AM", "M/d/yyyy", "2026-01-02")]
    [InlineData("20.11.2026", "d.M.yyyy", "2026-11-20")]
    [InlineData("20 Nov 2026", "d MMM yyyy", "2026-11-20")]
    [InlineData("2024-02-29", null, "2024-02-29")]
    [InlineData("2026-02-29", null, "!not_a_date")]
    [InlineData("2026-11-20 09:30", null, "!not_a_date")] // the time would be lost
    [InlineData("11/20/2026", null, "!not_a_date")]
    [InlineData("13/13/2026", "M/d/yyyy", "!not_a_date")]
    [InlineData("20-11-26", null, "!not_a_date")]
    [InlineData("tomorrow", null, "!not_a_date")]
    [InlineData(" 00:00", null, "!not_a_date")]
    public void Days_are_read_by_the_format_of_the_file(string text, string? format, string expected) =>
        Assert.Equal(expected, Reading.Cell(FieldKinds.Date, text, Reading.Euros with { DateFormat = format }));

    [Theory]
    [InlineData("\"2026-11-20\"", "2026-11-20")]
    [InlineData("\"\"", null)]
    [InlineData("\"20.11.2026\"", "!not_a_date")]
    [InlineData("20261120", "!not_a_date")]
    public void Days_are_read_from_JSON(string json, string? expected) => Assert.Equal(expected, Reading.Json(FieldKinds.Date, json));

    [Theory]
    [InlineData("2026-11-20T09:30:00Z", "2026-11-20T09:30:00Z")]
    [InlineData("2026-11-20t09:30:00z", "2026-11-20T09:30:00Z")]
    [InlineData("2026-11-20T09:30Z", "2026-11-20T09:30:00Z")]
    [InlineData("2026-11-20T09:30:00+01:00", "2026-11-20T08:30:00Z")]
    [InlineData("2026-11-20T09:30:00+0100", "2026-11-20T08:30:00Z")]
    [InlineData("2026-11-20T23:30:00-05:00", "2026-11-21T04:30:00Z")]
    [InlineData("2026-11-20T09:30:00.123456Z", "2026-11-20T09:30:00.123456Z")]
    [InlineData("2026-11-20T09:30:00.123456789Z", "2026-11-20T09:30:00.123456Z")]
    [InlineData("2026-11-20T09:30:00.5Z", "2026-11-20T09:30:00.5Z")]
    [InlineData("2026-11-20T09:30:00", "!not_a_datetime")] // whose half past nine?
    [InlineData("2026-11-20", "!not_a_datetime")]
    [InlineData("2026-11-20 09:30:00Z", "!not_a_datetime")]
    [InlineData("2026-11-20T24:00:00Z", "!not_a_datetime")]
    [InlineData("2026-02-30T09:30:00Z", "!not_a_datetime")]
    [InlineData("2026-11-20T09:30:00+15:00", "!not_a_datetime")]
    [InlineData("0001-01-01T00:00:00+05:00", "!not_a_datetime")]
    [InlineData("Tuesday 3 March 2026 10:00 +01:00", "!not_a_datetime")]
    [InlineData("T+", "!not_a_datetime")]
    public void Instants_name_their_offset(string text, string expected)
    {
        Assert.Equal(expected, Reading.Cell(FieldKinds.DateTime, text));
        Assert.Equal(expected, Reading.Json(FieldKinds.DateTime, $"\"{text}\""));
    }

    [Theory]
    [InlineData("Yes", "True")]
    [InlineData(" x ", "True")]
    [InlineData("1", "True")]
    [InlineData("TRUE", "True")]
    [InlineData("no", "False")]
    [InlineData("0", "False")]
    [InlineData("off", "False")]
    [InlineData("maybe", "!not_a_boolean")]
    public void Yes_and_no_have_many_names(string text, string expected) => Assert.Equal(expected, Reading.Cell(FieldKinds.Boolean, text));

    [Theory]
    [InlineData("true", "True")]
    [InlineData("\"true\"", "!not_a_boolean")]
    [InlineData("1", "!not_a_boolean")]
    public void JSON_has_its_own_yes_and_no(string json, string expected) => Assert.Equal(expected, Reading.Json(FieldKinds.Boolean, json));

    [Fact]
    public void Times_survive_their_text()
    {
        Reading.RoundTrips(FieldKinds.Date, new DateOnly(2026, 11, 20));
        Reading.RoundTrips(FieldKinds.Date, DateOnly.MinValue);
        Reading.RoundTrips(FieldKinds.Date, DateOnly.MaxValue);
        foreach (var micros in new[] { 0L, 1, 10, 123_456, 999_999, 59_000_000 })
            Reading.RoundTrips(FieldKinds.DateTime, new DateTime(2026, 11, 20, 9, 30, 0, DateTimeKind.Utc).AddTicks(micros * 10));
        Reading.RoundTrips(FieldKinds.Boolean, true);
        Reading.RoundTrips(FieldKinds.Boolean, false);
    }
}
