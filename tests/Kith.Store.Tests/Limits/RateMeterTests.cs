using Kith.Store.Limits;

namespace Kith.Store.Tests.Limits;

public sealed class RateMeterTests
{
    private static readonly RatePolicy Policy = new("calls", 10, 2);
    private static readonly RatePolicy Wide = new("all", 15, 3);

    private sealed class Clock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
        public override long GetTimestamp() => Interlocked.Read(ref _ticks);
        public void Pass(double seconds) => Interlocked.Add(ref _ticks, (long)(seconds * TimeSpan.TicksPerSecond));
    }

    private static readonly RateKey One = new(Policy, Guid.AllBitsSet);

    private static int Taken(RateMeters meters, RateKey key, int tries) => Enumerable.Range(0, tries).Count(_ => meters.Take([key]).Taken);

    [Fact]
    public void A_burst_is_let_in_and_then_what_comes_back_each_second()
    {
        var clock = new Clock();
        var meters = new RateMeters(clock);
        Assert.Equal(10, Taken(meters, One, 50));
        clock.Pass(0.4);
        Assert.Equal(0, Taken(meters, One, 5));
        clock.Pass(0.2);
        Assert.Equal(1, Taken(meters, One, 5));
        clock.Pass(3);
        Assert.Equal(6, Taken(meters, One, 50));
        clock.Pass(1_000);
        Assert.Equal(10, Taken(meters, One, 50));
    }

    [Fact]
    public void What_is_left_and_when_to_come_again_is_told()
    {
        var clock = new Clock();
        var meters = new RateMeters(clock);
        for (var left = 9; left >= 0; left--)
            Assert.Equal(left, Policy.Left(meters.Take([One]).Ahead[0]));
        var refused = meters.Take([One]);
        Assert.False(refused.Taken);
        Assert.Equal(0.5, Policy.Wait(refused.Ahead[0]), 3);
        clock.Pass(0.5);
        Assert.True(meters.Take([One]).Taken);
    }

    [Fact]
    public void Nothing_is_taken_from_one_where_another_has_too_little()
    {
        var meters = new RateMeters(new Clock());
        var all = new RateKey(Wide, Guid.AllBitsSet);
        Assert.Equal(15, Taken(meters, all, 15));
        for (var i = 0; i < 20; i++)
            Assert.False(meters.Take([One, all]).Taken);
        Assert.Equal(10, Taken(meters, One, 50));
    }

    [Fact]
    public async Task Calls_at_the_same_time_get_no_more_than_is_there()
    {
        var meters = new RateMeters(new Clock());
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Taken(meters, One, 1_000))));
        Assert.Equal(10, taken.Sum());
    }

    [Fact]
    public void Meters_that_are_full_again_are_forgotten()
    {
        var clock = new Clock();
        var meters = new RateMeters(clock);
        for (var caller = 1; caller <= 1_000; caller++)
            meters.Take([new RateKey(Policy, new Guid(caller, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]))]);
        Assert.Equal(1_000, meters.Count);
        clock.Pass(60);
        meters.Take([One]);
        Assert.Equal(1, meters.Count);
    }
}
