using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Rates;
using Kith.Store.Reading;
using Kith.Store.Schema;
using Kith.Store.Search;
using Kith.Store.Sql;
using NpgsqlTypes;

namespace Kith.Store.Writing;

/// <summary>
/// The statements that save records of one type, their entries, links and changes: the same for one record and for thousands, since
/// the rows come as arrays. The position is taken by the last one.
/// </summary>
internal sealed class SaveStatements(Caller caller, Catalogue catalogue, RecordType type, RightsSql rights, DateTime now)
{
    private readonly SqlText _table = SqlText.Name(type.Table);
    private readonly LinkStatements _links = new(caller, catalogue, type, rights);

    /// <summary>Which rates amounts were worked out with; null where none were needed.</summary>
    public long? Rates { get; set; }

    /// <summary>Everything that saving these writes takes, in order, without the change itself. All writes are of one kind.</summary>
    public IEnumerable<SqlText> For(IReadOnlyList<ReadyWrite> writes)
    {
        var kind = writes[0].Request.Kind;
        // Until the commit the rates stay those; who changes them waits, and has worked out anew what was saved before.
        if (Rates is { } version && kind is WriteKind.Create or WriteKind.Update)
            yield return RateTable.Hold(caller.Workspace, version);
        // What was prepared for fields of one shape must not be kept under another.
        if (type.Fields.Any(f => f.Own && f.Formula is null))
            yield return SqlText.Of($"select kith.hold_shape({caller.Workspace}, {catalogue.Shape})");
        // Before the foreign keys speak: those tell what is absent from what is hidden.
        if (kind is WriteKind.Create or WriteKind.Update)
        {
            foreach (var guard in _links.Guards(writes))
                yield return guard;
        }
        switch (kind)
        {
            case WriteKind.Create:
                yield return Insert(writes);
                yield return InsertEntries(writes);
                yield return InsertWords(writes);
                break;
            case WriteKind.Update:
                yield return Update(writes);
                if (writes.Any(w => w.Changed.Any(f => f.Searchable || f.Title || f == Owner)))
                    yield return UpdateEntries(writes);
                break;
            case WriteKind.Delete:
                foreach (var guard in _links.DependentGuards(writes))
                    yield return guard;
                yield return Move(writes, trash: true);
                break;
            case WriteKind.Restore:
                yield return Move(writes, trash: false);
                yield return SqlText.Of($"delete from merged where workspace_id = {caller.Workspace} and id = any({writes.Select(w => w.Id).ToArray()})");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(writes));
        }
        if (kind is WriteKind.Create or WriteKind.Update)
        {
            foreach (var statement in _links.Rows(writes).Concat(_links.CycleGuards(writes)))
                yield return statement;
        }
        foreach (var statement in UniqueValues.Statements(caller.Workspace, type, writes))
            yield return statement;
        if (kind != WriteKind.Delete && RuleGuard.Of(caller, type, catalogue, rights, [.. writes.Select(w => w.Id)], writes[0].Request.Guarded) is { } rules)
            yield return rules;
    }

    private IEnumerable<Field> Columns => type.Fields.Where(f => !f.Own && !f.System && f.Formula is null && f.Kind.Columns.Count > 0);

    private SqlText Insert(IReadOnlyList<ReadyWrite> writes)
    {
        var names = new List<SqlText> { SqlText.Of($"id") };
        var sets = new RowSet(writes.Count);
        sets.Add(Storage.Id, writes.Select(w => (object?)w.Id));
        if (type.Own)
        {
            names.Add(SqlText.Of($"title"));
            sets.Add(Storage.Text, writes.Select(w => (object?)TitleOf(w.Values)));
        }
        // An empty column need not be named: most records fill a part of their fields.
        foreach (var field in Columns.Where(f => writes.Any(w => w.Values[f.Index] is not null)))
            AddColumns(field, writes, names, sets);
        if (type.Own || type.Fields.Any(f => f.Own && writes.Any(w => w.Values[f.Index] is not null)))
        {
            names.Add(SqlText.Of($"custom"));
            sets.Add(Storage.Json, writes.Select(w => (object?)StoredJson.Custom(type, w.Values)));
        }
        var own = type.Own ? (Name: SqlText.Of($", type"), Value: SqlText.Of($", {SqlText.Text(type.Name)}")) : (Name: SqlText.Empty, Value: SqlText.Empty);
        return SqlText.Of($"insert into {_table} (workspace_id, created_at, created_by, updated_at, updated_by{own.Name}, {SqlText.List(names)}) select {caller.Workspace}, {now}, {caller.Person}, {now}, {caller.Person}{own.Value}, {sets.Select} from {sets.From}");
    }

    private static void AddColumns(Field field, IReadOnlyList<ReadyWrite> writes, List<SqlText> names, RowSet sets)
    {
        var count = field.Kind.Columns.Count;
        var columns = Enumerable.Range(0, count).Select(_ => new object?[writes.Count]).ToArray();
        var split = new object?[count];
        for (var i = 0; i < writes.Count; i++)
        {
            field.Kind.Split(writes[i].Values[field.Index], split);
            for (var c = 0; c < count; c++)
                columns[c][i] = split[c];
        }
        for (var c = 0; c < count; c++)
        {
            names.Add(SqlText.Name(field.ColumnOf(c)));
            sets.Add(field.Kind.Columns[c].Storage, columns[c]);
        }
    }

    private SqlText Update(IReadOnlyList<ReadyWrite> writes)
    {
        var names = new List<SqlText>();
        var sets = new RowSet(writes.Count);
        sets.Add(Storage.Id, writes.Select(w => (object?)w.Id));
        sets.Add(Storage.Integer, writes.Select(w => (object?)w.Before!.Version));
        var changed = writes.SelectMany(w => w.Changed.Concat(w.Rated)).Distinct().ToList();
        foreach (var field in changed.Where(f => !f.Own && f.Kind.Columns.Count > 0))
            AddColumns(field, writes, names, sets);
        if (type.Own)
        {
            names.Add(SqlText.Of($"title"));
            sets.Add(Storage.Text, writes.Select(w => (object?)TitleOf(w.Values)));
        }
        var assignments = names.Select((n, i) => SqlText.Of($", {n} = {sets.Column(i + 2)}")).ToList();
        List<Field> own = [.. changed.Where(f => f.Own && !f.IsRelation)];
        if (own.Count > 0)
        {
            // Only what changed: other fields may have been added, removed or moved since this catalogue was read.
            string[] keys = [.. own.Select(f => f.Key)];
            assignments.Add(SqlText.Of($", custom = (coalesce(t.custom, jsonb_build_object()) - {keys}) || {sets.Add(Storage.Json, writes.Select(w => (object?)StoredJson.Custom(own, w.Values)))}"));
        }
        return Expecting(writes.Count, SqlText.Of($"update {_table} t set version = t.version + 1, updated_at = {now}, updated_by = {caller.Person}{SqlText.Join(SqlText.Empty, assignments)} from {sets.From} where t.workspace_id = {caller.Workspace} and t.id = {sets.Column(0)} and t.version = {sets.Column(1)} and t.deleted_at is null{rights.Writable(type, "t", " and ", WriteKind.Update)}"));
    }

    private SqlText Move(IReadOnlyList<ReadyWrite> writes, bool trash)
    {
        var ids = writes.Select(w => w.Id).ToArray();
        var versions = SqlText.Parameter(writes.Select(w => w.Before!.Version).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        DateTime? deleted = trash ? now : null;
        var living = trash ? SqlText.Of($"t.deleted_at is null") : SqlText.Of($"t.deleted_at is not null");
        return Expecting(writes.Count * 2, SqlText.Of($"update {_table} t set deleted_at = {deleted}, version = t.version + 1, updated_at = {now}, updated_by = {caller.Person} from unnest({ids}, {versions}) v(id, version) where t.workspace_id = {caller.Workspace} and t.id = v.id and t.version = v.version and {living}{rights.Writable(type, "t", " and ", WriteKind.Delete)}"),
            SqlText.Of($"update entry set deleted = {trash} where workspace_id = {caller.Workspace} and id = any({ids})"));
    }

    // The transaction stops when another write came in between: fewer rows than expected were there to change.
    private static SqlText Expecting(int rows, params SqlText[] updates)
    {
        var steps = updates.Select((u, i) => SqlText.Of($"{SqlText.Name("u" + (char)('a' + i))} as ({u} returning 1)"));
        var counts = updates.Select((_, i) => SqlText.Of($"(select count(*) from {SqlText.Name("u" + (char)('a' + i))})"));
        return SqlText.Of($"with {SqlText.List(steps)} select kith.refuse('stale', '') where {SqlText.Join(SqlText.Of($" + "), counts)} <> {(long)rows}");
    }

    // A new word is looked for by its place in the index, row by row: a join planned while the table was empty would read all of it later.
    private SqlText InsertWords(IReadOnlyList<ReadyWrite> writes)
    {
        var words = SqlText.Parameter(writes.SelectMany(w => SearchWords.Spelt(SearchTexts(w.Values))).Distinct().ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
        return SqlText.Of($"insert into word (workspace_id, word) select {caller.Workspace}, v.word from unnest({words}::text[]) v(word) where (select w.word from word w where w.workspace_id = {caller.Workspace} and w.word = v.word limit 1) is null");
    }

    private SqlText InsertEntries(IReadOnlyList<ReadyWrite> writes)
    {
        var sets = Entries(writes);
        return SqlText.Of($"insert into entry (workspace_id, type, id, title, subtitle, words, title_words, owner_id) select {caller.Workspace}, {SqlText.Text(type.Name)}, {sets.Column(0)}, {sets.Column(1)}, {sets.Column(2)}, array_to_tsvector({sets.Column(3)}::text[]), {sets.Column(4)}, {sets.Column(5)} from {sets.From}");
    }

    private SqlText UpdateEntries(IReadOnlyList<ReadyWrite> writes)
    {
        var sets = Entries(writes);
        return SqlText.Of($"update entry e set title = {sets.Column(1)}, subtitle = {sets.Column(2)}, words = array_to_tsvector({sets.Column(3)}::text[]), title_words = {sets.Column(4)}, owner_id = {sets.Column(5)} from {sets.From} where e.workspace_id = {caller.Workspace} and e.id = {sets.Column(0)}");
    }

    private RowSet Entries(IReadOnlyList<ReadyWrite> writes)
    {
        var sets = new RowSet(writes.Count);
        sets.Add(Storage.Id, writes.Select(w => (object?)w.Id));
        sets.Add(Storage.Text, writes.Select(w => (object?)TitleOf(w.Values)));
        sets.Add(Storage.Text, writes.Select(w => (object?)SubtitleOf(w.Values)));
        sets.Add(Storage.TextArray, writes.Select(w => (object?)SearchWords.Marked(caller.Workspace, SearchWords.Of(SearchTexts(w.Values)))));
        sets.Add(Storage.Text, writes.Select(w => (object?)SearchWords.Line(TitleOf(w.Values))));
        sets.Add(Storage.Id, writes.Select(w => Owner is { } owner ? w.Values[owner.Index] : null));
        return sets;
    }

    private Field? Owner => type.Find("owner") is { Kind: PersonKind, Own: false } owner ? owner : null;

    private IEnumerable<string> SearchTexts(object?[] values) =>
        type.Fields.Where(f => f.Searchable && values[f.Index] is not null).SelectMany(f => f.Kind.SearchTexts(values[f.Index]!));

    /// <summary>What people read for the record.</summary>
    public string TitleOf(object?[] values) => values[type.Title.Index] is { } value ? type.Title.Kind.ToText(value) : "";

    // What tells two records of one title apart: an address, a number, a code.
    private string? SubtitleOf(object?[] values) =>
        type.Fields.FirstOrDefault(f => f is { Searchable: true, Sensitive: false } && f != type.Title && values[f.Index] is not null) is { } field ? field.Kind.ToText(values[field.Index]!) : null;

    /// <summary>True where appending the changes writes numbers into the records, too.</summary>
    public bool Numbers(IReadOnlyList<ReadyWrite> writes) => Numbering.Issues(type, writes);

    /// <summary>Appends the changes, issues numbers, and answers the positions; the last statement before the commit, because its lock is the workspace's narrowest.</summary>
    public SqlText Append(IReadOnlyList<ReadyWrite> writes)
    {
        var sets = new RowSet(writes.Count);
        sets.Add(Storage.Id, writes.Select(w => (object?)w.Id));
        sets.Add(Storage.Text, writes.Select(w => (object?)TitleOf(w.Values)));
        sets.Add(Storage.Json, writes.Select(w => (object?)StoredJson.Diff(w)));
        sets.Add(Storage.Integer, Enumerable.Range(1, writes.Count).Select(i => (object?)(long)i));
        var kind = SqlText.Text(writes[0].Request.Kind switch
        {
            WriteKind.Create => "created",
            WriteKind.Update => "updated",
            WriteKind.Delete => "deleted",
            WriteKind.Restore => "restored",
            _ => throw new ArgumentOutOfRangeException(nameof(writes)),
        });
        var via = SqlText.Text(Naming.Snake(caller.Via.ToString()));
        var numbering = Numbering.Of(caller, type, writes, now);
        var row = writes.Any(w => w.Request.Row is not null) ? sets.Add(Storage.Integer, writes.Select(w => (object?)w.Request.Row)) : SqlText.Of($"null::bigint");
        var count = (long)writes.Count;
        var (title, diff) = numbering is null ? (sets.Column(1), sets.Column(2)) : (numbering.Title(sets.Column(1)), numbering.Diff(sets.Column(2)));
        return SqlText.Of($"with p as (update position set position = position + {count} where workspace_id = {caller.Workspace} returning position){numbering?.Steps ?? SqlText.Empty} insert into change (workspace_id, position, at, by_id, via, kind, type, record_id, title, diff, trace, changeset, behalf_id, cause, row) select {caller.Workspace}, p.position - {count} + {sets.Column(3)}, {now}, {caller.Person}, {via}, {kind}, {SqlText.Text(type.Name)}, {sets.Column(0)}, {title}, {diff}, {SqlText.Text(caller.Trace)}, {caller.Changeset}, {caller.Behalf}, {SqlText.Parameter(caller.Cause, NpgsqlDbType.Bigint)}, {row} from p, {sets.From}{(numbering is null ? SqlText.Empty : Numbering.Beside(sets.Column(0)))} returning position");
    }

    /// <summary>The field whose unique index or key a constraint is.</summary>
    public static Field? Behind(RecordType type, string constraint) =>
        type.Fields.FirstOrDefault(f => constraint == TableSql.UniqueName(type, f) || constraint == TableSql.ForeignKeyName(type, f));
}
