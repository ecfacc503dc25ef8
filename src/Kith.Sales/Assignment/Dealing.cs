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
internal sealed class Dealing(IRecordSource source, IReadOnlyList<AssignmentRule> rules, Takers takers)
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
        return rules.Count == 0 ? null : new Dealing(source, rules, await Takers.OfAsync(source, cancellation));
    }

    /// <summary>Rules as they are asked.</summary>
    public static IEnumerable<AssignmentRule> InOrder(IEnumerable<AssignmentRule> rules) => rules.OrderBy(r => r.Position ?? long.MaxValue).ThenBy(r => r.Id);

    /// <summary>Who gets each of some leads, in order; null for those that stay where they are.</summary>
    public async Task<IReadOnlyList<Dealt?>> DealAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellation)
    {
        var dealt = new Dealt?[drafts.Count];
        List<int> waiting = [.. Enumerable.Range(0, drafts.Count)];
        List<Asking> asked = [.. rules.SelectMany(r => AskingsOf(r, drafts))];
        while (waiting.Count > 0 && asked.Count > 0)
        {
            var first = await source.FirstAsync([.. waiting.Select(i => drafts[i])], [.. asked.Select(a => a.Condition)], cancellation);
            List<(int Lead, Asking Asking)> held = [.. waiting.Zip(first).Where(p => p.Second >= 0).Select(p => (p.First, asked[p.Second]))];
            var full = new HashSet<Asking>();
            if (held.Count > 0)
                await source.TurnsAsync([.. held.Select(h => h.Asking.Of).Distinct()], turns => DealAsync(held, drafts, turns, dealt, full, cancellation), cancellation);
            waiting = [.. held.Where(h => full.Contains(h.Asking) && dealt[h.Lead] is null).Select(h => h.Lead)];
            asked.RemoveAll(full.Contains);
        }
        return dealt;
    }

    // A rule by territory is asked once for each territory that there are leads of, and again for those who stand in for others there.
    private IEnumerable<Asking> AskingsOf(AssignmentRule rule, IReadOnlyList<Draft> drafts)
    {
        var condition = rule.Condition ?? "true";
        if (!Ways.ByTerritory(rule.Way))
            return takers.Of(rule) is { Count: > 0 } people ? [new Asking(rule, rule.Id, condition, people)] : [];
        return
            from territory in drafts.Select(d => ((Lead)d.Record).TerritoryId).OfType<Guid>().Distinct()
            from people in takers.In(territory)
            select new Asking(rule, territory, $"({condition}) and territory = \"{territory}\"", people);
    }

    private async Task DealAsync(IReadOnlyList<(int Lead, Asking Asking)> held, IReadOnlyList<Draft> drafts, Turns turns, Dealt?[] dealt, HashSet<Asking> full, CancellationToken cancellation)
    {
        var hands = held.Select(h => h.Asking).Distinct().ToDictionary(a => a, a => new Hand(a, turns));
        var open = await OpenAsync([.. hands.Values], [.. held.Select(h => h.Lead)], drafts, dealt, cancellation);
        foreach (var (lead, asking) in held)
        {
            if (hands[asking].Next(open) is not { } person)
            {
                full.Add(asking);
                continue;
            }
            dealt[lead] = new Dealt(asking.Rule, person, open?.GetValueOrDefault(person.Id));
            if (open is not null)
                open[person.Id] = open.GetValueOrDefault(person.Id) + 1;
        }
    }

    // What is dealt out anew weighs on nobody while it is.
    private async Task<Dictionary<Guid, long>?> OpenAsync(IReadOnlyList<Hand> hands, IReadOnlyList<int> held, IReadOnlyList<Draft> drafts, Dealt?[] dealt, CancellationToken cancellation)
    {
        if (!hands.Any(h => h.Counts))
            return null;
        Guid[] people = [.. hands.SelectMany(h => h.People).Distinct()];
        var open = new Dictionary<Guid, long>(await source.CountAsync<Lead>("owner", people, Open, cancellation));
        var anew = held.Concat(dealt.Index().Where(d => d.Item is not null).Select(d => d.Index)).Where(i => !drafts[i].IsNew);
        foreach (var owner in anew.Select(i => ((Lead)drafts[i].Record).OwnerId).OfType<Guid>())
            open[owner] = open.GetValueOrDefault(owner) - 1;
        // What an earlier round of the same write has given is not saved yet.
        foreach (var given in dealt.OfType<Dealt>())
            open[given.Person.Id] = open.GetValueOrDefault(given.Person.Id) + 1;
        return open;
    }

    /// <summary>Some people that a rule gives leads to.</summary>
    /// <param name="of">What their turns are about: the rule, or the territory that they belong to.</param>
    /// <param name="condition">The leads that they get.</param>
    private sealed class Asking(AssignmentRule rule, Guid of, string condition, IReadOnlyList<Taker> takers)
    {
        public AssignmentRule Rule => rule;
        public Guid Of => of;
        public string Condition => condition;
        public IReadOnlyList<Taker> Takers => takers;
    }

    /// <summary>Whose turn it is: that of the one with the lowest place, which each lead moves on by a turn, divided by the weight.</summary>
    private sealed class Hand
    {
        private readonly Asking _asking;
        private readonly Turns _turns;

        public Hand(Asking asking, Turns turns)
        {
            (_asking, _turns) = (asking, turns);
            // All who take part lie within a step of each other. Who was away, or is new, joins the last of them and does not catch up.
            var places = asking.Takers.Select(Known).OfType<long>().ToList();
            var first = places.Count == 0 ? 0 : places.Where(p => p >= places.Max() - asking.Takers.Max(Step)).Min();
            foreach (var taker in Way == Ways.Person ? [] : asking.Takers.Where(t => (Known(t) ?? long.MinValue) < first))
                turns.Move(asking.Of, taker.Person.Id, first);
        }

        public IEnumerable<Guid> People => _asking.Takers.Select(t => t.Person.Id);

        public bool Counts => Way is Ways.Load or Ways.TerritoryLoad || _asking.Takers.Any(t => t.Capacity is not null);

        private string Way => _asking.Rule.Way;

        public Person? Next(IReadOnlyDictionary<Guid, long>? open)
        {
            var room = _asking.Takers.Where(t => t.Capacity is not { } most || open!.GetValueOrDefault(t.Person.Id) < most);
            var next = Way switch
            {
                Ways.Person => room.FirstOrDefault(),
                Ways.Load or Ways.TerritoryLoad => room.MinBy(t => (open!.GetValueOrDefault(t.Person.Id), Known(t)!.Value)),
                _ => room.MinBy(t => Known(t)!.Value),
            };
            if (next is not null && Way != Ways.Person)
                _turns.Move(_asking.Of, next.Person.Id, Known(next)!.Value + Step(next));
            return next?.Person;
        }

        private long? Known(Taker taker) => _turns.Place(_asking.Of, taker.Person.Id);

        private long Step(Taker taker) => Way == Ways.Weighted ? Turn / taker.Weight : Turn;
    }
}
