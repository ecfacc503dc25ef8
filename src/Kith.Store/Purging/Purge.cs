using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Notifications;
using Kith.Store.Privacy;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Writing;
using NpgsqlTypes;

namespace Kith.Store.Purging;

/// <summary>Takes some records of a type out of the trash and out of the database, within one transaction. What remains of them is their history.</summary>
internal sealed class Purge(WritePath writes, Session session, Caller caller, Catalogue catalogue, RecordType type)
{
    private const int AtOnce = 200;
    private readonly SqlText _table = SqlText.Name(type.Table);
    private List<Guid> _due = [];

    private IEnumerable<(RecordType Type, Field Field)> Pointing => new References(caller.Workspace, catalogue).FieldsTo(type);

    /// <summary>Finds the next records that are due and answers the last of them; null at the end.</summary>
    public async Task<Guid?> NextAsync(Guid after, CancellationToken cancellation)
    {
        _due = await session.ListAsync(
            SqlText.Of($"select t.id from {_table} t where t.workspace_id = {caller.Workspace} and t.id > {after} and t.deleted_at + make_interval(days => (select w.trash_days from workspace w where w.id = {caller.Workspace})) <= now(){RecordReader.OfType(type)} and not exists (select 1 from merged m where m.workspace_id = t.workspace_id and m.id = t.id) and not {LegalHolds.Held} order by t.id limit {AtOnce} for update of t skip locked"),
            r => r.GetGuid(0), cancellation);
        return _due.Count == 0 ? null : _due[^1];
    }

    /// <summary>Purges some records, whether they are due or not.</summary>
    public Task<PurgeCount> RunAsync(IReadOnlyCollection<Guid> records, HashSet<string> words, CancellationToken cancellation)
    {
        _due = [.. records];
        return RunAsync(words, cancellation);
    }

    /// <summary>Purges what was found.</summary>
    /// <param name="words">Takes the words they were found by.</param>
    public async Task<PurgeCount> RunAsync(HashSet<string> words, CancellationToken cancellation)
    {
        await LeaveAsync(NeededAsync, cancellation);
        var refused = await LeaveAsync(EmptyAsync, cancellation);
        if (_due.Count > 0)
            await DeleteAsync(words, cancellation);
        return new PurgeCount(_due.Count, refused);
    }

    private async Task<int> LeaveAsync(Func<CancellationToken, Task<IReadOnlyCollection<Guid>>> find, CancellationToken cancellation)
    {
        var found = await find(cancellation);
        _due = [.. _due.Except(found)];
        return found.Count;
    }

    /// <summary>Those that a record cannot be without which does not go together with them.</summary>
    private async Task<IReadOnlyCollection<Guid>> NeededAsync(CancellationToken cancellation)
    {
        var needed = new HashSet<Guid>();
        foreach (var (other, field) in Pointing.Where(p => p.Field is { Required: true, IsRelation: false }))
        {
            var column = Storages.Column(JoinScope.Root, field, 0);
            needed.UnionWith(await session.ListAsync(
                SqlText.Of($"select distinct {column} from {SqlText.Name(other.Table)} t where t.workspace_id = {caller.Workspace} and {column} = any({_due.ToArray()}) and not (t.id = any({_due.ToArray()})){RecordReader.OfType(other)}"), r => r.GetGuid(0), cancellation));
        }
        return needed;
    }

    /// <summary>Empties the links of living records, as any write does; answers those that one of these will not be without.</summary>
    private async Task<IReadOnlyCollection<Guid>> EmptyAsync(CancellationToken cancellation)
    {
        var refused = new HashSet<Guid>();
        var references = await new References(caller.Workspace, catalogue).ToAsync(session, type, [.. _due], int.MaxValue, cancellation);
        foreach (var byType in references.GroupBy(r => r.Type))
        {
            foreach (var part in byType.GroupBy(r => r.From).Chunk(AtOnce))
            {
                var ids = part.Select(r => r.Key).ToArray();
                var states = (await StateLoader.SelectAsync(session, byType.Key, SqlText.Of($"t.workspace_id = {caller.Workspace} and t.id = any({ids})"), cancellation)).ToDictionary(s => s.Id);
                var outcomes = await writes.ManyAsync(session, caller, catalogue, byType.Key, [.. part.Select(r => Without(r.Key, r, states[r.Key]))], null, cancellation);
                var failed = outcomes.Where(o => o.Result == WriteResult.Refused).Select(o => o.Id).ToHashSet();
                refused.UnionWith(part.Where(r => failed.Contains(r.Key)).SelectMany(r => r).Select(r => r.To));
            }
        }
        return refused;
    }

