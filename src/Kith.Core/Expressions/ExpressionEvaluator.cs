using System.Diagnostics;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Core.Expressions;

/// <summary>
/// Works out checked expressions over records in memory: for rules and previews of records that are not stored yet. It gives what the SQL of the
/// same expression gives; a test over random records and expressions holds the two together.
/// </summary>
/// <param name="zone">Where days begin; the one the expression was checked with.</param>
/// <param name="mine">What belongs to the caller the expression was checked for.</param>
public sealed class ExpressionEvaluator(TimeZoneInfo zone, Mine mine)
{
    /// <summary>True where a condition holds for a record. Something empty does not hold.</summary>
    public bool Holds(Expr condition, RecordView record) => condition switch
    {
        Comparison c => Compare(c, record),
        AllOf a => a.Parts.All(p => Holds(p, record)),
        AnyOf a => a.Parts.Any(p => Holds(p, record)),
        Not n => !Holds(n.Operand, record),
        InList i => In(i, record),
        InPeriod p => Value(p.Value, record) is { } value && Order(value, p.From.Value!) >= 0 && Order(value, p.Until.Value!) < 0,
        InMine i => Value(i.Value, record) switch { Guid one => mine.Of(i.Set).Contains(one), Guid[] many => many.Any(mine.Of(i.Set).Contains), _ => false },
        About a => record.Sames(a.Record) is var sames && Value(a.Value, record) switch { Guid one => sames.Contains(one), Guid[] many => many.Any(sames.Contains), _ => false },
        Within w => record.Below(w.Record, w.Tree) is var below && Value(w.Value, record) switch { Guid one => below.Contains(one), Guid[] many => many.Any(below.Contains), _ => false },
        TextMatch m => Candidates(m.Value, record).Any(text => Has(m, text)),
        Resemblance l => Candidates(l.Value, record).Any(text => Likeness.Has(text, l.Words)),
        IsEmpty e => Empty(Value(e.Value, record)),
        _ => Value(condition, record) is true,
    };

    /// <summary>The value of an expression: string, decimal, DateOnly, DateTime (UTC), bool, Guid, string[], Guid[], or null where it is empty.</summary>
    public object? Value(Expr expression, RecordView record) => expression switch
    {
        Constant c => c.Value,
        FieldValue f => At(f.Links, record)?.Value(f.Field, f.Part),
        RecordId i => At(i.Links, record)?.Id,
        RecordVersion v => At(v.Links, record) is { } target ? (decimal)target.Version : null,
        LinkTitle t => Titles(t, record) is [var title, ..] ? title : null,
        Calculation c => Calculate(c.Operator, Value(c.Left, record), Value(c.Right, record)),
        Negative n => Value(n.Operand, record) is decimal number ? -number : null,
        Call c => Call(c, record),
        Collected c => At(c.Links, record) is { } target ? Collect(c.Measure, Meant(c, target)) : Collect(c.Measure, []),
        Was w => At(w.Links, record)?.At(w.Until) is { } then ? Value(w.Of, then) : null,
        Changed c => At(c.Links, record)?.Changed(c.Field, c.Since) is true,
        Comparison or AllOf or AnyOf or Not or InList or InPeriod or InMine or About or Within or TextMatch or Resemblance or IsEmpty => Holds(expression, record),
        _ => throw new UnreachableException(expression.GetType().Name),
    };

    private static RecordView? At(IReadOnlyList<Field> links, RecordView record)
    {
        RecordView? at = record;
        foreach (var link in links)
            at = at?.Follow(link);
        return at;
    }

    private static List<RecordView> Meant(Collected collected, RecordView target)
    {
        if (collected.Tree is not { } tree)
            return [.. target.Pointing(collected.Of, collected.Back!)];
        List<RecordView> all = target.Below(target.Id, tree).Contains(target.Id) ? [target] : [];
        for (var i = 0; i < all.Count; i++)
            all.AddRange(all[i].Pointing(tree.Of, tree.Link).Where(r => all.TrueForAll(a => a.Id != r.Id)));
        return collected.Back is { } back ? [.. all.SelectMany(r => r.Pointing(collected.Of, back)).DistinctBy(r => r.Id)] : all;
    }

