using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Changesets;

/// <summary>A record that came to point at the one that stayed after a merge: nobody but people knows to which of the parted ones it belongs.</summary>
public sealed record AddedSince(string Type, string Field, Guid Record, string Title);

/// <summary>What a merge that is undone cannot know: where the things belong that were added since.</summary>
internal sealed class Parting(KithStore store, Session session, Caller caller, Catalogue catalogue, RecordType type, Guid merge, DateTime now)
{
    private readonly List<(RecordType Type, Field Field, Guid Record, string Title)> _added = [];
    private Guid _survivor;
    private HashSet<Guid> _losers = [];

    public IReadOnlyList<AddedSince> Added => [.. _added.Select(a => new AddedSince(a.Type.Name, a.Field.Name, a.Record, a.Title))];

    /// <summary>Finds them; to be asked before the merge is undone.</summary>
    public async Task FindAsync(CancellationToken cancellation)
    {
        var pairs = await session.ListAsync(
            SqlText.Of($"select m.id, m.into_id from merged m where m.workspace_id = {caller.Workspace} and m.id in (select c.record_id from change c where c.workspace_id = {caller.Workspace} and {new Undone(merge, null).Changes(caller.Workspace)} and c.kind = 'deleted')"),
            r => (Loser: r.GetGuid(0), Into: r.GetGuid(1)), cancellation);
        if (pairs.Count == 0)
            return;
        (_survivor, _losers) = (pairs[0].Into, [.. pairs.Select(p => p.Loser)]);
        var rights = new RightsSql(caller, store.Policy, catalogue, now);
        foreach (var group in (await new References(caller.Workspace, catalogue).ToAsync(session, type, [_survivor], int.MaxValue, cancellation)).GroupBy(r => (r.Type, r.Field)).Where(g => rights.Of(g.Key.Type).Read && !rights.Hides(g.Key.Type, g.Key.Field)))
        {
            Guid[] ids = [.. group.Select(r => r.From).Distinct()];
            var since = SqlText.Of($"exists (select 1 from change c where c.workspace_id = t.workspace_id and c.record_id = t.id and c.changeset is distinct from {merge} and c.diff ? {SqlText.NameLiteral(group.Key.Field.Name)} and c.position > (select max(l.position) from change l where l.workspace_id = t.workspace_id and l.record_id = {pairs[0].Loser}))");
            var found = await session.ListAsync(
                SqlText.Of($"select t.id, e.title from {SqlText.Name(group.Key.Type.Table)} t join entry e on e.workspace_id = t.workspace_id and e.id = t.id where t.workspace_id = {caller.Workspace} and t.id = any({ids}) and {since}{rights.Readable(group.Key.Type, JoinScope.Root, " and ")} order by t.id"),
                r => (Id: r.GetGuid(0), Title: r.GetString(1)), cancellation);
            _added.AddRange(found.Select(f => (group.Key.Type, group.Key.Field, f.Id, f.Title)));
        }
    }

    /// <summary>Gives records to parted ones, with the rights of whoever says so; to be asked after the merge was undone.</summary>
    /// <param name="give">By record: the parted one it belongs to.</param>
    public async Task GiveAsync(IReadOnlyDictionary<Guid, Guid> give, CancellationToken cancellation)
    {
        foreach (var (record, to) in give)
        {
            if (!_losers.Contains(to) || !_added.Exists(a => a.Record == record))
                throw new ProblemException(Problem.Field($"give.{record}", "undo.give"));
        }
        var rights = new RightsSql(caller, store.Policy, catalogue, now);
        foreach (var group in _added.Where(a => give.ContainsKey(a.Record)).GroupBy(a => a.Type))
        {
            var states = await StateLoader.LoadAsync(session, caller, group.Key, rights, [.. group.Select(g => g.Record).Distinct()], WriteKind.Update, cancellation);
            var writes = new List<WriteRequest>();
            foreach (var record in group.GroupBy(g => g.Record).Where(g => states.ContainsKey(g.Key)))
            {
                var write = new WriteRequest(WriteKind.Update, record.Key);
                foreach (var (_, field, _, _) in record)
                    write.Values[field] = field.Kind.Relinked(states[record.Key].Values[field.Index], id => id == _survivor ? give[record.Key] : id);
                writes.Add(write);
            }
            foreach (var outcome in await store.Writes.ManyAsync(session, caller, catalogue, group.Key, writes, null, cancellation))
            {
                if (outcome.Problem is { } problem)
                    throw new ProblemException(problem);
            }
        }
    }
}
