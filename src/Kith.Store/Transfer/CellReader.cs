using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Transfer.Sheets;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Transfer;

/// <summary>Turns the cells of one column into values. Not safe for use by several threads.</summary>
internal sealed class CellReader
{
    private readonly ColumnPlan _plan;
    private readonly ChoiceMaker? _choices;
    private readonly Dictionary<string, object>? _known;

    public CellReader(ColumnPlan plan, ChoiceMaker? choices)
    {
        (_plan, _choices) = (plan, choices);
        _known = plan.Repeats ? [] : null;
    }

    /// <summary>The column's plan.</summary>
    public ColumnPlan Plan => _plan;

    /// <summary>The text of a cell with the mapping's own values put in, trimmed; empty for nothing.</summary>
    public string TextOf(string cell)
    {
        var text = cell.Trim();
        if (_plan.Until is { } until && text.IndexOf(until, StringComparison.Ordinal) is >= 0 and var end)
            text = text[..end].TrimEnd();
        if (_plan.Values.Count > 0 && _plan.Values.TryGetValue(text, out var other))
            text = other;
        return text.Length == 0 ? text : _plan.Prefix + text;
    }

    /// <summary>A row's cell of the column, as other columns of the row leave it: with its currency, or overruled.</summary>
    public string CellOf(string[] cells)
    {
        var cell = cells[_plan.Index];
        if (_plan.Unless is { } unless && unless.Values.TryGetValue(cells[unless.Index].Trim(), out var other))
            return other;
        return _plan.Currency >= 0 && !string.IsNullOrWhiteSpace(cell) ? $"{cell.Trim()} {cells[_plan.Currency].Trim()}".TrimEnd() : cell;
    }

    /// <summary>The entry of a row's values for a cell; null when the field is to be emptied or a problem was added.</summary>
    /// <param name="type">What the file says the cell is.</param>
    public object? Read(string cell, CellType type, ProblemList problems)
    {
        var text = TextOf(cell);
        if (text.Length == 0)
            return _plan.Empty == OnEmpty.Clear ? null : ImportRow.Keep;
        // What stands in the place of a text is itself one.
        if (type != CellType.Text && text.StartsWith(cell.Trim(), StringComparison.Ordinal))
            return Convert(text, Exact(type, text), problems);
        if (_known is not null && _known.TryGetValue(text, out var known))
            return known;
        var value = Convert(text, _plan.Format, problems);
        if (value is not null)
            _known?.Add(text, value);
        return value;
    }

    /// <summary>How a cell is read whose file says what it is, however the texts of the column are written.</summary>
    private InputFormat Exact(CellType type, string text) => type == CellType.Date
        ? _plan.Format with { DateFormat = DateFormats.IsoOf(DateFormats.IsTime(text)) } : _plan.Format with { DecimalComma = false };

    private object? Convert(string text, InputFormat format, ProblemList problems)
    {
        var field = _plan.Path.Field!;
        if (_plan.Match is not null)
            return field.Kind.ValueType == ValueType.LinkList ? Many(field, text) : new LinkText(_plan, field, text);
        if (_choices is not null)
            return _choices.Read(text, _plan, problems);
        return Plain(field, text, format, problems);
    }

    private LinkText[] Many(Field field, string text) =>
        [.. text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase).Select(t => new LinkText(_plan, field, t))];

    private static object? Plain(Field field, string text, InputFormat reading, ProblemList problems)
    {
        if (reading.DateFormat is not { } format)
            return field.Kind.FromText(text, field, reading, problems);
        // The kind's own message asks for ISO 8601; here the chosen format is what was expected.
        var own = new ProblemList();
        var value = field.Kind.FromText(text, field, reading, own);
        if (!own.None)
            problems.Add(field.Name, "import.not_in_format", field.Label, Quoted(text), format);
        return value;
    }

    /// <summary>A value as messages quote it.</summary>
    public static string Quoted(string text) => text.Length > 100 ? text[..100] + "…" : text;
}