    private static IReadOnlyList<string> Titles(LinkTitle title, RecordView record) => At(title.Links, record)?.Titles(title.Field) ?? [];

    private static bool Empty(object? value) => value is null or Array { Length: 0 };

    private bool Compare(Comparison c, RecordView record)
    {
        var (left, right) = (Value(c.Left, record), Value(c.Right, record));
        if (left is Array list && right is not (null or Array))
            return list.Cast<object>().Contains(right) != (c.Comparator == Comparator.NotEqual);
        return c.Comparator switch
        {
            Comparator.Equal => Equals(left, right),
            Comparator.NotEqual => !Equals(left, right),
            _ when left is null || right is null => false,
            Comparator.Less => Order(left, right) < 0,
            Comparator.LessOrEqual => Order(left, right) <= 0,
            Comparator.Greater => Order(left, right) > 0,
            Comparator.GreaterOrEqual => Order(left, right) >= 0,
            _ => throw new ArgumentOutOfRangeException(nameof(c)),
        };
    }

    private static int Order(object one, object other) => one is string a && other is string b ? Texts.Compare(a, b) : Comparer<object>.Default.Compare(one, other);

    private bool In(InList list, RecordView record)
    {
        if (list.Value is LinkTitle { Field.Kind: LinksKind } titles)
            return Titles(titles, record).Any(t => list.Items.Any(i => Equals(i.Value, t)));
        return Value(list.Value, record) is Array entries
            ? entries.Cast<object>().Any(e => list.Items.Any(i => Equals(i.Value, e)))
            : Value(list.Value, record) is var value && list.Items.Any(i => Equals(i.Value, value));
    }

    private IEnumerable<string> Candidates(Expr value, RecordView record) => value is LinkTitle { Field.Kind: LinksKind } titles
        ? Titles(titles, record)
        : Value(value, record) switch { string text => [text], string[] texts => texts, _ => [] };

    private static bool Has(TextMatch match, string text)
    {
        var (within, sought) = (Texts.Fold(text), Texts.Fold(match.Text));
        return match.Place switch
        {
            TextPlace.Contains => within.Contains(sought, StringComparison.Ordinal),
            TextPlace.Starts => within.StartsWith(sought, StringComparison.Ordinal),
            TextPlace.Ends => within.EndsWith(sought, StringComparison.Ordinal),
            _ => throw new ArgumentOutOfRangeException(nameof(match)),
        };
    }

    /// <summary>A calculation; empty (null) where a side is, where the result is out of range, and where something is divided by zero.</summary>
    internal static object? Calculate(Operator @operator, object? left, object? right) => (@operator, left, right) switch
    {
        (_, null, _) or (_, _, null) => null,
        (Operator.Add, decimal a, decimal b) => Numbers.Add(a, b),
        (Operator.Subtract, decimal a, decimal b) => Numbers.Subtract(a, b),
        (Operator.Multiply, decimal a, decimal b) => Numbers.Multiply(a, b),
        (Operator.Divide, decimal a, decimal b) => Numbers.Divide(a, b),
        (Operator.Subtract, DateOnly a, DateOnly b) => (decimal)(a.DayNumber - b.DayNumber),
        (Operator.Subtract, DateTime a, DateTime b) => Days.Between(a, b),
        (Operator.Subtract, DateOnly a, decimal days) => Days.After(a, -days),
        (Operator.Subtract, DateTime a, decimal days) => Days.After(a, -days),
        (_, DateOnly a, decimal days) => Days.After(a, days),
        (_, decimal days, DateOnly a) => Days.After(a, days),
        (_, DateTime a, decimal days) => Days.After(a, days),
        (_, decimal days, DateTime a) => Days.After(a, days),
        _ => throw new UnreachableException(@operator.ToString()),
    };

