using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Jobs;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Catalogues;

/// <summary>Gives numbers to records that are older than a series, the oldest first.</summary>
public sealed class SeriesJobs(KithStore store, JobOptions options) : JobHandler
{
    private const string Series = "series";
    private const int AtOnce = 500;

    public override string Kind => Series;

    /// <summary>The statements that have the older records of a workspace numbered; one job serves all of its series.</summary>
    internal static IReadOnlyList<SqlText> Enqueue(Guid workspace) => JobQueue.Enqueue(new NewJob(workspace, Series, workspace));

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        var caller = await CallerAsync(job, cancellation);
        while (await NextAsync(job, cancellation) is { } field)
        {
            var catalogue = await store.Catalogues.RefreshAsync(job.Workspace, cancellation);
            while (await SomeAsync(job, caller, catalogue, catalogue[field.Type], catalogue[field.Type][field.Name], cancellation))
            {
                // The next ones.
            }
        }
        await KeepAsync(job, session => session.ExecuteAsync(JobQueue.End(job), cancellation), cancellation);
    }

    private async Task<Caller> CallerAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        var found = await session.FirstAsync(SqlText.Of($"select currency, time_zone, fiscal_month::integer from workspace where id = {job.Workspace}"), r => (Currency: r.GetString(0), Zone: r.GetString(1), Month: r.GetInt32(2)), cancellation);
        return Caller.System("series: numbers for older records", job.Workspace, found.Currency, TimeZoneInfo.FindSystemTimeZoneById(found.Zone)) with { Calendar = WorkCalendar.Default with { FiscalMonth = found.Month } };
    }

    private async Task<(string Type, string Name)?> NextAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        var own = await session.ListAsync(SqlText.Of($"select type, name from own_field where workspace_id = {job.Workspace} and numbering order by type, position limit 1"), r => (r.GetString(0), r.GetString(1)), cancellation);
        if (own is [var first])
            return first;
        // What an update of Kith brought says nothing of itself: its records are asked.
        foreach (var type in store.Catalogues.BuiltIn.Types)
        {
            foreach (var field in type.Fields.Where(f => f.Series is not null))
            {
                if (await session.FirstAsync(SqlText.Of($"select exists (select 1 {Older(job, type, field)})"), r => r.GetBoolean(0), cancellation))
                    return (type.Name, field.Name);
            }
        }
        return null;
    }

    private static SqlText Older(Job job, RecordType type, Field field) =>
        SqlText.Of($"from {SqlText.Name(type.Table)} t where t.workspace_id = {job.Workspace} and t.deleted_at is null{RecordReader.OfType(type)} and {Storages.Column(JoinScope.Root, field)} is null");

    /// <summary>Numbers some records; at the end it says in the field that none are left, and answers false.</summary>
    private async Task<bool> SomeAsync(Job job, Caller caller, Catalogue catalogue, RecordType type, Field field, CancellationToken cancellation)
    {
        var any = false;
        await KeepAsync(job, async session =>
        {
            var ids = await session.ListAsync(
                SqlText.Of($"select t.id {Older(job, type, field)} order by t.created_at, t.id limit {AtOnce} for no key update of t"),
                r => r.GetGuid(0), cancellation);
            any = ids.Count > 0;
            if (any)
                await store.Writes.ManyAsync(session, caller, catalogue, type, [.. ids.Select(id => new WriteRequest(WriteKind.Update, id) { Numbers = true })], null, cancellation);
            else if (field.Own)
                await session.ExecuteAsync(SqlText.Of($"update own_field set numbering = false where workspace_id = {job.Workspace} and type = {SqlText.Text(type.Name)} and name = {SqlText.Text(field.Name)}"), cancellation);
        }, cancellation);
        return any;
    }

    private async Task KeepAsync(Job job, Func<Session, Task> effect, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await effect(session);
        await session.CommitAsync(cancellation);
    }
}
