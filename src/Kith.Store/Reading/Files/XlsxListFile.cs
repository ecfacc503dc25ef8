using Kith.Core.Types;
using Kith.Store.Sql;
using System.Globalization;
using System.Text.Json;
using Kith.Core.Types.Kinds;
using Kith.Store.Transfer;
using Kith.Store.Transfer.Sheets;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Reading.Files;

/// <summary>A list as a workbook: days, times, numbers, percentages and amounts are such, all else is a text and never a formula.</summary>
internal sealed class XlsxListFile(Projection projection, System.IO.Stream output, TimeZoneInfo zone) : ListFile(projection)
{
    // The first day that Excel counts as the calendar does.
    private static readonly DateOnly First = new(1900, 3, 1);
    private static readonly DateOnly Zero = new(1899, 12, 30);
    private readonly WorkbookWriter _workbook = new(output);

    public override async Task BeginAsync(CancellationToken cancellation) =>
        await _workbook.BeginAsync(["id", .. Projection.Names], [36, .. Kinds.Select(Width)], cancellation);

    private static int Width(FieldKind kind) => kind.ValueType switch
    {
        ValueType.Boolean => 10,
        ValueType.Number or ValueType.Date => 14,
        ValueType.Money or ValueType.Instant => 20,
        _ => 28,
    };

    public override Task WriteAsync(Rows row, Utf8JsonWriter json, CancellationToken cancellation)
    {
        Read(json, row);
        _workbook.Text(row.Id(0).ToString());
        for (var i = 0; i < Kinds.Count; i++)
            Write(Kinds[i], Value(i));
        return _workbook.EndRowAsync(cancellation);
    }

    public override Task EndAsync(CancellationToken cancellation) => _workbook.EndAsync(cancellation);

    public override void Dispose()
    {
        _workbook.Dispose();
        base.Dispose();
    }

    private void Write(FieldKind kind, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                _workbook.Blank();
                break;
            case JsonTokenType.True or JsonTokenType.False:
                _workbook.Boolean(reader.TokenType == JsonTokenType.True);
                break;
            case JsonTokenType.Number:
                Number(kind, reader.GetDecimal());
                break;
            case JsonTokenType.String:
                Text(kind, reader.GetString()!);
                break;
            case JsonTokenType.StartObject when kind.ValueType == ValueType.Money:
                var money = JsonElement.ParseValue(ref reader);
                _workbook.Money(decimal.Parse(money.GetProperty("amount").GetString()!, CultureInfo.InvariantCulture), money.GetProperty("currency").GetString()!);
                break;
            default:
                _workbook.Text(CellText.Plain(json));
                break;
        }
    }

    private void Text(FieldKind kind, string text)
    {
        switch (kind.ValueType)
        {
            case ValueType.Number when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                Number(kind, number);
                break;
            case ValueType.Date when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day >= First:
                _workbook.Number(day.DayNumber - Zero.DayNumber, WorkbookWriter.Day);
                break;
            case ValueType.Instant when DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant):
                Instant(TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(instant, System.DateTimeKind.Utc), zone), text);
                break;
            default:
                _workbook.Text(text);
                break;
        }
    }

    private void Instant(DateTime local, string text)
    {
        if (DateOnly.FromDateTime(local) < First)
            _workbook.Text(text);
        else
            // Ten digits are microseconds, and with five for the days all that a spreadsheet keeps.
            _workbook.Number(DateOnly.FromDateTime(local).DayNumber - Zero.DayNumber + decimal.Round((decimal)local.TimeOfDay.Ticks / TimeSpan.TicksPerDay, 10), WorkbookWriter.Time);
    }

    private void Number(FieldKind kind, decimal number)
    {
        if (kind is PercentKind)
            _workbook.Number(number / 100, WorkbookWriter.Percent);
        else
            _workbook.Number(number, WorkbookWriter.Plain);
    }
}
