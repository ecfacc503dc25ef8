using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Queries;
using Kith.Store.Sql;

namespace Kith.Store.Audit;

/// <summary>Tells the audit what was exported, and when that is more than anybody works with.</summary>
public sealed class ExportLog(Database database)
{
    /// <summary>So many rows taken by one person within <see cref="Within"/> are told as a mass export, once.</summary>
    public const long Mass = 10_000;

    /// <summary>The time over which exports of a person add up.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromHours(1);

    /// <summary>Tells of an export that is over.</summary>
    /// <param name="type">Name of the type; of the audit itself <see cref="SecurityEvent.Type"/>.</param>
    /// <param name="rows">How many records left; null where it was broken off.</param>
    public async Task DoneAsync(Caller caller, string type, ListQuery query, long? rows, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(caller.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        var told = SecurityLog.By(caller, SecurityEventKind.Exported).With("type", type).With("rows", rows).With("where", query.Where)
            .With("fields", query.Fields.Count > 0 ? query.Fields : null).With("at", query.At).With("trash", query.Trash ? true : null);
        await SecurityLog.AppendAsync(session, caller.Workspace, [told], cancellation);
        var (taken, known) = await TakenAsync(session, caller, cancellation);
        if (taken >= Mass && !known)
            await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.MassExport).With("rows", taken).With("type", type)], cancellation);
        await session.CommitAsync(cancellation);
    }

    private static async Task<(long Rows, bool Known)> TakenAsync(Session session, Caller caller, CancellationToken cancellation) => await session.FirstAsync(
        SqlText.Of($"select coalesce(sum((c.diff -> 'rows' ->> 1)::bigint) filter (where c.kind = 'exported'), 0)::bigint, count(*) filter (where c.kind = 'mass_export') > 0 from change c where c.workspace_id = {caller.Workspace} and c.type = {SqlText.NameLiteral(SecurityEvent.Type)} and c.kind <> 'created' and c.kind in ('exported', 'mass_export') and c.by_id = {caller.Person!.Value} and c.at > now() - {(decimal)Within.TotalSeconds}::double precision * interval '1 second'"),
        r => (r.GetInt64(0), r.GetBoolean(1)), cancellation);
}
