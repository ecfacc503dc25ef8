using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using Kith.Core.Types;

namespace Kith.Core.Access;

/// <summary>A role that a person has, and since when.</summary>
/// <param name="Until">When it ends by itself; null for never.</param>
public sealed record HeldRole(string Name, DateTime? Since = null, DateTime? Until = null);

/// <summary>Where a person stands in the organisation at a moment: all that rights depend on beside the roles themselves.</summary>
/// <param name="Roles">The person's role, then those granted for a time.</param>
/// <param name="Teams">The person's team and those above it; those it leads with those above them.</param>
/// <param name="People">Those of the person's team, of the teams below it and those who report to it; not the person.</param>
/// <param name="Territories">The person's territories and those below them.</param>
/// <param name="TerritoriesAbove">The person's territories and those above them: what is shared with these reaches it.</param>
/// <param name="SharedTypes">Types of which records are shared with the person one by one.</param>
/// <param name="PrivateTypes">Types of which there are private records in the workspace.</param>
public sealed record Membership(
    Guid Person, IReadOnlyList<HeldRole> Roles, IReadOnlyList<Guid> Teams, IReadOnlyList<Guid> People, IReadOnlyList<Guid> Territories, IReadOnlyList<Guid> TerritoriesAbove,
    IReadOnlySet<string> SharedTypes, IReadOnlySet<string> PrivateTypes)
{
    /// <summary>The person and all that it belongs to, as what is shared names them.</summary>
    public IReadOnlyList<string> Keys(IEnumerable<string> roles) =>
    [
        new Principal("person", Person.ToString()).Key,
        .. Teams.Select(t => new Principal("team", t.ToString()).Key),
        .. TerritoriesAbove.Select(t => new Principal("territory", t.ToString()).Key),
        .. roles.Select(r => new Principal("role", r).Key),
    ];

    /// <summary>A person with one role and nothing else.</summary>
    public static Membership Alone(Guid person, string role) => new(person, [new HeldRole(role)], [], [], [], [], FrozenSet<string>.Empty, FrozenSet<string>.Empty);
}

/// <summary>
/// What one person may do in a workspace: the roles that it has, with all they build on, put together with where it stands. What any role allows is allowed; only what
/// is private is taken away again.
/// </summary>
public sealed class PersonAccess
{
    private static readonly ConcurrentDictionary<Role, PersonAccess> BuiltIn = new();
    private readonly ConcurrentDictionary<RecordType, TypeRights> _rights = new();
    private readonly IReadOnlyList<RoleDefinition> _roles;
    private readonly IReadOnlyList<SharingRule> _rules;
    private readonly IReadOnlyList<string> _keys;
    private readonly Lazy<string> _key;

