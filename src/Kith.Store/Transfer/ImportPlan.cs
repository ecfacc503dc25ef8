using System.Collections.Frozen;
using Kith.Core.Types;

namespace Kith.Store.Transfer;

/// <summary>What happens to a row that names a record that exists.</summary>
public enum OnMatch { Update, Skip, Create }

/// <summary>What happens to a row whose text names no record, or no choice.</summary>
public enum Unresolved
{
    /// <summary>The row fails.</summary>
    Fail,
    /// <summary>The field stays empty.</summary>
    Empty,
    /// <summary>A record with the text as its title, or a choice with the text as its label, is made.</summary>
    Create,
}

/// <summary>What an empty cell does to a record that exists.</summary>
public enum OnEmpty { Keep, Clear }

/// <summary>A field that a mapping asks for and the type does not have yet.</summary>
/// <param name="Column">The column it keeps.</param>
/// <param name="Field">The field to be made.</param>
public sealed record NewField(string Column, Field Field);

/// <summary>How one column becomes values.</summary>
public sealed record ColumnPlan
{
    /// <summary>Position of the column in the file.</summary>
    public required int Index { get; init; }
    /// <summary>Name of the column.</summary>
    public required string Column { get; init; }
    /// <summary>What it is mapped to.</summary>
    public required FieldPath Path { get; init; }
    /// <summary>Position of the field in <see cref="ImportPlan.Fields"/>; -1 for the id.</summary>
    public required int Slot { get; init; }
    /// <summary>How texts are read.</summary>
    public required InputFormat Format { get; init; }
    /// <summary>For links: how records are found.</summary>
    public LinkMatch? Match { get; init; }
    /// <summary>Texts that stand for others; an empty one for nothing.</summary>
    public FrozenDictionary<string, string> Values { get; init; } = FrozenDictionary<string, string>.Empty;
    /// <summary>A text counts up to this mark, as in <c>12;14</c> or <c>New (Sales)</c>; null for the whole.</summary>
    public string? Until { get; init; }
    /// <summary>What stands before every text, so that the ids of two systems are not mistaken for each other.</summary>
    public string Prefix { get; init; } = "";
    /// <summary>Position of the column with the currency of the amounts; -1 for none.</summary>
    public int Currency { get; init; } = -1;
    /// <summary>Another column that has the last word; null for none.</summary>
    public OverridingColumn? Unless { get; init; }
    public Unresolved Unresolved { get; init; }
    public OnEmpty Empty { get; init; }
    /// <summary>True where the column has few different values, so that what they became is worth remembering.</summary>
    public bool Repeats { get; init; }
}

/// <summary>A column whose texts, where they are among some, stand for the value of another: a deal that is "Won" is so whatever its stage.</summary>
/// <param name="Index">Its position in the file.</param>
/// <param name="Values">Its texts, and what they stand for.</param>
public sealed record OverridingColumn(int Index, FrozenDictionary<string, string> Values);

/// <summary>What a field of a new record takes when its column is empty or missing.</summary>
/// <param name="Slot">Position of the field in <see cref="ImportPlan.Fields"/>.</param>
/// <param name="Template">The text.</param>
/// <param name="Columns">Positions in the file of the columns the text names.</param>
/// <param name="Reading">How the text is read.</param>
public sealed record DefaultPlan(int Slot, TextTemplate Template, IReadOnlyList<int> Columns, ColumnPlan Reading);

/// <summary>A checked mapping: all that is needed to turn rows into values. Immutable.</summary>
public sealed record ImportPlan
{
    public required RecordType Type { get; init; }
    /// <summary>The fields the import sets, each once. <see cref="ImportRow.Values"/> has their order.</summary>
    public required IReadOnlyList<Field> Fields { get; init; }
    public required IReadOnlyList<ColumnPlan> Columns { get; init; }
    public required IReadOnlyList<DefaultPlan> Defaults { get; init; }
    /// <summary>Positions in <see cref="Fields"/> of those that texts may name records for.</summary>
    public IReadOnlyList<int> LinkSlots => field ??= [.. Columns.Concat(Defaults.Select(d => d.Reading)).Where(c => c.Match is not null).Select(c => c.Slot).Distinct().Order()];
    /// <summary>Fields still to be made; parse the mapping again once they exist.</summary>
    public required IReadOnlyList<NewField> NewFields { get; init; }
    /// <summary>What a row is recognised by; <see cref="FieldPath.Id"/> or whole fields. Empty when every row makes a new record.</summary>
    public required IReadOnlyList<FieldPath> MatchOn { get; init; }
    public required OnMatch OnMatch { get; init; }
    /// <summary>Required fields that nothing fills; rows that match no record fail for them.</summary>
    public required IReadOnlyList<Field> Missing { get; init; }
    /// <summary>True where a row with an id that is not there yet makes the record of that id, as one that moves here does.</summary>
    public bool KeepsIds => Columns.Any(c => c.Slot < 0 && c.Unresolved == Unresolved.Create);
    /// <summary>Whether workflow rules run for the imported records.</summary>
    public bool Rules { get; init; } = true;
    /// <summary>Whether the import may send mail.</summary>
    public bool Mail { get; init; }
}
