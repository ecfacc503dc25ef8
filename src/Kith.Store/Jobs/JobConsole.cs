using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Jobs;

/// <summary>How a job stands.</summary>
public enum JobState { Waiting, Running, Parked }

/// <summary>A job as administrators see it.</summary>
/// <param name="Key">Its own id, whatever thing it works on.</param>
/// <param name="Problem">Why it last failed.</param>
/// <param name="DueAt">When it is due, while it waits.</param>
/// <param name="TakenAt">When it was last begun.</param>
public sealed record JobRow(Guid Key, string Kind, string Title, JobState State, JobPriority Priority, int Attempts, string? Problem, DateTime CreatedAt, DateTime DueAt, DateTime? TakenAt);

/// <summary>Asks for jobs; what is null does not matter.</summary>
/// <param name="Text">Stands in the title, the problem or the name of the kind.</param>
/// <param name="After">Where the page before ended.</param>
public sealed record JobFilter(JobState? State, string? Kind, string? Text, string? After, int Limit);

/// <summary>Jobs, newest first, and where to go on.</summary>
public sealed record JobPage(IReadOnlyList<JobRow> Jobs, string? Next);

/// <summary>The queue of a workspace for its administrators. Who may call this is for the endpoints to say.</summary>
public sealed class JobConsole(Database database, IEnumerable<JobHandler> handlers)
{
    private static readonly SqlText Columns = SqlText.Of($"j.key, j.kind, j.title, case when j.parked_at is not null then 2 when j.lease_until >= now() then 1 else 0 end, j.priority::integer, j.attempts, j.problem, j.created_at, j.run_at, j.taken_at");

    private readonly Dictionary<string, JobHandler> _handlers = handlers.ToDictionary(h => h.Kind);

    /// <summary>The kinds there are.</summary>
    public IReadOnlyCollection<string> Kinds => _handlers.Keys;

    /// <summary>What people read of a kind.</summary>
    public static string Label(string kind) => Messages.Knows("job." + kind) ? Messages.Text("job." + kind) : kind;

    public async Task<JobPage> ListAsync(Caller caller, JobFilter filter, CancellationToken cancellation)
    {
        var where = SqlText.Of($"j.workspace_id = {caller.Workspace}");
        if (filter.State is { } state)
            where = SqlText.Of($"{where} and {InState(state)}");
        if (filter.Kind is { } kind)
            where = SqlText.Of($"{where} and j.kind = {SqlText.Text(kind)}");
        if (filter.Text is { } text)
            where = SqlText.Of($"{where} and (j.kind = any({Named(text)}) or position(lower({SqlText.Text(text)}) in lower(j.title || ' ' || coalesce(j.problem, ''))) > 0)");
        if (filter.After is { } after)
        {
            var (at, key) = NewestCursor.Read(after);
            where = SqlText.Of($"{where} and (j.created_at, j.key) < ({at}, {key})");
        }
        await using var session = await database.OpenAsync(caller.Workspace, cancellation);
        session.PlanPerValue = true;
        var rows = await session.ListAsync(SqlText.Of($"select {Columns} from job j where {where} order by j.created_at desc, j.key desc limit {(long)filter.Limit + 1}"), Read, cancellation);
        return rows.Count > filter.Limit ? new JobPage(rows[..filter.Limit], NewestCursor.Of(rows[filter.Limit - 1].CreatedAt, rows[filter.Limit - 1].Key)) : new JobPage(rows, null);
    }

