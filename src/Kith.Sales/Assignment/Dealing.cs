using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Sales.Leads;

namespace Kith.Sales.Assignment;

/// <summary>Who gets a lead, and by which rule.</summary>
/// <param name="Open">Open leads that the person had before; null where nobody counted.</param>
public sealed record Dealt(AssignmentRule Rule, Person Person, long? Open);

/// <summary>
/// Deals leads out by the rules of the workspace: which rule holds is asked for all leads at once, whose turn it is worked out here. A rule in which nobody has room, or that cannot be worked out
/// any more, is passed over.
/// </summary>
internal sealed class Dealing(IRecordSource source, IReadOnlyList<AssignmentRule> rules, IReadOnlyDictionary<Guid, IReadOnlyList<Taker>> takers)
{
    /// <summary>Leads that are still worked on.</summary>
    public const string Open = "status not in (\"unqualified\", \"converted\")";

    // A turn of somebody with weight 1; divided without much of a remainder by all weights there are.
    private const long Turn = 100_800_000;

    /// <summary>The rules in force, in their order; null where there are none.</summary>
    /// <param name="byHand">True where only rules are asked that are for leads added by hand, too.</param>
    public static async Task<Dealing?> OfAsync(IRecordSource source, bool byHand, CancellationToken cancellation)
    {
        List<AssignmentRule> rules = [.. InOrder(await source.AllAsync<AssignmentRule>(cancellation)).Where(r => r.Active != false && (!byHand || r.ByHand == true))];
        if (rules.Count == 0)
            return null;
        var people = await Takers.OfAsync(source, cancellation);
        return new Dealing(source, rules, rules.ToDictionary(r => r.Id, people.Of));
    }

    /// <summary>Rules as they are asked.</summary>
    public static IEnumerable<AssignmentRule> InOrder(IEnumerable<AssignmentRule> rules) => rules.OrderBy(r => r.Position ?? long.MaxValue).ThenBy(r => r.Id);

    /// <summary>Who gets each of some leads, in order; null for those that stay where they are.</summary>
    public async Task<IReadOnlyList<Dealt?>> DealAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellation)
    {
        var dealt = new Dealt?[drafts.Count];
        List<int> waiting = [.. Enumerable.Range(0, drafts.Count)];
        List<AssignmentRule> asked = [.. rules.Where(r => takers[r.Id].Count > 0)];
        while (waiting.Count > 0 && asked.Count > 0)
        {
            var first = await source.FirstAsync([.. waiting.Select(i => drafts[i])], [.. asked.Select(r => r.Condition ?? "true")], cancellation);
            List<(int Lead, AssignmentRule Rule)> held = [.. waiting.Zip(first).Where(p => p.Second >= 0).Select(p => (p.First, asked[p.Second]))];
            var full = new HashSet<Guid>();
            if (held.Count > 0)
                await source.TurnsAsync([.. held.Select(h => h.Rule.Id).Distinct()], turns => DealAsync(held, drafts, turns, dealt, full, cancellation), cancellation);
            waiting = [.. held.Where(h => full.Contains(h.Rule.Id) && dealt[h.Lead] is null).Select(h => h.Lead)];
            asked.RemoveAll(r => full.Contains(r.Id));
        }
        return dealt;
    }

    private async Task DealAsync(IReadOnlyList<(int Lead, AssignmentRule Rule)> held, IReadOnlyList<Draft> drafts, Turns turns, Dealt?[] dealt, HashSet<Guid> full, CancellationToken cancellation)
    {
        var hands = held.Select(h => h.Rule).Distinct().ToDictionary(r => r.Id, r => new Hand(r, takers[r.Id], turns));
        var open = await OpenAsync([.. hands.Values], held, drafts, dealt, cancellation);
        foreach (var (lead, rule) in held)
        {
            if (hands[rule.Id].Next(open) is not { } person)
            {
                full.Add(rule.Id);
                continue;
            }
            dealt[lead] = new Dealt(rule, person, open?.GetValueOrDefault(person.Id));
            if (open is not null)
                open[person.Id] = open.GetValueOrDefault(person.Id) + 1;
        }
    }

    // What is dealt out anew weighs on nobody while it is.
    private async Task<Dictionary<Guid, long>?> OpenAsync(IReadOnlyList<Hand> hands, IReadOnlyList<(int Lead, AssignmentRule Rule)> held, IReadOnlyList<Draft> drafts, Dealt?[] dealt, CancellationToken cancellation)
    {
        if (!hands.Any(h => h.Counts))
            return null;
        Guid[] people = [.. hands.SelectMany(h => h.People).Distinct()];
        var open = new Dictionary<Guid, long>(await source.CountAsync<Lead>("owner", people, Open, cancellation));
        var anew = held.Select(h => h.Lead).Concat(dealt.Index().Where(d => d.Item is not null).Select(d => d.Index)).Where(i => !drafts[i].IsNew);
        foreach (var owner in anew.Select(i => ((Lead)drafts[i].Record).OwnerId).OfType<Guid>())
            open[owner] = open.GetValueOrDefault(owner) - 1;
        // What an earlier round of the same write has given is not saved yet.
        foreach (var given in dealt.OfType<Dealt>())
            open[given.Person.Id] = open.GetValueOrDefault(given.Person.Id) + 1;
        return open;
    }

    /// <summary>Whose turn it is in a rule: the one with the lowest place, which each lead moves on by a turn, divided by the weight.</summary>
    private sealed class Hand
    {
        private readonly AssignmentRule _rule;
        private readonly IReadOnlyList<Taker> _takers;
        private readonly Turns _turns;

        public Hand(AssignmentRule rule, IReadOnlyList<Taker> takers, Turns turns)
        {
            (_rule, _takers, _turns) = (rule, takers, turns);
            // All who take part lie within a step of each other. Who was away, or is new, joins the last of them and does not catch up.
            var places = takers.Select(t => turns.Place(rule.Id, t.Person.Id)).OfType<long>().ToList();
            var first = places.Count == 0 ? 0 : places.Where(p => p >= places.Max() - takers.Max(Step)).Min();
            foreach (var taker in rule.Way == Ways.Person ? [] : takers.Where(t => (turns.Place(rule.Id, t.Person.Id) ?? long.MinValue) < first))
                turns.Move(rule.Id, taker.Person.Id, first);
        }

        public IEnumerable<Guid> People => _takers.Select(t => t.Person.Id);

        public bool Counts => _rule.Way == Ways.Load || _takers.Any(t => t.Capacity is not null);

        public Person? Next(IReadOnlyDictionary<Guid, long>? open)
        {
            var room = _takers.Where(t => t.Capacity is not { } most || open!.GetValueOrDefault(t.Person.Id) < most);
            var next = _rule.Way switch
            {
                Ways.Person => room.FirstOrDefault(),
                Ways.Load => room.MinBy(t => (open!.GetValueOrDefault(t.Person.Id), Place(t))),
                _ => room.MinBy(Place),
            };
            if (next is not null && _rule.Way != Ways.Person)
                _turns.Move(_rule.Id, next.Person.Id, Place(next) + Step(next));
            return next?.Person;
        }

        private long Place(Taker taker) => _turns.Place(_rule.Id, taker.Person.Id)!.Value;

        private long Step(Taker taker) => _rule.Way == Ways.Weighted ? Turn / taker.Weight : Turn;
    }
}
