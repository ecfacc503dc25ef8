using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Core.Access;
using Kith.Store.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Kith.Store.Accounts;

/// <summary>Who somebody is in a workspace.</summary>
public sealed record MeRow(string Person, string Email, bool EmailVerified, string Workspace, bool SampleData, int TrashDays, int HistoryDays, bool ApiKeys, IReadOnlyList<string> SecondFactorRoles, int SecondFactorDays);

/// <summary>What Kith itself needs to write records of a workspace.</summary>
public sealed record WorkspaceHouse(string Currency, string TimeZone, long SchemaVersion, long AccessVersion);

/// <summary>Records of one type that were written together.</summary>
public sealed record WrittenRecords(string Type, IReadOnlyList<Guid> Ids);

/// <summary>The SQL of workspaces as a whole.</summary>
public static class WorkspaceTable
{
    /// <summary>Makes a workspace; the session is in its context already.</summary>
    public static Task InsertAsync(Session session, Guid id, string name, string currency, string timeZone, DateTime now, CancellationToken cancellation) =>
        session.ExecuteAsync(
        [
            SqlText.Of($"insert into workspace (id, name, currency, time_zone, created_at) values ({id}, {SqlText.Text(name)}, {SqlText.Text(currency)}, {SqlText.Text(timeZone)}, {now})"),
            SqlText.Of($"insert into position (workspace_id) values ({id})"),
        ], cancellation);

    /// <summary>What people call a workspace.</summary>
    public static async Task<string> NameAsync(Session session, Guid id, CancellationToken cancellation) =>
        await session.FirstAsync(SqlText.Of($"select name from workspace where id = {id}"), row => row.GetString(0), cancellation) ?? "";

    /// <summary>By what a workspace's records are written; null where there is no such workspace.</summary>
    public static Task<WorkspaceHouse?> HouseAsync(Session session, Guid id, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select currency, time_zone, schema_version, access_version from workspace where id = {id}"), row => new WorkspaceHouse(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)), cancellation);

    /// <summary>Sets how many days records stay in the trash.</summary>
    public static Task SetTrashDaysAsync(Session session, Guid id, int days, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update workspace set trash_days = {days} where id = {id}"), cancellation);

    /// <summary>Sets how many days the workspace keeps its history; 0 for good.</summary>
    public static Task SetHistoryDaysAsync(Session session, Guid id, int days, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update workspace set history_days = {days} where id = {id}"), cancellation);

    /// <summary>Sets which roles must have a second factor, and the days that who lacks one is given from now on.</summary>
    public static Task SetSecondFactorAsync(Session session, Guid id, string[]? roles, int? days, DateTime now, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update workspace set second_factor_roles = coalesce({SqlText.Parameter(roles, NpgsqlDbType.Array | NpgsqlDbType.Text)}, second_factor_roles), second_factor_days = coalesce({SqlText.Parameter(days, NpgsqlDbType.Integer)}, second_factor_days), second_factor_at = {now} where id = {id}"), cancellation);

    /// <summary>Sets whether API keys work.</summary>
    public static Task SetApiKeysAsync(Session session, Guid id, bool allowed, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update workspace set api_keys = {allowed} where id = {id}"), cancellation);

    /// <summary>Whether API keys work.</summary>
    public static Task<bool> ApiKeysAsync(Session session, Guid id, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select api_keys from workspace where id = {id}"), row => row.GetBoolean(0), cancellation);

    /// <summary>Sets when weeks and fiscal years begin.</summary>
    public static Task SetCalendarAsync(Session session, Guid id, WorkCalendar calendar, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update workspace set week_start = {SqlText.Text(Name(calendar.WeekStart))}, fiscal_month = {calendar.FiscalMonth} where id = {id}"), cancellation);

    /// <summary>Reads when weeks begin from a column, and when fiscal years do from the next one.</summary>
    public static WorkCalendar Calendar(NpgsqlDataReader row, int ordinal) => new(Enum.Parse<DayOfWeek>(row.GetString(ordinal), ignoreCase: true), row.GetInt32(ordinal + 1));

    /// <summary>A day of the week as tables and the API name it.</summary>
    public static string Name(DayOfWeek day) => day.ToString().ToLowerInvariant();

    /// <summary>What <c>GET me</c> tells beside the caller; null when the person is gone.</summary>
    public static Task<MeRow?> MeAsync(Session session, Guid workspace, Guid person, Guid? account, CancellationToken cancellation) =>
        session.FirstAsync(
            SqlText.Of($"select p.name, coalesce(a.email, p.email, ''), a.id is null or a.verified_at is not null, w.name, w.sample_data is not null, w.trash_days, w.history_days, w.api_keys, w.second_factor_roles, w.second_factor_days from person p join workspace w on w.id = p.workspace_id left join account a on a.id = {account} where p.workspace_id = {workspace} and p.id = {person}"),
            row => new MeRow(row.GetString(0), row.GetString(1), row.GetBoolean(2), row.GetString(3), row.GetBoolean(4), row.GetInt32(5), row.GetInt32(6), row.GetBoolean(7), row.GetFieldValue<string[]>(8), row.GetInt32(9)), cancellation);

    /// <summary>All settings, by the names of their columns.</summary>
    public static async Task<JsonObject> SettingsAsync(Session session, Guid id, CancellationToken cancellation) =>
        JsonNode.Parse((await session.FirstAsync(SqlText.Of($"select (to_jsonb(w) - array['id', 'schema_version', 'sample_data', 'created_at'])::text from workspace w where w.id = {id} for update"), row => row.GetString(0), cancellation))!)!.AsObject();

    /// <summary>The sample records in the order they were written, with the workspace's row locked; null when none are loaded.</summary>
    public static Task<List<WrittenRecords>?> LockSampleAsync(Session session, Guid workspace, CancellationToken cancellation) =>
        session.FirstAsync(
            SqlText.Of($"select sample_data::text from workspace where id = {workspace} for no key update"),
            row => row.IsDBNull(0) ? null : JsonSerializer.Deserialize<List<WrittenRecords>>(row.GetString(0)),
            cancellation);

    /// <summary>Remembers the sample records; null when they are gone.</summary>
    public static Task SetSampleAsync(Session session, Guid workspace, IReadOnlyList<WrittenRecords>? records, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update workspace set sample_data = {SqlText.Parameter(records is null ? null : JsonSerializer.Serialize(records), NpgsqlDbType.Jsonb)} where id = {workspace}"), cancellation);
}
