using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Store.Sql;

namespace Kith.Store.Stream;

/// <summary>How a consumer does in a workspace.</summary>
public enum ConsumerState
{
    /// <summary>It has read every change.</summary>
    Current,
    /// <summary>It has changes to read.</summary>
    Behind,
    /// <summary>Its last batch failed, and it waits to try again.</summary>
    Retrying,
}

/// <summary>How far a consumer has come in a workspace.</summary>
/// <param name="Position">Every change up to this one is done with.</param>
/// <param name="Head">Position of the workspace's newest change.</param>
/// <param name="Since">When the oldest change was made that it has not read; null when there is none.</param>
/// <param name="Parked">How many changes wait for a person.</param>
/// <param name="Problem">What its last failure was.</param>
/// <param name="RetryAt">When it tries again after a failure.</param>
public sealed record ConsumerStatus(string Name, long Position, long Head, ConsumerState State, DateTime? Since, long Parked, string? Problem, DateTime? FailedAt, DateTime? RetryAt);

/// <summary>A change that a consumer went on without.</summary>
public sealed record ParkedChange(long Position, DateTime At, string Type, Guid Record, string Kind, string Problem, DateTime ParkedAt);

/// <summary>What administrators see of the consumers in their workspace, and how they steer them.</summary>
public sealed class ConsumerConsole(Database database, IEnumerable<ChangeConsumer> consumers)
{
    private readonly Dictionary<string, ChangeConsumer> _consumers = consumers.ToDictionary(c => c.Name);

    /// <summary>Every consumer, by name.</summary>
    public async Task<IReadOnlyList<ConsumerStatus>> ListAsync(Caller caller, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(caller.Workspace, cancellation);
        return await StatusAsync(session, caller, [.. _consumers.Keys], cancellation);
    }

    /// <summary>The changes that a consumer went on without, oldest first.</summary>
    /// <param name="after">Position to go on after.</param>
    /// <exception cref="ProblemException">There is no such consumer.</exception>
    public async Task<IReadOnlyList<ParkedChange>> ParkedAsync(Caller caller, string name, long after, int limit, CancellationToken cancellation)
    {
        Find(name);
        await using var session = await database.OpenAsync(caller.Workspace, cancellation);
        return await session.ListAsync(
            SqlText.Of($"select c.position, c.at, c.type, c.record_id, c.kind, k.problem, k.parked_at from parked_change k join change c on c.workspace_id = k.workspace_id and c.position = k.position where k.workspace_id = {caller.Workspace} and k.consumer = {SqlText.Text(name)} and k.position > {after} order by k.position limit {(long)limit}"),
            r => new ParkedChange(r.GetInt64(0), r.GetDateTime(1), r.GetString(2), r.GetGuid(3), r.GetString(4), r.GetString(5), r.GetDateTime(6)), cancellation);
    }

    /// <summary>Sets a consumer back, or forward, in this workspace alone; it then reads from that change on.</summary>
    /// <param name="from">Position of the first change it reads again, from 1 to one after the newest.</param>
    /// <exception cref="ProblemException">There is no such consumer or position.</exception>
    public async Task<ConsumerStatus> ReplayAsync(Session session, Caller caller, string name, long from, CancellationToken cancellation)
    {
        Find(name);
        var (first, next) = await session.FirstAsync(SqlText.Of($"select forgotten + 1, position + 1 from position where workspace_id = {caller.Workspace}"), r => (r.GetInt64(0), r.GetInt64(1)), cancellation);
        if (from < first || from > next)
            throw new ProblemException(Problem.Field("from", "bad_limit", "from", first, next));
        await session.ExecuteAsync(
        [
            SqlText.Of($"insert into consumer (workspace_id, name, position) values ({caller.Workspace}, {SqlText.Text(name)}, {from - 1}) on conflict (workspace_id, name) do update set position = excluded.position, run_at = now(), attempts = 0, most = null, problem = null, failed_at = null"),
            // They are read again with the rest.
            SqlText.Of($"delete from parked_change where workspace_id = {caller.Workspace} and consumer = {SqlText.Text(name)} and position >= {from}"),
        ], cancellation);
        return (await StatusAsync(session, caller, [name], cancellation))[0];
    }

    /// <summary>Tries a parked change now, alone.</summary>
    /// <exception cref="ProblemException">There is no such consumer or parked change, or it failed again.</exception>
    public Task RetryAsync(Session session, Caller caller, string name, long position, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        var consumer = Find(name);
        await DropAsync(session, caller, name, position, cancellation);
        var changes = await session.ListAsync(ChangeRows.Select(SqlText.Of($"c.workspace_id = {caller.Workspace} and c.position = {position}"), SqlText.Empty), ChangeRows.Read, cancellation);
        try
        {
            await consumer.HandleAsync(new StoredBatch(caller.Workspace, changes, session), cancellation);
            return true;
        }
        // The border of the consumer: its failure is the answer, and leaves the change parked.
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "consumer.failed", ConsumerTurn.Problem(error)));
        }
    }, cancellation);

    /// <summary>Gives a parked change up.</summary>
    /// <exception cref="ProblemException">There is no such consumer or parked change.</exception>
    public async Task DropAsync(Session session, Caller caller, string name, long position, CancellationToken cancellation)
    {
        Find(name);
        if (await session.ExecuteAsync(SqlText.Of($"delete from parked_change where workspace_id = {caller.Workspace} and consumer = {SqlText.Text(name)} and position = {position}"), cancellation) == 0)
            throw ProblemException.NotFound();
    }

    private ChangeConsumer Find(string name) => _consumers.GetValueOrDefault(name) ?? throw ProblemException.NotFound();

    private static Task<List<ConsumerStatus>> StatusAsync(Session session, Caller caller, string[] names, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select n.name, coalesce(c.position, 0), p.position, (select h.at from change h where h.workspace_id = p.workspace_id and h.position = coalesce(c.position, 0) + 1), (select count(*) from parked_change k where k.workspace_id = p.workspace_id and k.consumer = n.name), c.problem, c.failed_at, c.run_at from unnest({names}) n (name) join position p on p.workspace_id = {caller.Workspace} left join consumer c on c.workspace_id = p.workspace_id and c.name = n.name order by n.name"),
        r => Status(r.GetString(0), r.GetInt64(1), r.GetInt64(2), r.IsDBNull(3) ? null : r.GetDateTime(3), r.GetInt64(4), r.IsDBNull(5) ? null : (r.GetString(5), r.GetDateTime(6), r.GetDateTime(7))), cancellation);

    private static ConsumerStatus Status(string name, long position, long head, DateTime? since, long parked, (string Problem, DateTime At, DateTime Retry)? failure)
    {
        var state = failure is not null ? ConsumerState.Retrying : position < head ? ConsumerState.Behind : ConsumerState.Current;
        return new ConsumerStatus(name, position, head, state, since, parked, failure?.Problem, failure?.At, failure?.Retry);
    }
}
