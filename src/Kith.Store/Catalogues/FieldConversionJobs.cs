using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Jobs;
using Kith.Store.Sql;

namespace Kith.Store.Catalogues;

/// <summary>
/// Moves the values of a field to another kind where there are many: part by part beside the work that goes on, then, while nobody writes, those of the records that
/// were changed meanwhile.
/// </summary>
public sealed class FieldConversionJobs(KithStore store, JobOptions options) : JobHandler
{
    internal const string Conversion = "field_conversion";

    // Clocks of processes may differ by so much.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    public override string Kind => Conversion;

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        var catalogue = await store.Catalogues.RefreshAsync(job.Workspace, cancellation);
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        var caller = await CallerAsync(session, job, cancellation);
        await session.BeginAsync(cancellation);
        if (await FindAsync(session, job, catalogue, cancellation) is not { } found)
        {
            // It was ended some other way.
            await EndAsync(session, job, cancellation);
            return;
        }
        await session.RollbackAsync(cancellation);
        var converter = new FieldConverter(caller, found.Type, found.From, found.To);
        for (Guid? after = Guid.Empty; after is { } last;)
        {
            await session.BeginAsync(cancellation);
            after = await converter.SomeAsync(session, last, null, cancellation);
            await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
            await session.CommitAsync(cancellation);
        }
        await session.BeginAsync(cancellation);
        await session.ExecuteAsync(SqlText.Of($"select kith.change_shape({job.Workspace})"), cancellation);
        for (Guid? after = Guid.Empty; after is { } last;)
            after = await converter.SomeAsync(session, last, found.Since - Skew, cancellation);
        await store.Types.TurnAsync(session, caller, found.Type, found.From, found.To, cancellation);
        await EndAsync(session, job, cancellation);
        await store.Catalogues.RefreshAsync(job.Workspace, cancellation);
    }

    public override async Task GiveUpAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        await session.ExecuteAsync(Stop(job.Workspace, job.Id), cancellation);
    }

    public override Task CancelAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) => session.ExecuteAsync(Stop(workspace, id), cancellation);

    // The field stays what it was; what was moved already is moved again next time.
    private static IReadOnlyList<SqlText> Stop(Guid workspace, Guid id) =>
    [
        SqlText.Of($"update own_field set converting = null where workspace_id = {workspace} and converting ->> 'Job' = {SqlText.Text(id.ToString())}"),
        SqlText.Of($"update workspace set schema_version = schema_version + 1 where id = {workspace}"),
    ];

    private async Task EndAsync(Session session, Job job, CancellationToken cancellation)
    {
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
    }

    private static async Task<(RecordType Type, Field From, Field To, DateTime Since)?> FindAsync(Session session, Job job, Catalogue catalogue, CancellationToken cancellation)
    {
        var named = await session.FirstAsync(SqlText.Of($"select type, name from own_field where workspace_id = {job.Workspace} and converting ->> 'Job' = {SqlText.Text(job.Id.ToString())}"), r => (Type: r.GetString(0), Name: r.GetString(1)), cancellation);
        return named.Type is not null && await TypeEditor.ConvertingAsync(session, job.Workspace, catalogue[named.Type], named.Name, cancellation) is { } found ? (catalogue[named.Type], found.From, found.To, found.What.At) : null;
    }

    private static async Task<Caller> CallerAsync(Session session, Job job, CancellationToken cancellation)
    {
        var (currency, zone) = await session.FirstAsync(SqlText.Of($"select currency, time_zone from workspace where id = {job.Workspace}"), r => (r.GetString(0), r.GetString(1)), cancellation);
        return Caller.System("fields: values of another kind", job.Workspace, currency, TimeZoneInfo.FindSystemTimeZoneById(zone));
    }
}
