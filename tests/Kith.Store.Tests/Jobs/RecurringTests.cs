using Kith.Store.Jobs;
using Kith.Store.Tests.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kith.Store.Tests.Jobs;

/// <summary>Jobs that come again and again, with several processes looking.</summary>
public sealed class RecurringTests(StoreFixture fixture)
{
    private static int _kinds;

    private sealed class Recurring(string kind, string cron) : RecurringJob
    {
        public override string Kind => kind;
        public override CronSchedule Schedule { get; } = new(cron);
        public override Task RunAsync(Job job, CancellationToken cancellation) => throw new NotSupportedException();
    }

    private static Recurring Daily(string? kind = null, string cron = "0 0 4 * * ?") => new(kind ?? "again" + Interlocked.Increment(ref _kinds).ToString(System.Globalization.CultureInfo.InvariantCulture), cron);

    private RecurringScheduler Scheduler(params JobHandler[] jobs) => new(fixture.Store.Database, jobs, Queueing.Options, TimeProvider.System, NullLogger<RecurringScheduler>.Instance);

    private Task<long> JobsAsync(Workspace workspace, JobHandler job) => fixture.AskAsync<long>($"select count(*) from kith.job where workspace_id = '{workspace.Id}' and kind = '{job.Kind}'");

    private async Task PlannedAsync(params JobHandler[] jobs)
    {
        var scheduler = Scheduler(jobs);
        await scheduler.PlanAsync(default);
        await scheduler.RunDueAsync(default);
    }

    private Task PastAsync(JobHandler job) => fixture.DoAsync($"update kith.recurring_job set next_at = now() - interval '4 days' where kind = '{job.Kind}'");

    [Fact]
    public async Task A_workspace_is_given_its_next_moment_and_nothing_runs_before()
    {
        var workspace = await fixture.WorkspaceAsync();
        var job = Daily();
        await PlannedAsync(job);
        Assert.Equal(0, await JobsAsync(workspace, job));
        var row = Assert.Single(await new JobConsole(fixture.Store.Database, [job]).RecurringAsync(workspace.Owner, Queueing.Now, default));
        Assert.Equal((job.Kind, "Europe/Rome", null), (row.Kind, row.TimeZone, row.LastAt));
        Assert.Equal(4, TimeZoneInfo.ConvertTimeFromUtc(row.NextAt!.Value, workspace.Owner.Zone).Hour);
        Assert.InRange(row.NextAt.Value, Queueing.Now, Queueing.Now.AddHours(25));
    }

    [Fact]
    public async Task Missed_moments_run_once_together_however_many_processes_look()
    {
        var workspace = await fixture.WorkspaceAsync();
        var job = Daily();
        await PlannedAsync(job);
        await PastAsync(job);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Scheduler(job).RunDueAsync(default)));
        Assert.Equal(1, await JobsAsync(workspace, job));
        // Done at once, as a fast runner would: whoever still looks must not queue it again.
        await fixture.DoAsync($"delete from kith.job where kind = '{job.Kind}'");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Scheduler(job).RunDueAsync(default)));
        Assert.Equal(0, await JobsAsync(workspace, job));
        Assert.True(await fixture.AskAsync<bool>($"select next_at > now() and last_at > now() - interval '10 minutes' from kith.recurring_job where kind = '{job.Kind}' and workspace_id = '{workspace.Id}'"));
    }

    [Fact]
    public async Task Each_moment_is_queued_by_one_of_the_processes_that_race_for_it()
    {
        var workspace = await fixture.WorkspaceAsync();
        var job = Daily();
        await PlannedAsync(job);
        await fixture.DoAsync($"create table if not exists public.queued (kind text); grant insert on public.queued to public");
        // Counts what is queued even where a job that is there already hides it.
        await fixture.DoAsync($"create or replace function public.note_{job.Kind}() returns trigger language plpgsql security definer as 'begin insert into public.queued values (new.kind); return new; end'");
        await fixture.DoAsync($"create trigger note_{job.Kind} before insert on kith.job for each row when (new.kind = '{job.Kind}' and new.workspace_id = '{workspace.Id}') execute function public.note_{job.Kind}()");
        for (var round = 1; round <= 10; round++)
        {
            await PastAsync(job);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Scheduler(job).RunDueAsync(default)));
            Assert.Equal(round, await fixture.AskAsync<long>($"select count(*) from public.queued where kind = '{job.Kind}'"));
        }
        await fixture.DoAsync($"drop trigger note_{job.Kind} on kith.job");
    }

    [Fact]
    public async Task A_process_whose_clock_is_behind_does_not_run_a_moment_again()
    {
        var workspace = await fixture.WorkspaceAsync();
        var job = Daily();
        await PlannedAsync(job);
        await PastAsync(job);
        await new RecurringScheduler(fixture.Store.Database, [job], Queueing.Options, new Behind(), NullLogger<RecurringScheduler>.Instance).RunDueAsync(default);
        Assert.True(await fixture.AskAsync<bool>($"select next_at > now() - interval '4 days' from kith.recurring_job where kind = '{job.Kind}' and workspace_id = '{workspace.Id}'"));
    }

    private sealed class Behind : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddDays(-30);
    }

    [Fact]
    public async Task A_new_expression_or_time_zone_moves_the_next_moment_and_runs_nothing()
    {
        var workspace = await fixture.WorkspaceAsync();
        var job = Daily();
        await PlannedAsync(job);
        await fixture.DoAsync($"update kith.workspace set time_zone = 'Asia/Tokyo' where id = '{workspace.Id}'");
        var later = Daily(job.Kind, "0 0 5 * * ?");
        await PlannedAsync(later);
        Assert.Equal(0, await JobsAsync(workspace, job));
        Assert.Equal("0 0 5 * * ? 20:00", await fixture.AskAsync<string>($"select cron || ' ' || to_char(next_at at time zone 'UTC', 'HH24:MI') from kith.recurring_job where kind = '{job.Kind}' and workspace_id = '{workspace.Id}'"));
    }

    [Fact]
    public async Task Answers_past_their_time_are_deleted_by_night_and_others_stay()
    {
        var workspace = await fixture.WorkspaceAsync();
        await fixture.DoAsync($"insert into kith.idempotency select '{workspace.Id}', gen_random_uuid(), n::text, '', 200, '{{}}', '', now() - n * interval '1 hour' from generate_series(1, 12000) n");
        var tidying = new Tidying(fixture.Store.Database, Queueing.Options, new TidyingOptions(), TimeProvider.System);
        await fixture.QueueAsync(new NewJob(workspace.Id, tidying.Kind, workspace.Id));
        var job = (await new JobQueue(fixture.Store.Database).TakeAsync([tidying.Kind], 42, TimeSpan.FromSeconds(30), default))!;
        await tidying.RunAsync(job, default);
        Assert.Equal(47, await fixture.AskAsync<long>($"select count(*) from kith.idempotency where workspace_id = '{workspace.Id}'"));
        Assert.Equal(0, await JobsAsync(workspace, tidying));
    }
}
