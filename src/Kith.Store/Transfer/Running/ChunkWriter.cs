using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Transfer.Running;

/// <summary>A chunk whose rows have found the records they mean.</summary>
/// <param name="Rights">The rights it is written with.</param>
/// <param name="Names">The new records that its rows name each other by.</param>
/// <param name="Last">True when records that are not there yet will not come any more.</param>
/// <param name="New">The writes of its rows where every one makes a new record that no other row means; null where they must be written one after the other.</param>
internal sealed record FoundChunk(List<RowWork> Rows, RightsSql Rights, ChunkNames Names, bool Last, ImportTally Tally, IReadOnlyList<WriteRequest>? New);

/// <summary>
/// Writes the rows of a chunk within a transaction: finds the records they mean and name, makes what is missing where that was asked for,
/// and saves all of it through the write path. One writer serves one run: it remembers what it found.
/// </summary>
internal sealed class ChunkWriter
{
    private readonly ImportPlan _plan;
    private readonly Catalogue _catalogue;
    private readonly KithStore _store;
    private readonly LinkCandidates _links;
    private readonly LinkRules _rules;
    private readonly RowMatcher _matcher;
    private readonly RowValues _values;
    private readonly RecordSaver _saver;
    private readonly bool _hasLinks;
    private readonly bool _patches;
    private readonly Dictionary<RecordType, long> _made = [];

    public ChunkWriter(ImportPlan plan, Catalogue catalogue, KithStore store)
    {
        (_plan, _catalogue, _store) = (plan, catalogue, store);
        _links = new LinkCandidates(plan.Type, LinkRules.ScopeOf(plan, catalogue));
        _rules = new LinkRules(plan, catalogue, _links);
        _matcher = new RowMatcher(plan, _links);
        _values = new RowValues(plan, _links, _rules);
        _saver = new RecordSaver(store.Writes, catalogue);
        _hasLinks = plan.LinkSlots.Count > 0;
        _patches = plan.Columns.Any(c => c.Path.Part is not null);
        // A text may name a row of the chunk before, and a unique value may stand in both: then they go one after the other.
        Overlaps = _matcher.ByRow && !plan.LinkSlots.Any(s => plan.Fields[s].To is null || plan.Fields[s].To == plan.Type.Name)
            && plan.Fields.All(f => !f.Unique || plan.MatchOn is [{ Field: { } only }] && only.Name == f.Name);
    }

    /// <summary>The types of which records were made because rows name them, and how many.</summary>
    public IEnumerable<(RecordType Type, long Records)> Made => _made.Select(m => (m.Key, m.Value));

    /// <summary>What can be done with a row before its chunk is written. Asks no database, so any thread may call it.</summary>
    public RowWork Begin(ImportRow row)
    {
        var work = new RowWork(row, row.Id is { } id && _plan.KeepsIds ? id : _store.Ids.Next());
        _matcher.Recognise(work);
        return work;
    }

    /// <summary>
    /// True where a chunk of new records may be saved while the one before it still is: the rows of the one cannot mean those of the other,
    /// unless by what they are recognised by.
    /// </summary>
    public bool Overlaps { get; }

    /// <summary>Finds the records that rows mean.</summary>
    /// <param name="session">In a transaction.</param>
    /// <param name="now">The instant that rights are judged at.</param>
    /// <param name="last">True when records that are not there yet will not come any more.</param>
    public async Task<FoundChunk> FindAsync(Session session, Caller caller, IReadOnlyList<RowWork> rows, DateTime now, bool last, CancellationToken cancellation)
    {
        // What follows computes for long; the thread that completed the last read may be the one that serves every connection.
        await Task.Yield();
        var tally = new ImportTally();
        var rights = new RightsSql(caller, _store.Policy, _catalogue, now);
        var lookup = new KeyLookup(caller, rights);
        var works = Usable([.. rows], tally);
        if (_hasLinks)
        {
            await _rules.LoadAsync(session, caller, cancellation);
            await _links.LoadAsync(session, lookup, works.SelectMany(AllLinks), cancellation);
        }
        await _matcher.MatchAsync(session, caller, lookup, works, _rules.Scope, cancellation);
        works = Usable(works, tally);
        if (_plan.OnMatch == OnMatch.Skip)
            tally.Unchanged += works.RemoveAll(w => w.Matched is not null);
        var names = new ChunkNames(_plan, works);
        if (_hasLinks)
            works = HoldBack(works, names, last, tally);
        var isNew = works.Count > 0 && works.TrueForAll(w => w.Matched is null && w.Needs.Count == 0) && !Missing(works, names, last).Any() && works.Select(w => w.Key).OfType<string>().ToList() is var keys && keys.Distinct().Count() == keys.Count;
        return new FoundChunk(works, rights, names, last, tally, isNew ? works.ConvertAll(w => _values.Request(w, names, null)) : null);
    }

