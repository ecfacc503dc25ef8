using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Privacy;

/// <summary>What becomes of records whose time is over.</summary>
public enum RetentionAction
{
    /// <summary>They go to the trash, with what has no meaning without them.</summary>
    Trash,
    /// <summary>Some of their fields are emptied.</summary>
    Anonymise,
    /// <summary>They are purged at once, with what has no meaning without them.</summary>
    Erase,
}

/// <summary>How long records of a type are kept.</summary>
/// <param name="Condition">Only records for which it holds; null for all.</param>
/// <param name="From">The field with the day from which the days are counted.</param>
/// <param name="Fields">For anonymising: what is emptied.</param>
/// <param name="ActiveBy">Under whose name it acts; null while it is off.</param>
/// <param name="TriedAt">When somebody looked at what it would do, as it is now; null for not yet.</param>
/// <param name="Problem">Why Kith switched it off; null where it did not.</param>
/// <param name="Done">Records that its last run dealt with.</param>
/// <param name="Failed">Records that its last run could not deal with.</param>
public sealed record RetentionRule(
    Guid Id, string Name, string Type, string? Condition, string From, int Days, RetentionAction Action, IReadOnlyList<string> Fields, bool Active, Guid? ActiveBy, string ActiveByName, DateTime? TriedAt, string? Problem,
    DateTime? RanAt, long Done, long Failed)
{
    /// <summary>True where both mean the same records and do the same to them.</summary>
    public bool DoesAs(RetentionRule other) =>
        (Type, Condition, From, Days, Action) == (other.Type, other.Condition, other.From, other.Days, other.Action) && Fields.SequenceEqual(other.Fields);
}

/// <summary>The SQL of rules.</summary>
internal static class RetentionTable
{
    private static readonly SqlText Columns = SqlText.Of($"u.id, u.name, u.type, u.condition, u.counted_from, u.days, u.action, u.fields, u.active, u.active_by, coalesce(p.name, ''), u.tried_at, u.problem, u.ran_at, u.done, u.failed");

    /// <summary>All rules of a workspace, by name.</summary>
    public static Task<List<RetentionRule>> ListAsync(Session session, Guid workspace, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select {Columns} from retention_rule u left join person p on p.workspace_id = u.workspace_id and p.id = u.active_by where u.workspace_id = {workspace} order by lower(u.name), u.id"), Read, cancellation);

    /// <summary>One rule, held until the transaction ends where there is one; null where there is none.</summary>
    public static Task<RetentionRule?> FindAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"select {Columns} from retention_rule u left join person p on p.workspace_id = u.workspace_id and p.id = u.active_by where u.workspace_id = {workspace} and u.id = {id} for update of u"), Read, cancellation)!;

    /// <summary>True where a workspace has rules that are switched on.</summary>
    public static Task<bool> AnyAsync(Session session, Guid workspace, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select exists (select from retention_rule where workspace_id = {workspace} and active)"), r => r.GetBoolean(0), cancellation);

    /// <summary>Makes a rule, or puts it in the place of the one with its id.</summary>
    public static SqlText Save(Guid workspace, RetentionRule rule, DateTime now) => SqlText.Of($"""
        insert into retention_rule (workspace_id, id, name, type, condition, counted_from, days, action, fields, active, active_by, tried_at, problem, updated_at)
        values ({workspace}, {rule.Id}, {SqlText.Text(rule.Name)}, {SqlText.Text(rule.Type)}, {SqlText.Text(rule.Condition)}, {SqlText.Text(rule.From)}, {rule.Days}, {PurposeTable.Name(rule.Action)}, {rule.Fields.ToArray()}, {rule.Active}, {rule.ActiveBy}, {rule.TriedAt}, {SqlText.Text(rule.Problem)}, {now})
        on conflict (workspace_id, id) do update set name = excluded.name, type = excluded.type, condition = excluded.condition, counted_from = excluded.counted_from, days = excluded.days, action = excluded.action, fields = excluded.fields,
            active = excluded.active, active_by = excluded.active_by, tried_at = excluded.tried_at, problem = excluded.problem, updated_at = excluded.updated_at
        """);

    public static SqlText Tried(Guid workspace, Guid id, DateTime now) => SqlText.Of($"update retention_rule set tried_at = {now} where workspace_id = {workspace} and id = {id}");

    public static SqlText Delete(Guid workspace, Guid id) => SqlText.Of($"delete from retention_rule where workspace_id = {workspace} and id = {id}");

    /// <summary>Notes what a run did.</summary>
    public static SqlText Ran(Guid workspace, Guid id, DateTime now, long done, long failed) =>
        SqlText.Of($"update retention_rule set ran_at = {now}, done = {done}, failed = {failed} where workspace_id = {workspace} and id = {id}");

    /// <summary>Switches a rule off for a reason.</summary>
    public static SqlText Stop(Guid workspace, Guid id, string problem) =>
        SqlText.Of($"update retention_rule set active = false, active_by = null, problem = {SqlText.Text(problem)} where workspace_id = {workspace} and id = {id}");

    private static RetentionRule Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetString(4), row.GetInt32(5), PurposeTable.Of<RetentionAction>(row.GetString(6)), row.GetFieldValue<string[]>(7),
        row.GetBoolean(8), row.IsDBNull(9) ? null : row.GetGuid(9), row.GetString(10), row.IsDBNull(11) ? null : row.GetDateTime(11), row.IsDBNull(12) ? null : row.GetString(12),
        row.IsDBNull(13) ? null : row.GetDateTime(13), row.GetInt64(14), row.GetInt64(15));
}
