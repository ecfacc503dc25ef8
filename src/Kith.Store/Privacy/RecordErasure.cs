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

    // The records themselves, those that were merged into them, and those that go along with them. What is held stays, and so does what it goes along with.
    private async Task<List<(RecordType Type, Guid[] Ids)>> DueAsync(CancellationToken cancellation)
    {
        var named = await NamedAsync(cancellation);
        var (found, along) = await AlongAsync([.. named.Select(n => n.Id)], cancellation);
        var staying = found.Values.Where(f => f.Hold is not null).Select(f => f.Id).ToHashSet();
        var ties = along.Concat(named.SelectMany(n => new[] { (n.Id, n.Survivor), (n.Survivor, n.Id) })).ToList();
        while (ties.FirstOrDefault(t => staying.Contains(t.Item1) && !staying.Contains(t.Item2)) is var (_, also) && also != Guid.Empty)
            staying.Add(also);
        foreach (var record in found.Values.Where(f => staying.Contains(f.Id)))
            erasure.Keep(record.Type, record.Id, record.Hold is { } reason ? Messages.Text("privacy.kept_held", reason) : Messages.Text("privacy.kept_needed"));
        return Ordered([.. named.Select(n => n.Id).Distinct()], along, staying, found);
    }

    // What goes along goes first, so that nothing stands in its way.
    private List<(RecordType, Guid[])> Ordered(Guid[] first, List<(Guid From, Guid To)> along, HashSet<Guid> staying, Dictionary<Guid, FoundRecord> found)
    {
        var (due, seen) = (new List<(RecordType, Guid[])>(), new HashSet<Guid>(staying));
        for (var next = first.Where(seen.Add).ToList(); next.Count > 0; next = [.. along.Where(a => next.Contains(a.To)).Select(a => a.From).Where(seen.Add)])
            due.AddRange(next.Where(found.ContainsKey).GroupBy(id => erasure.Catalogue.Find(found[id].Type)!).Select(g => (g.Key, g.ToArray())));
        due.Reverse();
        return due;
    }

    private async Task<List<(Guid Id, Guid Survivor)>> NamedAsync(CancellationToken cancellation)
    {
        Guid[] named = [.. erasure.Subject.Records];
        return named.Length == 0 ? [] : await Session.ListAsync(SqlText.Of($"select distinct m, n from unnest({named}) n, unnest(kith.with_merged(n)) m"), r => (r.GetGuid(0), r.GetGuid(1)), cancellation);
    }

    private async Task<(Dictionary<Guid, FoundRecord> Found, List<(Guid From, Guid To)> Along)> AlongAsync(Guid[] first, CancellationToken cancellation)
    {
        var (found, along) = (new Dictionary<Guid, FoundRecord>(), new List<(Guid, Guid)>());
        for (var next = first; next.Length > 0;)
        {
            var records = await FoundAsync(next, cancellation);
            foreach (var record in records)
                found[record.Id] = record;
            var further = new HashSet<Guid>();
            foreach (var group in records.GroupBy(r => r.Type))
            {
                foreach (var (type, field) in new References(Workspace, erasure.Catalogue).FieldsTo(erasure.Catalogue.Find(group.Key)!).Where(f => f.Field.Cascade))
                {
                    foreach (var reference in await References.ToAsync(Session, Workspace, type, field, [.. group.Select(r => r.Id)], int.MaxValue, cancellation))
                    {
                        along.Add((reference.From, reference.To));
                        further.Add(reference.From);
                    }
                }
            }
            next = [.. further.Where(f => !found.ContainsKey(f))];
        }
        return (found, along);
    }

    private sealed record FoundRecord(Guid Id, string Type, string? Hold);

    private async Task<List<FoundRecord>> FoundAsync(Guid[] ids, CancellationToken cancellation)
    {
        var rows = await Session.ListAsync(
            SqlText.Of($"select e.id, e.type, (select h.reason from legal_hold h where h.workspace_id = e.workspace_id and h.record_id = e.id and (h.until is null or h.until >= current_date)) from entry e where e.workspace_id = {Workspace} and e.id = any({ids}) order by e.id"),
            r => new FoundRecord(r.GetGuid(0), r.GetString(1), r.IsDBNull(2) ? null : r.GetString(2)), cancellation);
        return [.. rows.Where(r => erasure.Catalogue.Find(r.Type) is not null)];
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
            foreach (var id in left)
                erasure.Keep(type.Name, id, refused.TryGetValue(id, out var why) ? Why(why) : Messages.Text("privacy.kept_needed"));
        }
    }

    private static string Why(WriteOutcome refused) => refused.Problem is { Errors: [var first, ..] } ? first.Message : refused.Problem!.Title;

    // Histories name people, so they stay without anything that tells who they were; and nobody who works here is erased.
    private async Task EmptyAsync(RecordType type, Guid[] ids, CancellationToken cancellation)
    {
        var active = await Session.ListAsync(SqlText.Of($"select p.id from person p where p.workspace_id = {Workspace} and p.id = any({ids}) and p.active is not false and p.deleted_at is null"), r => r.GetGuid(0), cancellation);
        foreach (var id in active)
            erasure.Keep(type.Name, id, Messages.Text("privacy.kept_works_here"));
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
        await ForgetRemovedAsync(type, ids, cancellation);
        erasure.Erased.UnionWith(outcomes.Where(o => o.Result != WriteResult.Refused).Select(o => o.Id));
        Keep(type, outcomes);
        return outcomes;
    }

    // What records hold of fields that were removed or had another kind: nobody could say of whom it tells.
    private Task<int> ForgetRemovedAsync(RecordType type, Guid[] ids, CancellationToken cancellation)
    {
        string[] known = [.. type.Fields.Where(f => f.Own).Select(f => f.Key)];
        return Session.ExecuteAsync(SqlText.Of($"update {SqlText.Name(type.Table)} t set custom = (select coalesce(jsonb_object_agg(e.key, e.value), jsonb_build_object()) from jsonb_each(t.custom) e where e.key = any({known})) where t.workspace_id = {Workspace} and t.id = any({ids}) and exists (select 1 from jsonb_object_keys(t.custom) k where not (k = any({known}))){RecordReader.OfType(type)}"), cancellation);
    }

    private void Keep(RecordType type, IEnumerable<WriteOutcome> outcomes)
    {
        foreach (var outcome in outcomes.Where(o => o.Result == WriteResult.Refused))
            erasure.Keep(type.Name, outcome.Id, Why(outcome));
    }

    /// <summary>Finds the records that say something of the person; before anything is written, since looking takes long and writing holds others up.</summary>
    public static async Task FindMentionsAsync(Erasure erasure, CancellationToken cancellation)
    {
        if (erasure.Finder is null)
            return;
        await using var session = await erasure.Store.Database.OpenAsync(erasure.Workspace, cancellation);
        session.PlanPerValue = true;
        var tables = (await PersonalTable.AllAsync(session, cancellation)).ToDictionary(t => t.Name);
        // A colleague who shares the address is somebody else's business; the search for what remains tells of it.
        foreach (var type in erasure.Catalogue.Types.Where(t => t.Name != "person"))
        {
            session.Renew(erasure.Workspace);
            Guid[] found = [.. await session.ListAsync(SqlText.Of($"select t.id {tables[type.Table].From(erasure.Workspace, tables[type.Table].Says(erasure.Person))}{RecordReader.OfType(type)} order by t.id"), r => r.GetGuid(0), cancellation)];
            if (found.Length > 0)
                erasure.Mentions[type] = found;
        }
    }

    private async Task<long> MentionsAsync(CancellationToken cancellation)
    {
        long count = 0;
        foreach (var (type, found) in erasure.Mentions)
        {
            foreach (var part in found.Except(erasure.Erased).Except(erasure.Kept.Select(k => k.Id)).Chunk(AtOnce))
            {
                Session.Renew(Workspace);
                await ForgetRemovedAsync(type, part, cancellation);
                count += await BlackenAsync(type, await StatesAsync(type, part, SqlText.Of($"t.deleted_at is null"), cancellation), cancellation);
                var trashed = await StatesAsync(type, part, SqlText.Of($"t.deleted_at is not null"), cancellation);
                foreach (var state in trashed)
                    await BlackenInTrashAsync(type, state, cancellation);
                count += trashed.Count;
            }
        }
        return count;
    }

    private Task<List<RecordState>> StatesAsync(RecordType type, Guid[] ids, SqlText which, CancellationToken cancellation) =>
        StateLoader.SelectAsync(Session, type, SqlText.Of($"t.workspace_id = {Workspace} and t.id = any({ids}) and {which}{RecordReader.OfType(type)}"), cancellation);

    private async Task<long> BlackenAsync(RecordType type, IReadOnlyList<RecordState> states, CancellationToken cancellation)
    {
        var requests = states.Select(s => Without(type, s)).Where(r => r.Values.Count > 0).ToList();
        var outcomes = await erasure.Store.Writes.ManyAsync(Session, erasure.Caller, erasure.Catalogue, type, requests, null, cancellation);
        Keep(type, outcomes);
        return outcomes.Count(o => o.Result == WriteResult.Updated);
    }

    private WriteRequest Without(RecordType type, RecordState state)
    {
        var (request, blackening) = (new WriteRequest(WriteKind.Update, state.Id) { Exact = true }, erasure.Blackening);
        foreach (var field in type.Fields.Where(Blackening.Holds))
        {
            if (state.Values[field.Index] is { } value && blackening.Of(field, value) is var left && !ReferenceEquals(left, value))
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
