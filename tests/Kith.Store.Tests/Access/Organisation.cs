using Kith.Core.Access;

namespace Kith.Store.Tests.Access;

/// <summary>A person of a made-up organisation.</summary>
internal sealed record Member(Guid Id, string Role, Guid? Team, Guid? Manager);

/// <summary>A team or a territory.</summary>
/// <param name="Head">Lead of a team, manager of a territory.</param>
internal sealed record Unit(Guid Id, Guid? Parent, Guid? Head, IReadOnlyList<Guid> Members);

/// <summary>A company: whose it is, where it lies, and what a sharing rule may ask of it.</summary>
internal sealed record Thing(Guid Id, Guid? Owner, Guid? Territory, int Employees, string Name, bool Private);

/// <summary>A rule as the oracle knows it.</summary>
internal sealed record Opening(string Condition, Func<Thing, Guid, bool> Holds, string To, bool Write, bool Active);

/// <summary>A single share.</summary>
internal sealed record Opened(Guid Thing, string To, bool Write, bool Expired);

/// <summary>A role granted beside a person's own.</summary>
internal sealed record Granted(Guid Person, string Role, bool Expired);

/// <summary>
/// The rules of access as plainly as they can be said, over lists in memory: what the SQL must agree with. It shares nothing with the product but the words.
/// </summary>
internal sealed record Organisation(
    IReadOnlyList<Member> People, IReadOnlyList<Unit> Teams, IReadOnlyList<Unit> Territories, IReadOnlyDictionary<string, RoleContent> Roles, IReadOnlyList<Granted> Grants,
    IReadOnlyList<Thing> Things, IReadOnlyList<Opening> Openings, IReadOnlyList<Opened> Shares)
{
    private static readonly TypeGrantJson All = new(Level.All, Level.All, Level.All, Level.All, Level.All, null, FieldLevel.Write);

    private Member Of(Guid person) => People.Single(p => p.Id == person);

    public IReadOnlyList<string> RolesOf(Guid person)
    {
        var found = new List<string>();
        foreach (var role in Grants.Where(g => g.Person == person && !g.Expired).Select(g => g.Role).Prepend(Of(person).Role))
            Add(role);
        return found;

        void Add(string role)
        {
            if (found.Contains(role))
                return;
            found.Add(role);
            foreach (var below in Roles.TryGetValue(role, out var content) ? content.BuildsOn : [])
                Add(below);
        }
    }

    private TypeGrantJson? Grant(string role) => role switch
    {
        "owner" or "administrator" or "manager" or "member" => All,
        "viewer" => new(Level.All, Level.None, Level.None, Level.None, Level.All, null, FieldLevel.Write),
        _ => Roles[role].Types.GetValueOrDefault("company") ?? Roles[role].Types.GetValueOrDefault("*"),
    };

    private IEnumerable<TypeGrantJson> GrantsOf(Guid person) => RolesOf(person).Select(Grant).OfType<TypeGrantJson>();

    private bool SeesPrivate(Guid person) => RolesOf(person).Any(r => r == "owner" || (Roles.TryGetValue(r, out var content) && content.Functions.Contains(Function.SeePrivate)));

    private static HashSet<Guid> Below(IReadOnlyList<Unit> units, IEnumerable<Guid> roots)
    {
        var found = roots.ToHashSet();
        while (units.Any(u => u.Parent is { } p && found.Contains(p) && found.Add(u.Id)))
        {
        }
        return found;
    }

    private static HashSet<Guid> Above(IReadOnlyList<Unit> units, IEnumerable<Guid> from)
    {
        var found = from.ToHashSet();
        while (units.Any(u => found.Contains(u.Id) && u.Parent is { } p && found.Add(p)))
        {
        }
        return found;
    }

    private IEnumerable<Guid> TeamsOf(Guid person) => Teams.Where(t => t.Head == person || t.Id == Of(person).Team).Select(t => t.Id);
    private IEnumerable<Guid> TerritoriesOf(Guid person) => Territories.Where(t => t.Head == person || t.Members.Contains(person)).Select(t => t.Id);

    private HashSet<Guid> Circle(Guid person)
    {
        var teams = Below(Teams, TeamsOf(person));
        var found = People.Where(p => p.Team is { } t && teams.Contains(t)).Select(p => p.Id).Concat(Teams.Where(t => teams.Contains(t.Id) && t.Head is not null).Select(t => t.Head!.Value)).ToHashSet();
        var reports = People.Where(p => p.Manager == person).Select(p => p.Id).ToHashSet();
        while (People.Any(p => p.Manager is { } m && reports.Contains(m) && reports.Add(p.Id)))
        {
        }
        found.UnionWith(reports);
        return found;
    }

    private bool Reaches(Level level, Guid person, Guid? owner, Guid? territory) => level switch
    {
        Level.None => false,
        Level.All => true,
        Level.Own => owner == person,
        Level.Team => owner == person || (owner is { } o && Circle(person).Contains(o)),
        Level.Territory => owner == person || (territory is { } t && Below(Territories, TerritoriesOf(person)).Contains(t)),
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };

    private bool Meant(string to, Guid person) => to == $"person:{person}" || RolesOf(person).Any(r => to == $"role:{r}")
        || Above(Teams, TeamsOf(person)).Any(t => to == $"team:{t}") || Above(Territories, TerritoriesOf(person)).Any(t => to == $"territory:{t}");

    private bool May(Guid person, Thing thing, Func<TypeGrantJson, Level> right, bool shares, bool write)
    {
        var levels = GrantsOf(person).Select(right).Where(l => l != Level.None).ToList();
        if (levels.Count == 0)
            return false;
        var singly = shares && Shares.Any(s => s.Thing == thing.Id && !s.Expired && (!write || s.Write) && Meant(s.To, person));
        if (singly)
            return true;
        if (thing.Private && !SeesPrivate(person))
            return thing.Owner == person;
        return levels.Any(l => Reaches(l, person, thing.Owner, thing.Territory)) || (shares && Openings.Any(o => o.Active && (!write || o.Write) && Meant(o.To, person) && o.Holds(thing, person)));
    }

    public bool Reads(Guid person, Thing thing) => May(person, thing, g => g.Read, shares: true, write: false);
    public bool Updates(Guid person, Thing thing) => Reads(person, thing) && May(person, thing, g => g.Update, shares: true, write: true);
    public bool Deletes(Guid person, Thing thing) => Reads(person, thing) && May(person, thing, g => g.Delete, shares: false, write: true);
    public bool Exports(Guid person, Thing thing) => Reads(person, thing) && May(person, thing, g => g.Export, shares: false, write: false);
    public bool Creates(Guid person, Guid? owner, Guid? territory) => GrantsOf(person).Any(g => Reaches(g.Create, person, owner, territory));

    public FieldLevel Field(Guid person, string field) =>
        GrantsOf(person).Where(g => g.Read != Level.None).Select(g => g.Fields?.TryGetValue(field, out var level) == true ? level : g.OtherFields).DefaultIfEmpty(FieldLevel.Hidden).Max();
}
