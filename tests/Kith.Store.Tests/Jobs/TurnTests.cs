using Kith.Store.Jobs;
using Kith.Store.Tests.Records;

namespace Kith.Store.Tests.Jobs;

/// <summary>Whose turn it is.</summary>
public sealed class TurnTests(StoreFixture fixture)
{
    private static NewJob[] Many(Guid workspace, string kind, int count, JobPriority priority = JobPriority.Normal) =>
        [.. Enumerable.Range(1, count).Select(n => new NewJob(workspace, kind, new Guid(n, 0, 0, new byte[8])) { Priority = priority })];

    private async Task<Guid> EndAsync(JobHandler handler)
    {
        var job = (await fixture.TakeAsync(handler))!;
        await fixture.DoAsync($"delete from kith.job where kind = '{job.Kind}' and fence = {job.Fence}");
        return job.Workspace;
    }

    [Fact]
    public async Task A_workspace_with_ten_thousand_jobs_does_not_keep_others_waiting()
    {
        var (large, small, third) = ((await fixture.WorkspaceAsync()).Id, (await fixture.WorkspaceAsync()).Id, (await fixture.WorkspaceAsync()).Id);
        var jobs = new CountedJobs(fixture);
        await fixture.QueueAsync(Many(large, jobs.Kind, 10_000));
        await fixture.QueueAsync([.. Many(small, jobs.Kind, 1), .. Many(third, jobs.Kind, 2)]);
        Assert.Equal(large, await EndAsync(jobs));
        Guid[] next = [await EndAsync(jobs), await EndAsync(jobs), await EndAsync(jobs), await EndAsync(jobs)];
        Assert.Equal([small, third, large, third], next);
    }

    [Fact]
    public async Task With_jobs_running_a_workspace_waits_for_those_without()
    {
        var (busy, idle) = ((await fixture.WorkspaceAsync()).Id, (await fixture.WorkspaceAsync()).Id);
        var jobs = new CountedJobs(fixture);
        await fixture.QueueAsync(Many(busy, jobs.Kind, 10, JobPriority.High));
        var running = (await fixture.TakeAsync(jobs))!;
        Assert.Equal(busy, running.Workspace);
        // Nobody holds the lock of the taker, so without this its job would be free again.
        await using var alive = await fixture.Owner.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using (var hold = new Npgsql.NpgsqlCommand("select pg_advisory_lock(42)", alive))
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await fixture.QueueAsync(Many(idle, jobs.Kind, 1, JobPriority.Low));
        Assert.Equal(idle, (await fixture.TakeAsync(jobs))!.Workspace);
        Assert.Equal(busy, (await fixture.TakeAsync(jobs))!.Workspace);
    }

