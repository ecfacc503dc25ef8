using System.Text.Json;
using System.Text.Json.Serialization;
using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Kith.Store.Transfer.Running;

/// <summary>The statements over imports: their state, their progress and who may see them.</summary>
internal static class ImportTable
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };
    private static readonly SqlText Status = SqlText.Of($"i.id, i.name, i.type, i.state, i.rows, i.created, i.updated, i.unchanged, i.failed, i.problem, i.started_at, i.finished_at");

    public static SqlText Insert(Caller caller, Guid id, string name, DateTime now) =>
        SqlText.Of($"insert into import (workspace_id, id, name, state, created_by, created_at) values ({caller.Workspace}, {id}, {SqlText.Text(name)}, 'uploading', {caller.Person!.Value}, {now})");

    /// <summary>The file is there and known.</summary>
    public static SqlText Uploaded(Guid workspace, Guid id, FileProfile profile, string? type) =>
        SqlText.Of($"update import set state = 'waiting', type = {SqlText.Text(type)}, rows = {profile.Rows}, profile = {SqlText.Text(JsonSerializer.Serialize(profile, Json))} where workspace_id = {workspace} and id = {id}");

    public static SqlText Sized(Guid workspace, Guid id, long size) => SqlText.Of($"update import set size = {size} where workspace_id = {workspace} and id = {id}");

    public static SqlText Delete(Guid workspace, Guid id) => SqlText.Of($"delete from import where workspace_id = {workspace} and id = {id}");

    /// <summary>An import by its id, whoever asks; a run's own way to it.</summary>
    public static Task<ImportEntry?> FindAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        EntryAsync(session, SqlText.Of($"i.workspace_id = {workspace} and i.id = {id}"), cancellation);

    /// <summary>An import that the caller may see: its own, or any for administrators. Its file and its failed rows hold data that others may not see yet.</summary>
    /// <param name="locked">True to keep others from changing its state until the transaction ends.</param>
    public static Task<ImportEntry?> FindAsync(Session session, Caller caller, Guid id, bool locked, CancellationToken cancellation) =>
        EntryAsync(session, SqlText.Of($"i.workspace_id = {caller.Workspace} and i.id = {id} and i.state <> 'uploading'{Visible(caller)}{(locked ? SqlText.Of($" for update") : SqlText.Empty)}"), cancellation);

    private static Task<ImportEntry?> EntryAsync(Session session, SqlText where, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"select {Status}, i.profile, i.mapping, i.size, i.position, i.created_by from import i where {where}"),
        r => new ImportEntry(
            Read(r), r.IsDBNull(12) ? null : JsonSerializer.Deserialize<FileProfile>(r.GetString(12), Json), r.IsDBNull(13) ? null : r.GetString(13), r.GetInt64(14), r.GetInt64(15), r.GetGuid(16)),
        cancellation);

    /// <summary>The newest imports that the caller may see.</summary>
    public static Task<List<ImportStatus>> ListAsync(Session session, Caller caller, int most, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select {Status} from import i where i.workspace_id = {caller.Workspace} and i.state <> 'uploading'{Visible(caller)} order by i.created_at desc, i.id desc limit {most}"), Read, cancellation);

    /// <summary>The newest imports that wrote something, of those that the caller may see.</summary>
    public static Task<List<PastImport>> PastAsync(Session session, Caller caller, int most, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select i.name, i.type, i.mapping, array(select c ->> 'Name' from jsonb_array_elements(i.profile::jsonb -> 'Columns') c) from import i where i.workspace_id = {caller.Workspace} and i.state = 'done' and i.mapping is not null and i.created + i.updated + i.unchanged > 0{Visible(caller)} order by i.created_at desc, i.id desc limit {most}"),
        r => new PastImport(r.GetString(0), r.GetString(1), r.GetString(2), r.GetFieldValue<string[]>(3)), cancellation);

    private static SqlText Visible(Caller caller) => caller.Access?.Functions.Contains(Function.SeeWork) != false ? SqlText.Empty : SqlText.Of($" and i.created_by = {caller.Person}");

    private static ImportStatus Read(NpgsqlDataReader r) => new(
        r.GetGuid(0), r.GetString(1), r.IsDBNull(2) ? null : r.GetString(2), Enum.Parse<ImportState>(r.GetString(3), ignoreCase: true), r.GetInt64(4),
        r.GetInt64(5), r.GetInt64(6), r.GetInt64(7), r.GetInt64(8), r.IsDBNull(9) ? null : r.GetString(9),
        r.IsDBNull(10) ? null : r.GetDateTime(10), r.IsDBNull(11) ? null : r.GetDateTime(11));

    /// <summary>Keeps the mapping and queues the run.</summary>
    public static SqlText Plan(Guid workspace, Guid id, RecordType type, string mapping) =>
        SqlText.Of($"update import set type = {SqlText.Text(type.Name)}, mapping = {SqlText.Text(mapping)} where workspace_id = {workspace} and id = {id}");

    /// <summary>True for an import that may still write rows.</summary>
    public static Task<bool> IsOnItsWayAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select true from import where workspace_id = {workspace} and id = {id} and state in ('waiting', 'running', 'paused')"), _ => true, cancellation);

    /// <summary>Of some imports those that may send mail.</summary>
    public static Task<List<Guid>> MailingAsync(Session session, Guid workspace, Guid[] ids, CancellationToken cancellation) =>
        session.ListAsync(SqlText.Of($"select id from import where workspace_id = {workspace} and id = any({ids}) and mapping::jsonb ->> 'mail' = 'true'"), r => r.GetGuid(0), cancellation);

    public static SqlText SetState(Guid workspace, Guid id, ImportState state) =>
        SqlText.Of($"update import set state = {Name(state)} where workspace_id = {workspace} and id = {id}");

    /// <summary>A paused or failed import waits to go on.</summary>
    public static SqlText Wait(Guid workspace, Guid id) =>
        SqlText.Of($"update import set state = 'waiting', problem = null, finished_at = null where workspace_id = {workspace} and id = {id} and state in ('paused', 'failed')");

    /// <summary>The run begins, or goes on; false when it is not to.</summary>
    public static async Task<bool> StartAsync(Session session, Job job, DateTime now, CancellationToken cancellation) =>
        await session.ExecuteAsync(SqlText.Of($"update import set state = 'running', started_at = coalesce(started_at, {now}) where workspace_id = {job.Workspace} and id = {job.Id} and state in ('waiting', 'running') and mapping is not null"), cancellation) == 1;

    /// <summary>Notes what was done with some rows and answers the state, which a person may have changed. Fails when the rows up to <paramref name="to"/> were dealt with by another run.</summary>
    public static async Task<ImportState> ProgressAsync(Session session, Job job, long from, long to, ImportTally tally, CancellationToken cancellation)
    {
        var state = await session.FirstAsync(
            SqlText.Of($"update import set position = {to}, created = created + {tally.Created}, updated = updated + {tally.Updated}, unchanged = unchanged + {tally.Unchanged}, failed = failed + {(long)tally.Failed.Count} where workspace_id = {job.Workspace} and id = {job.Id} and position = {from} returning state"),
            r => r.GetString(0), cancellation);
        return state is null ? throw new LeaseLostException() : Enum.Parse<ImportState>(state, ignoreCase: true);
    }

    /// <summary>The import's state, locked until the transaction ends.</summary>
    public static async Task<ImportState?> LockAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        await session.FirstAsync(SqlText.Of($"select state from import where workspace_id = {workspace} and id = {id} for update"), r => r.GetString(0), cancellation) is { } state
            ? Enum.Parse<ImportState>(state, ignoreCase: true) : null;

    /// <summary>The import is over. The file is no longer needed: the failed rows stand by themselves.</summary>
    public static IReadOnlyList<SqlText> Finish(Guid workspace, Guid id, ImportState state, string? problem, DateTime now) =>
    [
        SqlText.Of($"update import set state = {Name(state)}, problem = {SqlText.Text(problem)}, finished_at = {now} where workspace_id = {workspace} and id = {id}"),
        SqlText.Of($"delete from import_row where workspace_id = {workspace} and import_id = {id} and pending"),
        SqlText.Of($"delete from import_piece where workspace_id = {workspace} and import_id = {id}"),
    ];

    private static SqlText Name(ImportState state) => SqlText.Text(Naming.Snake(state.ToString()));

    /// <summary>A text or null as a JSON parameter.</summary>
    internal static SqlText Texts(string?[] values) => SqlText.Parameter(values, NpgsqlDbType.Array | NpgsqlDbType.Text);
}
