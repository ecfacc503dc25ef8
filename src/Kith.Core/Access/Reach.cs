using Kith.Core.Types;

namespace Kith.Core.Access;

/// <summary>What gave a right: a role by its name, a sharing rule or a share by its id.</summary>
public sealed record Grantor(string Kind, string Name, Guid? Id = null)
{
    public const string Role = "role";
    public const string SharingRule = "sharing_rule";
    public const string Share = "share";

    public static readonly Grantor Kith = new("kith", "");
}

/// <summary>One way that leads from a right to records.</summary>
/// <param name="Through">What gave it.</param>
public abstract record Way(Grantor Through)
{
    /// <summary>All records of the type.</summary>
    public sealed record Everything(Grantor Through) : Way(Through);
    /// <summary>Records that the caller owns; of types without an owner those the caller made.</summary>
    public sealed record Own(Grantor Through) : Way(Through);
    /// <summary>Records that some people own; of types without an owner those they made.</summary>
    public sealed record OwnedBy(Grantor Through, IReadOnlyList<Guid> People) : Way(Through);
    /// <summary>Records of some territories.</summary>
    public sealed record InTerritories(Grantor Through, IReadOnlyList<Guid> Territories) : Way(Through);
    /// <summary>Records that satisfy a condition in the expression language; it sees every field.</summary>
    public sealed record Satisfying(Grantor Through, string Condition) : Way(Through);
    /// <summary>Records that were shared one by one with somebody the caller belongs to.</summary>
    /// <param name="With">The caller and what it belongs to, as <see cref="Principal.Key"/> writes them.</param>
    /// <param name="Write">True where only shares count that allow to write.</param>
    public sealed record Shared(IReadOnlyList<string> With, bool Write) : Way(new Grantor(Grantor.Share, ""));
}

/// <summary>Which records a right holds for: those that at least one of its ways leads to.</summary>
/// <param name="ExceptPrivate">True where private records are left out unless they are the caller's own or shared with it.</param>
public sealed record Reach(IReadOnlyList<Way> Ways, bool ExceptPrivate = false)
{
    /// <summary>The link to the record that must be readable as well; null where there is none.</summary>
    public Field? Shelter { get; init; }

    /// <summary>No record at all.</summary>
    public static readonly Reach None = new([]);
    /// <summary>Every record of the type.</summary>
    public static readonly Reach All = new([new Way.Everything(Grantor.Kith)]);

    /// <summary>The records that satisfy a condition.</summary>
    public static Reach Where(string condition) => new([new Way.Satisfying(Grantor.Kith, condition)]);

    /// <summary>True where there may be records that it leads to.</summary>
    public bool Any => Ways.Count > 0;

    /// <summary>True where it leads to every record without looking at it.</summary>
    public bool IsAll => !ExceptPrivate && Shelter is null && Ways.Any(w => w is Way.Everything);

    /// <summary>True where a new record of this owner and territory may be made.</summary>
    public bool Admits(Guid? person, Guid? owner, Guid? territory) => Ways.Any(w => w switch
    {
        Way.Everything => true,
        Way.Own => owner is not null && owner == person,
        Way.OwnedBy of => owner is { } id && of.People.Contains(id),
        Way.InTerritories of => territory is { } id && of.Territories.Contains(id),
        _ => false,
    });
}

/// <summary>What a caller may do with one type.</summary>
public sealed record TypeRights(Reach Reads, Reach Creates, Reach Updates, Reach Deletes, Reach Exports)
{
    /// <summary>All or nothing of each, with conditions on what is read and written.</summary>
    /// <param name="readWhere">Expression that readable records satisfy; null for all.</param>
    /// <param name="writeWhere">Expression that writable records satisfy; null for all.</param>
    public TypeRights(bool read, bool create, bool update, bool delete, string? readWhere = null, string? writeWhere = null)
        : this(Of(read, readWhere), Of(create, null), Of(update, writeWhere), Of(delete, writeWhere), Of(read, null)) { }

    /// <summary>Fields the caller may not read; they are unknown to it.</summary>
    public IReadOnlySet<string> Hidden { get; init; } = new HashSet<string>();
    /// <summary>Fields the caller may read but not write.</summary>
    public IReadOnlySet<string> Locked { get; init; } = new HashSet<string>();

    public bool Read => Reads.Any;
    public bool Create => Creates.Any;
    public bool Update => Updates.Any;
    public bool Delete => Deletes.Any;
    /// <summary>True where every record of the type may be read.</summary>
    public bool ReadsAll => Reads.IsAll;

    /// <summary>The same for records whose link points at something that the caller may read.</summary>
    public TypeRights Under(Field? shelter) => shelter is null ? this : this with
    {
        Reads = Reads with { Shelter = shelter },
        Updates = Updates with { Shelter = shelter },
        Deletes = Deletes with { Shelter = shelter },
        Exports = Exports with { Shelter = shelter },
    };

    private static Reach Of(bool may, string? where) => !may ? Reach.None : where is null ? Reach.All : Reach.Where(where);
}
