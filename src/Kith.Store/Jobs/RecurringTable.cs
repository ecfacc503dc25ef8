using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Jobs;

/// <summary>A recurring job of a workspace whose next moment has come, or is still to be worked out.</summary>
/// <param name="Seen">The moment that has come; null where none was worked out yet.</param>
internal sealed record DueRecurring(Guid Workspace, string Kind, string Cron, string TimeZone, DateTime? Seen);

/// <summary>A recurring job of a workspace as administrators see it.</summary>
public sealed record RecurringRow(string Kind, string Cron, string TimeZone, DateTime? LastAt, DateTime? NextAt);

/// <summary>The SQL of recurring jobs.</summary>
internal static class RecurringTable
{
    /// <summary>Gives every workspace the declared kinds.</summary>
    public static Task PlanAsync(Session session, string[] kinds, string[] crons, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"select kith.plan_recurring({kinds}, {crons})"), cancellation);

    /// <summary>What is due or not worked out yet, of any workspace.</summary>
    public static Task<List<DueRecurring>> DueAsync(Session session, string[] kinds, int most, CancellationToken cancellation) =>
        session.ListAsync(
            SqlText.Of($"select workspace_id, kind, cron, time_zone, next_at from kith.due_recurring({kinds}, {most})"),
            r => new DueRecurring(r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetString(3), Instant(r, 4)), cancellation);

    /// <summary>Moves a job on to its next moment; false when another process was first.</summary>
    public static async Task<bool> MoveAsync(Session session, DueRecurring due, DateTime next, CancellationToken cancellation) =>
        await session.ExecuteAsync(SqlText.Of($"update recurring_job set next_at = {next}, last_at = case when next_at is null then last_at else now() end where workspace_id = {due.Workspace} and kind = {SqlText.Text(due.Kind)} and next_at is not distinct from {due.Seen}"), cancellation) == 1;

    /// <summary>What comes again and again in a workspace.</summary>
    public static Task<List<RecurringRow>> ListAsync(Session session, Guid workspace, CancellationToken cancellation) =>
        session.ListAsync(
            SqlText.Of($"select kind, cron, time_zone, last_at, next_at from recurring_job where workspace_id = {workspace}"),
            r => new RecurringRow(r.GetString(0), r.GetString(1), r.GetString(2), Instant(r, 3), Instant(r, 4)), cancellation);

    private static DateTime? Instant(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetDateTime(ordinal);
}