    /// <summary>Writes rows and tells what became of each.</summary>
    /// <param name="session">In a transaction.</param>
    /// <param name="turn">Ends when the chunk before has been kept; needed only where all rows are new.</param>
    public async Task<ImportTally> SaveAsync(Session session, Caller caller, FoundChunk chunk, Task turn, CancellationToken cancellation)
    {
        if (chunk.New is { } requests)
        {
            var outcomes = await _saver.SaveAsync(session, caller, _plan.Type, requests, new Apart(turn), cancellation);
            Count(chunk.Rows, outcomes, chunk);
            return chunk.Tally;
        }
        if (_hasLinks)
            await MakeMissingAsync(session, caller, chunk, cancellation);
        await WriteWavesAsync(session, caller, chunk, cancellation);
        return chunk.Tally;
    }

    // A row becomes new or not only when it is matched, so its defaults are looked up too.
    private IEnumerable<LinkText> AllLinks(RowWork row) => RowValues.Links(row, _plan);

    private static List<RowWork> Usable(List<RowWork> works, ImportTally tally)
    {
        if (works.TrueForAll(w => w.Row.Problems.None))
            return works;
        foreach (var work in works.Where(w => !w.Row.Problems.None))
            tally.Failed.Add(new FailedRow(work.Row.Number, work.Row.Cells, work.Row.Problems.Errors));
        return [.. works.Where(w => w.Row.Problems.None)];
    }

    /// <summary>
    /// Leaves for later the rows that name records of the imported type which are not there yet: they may come further down. New records of
    /// one chunk may name each other, as they are saved together.
    /// </summary>
    private List<RowWork> HoldBack(List<RowWork> works, ChunkNames names, bool last, ImportTally tally)
    {
        var held = new HashSet<RowWork>();
        foreach (var work in works)
        {
            foreach (var link in RowValues.Links(work, _plan).Where(l => _links.Grows(l) && _values.IsOpen(work, l)))
            {
                if (names.Find(link) is { } named && named != work && work.Matched is null)
                    work.Needs.Add(named);
                else if (!last)
                    held.Add(work);
            }
        }
        while (works.Any(w => !held.Contains(w) && w.Needs.Exists(held.Contains)))
        {
            foreach (var work in works.Where(w => w.Needs.Exists(held.Contains)))
                held.Add(work);
        }
        if (held.Count == 0)
            return works;
        tally.Pending.AddRange(works.Where(held.Contains).Select(w => w.Row));
        return [.. works.Where(w => !held.Contains(w))];
    }

    private IEnumerable<LinkText> Missing(List<RowWork> works, ChunkNames names, bool last) => !_hasLinks ? [] : works.SelectMany(w => RowValues.Links(w, _plan).Where(l =>
        l.Column.Unresolved == Unresolved.Create && _values.IsOpen(w, l) && (!_links.Grows(l) || (last && names.Find(l) is null))));

    /// <summary>Makes the records that rows name, that do not exist, and that the mapping asked to make; each once.</summary>
    private async Task MakeMissingAsync(Session session, Caller caller, FoundChunk chunk, CancellationToken cancellation)
    {
        foreach (var type in Missing(chunk.Rows, chunk.Names, chunk.Last).GroupBy(l => l.Match.Type).ToList())
        {
            var links = type.DistinctBy(l => l.Text, StringComparer.OrdinalIgnoreCase).ToList();
            var requests = links.ConvertAll(l => TitleOnly(type.Key, l.Text));
            var outcomes = await _saver.SaveAsync(session, caller, type.Key, requests, Apart.Now, cancellation);
            _made[type.Key] = _made.GetValueOrDefault(type.Key) + requests.Count;
            for (var i = 0; i < links.Count; i++)
            {
                if (outcomes[i].Result == WriteResult.Created)
                    _links.Add(links[i], requests[i].Id);
            }
        }
    }

