using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Writing;

/// <summary>The statements that keep where records of one type lead, and refuse what they may not lead to.</summary>
internal sealed class LinkStatements(Caller caller, Catalogue catalogue, RecordType type, RightsSql rights)
{
    private readonly SqlText _table = SqlText.Name(type.Table);

    // What stood there before may have pointed into the trash.
    private static SqlText Living(IReadOnlyList<ReadyWrite> writes, SqlText condition) => writes[0].Request.Exact ? SqlText.Empty : condition;

    /// <summary>The rows of the link table, for all fields whose value leads to records by it.</summary>
    public IEnumerable<SqlText> Rows(IReadOnlyList<ReadyWrite> writes)
    {
        foreach (var field in type.Fields.Where(f => f.InLinkTable))
        {
            var changed = writes.Where(w => w.Changed.Contains(field)).ToList();
            if (changed.Count == 0)
                continue;
            var name = SqlText.NameLiteral(field.Name);
            if (changed.Any(w => w.Before is not null))
                yield return SqlText.Of($"delete from link where workspace_id = {caller.Workspace} and from_id = any({changed.Select(w => w.Id).ToArray()}) and field = {name}");
            var rows = changed.SelectMany(w => Targets(field, w.Values).Select((t, i) => (From: w.Id, t.Type, To: t.Id, Position: (long)i, Stays: w.Before is { } before && Targets(field, before.Values).Any(b => b.Id == t.Id)))).ToList();
            if (rows.Count == 0)
                continue;
            var sets = new RowSet(rows.Count);
            sets.Add(Storage.Id, rows.Select(r => (object?)r.From));
            sets.Add(Storage.Id, rows.Select(r => (object?)r.To));
            sets.Add(Storage.Integer, rows.Select(r => (object?)r.Position));
            sets.Add(Storage.Text, rows.Select(r => (object?)(r.Type ?? field.To)));
            sets.Add(Storage.Boolean, rows.Select(r => (object?)r.Stays));
            // As with links to one type; who sends a list back need not see all of what stood in it.
            var readable = rights.ReadableEntry("e", field.To is { } to ? catalogue[to] : null) is { } condition ? SqlText.Of($" and ({sets.Column(4)} or {condition})") : SqlText.Empty;
            var insert = SqlText.Of($"insert into link (workspace_id, from_id, field, to_id, position) select {caller.Workspace}, {sets.Column(0)}, {name}, {sets.Column(1)}, {sets.Column(2)} from {sets.From} join entry e on e.workspace_id = {caller.Workspace} and e.id = {sets.Column(1)} and e.type = coalesce({sets.Column(3)}, e.type){readable}{Living(writes, SqlText.Of($" and not e.deleted"))}");
            yield return SqlText.Of($"with i as ({insert} returning 1) select kith.refuse('link_not_found', {name}) where (select count(*) from i) <> {(long)rows.Count}");
        }
    }

    private static IEnumerable<(string? Type, Guid Id)> Targets(Field field, object?[] values) =>
        field.Kind is RelationKind relation ? relation.Targets(values[field.Index]) : values[field.Index] is Guid id ? [(field.To, id)] : [];

    /// <summary>A link may only point at a living record the caller can see: otherwise a guess of ids would tell what exists.</summary>
    public IEnumerable<SqlText> Guards(IReadOnlyList<ReadyWrite> writes)
    {
        foreach (var field in type.Fields.Where(f => f is { IsLink: true, System: false, Mirrored: false }))
        {
            var changed = writes.Where(w => w.Changed.Contains(field) && w.Values[field.Index] is not null).ToList();
            if (changed.Count == 0)
                continue;
            var to = catalogue[field.To!];
            var ids = changed.Select(w => (Guid)w.Values[field.Index]!).Distinct().Except(writes[0].Before is null ? writes.Select(w => w.Id) : []).ToArray();
            // Everyone may name themselves, and nearly every write of a person does.
            if (ids is [] || field.Kind is PersonKind && ids is [var only] && only == caller.Person)
                continue;
            yield return SqlText.Of($"select kith.refuse('link_not_found', {SqlText.NameLiteral(field.Name)}) where (select count(*) from {SqlText.Name(to.Table)} t where t.workspace_id = {caller.Workspace} and t.id = any({ids}){Living(writes, SqlText.Of($" and t.deleted_at is null"))}{RecordReader.OfType(to)}{rights.Readable(to, "t", " and ")}) <> {(long)ids.Length}");
        }
    }

    /// <summary>Refuses records that would stand below themselves.</summary>
    public IEnumerable<SqlText> CycleGuards(IReadOnlyList<ReadyWrite> writes) =>
        from field in type.Fields
        where field is { IsLink: true, System: false } && field.To == type.Name
        let changed = writes.Where(w => w.Changed.Contains(field) && w.Values[field.Index] is not null).Select(w => w.Id).ToArray()
        where changed.Length > 0
        select CycleGuard(field, changed);

    private SqlText CycleGuard(Field field, Guid[] ids)
    {
        var column = Storages.Column("t", field);
        return SqlText.Of($"select kith.refuse('link_cycle', {SqlText.NameLiteral(field.Name)}) where exists (with recursive up(start, id, depth) as (select t.id, {column}, 1 from {_table} t where t.workspace_id = {caller.Workspace} and t.id = any({ids}) union all select up.start, {column}, up.depth + 1 from up join {_table} t on t.workspace_id = {caller.Workspace} and t.id = up.id where up.id <> up.start and up.depth < 100) select 1 from up where up.id = up.start)");
    }

    /// <summary>A required link must not point into the trash; what has no meaning without the record goes there along with it.</summary>
    public IEnumerable<SqlText> DependentGuards(IReadOnlyList<ReadyWrite> writes)
    {
        var ids = writes.Select(w => w.Id).ToArray();
        return from other in catalogue.Types
               from field in other.Fields
               where field is { Required: true, IsLink: true, Cascade: false } && (!field.Own || field.Mirrored) && field.To == type.Name
               let points = field.Mirrored
                   ? SqlText.Of($"x.id in (select l.from_id from link l where l.workspace_id = {caller.Workspace} and l.to_id = any({ids}) and l.field = {SqlText.NameLiteral(field.Name)}){RecordReader.OfType(other, "x")}")
                   : SqlText.Of($"{SqlText.Column("x", field.Column)} = any({ids})")
               select SqlText.Of($"select kith.refuse('has_dependents', {SqlText.NameLiteral(other.Plural)}) where exists (select 1 from {SqlText.Name(other.Table)} x where x.workspace_id = {caller.Workspace} and {points} and x.deleted_at is null and not (x.id = any({ids})))");
    }
}
