using Kith.Store.Stream;

namespace Kith.Store.Tests.Stream;

/// <summary>How long a consumer tries, without a database.</summary>
public sealed class PatienceTests
{
    [Fact]
    public void Whichever_changes_are_at_fault_they_alone_are_parked_and_the_others_handled_once()
    {
        var random = new Random(Consumers.Seed());
        for (var run = 0; run < 2_000; run++)
        {
            var (count, size, attempts) = (random.Next(1, 200), random.Next(1, 120), random.Next(1, 6));
            var faults = Enumerable.Range(0, count).Where(_ => random.Next(20) == 0).ToHashSet();
            var (position, patience, steps) = (0, Patience.Full, 0);
            var (handled, parked) = (new List<int>(), new List<int>());
            while (position < count)
            {
                Assert.True(++steps < 100_000, $"No end: {count} changes, batches of {size}, {attempts} attempts.");
                var batch = Enumerable.Range(position, Math.Min(patience.Most ?? size, count - position)).ToList();
                if (!batch.Exists(faults.Contains))
                {
                    handled.AddRange(batch);
                    (position, patience) = (position + batch.Count, patience.Succeeded(size));
                }
                else if (patience.Failed(batch.Count, attempts) is { } next)
                {
                    Assert.True(next.Most is null or > 0);
                    patience = next;
                }
                else
                {
                    parked.Add(Assert.Single(batch));
                    (position, patience) = (position + 1, patience with { Attempts = 0 });
                }
            }
            Assert.Equal(faults.Order(), parked);
            Assert.Equal(Enumerable.Range(0, count).Except(faults), handled);
        }
    }

    [Fact]
    public void A_batch_is_tried_as_often_as_said_before_it_is_halved()
    {
        var patience = Patience.Full;
        foreach (var attempts in new[] { 1, 2 })
            Assert.Equal(new Patience(attempts, null), patience = patience.Failed(10, 3)!);
        Assert.Equal(new Patience(0, 5), patience = patience.Failed(10, 3)!);
        Assert.Equal(new Patience(0, 2), patience = patience.Failed(5, 3)!);
        Assert.Equal(new Patience(0, 1), patience = patience.Failed(2, 3)!);
        foreach (var attempts in new[] { 1, 2 })
            Assert.Equal(new Patience(attempts, 1), patience = patience.Failed(1, 3)!);
        Assert.Null(patience.Failed(1, 3));
    }

    [Fact]
    public void Waits_double_up_to_the_longest_with_a_part_by_chance()
    {
        var options = new ConsumerOptions { FirstWait = TimeSpan.FromSeconds(1), LongestWait = TimeSpan.FromSeconds(100) };
        Assert.Equal((0.5, 1), (new Patience(1, null).Wait(options, 0).TotalSeconds, new Patience(1, null).Wait(options, 1).TotalSeconds));
        Assert.Equal((4, 8), (new Patience(4, null).Wait(options, 0).TotalSeconds, new Patience(4, null).Wait(options, 1).TotalSeconds));
        Assert.Equal(100, new Patience(1_000_000, null).Wait(options, 0.5).TotalSeconds);
    }
}
