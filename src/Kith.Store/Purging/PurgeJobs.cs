using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Catalogues;
using Kith.Store.Jobs;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Purging;

/// <summary>
/// Purges every night what has been in the trash as long as the workspace says. People stay, because histories name them; so do records that were merged into
/// others, whose ids lead there.
/// </summary>
public sealed class PurgeJobs(KithStore store, JobOptions options) : RecurringJob
{
    private const int AtOnce = 2_000;

    public override string Kind => "purge";

    public override CronSchedule Schedule { get; } = new("0 40 3 * * ?");

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        var caller = await CallerAsync(job, cancellation);
        var catalogue = await store.Catalogues.RefreshAsync(job.Workspace, cancellation);
        var words = new HashSet<string>(StringComparer.Ordinal);
        PurgeCount pass;
        do
        {
            pass = new PurgeCount(0, 0);
            foreach (var type in catalogue.Types.Where(t => t.Name != "person"))
                pass += await TypeAsync(job, caller, catalogue, type, words, cancellation);
        }
        // What waited for others, because they needed it or it was merged into them, may go now that some of those have.
        while (pass.Purged > 0);
        foreach (var type in catalogue.Types)
            await FieldsAsync(job, type, cancellation);
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        await ForgetAsync(session, job.Workspace, [.. words], cancellation);
        if (pass.Refused > 0)
            throw new JobFailedException(Messages.Text("purge.refused", pass.Refused));
        await session.BeginAsync(cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
    }

    private async Task<Caller> CallerAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        var (currency, zone) = await session.FirstAsync(SqlText.Of($"select currency, time_zone from workspace where id = {job.Workspace}"), r => (r.GetString(0), r.GetString(1)), cancellation);
        return Caller.System("purge", job.Workspace, currency, TimeZoneInfo.FindSystemTimeZoneById(zone));
    }

    private async Task<PurgeCount> TypeAsync(Job job, Caller caller, Catalogue catalogue, RecordType type, HashSet<string> words, CancellationToken cancellation)
    {
        var (count, after) = (new PurgeCount(0, 0), Guid.Empty);
        while (true)
        {
            await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
            await session.BeginAsync(cancellation);
            var purge = new Purge(store.Writes, session, caller, catalogue, type);
            if (await purge.NextAsync(after, cancellation) is not { } last)
                return count;
            count += await purge.RunAsync(words, cancellation);
            await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
            await session.CommitAsync(cancellation);
            after = last;
        }
    }

    /// <summary>Forgets the values of fields that were removed as long ago as the trash keeps records.</summary>
    private async Task FieldsAsync(Job job, RecordType type, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        var due = await session.ListAsync(SqlText.Of($"select r.key from removed_field r join workspace w on w.id = r.workspace_id where r.workspace_id = {job.Workspace} and r.type = {SqlText.Text(type.Name)} and r.removed_at + make_interval(days => w.trash_days) <= now()"), r => r.GetString(0), cancellation);
        foreach (var key in due)
        {
            for (var left = true; left;)
            {
                await session.BeginAsync(cancellation);
                var some = SqlText.Of($"select t.id from {SqlText.Name(type.Table)} t where t.workspace_id = {job.Workspace} and t.custom ? {SqlText.Text(key)}{RecordReader.OfType(type)} limit {AtOnce} for update of t skip locked");
                left = await session.ExecuteAsync(SqlText.Of($"with some as materialized ({some}) update {SqlText.Name(type.Table)} t set custom = t.custom - {SqlText.Text(key)} from some s where t.workspace_id = {job.Workspace} and t.id = s.id"), cancellation) > 0;
                await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
                await session.CommitAsync(cancellation);
            }
            await session.BeginAsync(cancellation);
            await session.ExecuteAsync(
            [
                SqlText.Of($"delete from link l using {SqlText.Name(type.Table)} t where l.workspace_id = {job.Workspace} and l.field = {SqlText.Text(TypeEditor.RemovedLinks(key))} and t.workspace_id = l.workspace_id and t.id = l.from_id{RecordReader.OfType(type)}"),
                SqlText.Of($"delete from removed_field where workspace_id = {job.Workspace} and type = {SqlText.Text(type.Name)} and key = {SqlText.Text(key)}"),
            ], cancellation);
            await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
            await session.CommitAsync(cancellation);
        }
    }

    // Words are shared by all records of a workspace. A writer that found one here and has not committed yet is why those still in use are put back afterwards.
    internal static async Task ForgetAsync(Session session, Guid workspace, string[] words, CancellationToken cancellation)
    {
        if (words.Length == 0)
            return;
        var used = SqlText.Of($"select distinct substr(l, 7) from entry e cross join lateral unnest(tsvector_to_array(e.words)) l where e.workspace_id = {workspace} and substr(l, 7) = any({words})");
        await session.ExecuteAsync(SqlText.Of($"with used(word) as materialized ({used}) delete from word w where w.workspace_id = {workspace} and w.word = any({words}) and w.word not in (select word from used)"), cancellation);
        await session.ExecuteAsync(SqlText.Of($"with used(word) as materialized ({used}) insert into word (workspace_id, word) select {workspace}, u.word from used u where u.word !~ '[0-9_]' and char_length(u.word) >= 3 and not exists (select 1 from word w where w.workspace_id = {workspace} and w.word = u.word)"), cancellation);
    }
}

/// <summary>What became of records that were due.</summary>
/// <param name="Refused">Those that a living record cannot do without.</param>
internal sealed record PurgeCount(int Purged, int Refused)
{
    public static PurgeCount operator +(PurgeCount left, PurgeCount right) => new(left.Purged + right.Purged, left.Refused + right.Refused);
}