    private PersonAccess(Membership membership, IReadOnlyList<RoleDefinition> roles, IReadOnlyList<SharingRule> rules)
    {
        (Membership, _roles) = (membership, roles);
        _key = new Lazy<string>(() => Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new
        {
            membership.Roles, membership.Teams, membership.People, membership.Territories, membership.TerritoriesAbove, Shared = membership.SharedTypes.Order(), Private = membership.PrivateTypes.Order(),
            Definitions = roles.Select(r => new { r.Name, r.Rank, Content = RoleJson.Content(r) }), Rules = _rules,
        }))));
        Rank = roles.Max(r => r.Rank) ?? Role.None;
        Functions = roles.SelectMany(r => r.Functions).ToFrozenSet();
        _keys = membership.Keys(roles.Select(r => r.Name));
        _rules = [.. rules.Where(r => r.Active && _keys.Contains(r.To.Key))];
    }

    public Membership Membership { get; }
    /// <summary>The same for two that allow the same, whatever else changed in the workspace.</summary>
    public string Key => _key.Value;
    /// <summary>The highest of the built-in roles among those that the person has.</summary>
    public Role Rank { get; }
    /// <summary>What the roles allow beside records.</summary>
    public IReadOnlySet<Function> Functions { get; }
    /// <summary>Names of the roles, with all they build on.</summary>
    public IEnumerable<string> Roles => _roles.Select(r => r.Name);
    /// <summary>The role that the person's record names.</summary>
    public string Main => Membership.Roles[0].Name;

    /// <summary>What a person may do under the roles and sharing rules of a workspace.</summary>
    public static PersonAccess Of(Membership membership, Catalogue catalogue)
    {
        var found = new Dictionary<string, RoleDefinition>();
        foreach (var held in membership.Roles)
            Add(held.Name);
        return new PersonAccess(membership, [.. found.Values], catalogue.SharingRules);

        void Add(string name)
        {
            // A role that was deleted while somebody has it allows nothing.
            if (catalogue.Role(name) is { } role && found.TryAdd(name, role))
            {
                foreach (var below in role.BuildsOn)
                    Add(below);
            }
        }
    }

    /// <summary>What a built-in role allows to somebody who stands nowhere.</summary>
    public static PersonAccess Of(Role rank) => BuiltIn.GetOrAdd(rank, r => new PersonAccess(Membership.Alone(Guid.Empty, Naming.Snake(r.ToString())), [BuiltInRoles.Of(r)], []));

    /// <summary>The rights on a type, apart from those it decides by itself.</summary>
    public TypeRights Of(RecordType type) => _rights.GetOrAdd(type, Rights);

    /// <summary>True where somebody who may do this may also do everything that a role allows: nobody gives rights above their own.</summary>
    public static bool Within(RoleDefinition role, PersonAccess giver, Catalogue catalogue) =>
        giver.Covers(Of(Membership.Alone(giver.Membership.Person, role.Name), catalogue), catalogue);

    /// <summary>True where this one may see Kith as the other, who must not be able to do more.</summary>
    public bool MaySeeAs(PersonAccess other, Catalogue catalogue) =>
        Functions.Contains(Function.ViewAs) && Membership.Person != other.Membership.Person && Covers(other, catalogue);

    private bool Covers(PersonAccess other, Catalogue catalogue) =>
        other.Rank <= Rank && other.Functions.IsSubsetOf(Functions)
        && (Rank >= Role.Administrator || catalogue.Types.All(t => Covers(Grants(t), other.Grants(t), t)));

    private static bool Covers(IReadOnlyList<(RoleDefinition Role, TypeGrant Grant)> has, IReadOnlyList<(RoleDefinition Role, TypeGrant Grant)> gives, RecordType type)
    {
        foreach (var right in Reaches)
        {
            if (gives.Select(g => right(g.Grant)).Any(level => level != Level.None && !has.Select(h => right(h.Grant)).Any(l => l == Level.All || l == level || level == Level.Own && l != Level.None)))
                return false;
        }
        return type.Fields.All(f => Field(gives, f) <= Field(has, f));
    }

    private static readonly Func<TypeGrant, Level>[] Reaches = [g => g.Read, g => g.Create, g => g.Update, g => g.Delete, g => g.Export];

    private static FieldLevel Field(IReadOnlyList<(RoleDefinition Role, TypeGrant Grant)> grants, Field field) =>
        grants.Where(g => g.Grant.Read != Level.None).Select(g => g.Grant.Field(field.Name)).DefaultIfEmpty(FieldLevel.Hidden).Max();

    /// <summary>What each of the roles says of a type.</summary>
    public IReadOnlyList<(RoleDefinition Role, TypeGrant Grant)> Grants(RecordType type)
    {
        List<(RoleDefinition, TypeGrant)> grants = [.. _roles.Select(r => (Role: r, Grant: Rank >= Role.Administrator && r.Rank >= Role.Administrator ? TypeGrant.Everything : r.Of(type.Name, type.Setup))).Where(g => g.Grant is not null).Select(g => (g.Role, g.Grant!))];
        // The setup is what everybody's work stands on, so everybody reads it; a role that names it says which fields and who changes it.
        if (type.Setup && grants.Count == 0 && _roles.Count > 0)
            grants.Add((_roles[0], TypeGrant.ReadOnly));
        return grants;
    }

    private TypeRights Rights(RecordType type)
    {
        var grants = Grants(type);
        var reads = Reach(grants, g => g.Read, type);
        var updates = Reach(grants, g => g.Update, type);
        if (reads.Count > 0)
        {
            foreach (var rule in _rules.Where(r => r.Type == type.Name))
            {
                var way = new Way.Satisfying(new Grantor(Grantor.SharingRule, rule.Label, rule.Id), rule.Condition);
                reads.Add(way);
                if (rule.Write && updates.Count > 0)
                    updates.Add(way);
            }
            if (Membership.SharedTypes.Contains(type.Name))
            {
                reads.Add(new Way.Shared(_keys, Write: false));
                if (updates.Count > 0)
                    updates.Add(new Way.Shared(_keys, Write: true));
            }
        }
        var except = Membership.PrivateTypes.Contains(type.Name) && !Functions.Contains(Function.SeePrivate);
        return new TypeRights(new(reads, except), new(Reach(grants, g => g.Create, type)), new(updates, except), new(Reach(grants, g => g.Delete, type), except), new(Reach(grants, g => g.Export, type), except))
        {
            Hidden = Fields(type, grants, FieldLevel.Hidden),
            Locked = Fields(type, grants, FieldLevel.Read),
        };
    }

    // What names a record to people and what every type has is known to everybody who sees the record.
    private static FrozenSet<string> Fields(RecordType type, IReadOnlyList<(RoleDefinition Role, TypeGrant Grant)> grants, FieldLevel level) =>
        type.Fields.Where(f => !f.System && (Field(grants, f) is var found && (f == type.Title && found == FieldLevel.Hidden ? FieldLevel.Read : found) == level)).Select(f => f.Name).ToFrozenSet();

    private List<Way> Reach(IReadOnlyList<(RoleDefinition Role, TypeGrant Grant)> grants, Func<TypeGrant, Level> right, RecordType type)
    {
        var ways = new List<Way>();
        foreach (var (role, grant) in grants)
        {
            var through = new Grantor(Grantor.Role, role.Name);
            switch (right(grant))
            {
                case Level.None:
                    break;
                case Level.All:
                    ways.Add(new Way.Everything(through));
                    break;
                case Level.Team when Membership.People.Count > 0:
                    ways.Add(new Way.Own(through));
                    ways.Add(new Way.OwnedBy(through, Membership.People));
                    break;
                case Level.Territory when Membership.Territories.Count > 0 && type.Find("territory") is { To: "territory" }:
                    ways.Add(new Way.Own(through));
                    ways.Add(new Way.InTerritories(through, Membership.Territories));
                    break;
                default:
                    ways.Add(new Way.Own(through));
                    break;
            }
        }
        return ways;
    }
}
