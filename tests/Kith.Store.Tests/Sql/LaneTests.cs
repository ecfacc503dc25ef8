using Kith.Store.Sql;

namespace Kith.Store.Tests.Sql;

public sealed class LaneTests
{
    private static readonly CancellationToken Going = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_so_many_run_at_a_time_and_the_others_follow_in_turn()
    {
        using var lane = new Lane(2);
        var ends = Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        var begun = Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        var runs = ends.Select((end, i) => lane.RunAsync(() =>
        {
            begun[i].SetResult();
            return end.Task;
        }, Going)).ToList();
        await begun[1].Task;
        Assert.Equal([true, true, false, false], begun.Select(b => b.Task.IsCompleted));
        ends[1].SetResult(1);
        await begun[2].Task;
        Assert.False(begun[3].Task.IsCompleted);
        ends[0].SetResult(0);
        ends[2].SetException(new InvalidOperationException());
        await begun[3].Task;
        ends[3].SetResult(3);
        Assert.Equal(new[] { 0, 1, 3 }, await Task.WhenAll(runs[0], runs[1], runs[3]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => runs[2]);
    }

    [Fact]
    public async Task Who_leaves_the_queue_takes_no_place()
    {
        using var lane = new Lane(1);
        using var leaving = new CancellationTokenSource();
        var first = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = lane.RunAsync(() => first.Task, Going);
        var waiting = lane.RunAsync(() => Task.FromResult(2), leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        first.SetResult(1);
        Assert.Equal(1, await running);
        Assert.Equal(3, await lane.RunAsync(() => Task.FromResult(3), Going));
    }
}
