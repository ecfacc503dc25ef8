namespace Kith.Store.Transfer.Running;

/// <summary>A row on its way into the database.</summary>
/// <param name="newId">The id of the record it makes.</param>
internal sealed class RowWork(ImportRow row, Guid newId)
{
    public ImportRow Row { get; } = row;
    /// <summary>What the row is compared by, in the order of the mapping; null until that is known.</summary>
    public object?[]? Keys { get; set; }
    /// <summary>The record the row changes; null while it makes a new one.</summary>
    public Guid? Matched { get; set; }
    /// <summary>The present scope of that record, such as the pipeline of a deal.</summary>
    public Guid? MatchedScope { get; set; }
    /// <summary>What the row is recognised by, the same for rows that mean the same record; null when by nothing.</summary>
    public string? Key { get; set; }
    public Guid NewId { get; } = newId;
    /// <summary>Rows of the same chunk whose new records it links to.</summary>
    public List<RowWork> Needs { get; } = [];

    /// <summary>What the row says about a field for the record it makes or changes; <see cref="ImportRow.Keep"/> where nothing.</summary>
    public object? Entry(int slot)
    {
        if (Matched is not null)
            return Row.Values[slot];
        return Row.ForNew(slot) ?? ImportRow.Keep;
    }
}
