using Kith.Core.Access;
using Kith.Core.Types;

namespace Kith.Core.Expressions;

/// <summary>A checked expression: every name is resolved against the catalogue and the caller, every operand has a type that fits.</summary>
/// <param name="Type">What the expression yields.</param>
public abstract record Expr(Types.ValueType Type);

/// <summary>A value known when the expression is checked; it becomes a parameter.</summary>
/// <param name="Value">string, decimal (of money: in the base currency), DateOnly, DateTime (UTC), bool, Guid or null.</param>
public sealed record Constant(Types.ValueType Type, object? Value) : Expr(Type);

/// <summary>The value of a field, reached over single links from the record.</summary>
/// <param name="Links">The links to follow, first to last; empty for a field of the record itself.</param>
/// <param name="Field">The field of the last type.</param>
/// <param name="Part">One of the kind's <see cref="FieldKind.ValueParts"/>, such as <c>city</c> of an address; null for the whole.</param>
public sealed record FieldValue(IReadOnlyList<Field> Links, Field Field, string? Part = null)
    : Expr(Part is null ? Field.Kind.ValueType : Field.Kind.ValueParts[Part].Type);

/// <summary>The id of the record reached over the links.</summary>
public sealed record RecordId(IReadOnlyList<Field> Links) : Expr(Types.ValueType.Link);

/// <summary>The version of the record reached over the links.</summary>
public sealed record RecordVersion(IReadOnlyList<Field> Links) : Expr(Types.ValueType.Number);

/// <summary>The title of the record that a link field points at; of a field with many links, the list of their titles, which only <see cref="InList"/>, <see cref="TextMatch"/> and <see cref="Resemblance"/> test.</summary>
public sealed record LinkTitle(IReadOnlyList<Field> Links, Field Field) : Expr(Types.ValueType.Text);

/// <summary>How two values are compared.</summary>
public enum Comparator { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual }

/// <summary>A comparison. Two-valued: an empty side is equal to nothing but another empty, different from every value, and never less or greater.</summary>
public sealed record Comparison(Comparator Comparator, Expr Left, Expr Right) : Expr(Types.ValueType.Boolean);

/// <summary>All of the conditions. A yes or no that is empty counts as no, here and wherever a condition stands.</summary>
public sealed record AllOf(IReadOnlyList<Expr> Parts) : Expr(Types.ValueType.Boolean);

/// <summary>Any of the conditions.</summary>
public sealed record AnyOf(IReadOnlyList<Expr> Parts) : Expr(Types.ValueType.Boolean);

/// <summary>The opposite of a condition.</summary>
public sealed record Not(Expr Operand) : Expr(Types.ValueType.Boolean);

/// <summary>True when the value equals one of the items; on a list (texts, links, titles of links), when it contains one of them.</summary>
public sealed record InList(Expr Value, IReadOnlyList<Constant> Items) : Expr(Types.ValueType.Boolean);

/// <summary>True when the value lies in the period: not before <paramref name="From"/> and before <paramref name="Until"/>, both constants of the value's type.</summary>
public sealed record InPeriod(Expr Value, Constant From, Constant Until) : Expr(Types.ValueType.Boolean);

/// <summary>True when the link points at a record that belongs to the caller; of many links, when one does.</summary>
/// <param name="Set">What belongs to the caller.</param>
/// <param name="Me">The caller's person.</param>
public sealed record InMine(Expr Value, MineSet Set, Guid Me) : Expr(Types.ValueType.Boolean);

/// <summary>True when the link points at a record or at one that became it; of many links, when one does.</summary>
public sealed record About(FieldValue Value, Guid Record) : Expr(Types.ValueType.Boolean);

/// <summary>True when the link points at a record or at one that stands somewhere below it; of many links, when one does. Nothing in the trash and nothing that the caller may not read has a place.</summary>
/// <param name="Value">The link, or the id of the record itself.</param>
/// <param name="Tree">How they stand below one another.</param>
public sealed record Within(Expr Value, Guid Record, Tree Tree) : Expr(Types.ValueType.Boolean);

/// <summary>Where a text has to stand in another.</summary>
public enum TextPlace { Contains, Starts, Ends }

/// <summary>True when the value has the text in the place, ignoring case; on a list (texts, titles of links), when one of them has.</summary>
public sealed record TextMatch(TextPlace Place, Expr Value, string Text) : Expr(Types.ValueType.Boolean);

/// <summary>True when the value has all of the words, accents and slips aside; on a list (texts, titles of links), when one of them has.</summary>
public sealed record Resemblance(Expr Value, IReadOnlyList<SoughtWord> Words) : Expr(Types.ValueType.Boolean);

/// <summary>True when the value is empty.</summary>
public sealed record IsEmpty(Expr Value) : Expr(Types.ValueType.Boolean);

/// <summary>What is calculated.</summary>
public enum Operator { Add, Subtract, Multiply, Divide }

