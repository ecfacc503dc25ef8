using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Rates;
using Kith.Store.Jobs;
using Kith.Store.Sql;

namespace Kith.Store.Rates;

/// <summary>Asks the provider of a workspace for rates every day, where it has one.</summary>
public sealed class RateJobs(KithStore store, ExchangeRates rates, IEnumerable<IRateProvider> providers, JobOptions options, TimeProvider clock) : RecurringJob
{
    private const string Rates = "rates";

    public override string Kind => Rates;

    public override bool Outside => true;

    // The European Central Bank publishes at about 16:00 in Frankfurt; whoever asks earlier gets the rates of the day before, and these the next day.
    public override CronSchedule Schedule { get; } = new("0 45 17 * * ?");

    /// <summary>The statements that have the provider asked at once.</summary>
    internal static IReadOnlyList<SqlText> Enqueue(Guid workspace) => JobQueue.Enqueue(new NewJob(workspace, Rates, workspace));

    public override async Task<bool> IsNeededAsync(Session session, Guid workspace, CancellationToken cancellation) => (await RateTable.BookAsync(session, workspace, cancellation)).Provider is not null;

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        Caller caller;
        IRateProvider? provider;
        await using (var session = await store.Database.OpenAsync(job.Workspace, cancellation))
        {
            var (currency, zone) = await session.FirstAsync(SqlText.Of($"select currency, time_zone from workspace where id = {job.Workspace}"), r => (r.GetString(0), r.GetString(1)), cancellation);
            caller = Caller.System("rates of a provider", job.Workspace, currency, TimeZoneInfo.FindSystemTimeZoneById(zone));
            var name = (await RateTable.BookAsync(session, job.Workspace, cancellation)).Provider;
            provider = providers.FirstOrDefault(p => p.Name == name);
        }
        var sheet = provider is null ? null : await AskAsync(job, provider, cancellation);
        await using var last = await store.Database.OpenAsync(job.Workspace, cancellation);
        await last.BeginAsync(cancellation);
        // Who says whom to ask holds the rates before the job, so this does, too.
        if (sheet is not null)
            await last.ExecuteAsync(RateTable.Fetched(job.Workspace, clock.GetUtcNow().UtcDateTime, null), cancellation);
        await JobQueue.ProveAsync(last, job, options.Lease, cancellation);
        if (sheet is not null)
            await rates.TakeAsync(last, caller, sheet, RateOrigin.Provider, cancellation);
        await last.ExecuteAsync(JobQueue.End(job), cancellation);
        await last.CommitAsync(cancellation);
    }

    private async Task<RateSheet> AskAsync(Job job, IRateProvider provider, CancellationToken cancellation)
    {
        try
        {
            return await provider.NewestAsync(cancellation);
        }
        catch (Exception error) when (error is RatesUnreachableException or ProblemException)
        {
            var reason = error is ProblemException refused ? refused.Problem.Errors[0].Message : error.Message;
            await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
            await session.ExecuteAsync(RateTable.Fetched(job.Workspace, clock.GetUtcNow().UtcDateTime, reason), cancellation);
            throw new JobFailedException(reason);
        }
    }
}
