using Kith.Core.Types;

namespace Kith.Core.Expressions;

/// <summary>A record as <see cref="ExpressionEvaluator"/> sees it. What the reader may not see is empty, leads nowhere and does not point.</summary>
public abstract class RecordView
{
    public abstract Guid Id { get; }
    public abstract long Version { get; }

    /// <summary>
    /// The value of a stored field: string, decimal, DateOnly, DateTime (UTC), bool, Guid, string[] or Guid[], of money the amount in the base currency;
    /// null when it is empty.
    /// </summary>
    /// <param name="part">One of the kind's parts, such as <c>city</c> of an address; null for the whole.</param>
    public abstract object? Value(Field field, string? part);

    /// <summary>The record that a link points at; null where it is empty.</summary>
    public abstract RecordView? Follow(Field link);

    /// <summary>Titles of the records that a link, to one or to many, points at.</summary>
    public abstract IReadOnlyList<string> Titles(Field link);

    /// <summary>The records of a type that point at this one by a link.</summary>
    public abstract IEnumerable<RecordView> Pointing(RecordType of, Field back);

    /// <summary>The id of a record, whichever it is, and those of the records that became it.</summary>
    public abstract IReadOnlySet<Guid> Sames(Guid record);

    /// <summary>The ids of a record and of all that stand somewhere below it; none where it is in the trash.</summary>
    public abstract IReadOnlySet<Guid> Below(Guid record, Tree tree);

    /// <summary>The record as everything stood at a moment; null where it was not made yet. Of a moment behind this view's own one, the view itself.</summary>
    /// <param name="until">The first instant whose changes are not yet made, in UTC.</param>
    public abstract RecordView? At(DateTime until);

    /// <summary>True where a stored field was changed at an instant or since, after the record was made.</summary>
    public abstract bool Changed(Field field, DateTime since);
}
