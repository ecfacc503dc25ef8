using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
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
    public object? Read(string cell, ProblemList problems)
    {
        var text = TextOf(cell);
        if (text.Length == 0)
            return _plan.Empty == OnEmpty.Clear ? null : ImportRow.Keep;
        if (_known is not null && _known.TryGetValue(text, out var known))
            return known;
        var value = Convert(text, problems);
        if (value is not null)
            _known?.Add(text, value);
        return value;
    }

    private object? Convert(string text, ProblemList problems)
    {
        var field = _plan.Path.Field!;
        if (_plan.Match is not null)
            return field.Kind.ValueType == ValueType.LinkList ? Many(field, text) : new LinkText(_plan, field, text);
        if (_choices is not null)
            return _choices.Read(text, _plan, problems);
        return Plain(field, text, problems);
    }

    private LinkText[] Many(Field field, string text) =>
        [.. text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase).Select(t => new LinkText(_plan, field, t))];

    private object? Plain(Field field, string text, ProblemList problems)
    {
        if (_plan.Format.DateFormat is not { } format)
            return field.Kind.FromText(text, field, _plan.Format, problems);
        // The kind's own message asks for ISO 8601; here the chosen format is what was expected.
        var own = new ProblemList();
        var value = field.Kind.FromText(text, field, _plan.Format, own);
        if (!own.None)
            problems.Add(field.Name, "import.not_in_format", field.Label, Quoted(text), format);
        return value;
    }

    /// <summary>A value as messages quote it.</summary>
    public static string Quoted(string text) => text.Length > 100 ? text[..100] + "…" : text;
}
