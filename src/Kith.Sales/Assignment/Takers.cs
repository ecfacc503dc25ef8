using Kith.Core.Modules;
using Kith.Core.Records;

namespace Kith.Sales.Assignment;

/// <summary>Somebody who may get leads.</summary>
/// <param name="Capacity">Most open leads; null for any number.</param>
internal sealed record Taker(Person Person, long Weight, long? Capacity);

/// <summary>Who may get leads of which rule: people who work here and are not away.</summary>
internal sealed class Takers
{
    private const string Secondary = "secondary";
    private readonly Dictionary<Guid, Taker> _present;
    private readonly IReadOnlyList<Person> _people;
    private readonly ILookup<Guid, Guid> _inside;
    private readonly Dictionary<Guid, Territory> _territories;
    private readonly ILookup<Guid, TerritoryMember> _members;

    private Takers(IReadOnlyList<Person> people, IReadOnlyList<Team> teams, IReadOnlyList<Assignee> assignees, IReadOnlyList<Territory> territories, IReadOnlyList<TerritoryMember> members, DateOnly today)
    {
        var known = assignees.OrderByDescending(a => a.Id).DistinctBy(a => a.PersonId).ToDictionary(a => a.PersonId);
        _people = people;
        _territories = territories.ToDictionary(t => t.Id);
        _members = members.Where(m => m.On(today)).ToLookup(m => m.TerritoryId);
        _inside = teams.Where(t => t.ParentId is not null).ToLookup(t => t.ParentId!.Value, t => t.Id);
        _present = people.Where(p => p.Active != false && p.Service != true && !(known.GetValueOrDefault(p.Id)?.AwayUntil >= today))
            .ToDictionary(p => p.Id, p => new Taker(p, known.GetValueOrDefault(p.Id)?.Weight ?? 1, known.GetValueOrDefault(p.Id)?.Capacity));
    }

    /// <summary>Looks at the people of the workspace.</summary>
    public static async Task<Takers> OfAsync(IRecordSource source, CancellationToken cancellation) =>
        new(await source.AllAsync<Person>(cancellation), await source.AllAsync<Team>(cancellation), await source.AllAsync<Assignee>(cancellation),
            await source.AllAsync<Territory>(cancellation), await source.AllAsync<TerritoryMember>(cancellation), source.Today);

    /// <summary>Those of a rule, in the order of their turns.</summary>
    public IReadOnlyList<Taker> Of(AssignmentRule rule)
    {
        if (Ways.ByTerritory(rule.Way))
            return [.. _territories.Keys.SelectMany(In).SelectMany(t => t).DistinctBy(t => t.Person.Id)];
        var teams = rule.TeamId is { } team ? Below(team) : [];
        var named = (rule.People ?? []).Concat(_people.Where(p => p.TeamId is { } of && teams.Contains(of)).Select(p => p.Id));
        return Present(named);
    }

    /// <summary>Those of a territory, the primary ones first and apart from the secondary ones; where nobody is there its manager, or else those of the territory above.</summary>
    public IReadOnlyList<IReadOnlyList<Taker>> In(Guid territory)
    {
        for (var (at, met) = (_territories.GetValueOrDefault(territory), new HashSet<Guid>()); at is not null && met.Add(at.Id); at = at.ParentId is { } above ? _territories.GetValueOrDefault(above) : null)
        {
            var primary = Present((at.Members ?? []).Concat(_members[at.Id].Where(m => m.Role != Secondary).Select(m => m.PersonId)));
            var secondary = Present(_members[at.Id].Where(m => m.Role == Secondary).Select(m => m.PersonId).Except(primary.Select(t => t.Person.Id)));
            var manager = Present(at.ManagerId is { } of ? [of] : []);
            IReadOnlyList<Taker>[] there = [.. new[] { primary, secondary }.Where(t => t.Count > 0)];
            if (there.Length > 0 || manager.Count > 0)
                return there.Length > 0 ? there : [manager];
        }
        return [];
    }

    /// <summary>Who works in some territories as a primary member, or where nobody does leads them.</summary>
    public IReadOnlyList<Taker> Within(IReadOnlyCollection<Guid> territories)
    {
        List<Territory> these = [.. territories.Select(id => _territories.GetValueOrDefault(id)).OfType<Territory>()];
        var primary = Present(these.SelectMany(t => (t.Members ?? []).Concat(_members[t.Id].Where(m => m.Role != Secondary).Select(m => m.PersonId))));
        return primary.Count > 0 ? primary : Present(these.Select(t => t.ManagerId).OfType<Guid>());
    }

    private IReadOnlyList<Taker> Present(IEnumerable<Guid> people) => [.. people.Distinct().Select(id => _present.GetValueOrDefault(id)).OfType<Taker>()];

    private HashSet<Guid> Below(Guid team)
    {
        var (found, open) = (new HashSet<Guid>(), new Stack<Guid>([team]));
        while (open.TryPop(out var next))
        {
            foreach (var inside in found.Add(next) ? _inside[next] : [])
                open.Push(inside);
        }
        return found;
    }
}
