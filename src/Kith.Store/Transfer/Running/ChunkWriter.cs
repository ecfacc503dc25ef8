using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Transfer.Running;

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

    public ChunkWriter(ImportPlan plan, Catalogue catalogue, KithStore store)
    {
        (_plan, _catalogue, _store) = (plan, catalogue, store);
        _links = new LinkCandidates(plan.Type, LinkRules.ScopeOf(plan, catalogue));
        _rules = new LinkRules(plan, catalogue, _links);
        _matcher = new RowMatcher(plan, _links);
        _values = new RowValues(plan, _links, _rules);
        _saver = new RecordSaver(store.Writes, catalogue);
        _hasLinks = plan.Columns.Any(c => c.Match is not null) || plan.Defaults.Any(d => d.Reading.Match is not null);
        _patches = plan.Columns.Any(c => c.Path.Part is not null);
    }

    /// <summary>Writes rows and tells what became of each.</summary>
    /// <param name="session">In a transaction.</param>
    /// <param name="now">The instant that rights are judged at.</param>
    /// <param name="last">True when records that are not there yet will not come any more.</param>
    public async Task<ImportTally> WriteAsync(Session session, Caller caller, IReadOnlyList<ImportRow> rows, DateTime now, bool last, CancellationToken cancellation)
    {
        // What follows computes for long; the thread that completed the last read may be the one that serves every connection.
        await Task.Yield();
        var tally = new ImportTally();
        var rights = new RightsSql(caller, _store.Policy, _catalogue, now);
        var lookup = new KeyLookup(caller, rights);
        var works = rows.Select(r => new RowWork(r) { NewId = _store.Ids.Next() }).ToList();
        works = Usable(works, tally);
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
        {
            works = HoldBack(works, names, last, tally);
            await MakeMissingAsync(session, caller, works, names, last, cancellation);
        }
        await WriteWavesAsync(session, caller, rights, works, names, last, tally, cancellation);
        return tally;
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

    /// <summary>Makes the records that rows name, that do not exist, and that the mapping asked to make; each once.</summary>
    private async Task MakeMissingAsync(Session session, Caller caller, List<RowWork> works, ChunkNames names, bool last, CancellationToken cancellation)
    {
        var missing = works.SelectMany(w => RowValues.Links(w, _plan).Where(l =>
            l.Column.Unresolved == Unresolved.Create && _values.IsOpen(w, l) && (!_links.Grows(l) || (last && names.Find(l) is null))));
        foreach (var type in missing.GroupBy(l => l.Match.Type).ToList())
        {
            var links = type.DistinctBy(l => l.Text, StringComparer.OrdinalIgnoreCase).ToList();
            var requests = links.ConvertAll(l => TitleOnly(type.Key, l.Text));
            var outcomes = await _saver.SaveAsync(session, caller, type.Key, requests, apart: true, cancellation);
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
    private async Task WriteWavesAsync(Session session, Caller caller, RightsSql rights, List<RowWork> works, ChunkNames names, bool last, ImportTally tally, CancellationToken cancellation)
    {
        var made = new Dictionary<string, Guid>();
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
                tally.Unchanged += wave.RemoveAll(w => w.Matched is not null);
            await WriteWaveAsync(session, caller, rights, wave, names, last, tally, cancellation);
            foreach (var work in wave.Where(w => w is { Matched: not null, Key: not null }))
                made[work.Key!] = work.Matched!.Value;
            works = later;
        }
    }

    private async Task WriteWaveAsync(Session session, Caller caller, RightsSql rights, List<RowWork> wave, ChunkNames names, bool last, ImportTally tally, CancellationToken cancellation)
    {
        var present = await PresentAsync(session, caller, rights, wave, cancellation);
        // Changes first: whoever changes a record waits for its lock without holding the workspace's position, which new ones take.
        foreach (var kind in wave.GroupBy(w => w.Matched is null).OrderBy(g => g.Key).Select(g => g.ToList()).ToList())
        {
            var requests = kind.ConvertAll(w => _values.Request(w, names, w.Matched is { } id ? present.GetValueOrDefault(id) : null));
            var outcomes = await _saver.SaveAsync(session, caller, _plan.Type, requests, kind.TrueForAll(w => w.Needs.Count == 0), cancellation);
            for (var i = 0; i < kind.Count; i++)
                Count(kind[i], outcomes[i], last, tally);
        }
    }

    private async Task<Dictionary<Guid, RecordState>> PresentAsync(Session session, Caller caller, RightsSql rights, List<RowWork> wave, CancellationToken cancellation)
    {
        Guid[] ids = _patches ? [.. wave.Where(w => w.Matched is not null).Select(w => w.Matched!.Value)] : [];
        return ids.Length == 0 ? [] : await StateLoader.LoadAsync(session, caller, _plan.Type, rights, ids, trash: false, cancellation);
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