/// <summary>A calculation. Numbers and money; a date plus or minus days (of which a fraction is dropped), an instant plus or minus days of 24 hours; two dates or two instants subtract to days. Money counts in the base currency. With an empty side the result is empty; a division by zero is empty.</summary>
public sealed record Calculation(Types.ValueType Type, Operator Operator, Expr Left, Expr Right) : Expr(Type);

/// <summary>The negative of a number or money.</summary>
public sealed record Negative(Expr Operand) : Expr(Operand.Type);

/// <summary>A function over values of one record.</summary>
/// <param name="Name">lower, upper, trim, left, right, replace, concat, length, abs, round, coalesce, if, add_months, anniversary, weekday, hour, year, quarter, month, week, day. The date functions truncate to the first day of
/// the period, in the caller's time zone where the argument is an instant; they yield a date.
/// <c>anniversary</c> has the day from which it looks behind it, as a constant.
/// Behind it may stand, as a constant, how many days before Monday weeks begin, or how many months after those of the calendar years and quarters do.
/// <c>round</c> takes the number of decimals as a constant and rounds halves away from zero; <c>if</c> takes a condition and two values; <c>length</c> counts characters.</param>
public sealed record Call(Types.ValueType Type, string Name, IReadOnlyList<Expr> Arguments) : Expr(Type);

/// <summary>What an aggregate works out. Whether there is any, and the value of the latest, are asked of the records that point at one record only.</summary>
public enum AggregateFunction { Count, CountDistinct, Sum, Average, Median, Min, Max, Any, Latest }

/// <summary>A measure over the records of a query.</summary>
/// <param name="Argument">What is summed up; null for <c>count()</c>.</param>
/// <param name="Where">Only records that satisfy it count, as in <c>sum(amount where stage.won)</c>; null for all.</param>
public sealed record Aggregate(Types.ValueType Type, AggregateFunction Function, Expr? Argument, Expr? Where) : Expr(Type);

/// <summary>What a measure of one group is set beside: the whole, the group it lies in, or the groups before it.</summary>
public enum Standing { Share, ParentShare, RunningTotal }

/// <summary>A measure of a group among the other groups of its report. A share is in percent, empty where the whole is zero.</summary>
/// <param name="Of">A count or a sum: only those of the parts add up to that of the whole.</param>
public sealed record AmongGroups(Standing Standing, Aggregate Of) : Expr(Standing == Standing.RunningTotal ? Of.Type : Types.ValueType.Number);

/// <summary>An aggregate over the records that point at one record, as in <c>count(activities where due_at &lt; today())</c>. Those in the trash and those the caller may not read do not count.</summary>
/// <param name="Links">The links that lead to the record pointed at.</param>
/// <param name="Of">Type of the records that point at it.</param>
/// <param name="Back">The link they do so by; null where the records of the tree are meant themselves.</param>
/// <param name="Tree">How further records stand below the one pointed at, so that what points at those counts, too, each once; null where only it is meant.</param>
/// <param name="Measure">What is worked out, about the records that point.</param>
public sealed record Collected(IReadOnlyList<Field> Links, RecordType Of, Field? Back, Tree? Tree, Aggregate Measure) : Expr(Measure.Type);

/// <summary>The value that an expression had of a record as everything stood at a moment, except who may read what; empty where the record was not made yet.</summary>
/// <param name="Links">The links that lead to the record, as they are now.</param>
/// <param name="Of">About that record.</param>
/// <param name="Until">The first instant, in UTC, whose changes are not yet made.</param>
public sealed record Was(IReadOnlyList<Field> Links, Expr Of, DateTime Until) : Expr(Of.Type);

/// <summary>True where the value of a stored field was changed at an instant or since. That a record is made changes nothing of it.</summary>
public sealed record Changed(IReadOnlyList<Field> Links, Field Field, DateTime Since) : Expr(Types.ValueType.Boolean);

/// <summary>What checking needs to know of the caller and the moment.</summary>
/// <param name="Now">The instant that <c>now()</c> and the periods start from, in UTC.</param>
/// <param name="Zone">Where the caller's days begin.</param>
/// <param name="Calendar">When weeks and fiscal years begin.</param>
/// <param name="Me">The caller's person; null for Kith itself.</param>
/// <param name="Limits">The most that the expression may cost.</param>
/// <param name="Hidden">True for a field the caller may not read: it is unknown.</param>
public sealed record CheckContext(Catalogue Catalogue, DateTime Now, TimeZoneInfo Zone, WorkCalendar Calendar, Guid? Me, CostLimits Limits, Func<RecordType, Field, bool> Hidden)
{
    /// <summary>True where a record is just being saved: the change is in no history yet, so the past cannot be asked.</summary>
    public bool Saving { get; init; }

    /// <summary>Told of each field that the expression names, those inside formulas included; null where nobody asks.</summary>
    public Action<RecordType, Field>? Named { get; init; }
}
