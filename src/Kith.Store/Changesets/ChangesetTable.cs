using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Kith.Store.Changesets;

/// <summary>The statements over changesets and their items.</summary>
internal static class ChangesetTable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly SqlText Columns = SqlText.Of($"s.id, s.kind, s.name, s.type, s.by_id, p.name, s.at, s.state, s.dry_run, s.total, s.done, s.changed, s.failed, s.undoes, s.undone_by, s.problem, s.finished_at, s.request::text");
    private static readonly SqlText From = SqlText.Of($"changeset s left join person p on p.workspace_id = s.workspace_id and p.id = s.by_id");

    /// <summary>Notes a changeset, and where the stream stands before it.</summary>
    public static SqlText Insert(Guid workspace, Changeset set) => SqlText.Of($"""
        insert into changeset (workspace_id, id, kind, name, type, by_id, at, behind, state, dry_run, request, undoes, key_id)
        select {workspace}, {set.Id}, {Word(set.Kind)}, {SqlText.Text(set.Name)}, {SqlText.Text(set.Type)}, {set.By}, {set.At}, position, {Word(set.State)}, {set.DryRun}, {SqlText.Parameter(set.Request, NpgsqlDbType.Jsonb)}, {set.Undoes}, {set.Key}
        from position where workspace_id = {workspace} on conflict do nothing
        """);

    /// <summary>The changesets of a page, newest first, that the caller may see: its own, or all for administrators.</summary>
    public static Task<List<Changeset>> ListAsync(Session session, Caller caller, Guid? before, int most, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select {Columns} from {From} where s.workspace_id = {caller.Workspace}{Visible(caller)}{(before is { } id ? SqlText.Of($" and s.id < {id}") : SqlText.Empty)} order by s.id desc limit {most}"), Read, cancellation);

    /// <summary>A changeset that the caller may see.</summary>
    /// <param name="locked">True to keep others from changing it until the transaction ends.</param>
    public static Task<Changeset?> FindAsync(Session session, Caller caller, Guid id, bool locked, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select {Columns} from {From} where s.workspace_id = {caller.Workspace} and s.id = {id}{Visible(caller)}{(locked ? SqlText.Of($" for update of s") : SqlText.Empty)}"), Read, cancellation)!;

    /// <summary>A changeset whoever asks, kept from others until the transaction ends; a job's own way to it.</summary>
    public static Task<Changeset?> LockAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select {Columns} from {From} where s.workspace_id = {workspace} and s.id = {id} for update of s"), Read, cancellation)!;

    private static SqlText Visible(Caller caller) => caller.Access?.Functions.Contains(Function.SeeWork) != false ? SqlText.Empty : SqlText.Of($" and s.by_id = {caller.Person}");

    private static Changeset Read(NpgsqlDataReader r) => new(
        r.GetGuid(0), Enum.Parse<ChangesetKind>(r.GetString(1), ignoreCase: true), r.GetString(2), r.IsDBNull(3) ? null : r.GetString(3), r.GetGuid(4), r.IsDBNull(5) ? "" : r.GetString(5), r.GetDateTime(6),
        Enum.Parse<ChangesetState>(r.GetString(7), ignoreCase: true), r.GetBoolean(8), r.GetInt64(9), r.GetInt64(10), r.GetInt64(11), r.GetInt64(12),
        r.IsDBNull(13) ? null : r.GetGuid(13), r.IsDBNull(14) ? null : r.GetGuid(14), r.IsDBNull(15) ? null : r.GetString(15), r.IsDBNull(16) ? null : r.GetDateTime(16))
    {
        Request = r.IsDBNull(17) ? null : r.GetString(17),
    };

    /// <summary>Adds records in the order given.</summary>
    public static SqlText AddItems(Guid workspace, Guid set, RecordType type, Guid[] ids) => SqlText.Of($"""
        insert into changeset_item (workspace_id, changeset_id, ordinal, type, record_id)
        select {workspace}, {set}, v.n, {SqlText.Text(type.Name)}, v.id from unnest({ids}) with ordinality v(id, n)
        """);

    /// <summary>Adds the records of a query, oldest first.</summary>
    /// <param name="after">True where they follow those that were added before.</param>
    public static SqlText AddItems(Guid workspace, Guid set, RecordType type, SqlText ids, bool after = false) => SqlText.Of($"""
        insert into changeset_item (workspace_id, changeset_id, ordinal, type, record_id)
        select {workspace}, {set}, {(after ? Last(workspace, set) : SqlText.Of($"0"))} + row_number() over (order by q.id), {SqlText.Text(type.Name)}, q.id from ({ids}) q
        """);

    private static SqlText Last(Guid workspace, Guid set) => SqlText.Of($"(select coalesce(max(i.ordinal), 0) from changeset_item i where i.workspace_id = {workspace} and i.changeset_id = {set})");

    /// <summary>Adds a record that is dealt with already, before all others.</summary>
    public static SqlText AddDone(Guid workspace, Guid set, RecordType type, Guid record) =>
        SqlText.Of($"with i as (insert into changeset_item (workspace_id, changeset_id, ordinal, type, record_id, result) values ({workspace}, {set}, 0, {SqlText.Text(type.Name)}, {record}, 'changed')) update changeset set done = done + 1, changed = changed + 1 where workspace_id = {workspace} and id = {set}");

    /// <summary>Adds the records that a changeset or one change touched, last touched first; what was made in between goes when nothing made or changed later needs it any more.</summary>
    public static SqlText AddItems(Guid workspace, Guid set, Undone undone) => Items(workspace, set, undone, null);

    /// <summary>Notes every record that a changeset has touched as changed, and how many those are.</summary>
    public static SqlText AddItems(Guid workspace, Changeset set) =>
        SqlText.Of($"with i as ({Items(workspace, set.Id, new Undone(set.Id, null), ItemResult.Changed)} returning 1) update changeset set (total, done, changed) = (select count(*), count(*), count(*) from i) where workspace_id = {workspace} and id = {set.Id}");

    private static SqlText Items(Guid workspace, Guid set, Undone undone, ItemResult? result) => SqlText.Of($"""
        insert into changeset_item (workspace_id, changeset_id, ordinal, type, record_id, result)
        select {workspace}, {set}, row_number() over (order by case when bool_or(c.kind = 'created') then min(c.position) else max(c.position) end desc), c.type, c.record_id, {SqlText.Text(result is { } known ? Naming.Snake(known.ToString()) : null)}::text
        from change c where c.workspace_id = {workspace} and {undone.Changes(workspace)} group by c.type, c.record_id
        """);

    /// <summary>Whether some of the changes of a changeset may stand at a position or before it.</summary>
    public static Task<bool> BeginsBeforeAsync(Session session, Guid workspace, Guid set, long position, CancellationToken cancellation) => position == 0 ? Task.FromResult(false) : session.FirstAsync(
        SqlText.Of($"select s.behind < {position} from changeset s where s.workspace_id = {workspace} and s.id = {set}"), r => r.GetBoolean(0), cancellation);

    /// <summary>Counts the items.</summary>
    public static Task<long> CountAsync(Session session, Guid workspace, Guid set, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"update changeset set total = (select count(*) from changeset_item where workspace_id = {workspace} and changeset_id = {set}) where workspace_id = {workspace} and id = {set} returning total"),
        r => r.GetInt64(0), cancellation);

    /// <summary>The next items that were not dealt with.</summary>
    public static Task<List<ChangesetItem>> NextAsync(Session session, Guid workspace, Guid set, int most, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select ordinal, type, record_id from changeset_item where workspace_id = {workspace} and changeset_id = {set} and result is null order by ordinal limit {most}"),
        r => new ChangesetItem(r.GetInt64(0), r.GetString(1), r.GetGuid(2)), cancellation);

    /// <summary>Notes what became of items.</summary>
    public static IReadOnlyList<SqlText> Keep(Guid workspace, Guid set, IReadOnlyList<ChangesetItem> items, IReadOnlyList<ItemOutcome> outcomes)
    {
        var ordinals = SqlText.Parameter(items.Select(i => i.Ordinal).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        string[] results = [.. outcomes.Select(o => Naming.Snake(o.Result.ToString()))];
        var errors = SqlText.Parameter(outcomes.Select(o => o.Errors.Count == 0 ? null : JsonSerializer.Serialize(o.Errors, Json)).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
        long changed = outcomes.Count(o => o.Result is ItemResult.Changed or ItemResult.Partly);
        long failed = outcomes.Count(o => o.Result == ItemResult.Failed);
        return
        [
            SqlText.Of($"update changeset_item i set result = v.result, errors = v.errors::jsonb from unnest({ordinals}, {results}, {errors}) v(ordinal, result, errors) where i.workspace_id = {workspace} and i.changeset_id = {set} and i.ordinal = v.ordinal"),
            SqlText.Of($"update changeset set done = done + {(long)outcomes.Count}, changed = changed + {changed}, failed = failed + {failed} where workspace_id = {workspace} and id = {set}"),
        ];
    }

    /// <summary>One that was given up waits to go on.</summary>
    public static SqlText Wait(Guid workspace, Guid set) =>
        SqlText.Of($"update changeset set state = 'waiting', problem = null, finished_at = null where workspace_id = {workspace} and id = {set} and state = 'failed'");

    /// <summary>Ends a changeset. One that should have undone another and did not come to its end leaves that to be undone again.</summary>
    public static IReadOnlyList<SqlText> Finish(Guid workspace, Guid set, ChangesetState state, string? problem, DateTime now) =>
    [
        SqlText.Of($"update changeset set state = {Word(state)}, problem = {SqlText.Text(problem)}, finished_at = {now}{(state == ChangesetState.Done ? Through(workspace) : SqlText.Empty)} where workspace_id = {workspace} and id = {set} and state in ('waiting', 'running')"),
        .. state == ChangesetState.Done ? (SqlText[])[] : [SqlText.Of($"update changeset u set undone_by = null from changeset s where s.workspace_id = {workspace} and s.id = {set} and u.workspace_id = {workspace} and u.id = s.undoes and u.undone_by = {set}")],
    ];

    // Only where the changeset's own work ends: somebody who stops it cannot tell what is being written.
    private static SqlText Through(Guid workspace) => SqlText.Of($", through = (select p.position from position p where p.workspace_id = {workspace})");

    /// <summary>Notes that a changeset was taken back, and that what it had itself taken back holds again.</summary>
    public static IReadOnlyList<SqlText> Undo(Guid workspace, Guid undone, Guid by) =>
    [
        SqlText.Of($"update changeset set undone_by = {by} where workspace_id = {workspace} and id = {undone}"),
        SqlText.Of($"update changeset s set undone_by = null from changeset u where u.workspace_id = {workspace} and u.id = {undone} and s.workspace_id = {workspace} and s.id = u.undoes"),
    ];

    /// <summary>What became of the records of a changeset, in order.</summary>
    /// <param name="result">Only such; null for all.</param>
    public static Task<List<ItemEntry>> OutcomesAsync(Session session, Guid workspace, Guid set, ItemResult? result, long after, int most, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select i.ordinal, i.type, i.record_id, e.title, i.result, i.errors::text from changeset_item i left join entry e on e.workspace_id = i.workspace_id and e.id = i.record_id where i.workspace_id = {workspace} and i.changeset_id = {set} and i.ordinal > {after}{(result is { } only ? SqlText.Of($" and i.result = {SqlText.Text(Naming.Snake(only.ToString()))}") : SqlText.Empty)} order by i.ordinal limit {most}"),
        r => new ItemEntry(r.GetInt64(0), r.GetString(1), r.GetGuid(2), r.IsDBNull(3) ? "" : r.GetString(3), r.IsDBNull(4) ? null : Enum.Parse<ItemResult>(r.GetString(4), ignoreCase: true),
            r.IsDBNull(5) ? [] : JsonSerializer.Deserialize<List<FieldProblem>>(r.GetString(5), Json)!), cancellation);

    /// <summary>The job that works on a changeset goes.</summary>
    public static SqlText DropJob(Guid workspace, Guid set) => SqlText.Of($"delete from job where workspace_id = {workspace} and kind = {SqlText.Text(ChangesetJobs.Changeset)} and id = {set}");

    private static SqlText Word<T>(T value) where T : struct, Enum => SqlText.Text(Naming.Snake(value.ToString()));
}