    private object? Call(Call call, RecordView record)
    {
        if (call.Name == "if")
            return Value(call.Arguments[Holds(call.Arguments[0], record) ? 1 : 2], record);
        if (call.Name == "coalesce")
            return call.Arguments.Select(a => Value(a, record)).FirstOrDefault(v => v is not null);
        if (call.Name == "concat")
            return Filled(string.Concat(call.Arguments.Select(a => Value(a, record))));
        if (call is { Name: "length", Arguments: [{ Type: ValueType.TextList or ValueType.LinkList } list] })
            return (decimal)((Value(list, record) as Array)?.Length ?? 0);
        return Value(call.Arguments[0], record) is not { } value ? null : (call.Name, value) switch
        {
            ("trim", string text) => Filled(text.Trim(' ', '\t', '\n', '\r')),
            ("left", string text) => string.Concat(text.EnumerateRunes().Take(Number(call, 1))),
            ("right", string text) => string.Concat(text.EnumerateRunes().TakeLast(Number(call, 1))),
            ("replace", string text) => Filled(text.Replace(Text(call, 1), Text(call, 2), StringComparison.Ordinal)),
            ("anniversary", DateOnly day) => Days.Anniversary(day, (DateOnly)Value(call.Arguments[1], record)!),
            ("add_months", DateOnly day) => Days.AfterMonths(day, Number(call, 1)),
            ("weekday", DateOnly day) => Days.Weekday(day),
            ("weekday", DateTime instant) => Days.Weekday(Days.Of(instant, zone)),
            ("hour", DateTime instant) => Days.Hour(instant, zone),
            ("lower", string text) => Texts.Lower(text),
            ("upper", string text) => Texts.Upper(text),
            ("length", string text) => (decimal)Texts.Length(text),
            ("abs", decimal number) => Math.Abs(number),
            ("round", decimal number) => Numbers.Round(number, Number(call, 1)),
            (var unit, DateOnly day) => Periods.First(unit, day, Shift(call)),
            (var unit, DateTime instant) => Periods.First(unit, Days.Of(instant, zone), Shift(call)),
            _ => throw new UnreachableException(call.Name),
        };
    }

    private static int Shift(Call call) => call.Arguments.Count > 1 ? Number(call, 1) : 0;

    private static int Number(Call call, int argument) => (int)(decimal)((Constant)call.Arguments[argument]).Value!;

    private static string Text(Call call, int argument) => (string)((Constant)call.Arguments[argument]).Value!;

    // A text without a character is no value.
    private static string? Filled(string text) => text.Length == 0 ? null : text;

    private object? Collect(Aggregate measure, IReadOnlyList<RecordView> records)
    {
        var counted = records.Where(r => measure.Where is null || Holds(measure.Where, r)).ToList();
        if (measure.Argument is not { } argument)
            return measure.Function == AggregateFunction.Any ? counted.Count > 0 : (decimal)counted.Count;
        if (measure.Function == AggregateFunction.Latest)
            return counted.MaxBy(r => r.Id, IdOrder) is { } latest ? Value(argument, latest) : null;
        var values = counted.ConvertAll(r => Value(argument, r)).OfType<object>().ToList();
        return measure.Function switch
        {
            AggregateFunction.CountDistinct => (decimal)values.Distinct().Count(),
            AggregateFunction.Sum => Numbers.Sum(values.Cast<decimal>()),
            AggregateFunction.Average => Numbers.Average([.. values.Cast<decimal>()]),
            AggregateFunction.Median => Numbers.Median([.. values.Cast<decimal>()]),
            AggregateFunction.Min => values.Count == 0 ? null : values.Aggregate((a, b) => Order(a, b) <= 0 ? a : b),
            AggregateFunction.Max => values.Count == 0 ? null : values.Aggregate((a, b) => Order(a, b) >= 0 ? a : b),
            _ => throw new ArgumentOutOfRangeException(nameof(measure)),
        };
    }

    // As PostgreSQL orders them: by their bytes as written.
    private static readonly Comparer<Guid> IdOrder = Comparer<Guid>.Create((a, b) => string.CompareOrdinal(a.ToString("N"), b.ToString("N")));
}