    /// <summary>Has a job that waits or was given up tried now, with all its tries.</summary>
    public Task<JobRow> RetryAsync(Session session, Caller caller, Guid key, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        var (kind, id) = await FindAsync(session, caller, key, cancellation);
        if (_handlers.GetValueOrDefault(kind) is { } handler)
            await handler.RetryAsync(session, caller.Workspace, id, cancellation);
        var updated = await session.FirstAsync(
            SqlText.Of($"update job j set parked_at = null, attempts = 0, run_at = now(), lease_until = null where j.workspace_id = {caller.Workspace} and j.key = {key} and not coalesce(j.parked_at is null and j.lease_until >= now(), false) returning {Columns}"), Read, cancellation);
        await session.ExecuteAsync(JobQueue.Wake, cancellation);
        return updated ?? throw new ProblemException(Problem.Of(ProblemKind.Conflict, "job.running"));
    }, cancellation);

    /// <summary>Takes a job away. A process in the middle of it cannot commit any more.</summary>
    public Task<bool> CancelAsync(Session session, Caller caller, Guid key, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        var (kind, id) = await FindAsync(session, caller, key, cancellation);
        // The thing itself is locked before its job, as whoever works on it does.
        if (_handlers.GetValueOrDefault(kind) is { } handler)
            await handler.CancelAsync(session, caller.Workspace, id, cancellation);
        return await session.ExecuteAsync(SqlText.Of($"delete from job where workspace_id = {caller.Workspace} and key = {key}"), cancellation) == 1 ? true : throw ProblemException.NotFound();
    }, cancellation);

    /// <summary>What comes again and again, with its last and next moment, also where none was worked out yet.</summary>
    /// <param name="now">The present, in UTC.</param>
    public async Task<IReadOnlyList<RecurringRow>> RecurringAsync(Caller caller, DateTime now, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(caller.Workspace, cancellation);
        var known = (await RecurringTable.ListAsync(session, caller.Workspace, cancellation)).ToDictionary(r => r.Kind);
        return [.. _handlers.Values.OfType<RecurringJob>().OrderBy(j => j.Kind, StringComparer.Ordinal).Select(j =>
            known.GetValueOrDefault(j.Kind) is { NextAt: not null } row ? row : new RecurringRow(j.Kind, j.Schedule.Text, caller.Zone.Id, known.GetValueOrDefault(j.Kind)?.LastAt, j.Schedule.Next(now, caller.Zone)))];
    }

    private static async Task<(string Kind, Guid Id)> FindAsync(Session session, Caller caller, Guid key, CancellationToken cancellation) =>
        await session.FirstAsync(SqlText.Of($"select j.kind, j.id from job j where j.workspace_id = {caller.Workspace} and j.key = {key}"), r => ((string, Guid)?)(r.GetString(0), r.GetGuid(1)), cancellation)
            ?? throw ProblemException.NotFound();

    private static SqlText InState(JobState state) => state switch
    {
        JobState.Parked => SqlText.Of($"j.parked_at is not null"),
        JobState.Running => SqlText.Of($"j.parked_at is null and j.lease_until >= now()"),
        JobState.Waiting => SqlText.Of($"j.parked_at is null and not coalesce(j.lease_until >= now(), false)"),
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    private string[] Named(string text) => [.. Kinds.Where(k => Label(k).Contains(text, StringComparison.OrdinalIgnoreCase))];

    private static JobRow Read(NpgsqlDataReader r) => new(
        r.GetGuid(0), r.GetString(1), r.GetString(2), (JobState)r.GetInt32(3), (JobPriority)r.GetInt32(4), r.GetInt32(5),
        r.IsDBNull(6) ? null : r.GetString(6), r.GetDateTime(7), r.GetDateTime(8), r.IsDBNull(9) ? null : r.GetDateTime(9));
}

/// <summary>How the queue stands, over all workspaces.</summary>
/// <param name="OldestSeconds">How long what is due has waited at most.</param>
public sealed record JobCounts(long Waiting, long Running, long Parked, double OldestSeconds)
{
    public static async Task<JobCounts> ReadAsync(Database database, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        return (await session.FirstAsync(SqlText.Of($"select waiting, running, parked, oldest from kith.job_counts()"), r => new JobCounts(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetDouble(3)), cancellation))!;
    }
}