    private WriteRequest TitleOnly(RecordType type, string title)
    {
        var request = new WriteRequest(WriteKind.Create, _store.Ids.Next());
        request.Values[type.Title] = type.Title.Kind.FromText(title, type.Title, new Core.Types.InputFormat(""), request.Problems);
        return request;
    }

    /// <summary>Rows that mean one record are written one after the other, in the file's order; all others at once.</summary>
    private async Task WriteWavesAsync(Session session, Caller caller, FoundChunk chunk, CancellationToken cancellation)
    {
        var made = new Dictionary<string, Guid>();
        var works = chunk.Rows;
        while (works.Count > 0)
        {
            var busy = new HashSet<object>();
            List<RowWork> wave = [], later = [];
            foreach (var work in works)
            {
                if (work is { Matched: null, Key: { } key } && made.TryGetValue(key, out var id))
                    work.Matched = id;
                object? target = work.Matched is { } record ? record : work.Key;
                (target is null || busy.Add(target) ? wave : later).Add(work);
            }
            if (_plan.OnMatch == OnMatch.Skip)
                chunk.Tally.Unchanged += wave.RemoveAll(w => w.Matched is not null);
            await WriteWaveAsync(session, caller, chunk, wave, cancellation);
            foreach (var work in wave.Where(w => w is { Matched: not null, Key: not null }))
                made[work.Key!] = work.Matched!.Value;
            works = later;
        }
    }

    private async Task WriteWaveAsync(Session session, Caller caller, FoundChunk chunk, List<RowWork> wave, CancellationToken cancellation)
    {
        var present = await PresentAsync(session, caller, chunk.Rights, wave, cancellation);
        // Changes first: whoever changes a record waits for its lock without holding the workspace's position, which new ones take.
        foreach (var kind in wave.GroupBy(w => w.Matched is null).OrderBy(g => g.Key).Select(g => g.ToList()).ToList())
        {
            var requests = kind.ConvertAll(w => _values.Request(w, chunk.Names, w.Matched is { } id ? present.GetValueOrDefault(id) : null));
            var apart = kind.TrueForAll(w => w.Needs.Count == 0) ? Apart.Now : null;
            Count(kind, await _saver.SaveAsync(session, caller, _plan.Type, requests, apart, cancellation), chunk);
        }
    }

    private async Task<Dictionary<Guid, RecordState>> PresentAsync(Session session, Caller caller, RightsSql rights, List<RowWork> wave, CancellationToken cancellation)
    {
        Guid[] ids = _patches ? [.. wave.Where(w => w.Matched is not null).Select(w => w.Matched!.Value)] : [];
        return ids.Length == 0 ? [] : await StateLoader.LoadAsync(session, caller, _plan.Type, rights, ids, WriteKind.Update, cancellation);
    }

    private static void Count(List<RowWork> rows, IReadOnlyList<WriteOutcome> outcomes, FoundChunk chunk)
    {
        for (var i = 0; i < rows.Count; i++)
            Count(rows[i], outcomes[i], chunk.Last, chunk.Tally);
    }

    private static void Count(RowWork work, WriteOutcome outcome, bool last, ImportTally tally)
    {
        switch (outcome.Result)
        {
            case WriteResult.Created:
                tally.Created++;
                work.Matched = work.NewId;
                break;
            case WriteResult.Updated:
                tally.Updated++;
                break;
            case WriteResult.Unchanged:
                tally.Unchanged++;
                break;
            default:
                var problem = outcome.Problem!;
                // The row it names was refused, or saved after it: it is tried again when all rows were.
                if (!last && work.Needs.Count > 0 && problem.Errors.Any(e => e.Code == "link_not_found"))
                    tally.Pending.Add(work.Row);
                else
                    tally.Failed.Add(new FailedRow(work.Row.Number, work.Row.Cells, problem.Errors.Count > 0 ? problem.Errors : [new FieldProblem("", problem.Code, problem.Title)]));
                break;
        }
    }
}
