using Kith.Core.Modules;
using Kith.Core.Records;

namespace Kith.Sales.Assignment;

/// <summary>Somebody who may get leads.</summary>
/// <param name="Capacity">Most open leads; null for any number.</param>
internal sealed record Taker(Person Person, long Weight, long? Capacity);

/// <summary>Who may get leads of which rule: people who work here and are not away.</summary>
internal sealed class Takers
{
    private readonly Dictionary<Guid, Taker> _present;
    private readonly IReadOnlyList<Person> _people;
    private readonly ILookup<Guid, Guid> _inside;

    private Takers(IReadOnlyList<Person> people, IReadOnlyList<Team> teams, IReadOnlyList<Assignee> assignees, DateOnly today)
    {
        var known = assignees.OrderByDescending(a => a.Id).DistinctBy(a => a.PersonId).ToDictionary(a => a.PersonId);
        _people = people;
        _inside = teams.Where(t => t.ParentId is not null).ToLookup(t => t.ParentId!.Value, t => t.Id);
        _present = people.Where(p => p.Active != false && p.Service != true && !(known.GetValueOrDefault(p.Id)?.AwayUntil >= today))
            .ToDictionary(p => p.Id, p => new Taker(p, known.GetValueOrDefault(p.Id)?.Weight ?? 1, known.GetValueOrDefault(p.Id)?.Capacity));
    }

    /// <summary>Looks at the people of the workspace.</summary>
    public static async Task<Takers> OfAsync(IRecordSource source, CancellationToken cancellation) =>
        new(await source.AllAsync<Person>(cancellation), await source.AllAsync<Team>(cancellation), await source.AllAsync<Assignee>(cancellation), source.Today);

    /// <summary>Those of a rule, in the order of their turns.</summary>
    public IReadOnlyList<Taker> Of(AssignmentRule rule)
    {
        var teams = rule.TeamId is { } team ? Below(team) : [];
        var named = (rule.People ?? []).Concat(_people.Where(p => p.TeamId is { } of && teams.Contains(of)).Select(p => p.Id));
        return [.. named.Distinct().Select(id => _present.GetValueOrDefault(id)).OfType<Taker>()];
    }

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
