using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Sales.Assignment;
using Kith.Sales.Leads;

namespace Kith.Sales.Territories;

/// <summary>What somebody has to look after: companies, open leads, open deals with what these are worth in the workspace's currency, and what is still to be done about them.</summary>
public readonly record struct WorkLoad(int Companies, int Leads, int Deals, decimal Amount, int Tasks)
{
    public static WorkLoad operator +(WorkLoad a, WorkLoad b) => new(a.Companies + b.Companies, a.Leads + b.Leads, a.Deals + b.Deals, a.Amount + b.Amount, a.Tasks + b.Tasks);

    public static WorkLoad operator -(WorkLoad a, WorkLoad b) => new(a.Companies - b.Companies, a.Leads - b.Leads, a.Deals - b.Deals, a.Amount - b.Amount, a.Tasks - b.Tasks);
}

/// <summary>What is shared out evenly.</summary>
public enum WorkMeasure
{
    Companies,
    Leads,
    Deals,
    Amount,
    Tasks,
}

/// <summary>What one person has in a territory.</summary>
/// <param name="Person">Null for what is nobody's.</param>
/// <param name="Works">True for those who work there now: among them work is shared out.</param>
/// <param name="Share">How much is theirs against the others, as in assignment rules.</param>
/// <param name="After">What they would have by a proposal; what they have where there is none.</param>
public sealed record PersonLoad(Guid? Person, string Name, bool Works, long Share, WorkLoad Now, WorkLoad After);

/// <summary>A company or lead that would get another owner.</summary>
/// <param name="Type">Name of its type.</param>
/// <param name="Along">What goes with it, itself included.</param>
public sealed record HandoverMove(string Type, Guid Id, string Title, Guid? From, Guid To, WorkLoad Along);

/// <summary>Who has how much in a territory, and how it would be shared out.</summary>
/// <param name="More">True where there is more than was looked at.</param>
public sealed record TerritoryWork(IReadOnlyList<PersonLoad> People, IReadOnlyList<HandoverMove> Moves, bool More);

/// <summary>Who has how much work in a territory with all inside it.</summary>
public static class Workload
{
    /// <summary>Most records of each type that are looked at, the latest.</summary>
    public const int Most = 5_000;

    /// <summary>Most companies or leads that one proposal moves.</summary>
    public const int MostMoves = 200;

    /// <summary>Looks at what the one who asks sees.</summary>
    /// <param name="by">What to share out evenly; null to tell only who has what.</param>
    /// <returns>Null where there is no such territory.</returns>
    public static async Task<TerritoryWork?> OfAsync(IRecordSource source, Guid territory, WorkMeasure? by, CancellationToken cancellation)
    {
        var tree = new TerritoryTree(await source.AllAsync<Territory>(cancellation));
        if (tree.Find(territory) is null)
            return null;
        var within = tree.Within(territory);
        var takers = (await Takers.OfAsync(source, cancellation)).Within(within);
        var names = (await source.AllAsync<Person>(cancellation)).ToDictionary(p => p.Id);
        var look = await Look.AtAsync(source, within, cancellation);
        var items = look.Items(by);
        // What nobody has, or somebody who is gone, is to go to somebody; whoever else has some of it keeps it.
        bool Gone(Guid? owner) => owner is not { } id || names.GetValueOrDefault(id) is not { Active: not false };
        List<BalanceItem> movable = [.. items.Where(i => Gone(i.Owner) || takers.Any(t => t.Person.Id == i.Owner)).Select(i => new BalanceItem(i.Id, Gone(i.Owner) ? null : i.Owner, By(i.Load, by)))];
        List<BalanceBin> bins = [.. takers.Select(t => new BalanceBin(t.Person.Id, Math.Max(t.Weight, 1), By(look.Of(t.Person.Id), by) - movable.Where(i => i.Of == t.Person.Id).Sum(i => i.Load)))];
        var moves = by is null ? new Dictionary<Guid, Guid>() : Balance.Even(bins, movable, MostMoves);
        HandoverMove[] told = [.. items.Where(i => moves.ContainsKey(i.Id)).Select(i => new HandoverMove(i.Type, i.Id, i.Title, i.Owner, moves[i.Id], i.Load)).OrderBy(m => m.Title, StringComparer.Ordinal).ThenBy(m => m.Id)];
        return new TerritoryWork([.. takers.Select(t => (Guid?)t.Person.Id).Union(look.Owners).Select(Load).OrderByDescending(p => p.Works).ThenBy(p => p.Person is null).ThenBy(p => p.Name, StringComparer.Ordinal)], told, look.More);

        PersonLoad Load(Guid? person)
        {
            var (taker, now) = (takers.FirstOrDefault(t => t.Person.Id == person), look.Of(person));
            var after = told.Where(m => m.To == person).Aggregate(now, (sum, m) => sum + m.Along);
            return new PersonLoad(person, person is { } id ? names.GetValueOrDefault(id)?.Name ?? "" : "", taker is not null, Math.Max(taker?.Weight ?? 1, 1), now, told.Where(m => m.From == person).Aggregate(after, (sum, m) => sum - m.Along));
        }
    }

