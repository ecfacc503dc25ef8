using Kith.Core.Changes;
using Kith.Store.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Kith.Store.Stream;

/// <summary>A batch in the hands of this process, for as long as its transaction lasts.</summary>
/// <param name="From">The consumer's position before the batch.</param>
/// <param name="Through">Its position after it: changes it does not want are passed over.</param>
/// <param name="Head">Position of the workspace's newest change.</param>
/// <param name="Begun">Processes that began with it before and said nothing since.</param>
internal sealed record TakenBatch(long From, long Through, long Head, Patience Patience, int Begun, IReadOnlyList<Change> Changes);

/// <summary>A consumer that has not read all of a workspace's changes.</summary>
/// <param name="Changes">How many it has not read.</param>
/// <param name="Since">When the oldest of them was made; null where it is gone.</param>
/// <param name="Due">False while it waits after a failure.</param>
internal sealed record Behind(Guid Workspace, string Consumer, long Changes, DateTime? Since, bool Due);

/// <summary>Positions of consumers.</summary>
internal static class ConsumerTable
{
    /// <summary>Installs a consumer, once.</summary>
    public static SqlText Install(ChangeConsumer consumer) => SqlText.Of($"select kith.install_consumer({SqlText.Text(consumer.Name)}, {consumer.FromBeginning})");

    /// <summary>Finds the consumers that are behind, in all workspaces.</summary>
    public static SqlText Behind(string[] names) => SqlText.Of($"select workspace_id, name, behind, since, due from kith.behind({names})");

    /// <summary>A row of <see cref="Behind"/>.</summary>
    public static Behind ReadBehind(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetInt64(2), row.IsDBNull(3) ? null : row.GetDateTime(3), row.GetBoolean(4));

    /// <summary>The statement that makes a consumer's row in a workspace that was made after it was installed.</summary>
    public static SqlText Begin(Guid workspace, string name) =>
        SqlText.Of($"insert into consumer (workspace_id, name, position) values ({workspace}, {SqlText.Text(name)}, 0) on conflict (workspace_id, name) do nothing");

    /// <summary>Takes the next batch; null while another process has the consumer in hand or its time has not come.</summary>
    /// <param name="session">In a transaction, which holds the consumer until its end; a process that dies lets go at once.</param>
    public static async Task<TakenBatch?> TakeAsync(Session session, Guid workspace, ChangeConsumer consumer, int window, CancellationToken cancellation)
    {
        long from, head;
        Patience patience;
        int begun;
        await using (var reader = await session.ReadAsync(
        [
            SqlText.Of($"select c.position, c.attempts, c.most, c.begun from consumer c where {Same(workspace, consumer.Name, "c")} and c.run_at <= now() for update skip locked"),
            // A statement of its own sees at least as much as whoever held the consumer before.
            SqlText.Of($"select p.position from position p where p.workspace_id = {workspace}"),
            // A machine that vanishes must not hold the consumer until its connection is missed.
            SqlText.Of($"select set_config('idle_in_transaction_session_timeout', '60s', true)"),
        ], cancellation))
        {
            if (!await reader.ReadAsync(cancellation))
                return null;
            (from, patience, begun) = (reader.GetInt64(0), new Patience(reader.GetInt32(1), reader.IsDBNull(2) ? null : reader.GetInt32(2)), reader.GetInt32(3));
            await reader.NextResultAsync(cancellation);
            await reader.ReadAsync(cancellation);
            head = reader.GetInt64(0);
        }
        var last = Math.Min(head, from + window);
        var most = patience.Most ?? consumer.BatchSize;
        var changes = last == from ? [] : await session.ListAsync(
            ChangeRows.Select(SqlText.Of($"c.workspace_id = {workspace} and c.position > {from} and c.position <= {last}{Wanted(consumer)}"), SqlText.Of($"order by c.position limit {(long)most}")), ChangeRows.Read, cancellation);
        return new TakenBatch(from, changes.Count < most ? last : changes[^1].Position, head, patience, begun, changes);
    }

    /// <summary>The statement that notes that a process begins with the batch it has in hand.</summary>
    public static SqlText Tried(Guid workspace, string name) => SqlText.Of($"update consumer set begun = begun + 1 where {Same(workspace, name)}");

    /// <summary>The statements that move a consumer on, for the transaction of its effects.</summary>
    public static IReadOnlyList<SqlText> Advance(Guid workspace, string name, TakenBatch batch, Patience patience)
    {
        var move = SqlText.Of($"update consumer set position = {batch.Through}, attempts = {patience.Attempts}, most = {Number(patience.Most)}, begun = 0, problem = null, failed_at = null where {Same(workspace, name)}");
        // What had no effect may be lost in a crash and passed over again.
        return batch.Changes.Count > 0 ? [move] : [move, SqlText.Of($"select set_config('synchronous_commit', 'off', true)")];
    }

    /// <summary>The statement that notes a failure of a batch and when it is tried again. It does nothing where somebody else was quicker.</summary>
    public static SqlText Fail(Guid workspace, string name, TakenBatch batch, Patience patience, TimeSpan wait, string problem) =>
        SqlText.Of($"update consumer set attempts = {patience.Attempts}, most = {Number(patience.Most)}, begun = 0, run_at = now() + {SqlText.Parameter(wait, NpgsqlDbType.Interval)}, problem = {SqlText.Text(problem)}, failed_at = now() where {Unchanged(workspace, name, batch)}");

    /// <summary>The statements that put the change at fault aside and let the consumer go on. They do nothing where somebody else was quicker.</summary>
    public static SqlText Park(Guid workspace, string name, TakenBatch batch, string problem)
    {
        var position = batch.Changes[^1].Position;
        return SqlText.Of($"with c as (update consumer set position = {position}, attempts = 0, begun = 0, run_at = now() where {Unchanged(workspace, name, batch)} returning 1) insert into parked_change (workspace_id, consumer, position, problem, parked_at) select {workspace}, {SqlText.Text(name)}, {position}, {SqlText.Text(problem)}, now() from c on conflict (workspace_id, consumer, position) do update set problem = excluded.problem, parked_at = excluded.parked_at");
    }

    private static SqlText Wanted(ChangeConsumer consumer)
    {
        var types = consumer.Types is { } t ? SqlText.Of($" and c.type = any({t.ToArray()})") : SqlText.Empty;
        return consumer.Kinds is { } k ? SqlText.Of($"{types} and c.kind = any({k.ToArray()})") : types;
    }

    private static SqlText Unchanged(Guid workspace, string name, TakenBatch batch) =>
        SqlText.Of($"{Same(workspace, name)} and position = {batch.From} and attempts = {batch.Patience.Attempts} and most is not distinct from {Number(batch.Patience.Most)}");

    private static SqlText Same(Guid workspace, string name, string alias = "consumer") =>
        SqlText.Of($"{SqlText.Column(alias, "workspace_id")} = {workspace} and {SqlText.Column(alias, "name")} = {SqlText.Text(name)}");

    private static SqlText Number(int? number) => SqlText.Parameter(number, NpgsqlDbType.Integer);
}
