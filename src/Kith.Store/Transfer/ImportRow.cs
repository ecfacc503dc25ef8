using Kith.Core.Problems;
using Kith.Store.Transfer.Sheets;

namespace Kith.Store.Transfer;

/// <summary>What a row of the file says about a record.</summary>
/// <param name="Number">The row's number, from 1.</param>
/// <param name="Cells">The cells as they came, for the report of failed rows.</param>
/// <param name="Id">The record's id, where the file names it.</param>
/// <param name="Values">
/// One entry for each of <see cref="ImportPlan.Fields"/>: <see cref="Keep"/>, null to empty the field, a value of the field's kind,
/// a <see cref="LinkText"/> (an array of them for a field with many links) or an <see cref="AddressPatch"/>.
/// </param>
/// <param name="Defaults">For the fields that a new record takes by default and the row leaves out: the same kinds of entries; else null.</param>
/// <param name="Problems">Why the row cannot be used; it can when there are none.</param>
public sealed record ImportRow(long Number, string[] Cells, Guid? Id, object?[] Values, object?[]? Defaults, ProblemList Problems)
{
    /// <summary>Stands for a field that the row does not set.</summary>
    public static readonly object Keep = new();

    /// <summary>What the file says the cells are; null where it says nothing.</summary>
    public CellType[]? Types { get; init; }

    /// <summary>The entry of a field for a new record: the row's own or else the default.</summary>
    public object? ForNew(int slot)
    {
        if (!IsEmpty(Values[slot]))
            return Values[slot];
        return Defaults is not null && !IsEmpty(Defaults[slot]) ? Defaults[slot] : null;
    }

    /// <summary>True for an entry that gives a new record no value.</summary>
    public static bool IsEmpty(object? entry) => entry is null || ReferenceEquals(entry, Keep);
}