    private static decimal By(WorkLoad load, WorkMeasure? measure) => measure switch
    {
        WorkMeasure.Leads => load.Leads,
        WorkMeasure.Deals => load.Deals,
        WorkMeasure.Amount => load.Amount,
        WorkMeasure.Tasks => load.Tasks,
        _ => load.Companies,
    };

    // A company or lead with what its owner has to do with it.
    private sealed record Item(string Type, Guid Id, string Title, Guid? Owner, WorkLoad Load);

    private sealed class Look
    {
        private readonly List<Item> _companies = [];
        private readonly List<Item> _leads = [];
        // Owners may be nobody, which no dictionary has for a key.
        private readonly Dictionary<Guid, WorkLoad> _of = [];

        public bool More { get; private set; }

        public IEnumerable<Guid?> Owners => _of.Keys.Select(k => k == Guid.Empty ? (Guid?)null : k);

        public WorkLoad Of(Guid? owner) => _of.GetValueOrDefault(owner ?? Guid.Empty);

        public List<Item> Items(WorkMeasure? by) => by == WorkMeasure.Leads ? _leads : _companies;

        public static async Task<Look> AtAsync(IRecordSource source, IReadOnlyList<Guid> territories, CancellationToken cancellation)
        {
            var look = new Look();
            var companies = await look.FindAsync<Company>(source, territories, some => $"territory in ({some})", cancellation);
            var leads = await look.FindAsync<Lead>(source, territories, some => $"territory in ({some}) and converted_at is empty and status != \"unqualified\"", cancellation);
            var deals = await look.FindAsync<Deal>(source, territories, some => $"{Handover.Open} and (territory in ({some}) or company.territory in ({some}))", cancellation);
            var load = new Dictionary<(Guid Company, Guid? Owner), WorkLoad>();
            foreach (var deal in deals)
                look.Add(load, deal.CompanyId, deal.OwnerId, new WorkLoad(0, 0, 1, deal.Amount is { } amount ? amount.Base ?? amount.Amount : 0, 0));
            await look.AddTasksAsync(source, load, companies, leads, deals, cancellation);
            foreach (var company in companies)
            {
                look.Add(null, null, company.OwnerId, new WorkLoad(1, 0, 0, 0, 0));
                look._companies.Add(new Item("company", company.Id, company.Name, company.OwnerId, load.GetValueOrDefault((company.Id, company.OwnerId)) + new WorkLoad(1, 0, 0, 0, 0)));
            }
            foreach (var lead in leads)
            {
                look.Add(null, null, lead.OwnerId, new WorkLoad(0, 1, 0, 0, 0));
                look._leads.Add(new Item("lead", lead.Id, lead.Name, lead.OwnerId, load.GetValueOrDefault((lead.Id, lead.OwnerId)) + new WorkLoad(0, 1, 0, 0, 0)));
            }
            return look;
        }

        private async Task<IReadOnlyList<T>> FindAsync<T>(IRecordSource source, IReadOnlyList<Guid> territories, Func<string, string> where, CancellationToken cancellation) where T : Record
        {
            var found = new Dictionary<Guid, T>();
            foreach (var some in territories.Chunk(100))
            {
                var page = await source.FindAsync<T>(where(Handover.Ids(some)), Most + 1, cancellation);
                foreach (var record in page)
                    found.TryAdd(record.Id, record);
            }
            More |= found.Count > Most;
            return [.. found.Values.OrderByDescending(r => r.Id).Take(Most)];
        }

        // What owners have to do about what is theirs: that of a deal counts with its company.
        private async Task AddTasksAsync(IRecordSource source, Dictionary<(Guid, Guid?), WorkLoad> load, IReadOnlyList<Company> companies, IReadOnlyList<Lead> leads, IReadOnlyList<Deal> deals, CancellationToken cancellation)
        {
            var about = companies.ToDictionary(c => c.Id, c => (With: c.Id, Owner: c.OwnerId));
            foreach (var lead in leads)
                about[lead.Id] = (lead.Id, lead.OwnerId);
            foreach (var deal in deals)
                about[deal.Id] = (deal.CompanyId ?? deal.Id, deal.OwnerId);
            foreach (var (type, subject) in Handover.Kinds(source))
            {
                foreach (var some in about.Values.Select(a => a.Owner).OfType<Guid>().Distinct().Chunk(100))
                {
                    var tasks = await source.FindAsync(type, $"{type.Owner.Name} in ({Handover.Ids(some)}) and ({type.Behaviour.Due!.Open})", Most + 1, cancellation);
                    More |= tasks.Count > Most;
                    foreach (var task in tasks.Take(Most))
                    {
                        if (task.Get(subject) is RecordReference to && about.TryGetValue(to.Id, out var of) && task.Get(type.Owner) is Guid owner)
                            Add(load, of.Owner == owner ? of.With : null, owner, new WorkLoad(0, 0, 0, 0, 1));
                    }
                }
            }
        }

        private void Add(Dictionary<(Guid, Guid?), WorkLoad>? load, Guid? with, Guid? owner, WorkLoad some)
        {
            _of[owner ?? Guid.Empty] = _of.GetValueOrDefault(owner ?? Guid.Empty) + some;
            if (load is not null && with is { } known)
                load[(known, owner)] = load.GetValueOrDefault((known, owner)) + some;
        }
    }
}
