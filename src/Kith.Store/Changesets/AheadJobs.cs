using Kith.Core.Access;
using Kith.Core.Modules;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Accounts;
using Kith.Store.Jobs;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Changesets;

/// <summary>Runs each hour the actions by which records make others ahead of time, such as the next occurrences of what comes again: with the rights of whose records they are, and not at all for who has left.</summary>
public sealed class AheadJobs(KithStore store, JobOptions options, TimeProvider clock) : RecurringJob
{
    private const int AtOnce = 100;

    public override string Kind => "ahead";

    public override CronSchedule Schedule { get; } = new("0 7 * * * ?");

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    public override async Task<bool> IsNeededAsync(Session session, Guid workspace, CancellationToken cancellation)
    {
        foreach (var type in Types(store.Catalogues.BuiltIn))
        {
            if ((await DueAsync(session, workspace, type, Guid.Empty, 1, cancellation)).Count > 0)
                return true;
        }
        return false;
    }

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        var catalogue = await store.Catalogues.RefreshAsync(job.Workspace, cancellation);
        foreach (var type in Types(catalogue))
        {
            var after = Guid.Empty;
            while (await SomeAsync(job, catalogue, type, after, cancellation) is { } last)
                after = last;
        }
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
    }

    private static IEnumerable<RecordType> Types(Catalogue catalogue) => catalogue.Types.Where(t => t.Behaviour.Ahead is not null);

    private Task<List<(Guid Id, Guid Person)>> DueAsync(Session session, Guid workspace, RecordType type, Guid after, int most, CancellationToken cancellation)
    {
        var ahead = type.Behaviour.Ahead!;
        SqlText Column(string field) => Storages.Column(JoinScope.Root, type[field]);
        return session.ListAsync(
            SqlText.Of($"select t.id, {Column(ahead.Person)} from {SqlText.Name(type.Table)} t where t.workspace_id = {workspace} and t.deleted_at is null and {Column(ahead.Until)} < {Today.AddDays(ahead.Days)} and {Column(ahead.Person)} is not null and t.id > {after} order by t.id limit {SqlText.Literal(most)}"),
            r => (Id: r.GetGuid(0), Person: r.GetGuid(1)), cancellation);
    }

    // The last record that was looked at; null at the end.
    private async Task<Guid?> SomeAsync(Job job, Catalogue catalogue, RecordType type, Guid after, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        var due = await DueAsync(session, job.Workspace, type, after, AtOnce, cancellation);
        var callers = await ActingPerson.ManyAsync(session, store.Memberships, job.Workspace, [.. due.Select(d => d.Person).Distinct()], cancellation);
        foreach (var (id, person) in due)
        {
            if (callers.TryGetValue(person, out var caller))
                await ActAsync(session, caller, catalogue, type, id, cancellation);
        }
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.CommitAsync(cancellation);
        return due is [.., var last] ? last.Id : null;
    }

    private async Task ActAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, Guid id, CancellationToken cancellation)
    {
        var call = ActionCall.Of(type, type.Behaviour.Ahead!.Action, null, caller);
        await session.ExecuteAsync(SqlText.Of($"savepoint ahead"), cancellation);
        try
        {
            await store.Changesets.CompositeAsync(session, caller, catalogue, type, new WriteRequest(WriteKind.Update, id), call, cancellation);
        }
        // What its owner may not do, or what is wrong with it, stays until somebody mends it; the others go on.
        catch (ProblemException)
        {
            await session.ExecuteAsync(SqlText.Of($"rollback to savepoint ahead"), cancellation);
        }
    }
}