    private WriteRequest Without(Guid id, IEnumerable<Reference> references, RecordState state)
    {
        var request = new WriteRequest(WriteKind.Update, id);
        foreach (var field in references.Select(r => r.Field).Distinct())
        {
            Guid[] left = field.Kind is LinksKind links ? [.. links.Targets(state.Values[field.Index]).Select(t => t.Id).Except(_due)] : [];
            request.Values[field] = left.Length > 0 ? left : null;
        }
        return request;
    }

    private async Task DeleteAsync(HashSet<string> words, CancellationToken cancellation)
    {
        Guid[] ids = [.. _due];
        words.UnionWith(await session.ListAsync(SqlText.Of($"select distinct substr(l, 7) from entry e cross join lateral unnest(tsvector_to_array(e.words)) l where e.workspace_id = {caller.Workspace} and e.id = any({ids})"), r => r.GetString(0), cancellation));
        var titles = await session.ListAsync(SqlText.Of($"select e.id, e.title from entry e where e.workspace_id = {caller.Workspace} and e.id = any({ids}) order by e.id"), r => (Id: r.GetGuid(0), Title: r.GetString(1)), cancellation);
        await session.ExecuteAsync(
        [
            .. Pointing.Where(p => p.Field is { Required: false, IsRelation: false } && (!p.Field.Own || p.Field.Mirrored)).Select(p => EmptyInTrash(p.Type, p.Field, ids)),
            SqlText.Of($"delete from link where workspace_id = {caller.Workspace} and (from_id = any({ids}) or to_id = any({ids}))"),
            SqlText.Of($"delete from merged where workspace_id = {caller.Workspace} and (into_id = any({ids}) or id = any({ids}))"),
            SqlText.Of($"delete from changeset_item where workspace_id = {caller.Workspace} and record_id = any({ids})"),
            .. NotificationTable.Forget(caller.Workspace, ids),
            SqlText.Of($"delete from {_table} where workspace_id = {caller.Workspace} and id = any({ids})"),
            SqlText.Of($"delete from entry where workspace_id = {caller.Workspace} and id = any({ids})"),
            Append([.. titles.Select(t => t.Id)], [.. titles.Select(t => t.Title)]),
        ], cancellation);
        session.Appended();
    }

    // What lies in the trash is not written to by anyone; when it is restored, its link is empty.
    private SqlText EmptyInTrash(RecordType other, Field field, Guid[] ids)
    {
        if (field.Mirrored)
            return SqlText.Of($"update {SqlText.Name(other.Table)} t set custom = t.custom - {SqlText.NameLiteral(field.Key)} where t.workspace_id = {caller.Workspace} and t.id in (select x.from_id from link x where x.workspace_id = {caller.Workspace} and x.to_id = any({ids}) and x.field = {SqlText.NameLiteral(field.Name)}) and t.deleted_at is not null and not (t.id = any({ids})){RecordReader.OfType(other)}");
        var column = SqlText.Name(field.Column);
        return SqlText.Of($"update {SqlText.Name(other.Table)} set {column} = null where workspace_id = {caller.Workspace} and {column} = any({ids}) and deleted_at is not null and not (id = any({ids}))");
    }

    private SqlText Append(Guid[] ids, string[] titles)
    {
        var count = (long)ids.Length;
        return SqlText.Of($"with p as (update position set position = position + {count} where workspace_id = {caller.Workspace} returning position) insert into change (workspace_id, position, at, via, kind, type, record_id, title, diff) select {caller.Workspace}, p.position - {count} + v.n, now(), 'system', 'purged', {SqlText.Text(type.Name)}, v.id, v.title, {SqlText.Parameter("{}", NpgsqlDbType.Jsonb)} from p, unnest({ids}, {titles}) with ordinality v(id, title, n)");
    }
}
