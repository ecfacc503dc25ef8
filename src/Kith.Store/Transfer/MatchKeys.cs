using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Store.Transfer;

/// <summary>Finds what the rows of a file are best recognised by, so that the same file imported twice makes nothing new.</summary>
internal static class MatchKeys
{
    /// <summary>
    /// The surest of the mapped fields: the id, the external id, a unique field, an e-mail that no two rows are seen to share, or a
    /// title that surely no two rows share, as two deals may have one name; null when there is none.
    /// </summary>
    public static FieldPath? Usual(FileProfile profile, IReadOnlyList<(FieldPath Path, int Column)> mapped)
    {
        FieldPath? First(Func<FieldPath, ColumnProfile, bool> suits) => mapped.FirstOrDefault(m => m.Path.Part is null && suits(m.Path, profile.Columns[m.Column])).Path;
        return First((p, _) => p.Field is null)
            ?? First((p, _) => p.Field is { Name: "external_id" })
            ?? First((p, _) => p.Field is { Unique: true })
            ?? First((p, c) => p.Field?.Kind == FieldKinds.Email && (c.DistinctMore || c.Distinct == c.Filled))
            ?? First((p, c) => p.Field is { Title: true } && !c.DistinctMore && c.Distinct == profile.Rows);
    }
}
