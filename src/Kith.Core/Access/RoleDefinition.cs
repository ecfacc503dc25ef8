using System.Collections.Frozen;

namespace Kith.Core.Access;

/// <summary>How far a right of a role reaches; each but the first holds the caller's own records, too.</summary>
public enum Level
{
    None,
    /// <summary>What the caller owns.</summary>
    Own,
    /// <summary>What people of the caller's team, of the teams below it and those who report to the caller own.</summary>
    Team,
    /// <summary>What lies in the caller's territories and those below them.</summary>
    Territory,
    All,
}

/// <summary>What a role may do with a field.</summary>
public enum FieldLevel { Hidden, Read, Write }

/// <summary>What a role may do with the records of a type.</summary>
/// <param name="Fields">By name, what it may do with single fields.</param>
/// <param name="OtherFields">What it may do with all others, those that come later included.</param>
public sealed record TypeGrant(Level Read, Level Create, Level Update, Level Delete, Level Export, IReadOnlyDictionary<string, FieldLevel> Fields, FieldLevel OtherFields)
{
    public static readonly TypeGrant Everything = Of(Level.All, Level.All, Level.All);
    public static readonly TypeGrant ReadOnly = Of(Level.All, Level.None, Level.All);

    private static TypeGrant Of(Level read, Level write, Level export) => new(read, write, write, write, export, FrozenDictionary<string, FieldLevel>.Empty, FieldLevel.Write);

    /// <summary>What it may do with a field.</summary>
    public FieldLevel Field(string name) => Fields.TryGetValue(name, out var level) ? level : OtherFields;
}

/// <summary>A role: what people who have it may do. It lists what is allowed; what it does not name it does not allow.</summary>
/// <param name="Name">Stable name; one that a workspace made ends in <c>_c</c>.</param>
/// <param name="BuildsOn">Names of the roles whose rights it has, too.</param>
/// <param name="Types">By name of the type, with <see cref="AnyType"/> for those not named that hold the workspace's records.</param>
public sealed record RoleDefinition(string Name, string Label, string? Description, IReadOnlyList<string> BuildsOn, IReadOnlySet<Function> Functions, IReadOnlyDictionary<string, TypeGrant> Types)
{
    /// <summary>Stands for every type that is not named and not part of the setup.</summary>
    public const string AnyType = "*";

    /// <summary>The rank of a built-in role; null for a workspace's own.</summary>
    public Role? Rank { get; init; }

    /// <summary>What it says of a type itself, without the roles it builds on.</summary>
    /// <param name="setup">True for types of the setup, which a role names or leaves as they are for everyone.</param>
    public TypeGrant? Of(string type, bool setup) => Types.GetValueOrDefault(type) ?? (setup ? null : Types.GetValueOrDefault(AnyType));
}

/// <summary>The roles that every workspace has, from the one that may least.</summary>
public static class BuiltInRoles
{
    private static readonly Function[] Work = [Function.Import, Function.Export, Function.MakeKeys];
    private static readonly string[] SetupOfManagers = ["team", "territory", "territory_member", "quota"];

    public static IReadOnlyList<RoleDefinition> All { get; } =
    [
        Make(Role.Viewer, [Function.MakeKeys], [(RoleDefinition.AnyType, TypeGrant.ReadOnly)]),
        Make(Role.Member, Work, [(RoleDefinition.AnyType, TypeGrant.Everything)]),
        Make(Role.Manager, [.. Work, Function.SeeWork], [(RoleDefinition.AnyType, TypeGrant.Everything), .. SetupOfManagers.Select(t => (t, TypeGrant.Everything))]),
        Make(Role.Administrator, [.. Enum.GetValues<Function>().Where(f => f != Function.SeePrivate)], [(RoleDefinition.AnyType, TypeGrant.Everything)]),
        Make(Role.Owner, Enum.GetValues<Function>(), [(RoleDefinition.AnyType, TypeGrant.Everything)]),
    ];

    /// <summary>The built-in role of a rank.</summary>
    public static RoleDefinition Of(Role rank) => All.First(r => r.Rank == rank);

    /// <summary>The built-in role of a name, or null.</summary>
    public static RoleDefinition? Find(string name) => All.FirstOrDefault(r => r.Name == name);

    private static RoleDefinition Make(Role rank, IEnumerable<Function> functions, IEnumerable<(string Type, TypeGrant Grant)> types)
    {
        var name = Types.Naming.Snake(rank.ToString());
        return new RoleDefinition(name, Problems.Messages.Text("role." + name), Problems.Messages.Text($"role.{name}.about"), [], functions.ToFrozenSet(), types.ToFrozenDictionary(t => t.Type, t => t.Grant)) { Rank = rank };
    }
}

/// <summary>Somebody a record can be shared with.</summary>
/// <param name="Kind"><c>person</c>, <c>team</c>, <c>territory</c> or <c>role</c>.</param>
/// <param name="Id">Id of the record, or name of the role.</param>
public sealed record Principal(string Kind, string Id)
{
    public static readonly IReadOnlyList<string> Kinds = ["person", "team", "territory", "role"];

    /// <summary>Both in one text.</summary>
    public string Key => $"{Kind}:{Id}";

    public static Principal Of(string key) => new(key[..key.IndexOf(':', StringComparison.Ordinal)], key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..]);
}

/// <summary>Opens the records of a type that satisfy a condition to somebody whose role lets them read or change the type at all.</summary>
/// <param name="Condition">In the expression language; it sees every field.</param>
/// <param name="Write">True where it opens them for changes, too.</param>
/// <param name="At">When it was last changed.</param>
public sealed record SharingRule(Guid Id, string Type, string Label, string Condition, Principal To, bool Write, bool Active, DateTime At);
