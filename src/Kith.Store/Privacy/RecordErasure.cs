using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Purging;
using Kith.Store.Reading;
using Kith.Store.Search;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Privacy;

/// <summary>Erases the records that are a person, with what has no meaning without them, and takes the person out of all others.</summary>
internal sealed class RecordErasure(Erasure erasure)
{
    private const int AtOnce = 200;

    private Session Session => erasure.Session;
    private Guid Workspace => erasure.Workspace;

    /// <summary>Answers in how many records something was erased.</summary>
    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        var due = await DueAsync(cancellation);
        foreach (var (type, ids) in due)
            await (type.Name == "person" ? EmptyAsync(type, ids, cancellation) : PurgeAsync(type, ids, cancellation));
        return erasure.Erased.Count + await MentionsAsync(cancellation);
    }

    // The records themselves, those that were merged into them, and those that go along with them; without what is held.
    private async Task<List<(RecordType Type, Guid[] Ids)>> DueAsync(CancellationToken cancellation)
    {
        var found = new List<(RecordType, Guid[])>();
        var seen = new HashSet<Guid>();
        Guid[] named = [.. erasure.Subject.Records];
        var whole = named.Length == 0 ? [] : await Session.ListAsync(
            SqlText.Of($"select distinct m from unnest({named}) n, unnest(kith.with_merged(n)) m"), r => r.GetGuid(0), cancellation);
        var next = await OfTypesAsync([.. whole.Where(seen.Add)], cancellation);
        while (next.Count > 0)
        {
            found.AddRange(next);
            var along = new List<Guid>();
            foreach (var (to, ids) in next)
            {
                foreach (var (type, field) in new References(Workspace, erasure.Catalogue).FieldsTo(to).Where(f => f.Field.Cascade))
                    along.AddRange((await References.ToAsync(Session, Workspace, type, field, ids, int.MaxValue, cancellation)).Select(r => r.From).Where(seen.Add));
            }
            next = await OfTypesAsync([.. along], cancellation);
        }
        // What goes along goes first, so that nothing stands in its way.
        found.Reverse();
        return found;
    }

    private async Task<List<(RecordType Type, Guid[] Ids)>> OfTypesAsync(Guid[] ids, CancellationToken cancellation)
    {
        if (ids.Length == 0)
            return [];
        var rows = await Session.ListAsync(
            SqlText.Of($"select e.id, e.type, (select h.reason from legal_hold h where h.workspace_id = e.workspace_id and h.record_id = e.id and (h.until is null or h.until >= current_date)) from entry e where e.workspace_id = {Workspace} and e.id = any({ids}) order by e.id"),
            r => (Id: r.GetGuid(0), Type: r.GetString(1), Hold: r.IsDBNull(2) ? null : r.GetString(2)), cancellation);
        erasure.Kept.AddRange(rows.Where(r => r.Hold is not null).Select(r => new KeptRecord(r.Type, r.Id, Messages.Text("privacy.kept_held", r.Hold!))));
        return [.. rows.Where(r => r.Hold is null && erasure.Catalogue.Find(r.Type) is not null).GroupBy(r => erasure.Catalogue.Find(r.Type)!).Select(g => (g.Key, g.Select(r => r.Id).ToArray()))];
    }

    // Into the trash first, so that whoever follows the stream hears of it, and then out of the database.
    private async Task PurgeAsync(RecordType type, Guid[] ids, CancellationToken cancellation)
    {
        foreach (var part in ids.Chunk(AtOnce))
        {
            var living = await Session.ListAsync(SqlText.Of($"select t.id from {SqlText.Name(type.Table)} t where t.workspace_id = {Workspace} and t.id = any({part}) and t.deleted_at is null"), r => r.GetGuid(0), cancellation);
            var outcomes = await erasure.Store.Writes.ManyAsync(Session, erasure.Caller, erasure.Catalogue, type, [.. living.Select(id => new WriteRequest(WriteKind.Delete, id))], null, cancellation);
            var refused = outcomes.Where(o => o.Result == WriteResult.Refused).ToDictionary(o => o.Id);
            var purge = new Purge(erasure.Store.Writes, Session, erasure.Caller, erasure.Catalogue, type);
            await purge.RunAsync([.. part.Except(refused.Keys)], erasure.Words, cancellation);
            Guid[] left = [.. await Session.ListAsync(SqlText.Of($"select e.id from entry e where e.workspace_id = {Workspace} and e.id = any({part})"), r => r.GetGuid(0), cancellation)];
            erasure.Erased.UnionWith(part.Except(left));
            erasure.Kept.AddRange(left.Select(id => new KeptRecord(type.Name, id, refused.TryGetValue(id, out var why) ? Why(why) : Messages.Text("privacy.kept_needed"))));
        }
    }

    private static string Why(WriteOutcome refused) => refused.Problem is { Errors: [var first, ..] } ? first.Message : refused.Problem!.Title;

    // Histories name people, so they stay without anything that tells who they were; and nobody who works here is erased.
    private async Task EmptyAsync(RecordType type, Guid[] ids, CancellationToken cancellation)
    {
        var active = await Session.ListAsync(SqlText.Of($"select p.id from person p where p.workspace_id = {Workspace} and p.id = any({ids}) and p.active is not false and p.deleted_at is null"), r => r.GetGuid(0), cancellation);
        erasure.Kept.AddRange(active.Select(id => new KeptRecord(type.Name, id, Messages.Text("privacy.kept_works_here"))));
        await AnonymiseAsync(type, [.. ids.Except(active)], cancellation);
    }

    /// <summary>Empties every field of records that holds texts; the title says that somebody was erased. Records with links, figures and days stay.</summary>
    public async Task<IReadOnlyList<WriteOutcome>> AnonymiseAsync(RecordType type, Guid[] ids, CancellationToken cancellation)
    {
        var requests = ids.Select(id => new WriteRequest(WriteKind.Update, id) { Exact = true }).ToList();
        foreach (var request in requests)
        {
            foreach (var field in type.Fields.Where(Blackening.Holds))
                request.Values[field] = field.Title ? Subject.Mark : null;
        }
        var outcomes = await erasure.Store.Writes.ManyAsync(Session, erasure.Caller, erasure.Catalogue, type, requests, null, cancellation);
        erasure.Erased.UnionWith(outcomes.Where(o => o.Result != WriteResult.Refused).Select(o => o.Id));
        erasure.Kept.AddRange(outcomes.Where(o => o.Result == WriteResult.Refused).Select(o => new KeptRecord(type.Name, o.Id, Why(o))));
        return outcomes;
    }

    private async Task<long> MentionsAsync(CancellationToken cancellation)
    {
        if (erasure.Finder is null)
            return 0;
        long count = 0;
        Guid[] kept = [.. erasure.Kept.Select(k => k.Id)];
        var tables = (await PersonalTable.AllAsync(Session, cancellation)).ToDictionary(t => t.Name);
        // A colleague who shares the address is somebody else's business; the search for what remains tells of it.
        foreach (var type in erasure.Catalogue.Types.Where(t => t.Name != "person"))
        {
            var table = tables[type.Table];
            var found = SqlText.Of($"t.workspace_id = {Workspace} and ({table.Says(erasure.Person)}) and not (t.id = any({kept})){RecordReader.OfType(type)}");
            foreach (var part in (await StateLoader.SelectAsync(Session, type, SqlText.Of($"{found} and t.deleted_at is null"), cancellation)).Chunk(AtOnce))
                count += await BlackenAsync(type, part, cancellation);
            var trashed = await StateLoader.SelectAsync(Session, type, SqlText.Of($"{found} and t.deleted_at is not null"), cancellation);
            foreach (var state in trashed)
                await BlackenInTrashAsync(type, state, cancellation);
            count += trashed.Count;
        }
        return count;
    }

    private async Task<long> BlackenAsync(RecordType type, IReadOnlyList<RecordState> states, CancellationToken cancellation)
    {
        var requests = states.Select(s => Without(type, s)).Where(r => r.Values.Count > 0).ToList();
        var outcomes = await erasure.Store.Writes.ManyAsync(Session, erasure.Caller, erasure.Catalogue, type, requests, null, cancellation);
        erasure.Kept.AddRange(outcomes.Where(o => o.Result == WriteResult.Refused).Select(o => new KeptRecord(type.Name, o.Id, Why(o))));
        return outcomes.Count(o => o.Result == WriteResult.Updated);
    }

    private WriteRequest Without(RecordType type, RecordState state)
    {
        var request = new WriteRequest(WriteKind.Update, state.Id) { Exact = true };
        foreach (var field in type.Fields.Where(Blackening.Holds))
        {
            if (state.Values[field.Index] is { } value && Blackening.Of(field, value, erasure.Finder!, new InputFormat(erasure.Caller.Currency)) is var left && !ReferenceEquals(left, value))
                request.Values[field] = left;
        }
        return request;
    }

    // Nobody writes to what lies in the trash but Kith itself.
    private async Task BlackenInTrashAsync(RecordType type, RecordState state, CancellationToken cancellation)
    {
        var sets = new List<SqlText>();
        var left = Without(type, state).Values;
        foreach (var (field, value) in left.Where(v => !v.Key.Own))
        {
            var columns = new object?[field.Kind.Columns.Count];
            field.Kind.Split(value, columns);
            sets.AddRange(columns.Select((c, i) => SqlText.Of($"{SqlText.Name(field.ColumnOf(i))} = {SqlText.Parameter(c, Storages.Parameter(field.Kind.Columns[i].Storage))}")));
        }
        if (left.Keys.Any(f => f.Own) || type.Own)
        {
            var values = (object?[])state.Values.Clone();
            foreach (var (field, value) in left)
                values[field.Index] = value;
            sets.Add(SqlText.Of($"custom = {SqlText.Parameter(StoredJson.Custom(type, values), NpgsqlTypes.NpgsqlDbType.Jsonb)}"));
            if (type.Own)
                sets.Add(SqlText.Of($"title = {SqlText.Text(type.Title.Kind.ToText(values[type.Title.Index]!))}"));
        }
        if (sets.Count == 0)
            return;
        var words = SearchWords.Marked(Workspace, SearchWords.Of(erasure.Subject.Terms));
        await Session.ExecuteAsync(
        [
            SqlText.Of($"update {SqlText.Name(type.Table)} set {SqlText.List(sets)} where workspace_id = {Workspace} and id = {state.Id}"),
            SqlText.Of($"update entry set title = regexp_replace(title, {erasure.Person}, {SqlText.Text(Subject.Mark)}, 'gi'), subtitle = regexp_replace(subtitle, {erasure.Person}, {SqlText.Text(Subject.Mark)}, 'gi'), title_words = regexp_replace(title_words, {erasure.Person}, 'erased', 'gi'), words = ts_delete(words, {words}) where workspace_id = {Workspace} and id = {state.Id}"),
        ], cancellation);
    }
}
