using Kith.Core.Access;
using Kith.Core.Types;

namespace Kith.Store.Transfer;

/// <summary>What a mapping is checked against.</summary>
/// <param name="Catalogue">The workspace's types.</param>
/// <param name="Profile">The file.</param>
/// <param name="Currency">The workspace's base currency, for amounts without one.</param>
/// <param name="Zone">The time zone of times without an offset.</param>
public sealed record ImportContext(Catalogue Catalogue, FileProfile Profile, string Currency, TimeZoneInfo Zone)
{
    private static readonly TypeRights All = new(true, true, true, true);

    /// <summary>What the person behind the import may do with a type; hidden fields are unknown to the mapping, locked ones read-only.</summary>
    public Func<RecordType, TypeRights> Rights { get; init; } = static _ => All;

    /// <summary>True for required fields that the type fills by itself.</summary>
    public Func<RecordType, Field, bool> Fills { get; init; } = FillsItself;

    /// <summary>
    /// True for fields with a default, and for required links of a type that prepares its records, as a deal finds its first stage.
    /// Where that leaves one empty after all, the write path refuses row by row.
    /// </summary>
    public static bool FillsItself(RecordType type, Field field) =>
        field.Default is not null || (field.To is not null && type.Behaviour.Preparations.Count > 0);
}
