using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Audit;
using Kith.Store.Sql;
using Kith.Store.Stream;

namespace Kith.Store.Privacy;

/// <summary>What keeps a record from being erased, purged or anonymised.</summary>
/// <param name="Title">Empty where the caller may not see the record.</param>
/// <param name="Until">The last day; null until somebody ends it.</param>
public sealed record LegalHold(string Type, Guid Record, string Title, string Reason, DateOnly? Until, DateTime CreatedAt, Guid? CreatedBy, string CreatedByName);

/// <summary>The legal holds of a workspace.</summary>
public sealed class LegalHolds(KithStore store, TimeProvider clock)
{
    private const int LongestReason = 1_000;
    private const int MostListed = 1_000;

    /// <summary>True for rows of <c>t</c> that are held today.</summary>
    internal static SqlText Held { get; } = SqlText.Of($"exists (select 1 from legal_hold h where h.workspace_id = t.workspace_id and h.record_id = t.id and (h.until is null or h.until >= current_date))");

    /// <summary>All of them, the newest first.</summary>
    public async Task<IReadOnlyList<LegalHold>> ListAsync(Caller caller, Catalogue catalogue, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var holds = await session.ListAsync(
            SqlText.Of($"select h.type, h.record_id, e.title, h.reason, h.until, h.created_at, h.created_by, coalesce(p.name, '') from legal_hold h join entry e on e.workspace_id = h.workspace_id and e.id = h.record_id left join person p on p.workspace_id = h.workspace_id and p.id = h.created_by where h.workspace_id = {caller.Workspace} order by h.created_at desc, h.record_id limit {MostListed}"),
            r => new LegalHold(r.GetString(0), r.GetGuid(1), r.GetString(2), r.GetString(3), r.IsDBNull(4) ? null : r.GetFieldValue<DateOnly>(4), r.GetDateTime(5), r.IsDBNull(6) ? null : r.GetGuid(6), r.GetString(7)), cancellation);
        var seen = await ChangeReader.TitlesAsync(session, caller.Workspace, holds.Select(h => h.Record), store.Changes.Rights(caller, catalogue), cancellation);
        return holds.ConvertAll(h => seen.ContainsKey(h.Record) ? h : h with { Title = "" });
    }

    /// <summary>Puts a record under a hold, or changes the one it is under.</summary>
    /// <exception cref="ProblemException">There is no such record, or the hold has no reason.</exception>
    public async Task PutAsync(Session session, Caller caller, Guid record, string reason, DateOnly? until, CancellationToken cancellation)
    {
        if (await session.FirstAsync(SqlText.Of($"select e.type from entry e where e.workspace_id = {caller.Workspace} and e.id = {record}"), r => r.GetString(0), cancellation) is not { } type)
            throw ProblemException.NotFound();
        if (string.IsNullOrWhiteSpace(reason))
            throw new ProblemException(Problem.Field("reason", "required", "reason"));
        if (reason.Length > LongestReason)
            throw new ProblemException(Problem.Field("reason", "privacy.long", LongestReason));
        await session.ExecuteAsync(
            SqlText.Of($"insert into legal_hold (workspace_id, record_id, type, reason, until, created_at, created_by) values ({caller.Workspace}, {record}, {SqlText.Text(type)}, {SqlText.Text(reason.Trim())}, {SqlText.Parameter(until, NpgsqlTypes.NpgsqlDbType.Date)}, {clock.GetUtcNow().UtcDateTime}, {caller.Person}) on conflict (workspace_id, record_id) do update set reason = excluded.reason, until = excluded.until"), cancellation);
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.SettingsChanged, record).With("legal_hold", null, true).With("until", null, until)], cancellation);
    }

    /// <summary>Ends the hold of a record.</summary>
    /// <exception cref="ProblemException">There is none.</exception>
    public static async Task EndAsync(Session session, Caller caller, Guid record, CancellationToken cancellation)
    {
        if (await session.ExecuteAsync(SqlText.Of($"delete from legal_hold where workspace_id = {caller.Workspace} and record_id = {record}"), cancellation) == 0)
            throw ProblemException.NotFound();
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.SettingsChanged, record).With("legal_hold", true, false)], cancellation);
    }
}