    [Fact]
    public async Task Of_one_workspace_the_higher_priority_goes_first()
    {
        var workspace = (await fixture.WorkspaceAsync()).Id;
        var jobs = new CountedJobs(fixture);
        var (low, normal, high) = (fixture.Store.Ids.Next(), fixture.Store.Ids.Next(), fixture.Store.Ids.Next());
        await fixture.QueueAsync(
            new NewJob(workspace, jobs.Kind, low) { Priority = JobPriority.Low }, new NewJob(workspace, jobs.Kind, normal), new NewJob(workspace, jobs.Kind, high) { Priority = JobPriority.High });
        var order = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            var job = (await fixture.TakeAsync(jobs))!;
            order.Add(job.Id);
            await fixture.DoAsync($"delete from kith.job where kind = '{job.Kind}' and fence = {job.Fence}");
        }
        Assert.Equal([high, normal, low], order);
    }

    [Fact]
    public async Task A_low_job_is_passed_over_by_ten_thousand_high_ones_for_half_a_minute_and_no_longer()
    {
        var (large, small) = ((await fixture.WorkspaceAsync()).Id, (await fixture.WorkspaceAsync()).Id);
        var jobs = new CountedJobs(fixture);
        await fixture.QueueAsync(Many(large, jobs.Kind, 10_000, JobPriority.High));
        await fixture.QueueAsync(Many(small, jobs.Kind, 1, JobPriority.Low));
        for (var i = 0; i < 5; i++)
            Assert.Equal(large, await EndAsync(jobs));
        await fixture.DoAsync($"update kith.job set run_at = run_at - interval '31 seconds' where kind = '{jobs.Kind}' and workspace_id = '{small}'");
        Assert.Equal(small, await EndAsync(jobs));
    }

    [Fact]
    public async Task In_its_own_workspace_too_a_low_job_comes_after_half_a_minute()
    {
        var workspace = (await fixture.WorkspaceAsync()).Id;
        var jobs = new CountedJobs(fixture);
        var low = fixture.Store.Ids.Next();
        await fixture.QueueAsync([.. Many(workspace, jobs.Kind, 100, JobPriority.High), new NewJob(workspace, jobs.Kind, low) { Priority = JobPriority.Low }]);
        Assert.NotEqual(low, (await fixture.TakeAsync(jobs))!.Id);
        await fixture.DoAsync($"update kith.job set run_at = run_at - interval '31 seconds' where kind = '{jobs.Kind}' and id = '{low}'");
        Assert.Equal(low, (await fixture.TakeAsync(jobs))!.Id);
    }

    [Fact]
    public async Task More_workspaces_than_are_looked_at_all_get_their_turn()
    {
        var jobs = new CountedJobs(fixture);
        var workspaces = new List<Guid>();
        for (var i = 0; i < 130; i++)
            workspaces.Add((await fixture.WorkspaceAsync()).Id);
        await fixture.QueueAsync([.. workspaces.Select(w => new NewJob(w, jobs.Kind, w))]);
        var served = new HashSet<Guid>();
        for (var i = 0; i < workspaces.Count; i++)
            served.Add(await EndAsync(jobs));
        Assert.Equal(workspaces.ToHashSet(), served);
    }

    [Fact]
    public async Task A_delayed_job_is_taken_when_it_is_due_and_sooner_when_it_is_asked_for_again()
    {
        var workspace = (await fixture.WorkspaceAsync()).Id;
        var jobs = new CountedJobs(fixture);
        var job = new NewJob(workspace, jobs.Kind, workspace);
        await fixture.QueueAsync(job with { DueAt = Queueing.Now.AddHours(1) });
        Assert.Null(await fixture.TakeAsync(jobs));
        await fixture.DoAsync($"update kith.job set run_at = now() where kind = '{jobs.Kind}'");
        Assert.NotNull(await fixture.TakeAsync(jobs));

        var other = new CountedJobs(fixture);
        await fixture.QueueAsync(job with { Kind = other.Kind, DueAt = Queueing.Now.AddHours(1) });
        await fixture.QueueAsync(job with { Kind = other.Kind });
        Assert.NotNull(await fixture.TakeAsync(other));
        Assert.Equal(1, await fixture.AskAsync<long>($"select count(*) from kith.job where kind = '{other.Kind}'"));
    }

    [Fact]
    public async Task Many_takers_at_once_take_each_job_of_one_workspace_once()
    {
        var workspace = (await fixture.WorkspaceAsync()).Id;
        var jobs = new CountedJobs(fixture);
        await fixture.QueueAsync(Many(workspace, jobs.Kind, 100));
        await using var alive = await fixture.Owner.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using (var hold = new Npgsql.NpgsqlCommand("select pg_advisory_lock(43)", alive))
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var own = new List<Guid>();
            while (await fixture.TakeAsync(jobs, 43) is { } job)
                own.Add(job.Id);
            return own;
        }));
        Assert.Equal(100, taken.Sum(t => t.Count));
        Assert.Equal(100, taken.SelectMany(t => t).Distinct().Count());
    }

    [Fact]
    public void Pauses_double_up_to_the_longest_and_are_spread()
    {
        var retries = new JobRetries(20, TimeSpan.FromSeconds(30), TimeSpan.FromHours(6));
        Assert.Equal([30, 60, 120, 240], Enumerable.Range(1, 4).Select(n => retries.After(n, 1).TotalSeconds));
        Assert.Equal(15, retries.After(1, 0).TotalSeconds);
        Assert.Equal(TimeSpan.FromHours(6), retries.After(1_000, 1));
    }
}
