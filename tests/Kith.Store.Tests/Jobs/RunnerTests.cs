using Kith.Store.Jobs;
using Kith.Store.Tests.Records;

namespace Kith.Store.Tests.Jobs;

/// <summary>What becomes of jobs that fail, are given up, tried again by a person, and cancelled.</summary>
public sealed class RunnerTests(StoreFixture fixture)
{
    private JobConsole Console(params JobHandler[] handlers) => new(fixture.Store.Database, handlers);

    private async Task<JobRow> OnlyAsync(Workspace workspace, JobConsole console) =>
        Assert.Single((await console.ListAsync(workspace.Owner, new JobFilter(null, null, null, null, 50), default)).Jobs);

    [Fact]
    public async Task A_job_that_always_fails_is_tried_as_often_as_its_kind_says_then_parked_until_a_person_has_it_tried_again()
    {
        var workspace = await fixture.WorkspaceAsync();
        var jobs = new CountedJobs(fixture) { Work = _ => throw new JobFailedException("The other side is asleep.") };
        await fixture.QueueAsync(new NewJob(workspace.Id, jobs.Kind, workspace.Id) { Title = "Wake them" });
        var console = Console(jobs);
        using var runner = fixture.Runner(jobs);
        await runner.StartAsync(default);
        await Queueing.UntilAsync(async () => (await OnlyAsync(workspace, console)).State == JobState.Parked);
        Assert.Equal([1, 2, 3], jobs.Runs.Select(r => r.Attempts));
        Assert.Single(jobs.GivenUp);
        var parked = await OnlyAsync(workspace, console);
        Assert.Equal(("Wake them", "The other side is asleep.", 3), (parked.Title, parked.Problem, parked.Attempts));

        jobs.Work = _ => Task.CompletedTask;
        await using (var session = await fixture.Store.Database.OpenAsync(workspace.Id, default))
            Assert.Equal(JobState.Waiting, (await console.RetryAsync(session, workspace.Owner, parked.Key, default)).State);
        await Queueing.UntilAsync(async () => await fixture.AskAsync<long>($"select count(*) from kith.job where kind = '{jobs.Kind}'") == 0);
        Assert.Equal([1, 2, 3, 1], jobs.Runs.Select(r => r.Attempts));
        await runner.StopAsync(default);
    }

    [Fact]
    public async Task A_job_cancelled_while_it_runs_has_no_effect_any_more()
    {
        var workspace = await fixture.WorkspaceAsync();
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var jobs = new CountedJobs(fixture) { Work = _ => { begun.TrySetResult(); return go.Task; } };
        await fixture.QueueAsync(new NewJob(workspace.Id, jobs.Kind, workspace.Id));
        var console = Console(jobs);
        using var runner = fixture.Runner(jobs);
        await runner.StartAsync(default);
        await begun.Task;
        var running = await OnlyAsync(workspace, console);
        Assert.Equal(JobState.Running, running.State);
        await using (var session = await fixture.Store.Database.OpenAsync(workspace.Id, default))
            await Assert.ThrowsAsync<Core.Problems.ProblemException>(() => console.RetryAsync(session, workspace.Owner, running.Key, default));
        await using (var session = await fixture.Store.Database.OpenAsync(workspace.Id, default))
        {
            Assert.True(await console.CancelAsync(session, workspace.Owner, running.Key, default));
        }
        go.SetResult();
        await runner.StopAsync(default);
        Assert.Equal(0, await fixture.AskAsync<long>($"select count(*) from kith.job where kind = '{jobs.Kind}'"));
        Assert.Single(jobs.Runs);
    }

    [Fact]
    public async Task Two_runners_do_each_job_once()
    {
        var workspaces = new[] { await fixture.WorkspaceAsync(), await fixture.WorkspaceAsync(), await fixture.WorkspaceAsync() };
        var jobs = new CountedJobs(fixture);
        using var first = fixture.Runner(jobs);
        using var second = fixture.Runner(jobs);
        await Task.WhenAll(first.StartAsync(default), second.StartAsync(default));
        await fixture.QueueAsync([.. workspaces.SelectMany(w => Enumerable.Range(1, 100).Select(n => new NewJob(w.Id, jobs.Kind, new Guid(n, 0, 0, new byte[8]))))]);
        await Queueing.UntilAsync(async () => await fixture.AskAsync<long>($"select count(*) from kith.job where kind = '{jobs.Kind}'") == 0);
        await Task.WhenAll(first.StopAsync(default), second.StopAsync(default));
        Assert.Equal(300, jobs.Runs.Count);
        Assert.Equal(300, jobs.Runs.Select(r => (r.Workspace, r.Id)).Distinct().Count());
    }

    [Fact]
    public async Task A_process_without_workers_takes_nothing()
    {
        var workspace = await fixture.WorkspaceAsync();
        var jobs = new CountedJobs(fixture);
        using var web = new JobRunner(fixture.Store.Database, [jobs], Queueing.Options with { Workers = 0 }, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<JobRunner>.Instance);
        await web.StartAsync(default);
        await fixture.QueueAsync(new NewJob(workspace.Id, jobs.Kind, workspace.Id));
        await web.ExecuteTask!;
        Assert.Empty(jobs.Runs);
        using var worker = fixture.Runner(jobs);
        await worker.StartAsync(default);
        await Queueing.UntilAsync(() => Task.FromResult(jobs.Runs.Count == 1));
        await worker.StopAsync(default);
    }

    [Fact]
    public async Task The_queue_is_counted_over_all_workspaces()
    {
        var before = await JobCounts.ReadAsync(fixture.Store.Database, default);
        var jobs = new CountedJobs(fixture);
        foreach (var workspace in new[] { await fixture.WorkspaceAsync(), await fixture.WorkspaceAsync() })
            await fixture.QueueAsync(new NewJob(workspace.Id, jobs.Kind, workspace.Id));
        await fixture.DoAsync($"update kith.job set run_at = now() - interval '3 days' where kind = '{jobs.Kind}'");
        var counts = await JobCounts.ReadAsync(fixture.Store.Database, default);
        Assert.True(counts.Waiting >= before.Waiting + 2 || counts.Waiting >= 2);
        Assert.InRange(counts.OldestSeconds, 3 * 86_400, 3 * 86_400 + 600);
    }
}
