using Kith.Store.Limits;
using Kith.Store.Sql;
using Kith.Store.Tests.Records;
using Npgsql;

namespace Kith.Store.Tests.Limits;

/// <summary>Meters that processes share, in the database.</summary>
public sealed class SharedRateTests(StoreFixture fixture)
{
    private static readonly RatePolicy Few = new("few", 5, 0.01);
    private static readonly RatePolicy More = new("more", 8, 0.01);
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(10);

    private Task<RateTaking> TakeAsync(params RateKey[] keys) => SharedRates.TakeAsync(fixture.Store.Database, keys, Time, TestContext.Current.CancellationToken);

    [Fact]
    public async Task Calls_at_the_same_time_get_no_more_than_is_there()
    {
        var key = new RateKey(Few, fixture.Store.Ids.Next());
        var taken = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => TakeAsync(key)));
        Assert.Equal(5, taken.Count(t => t.Taken));
        Assert.Equal([0, 1, 2, 3, 4], taken.Where(t => t.Taken).Select(t => Few.Left(t.Ahead[0])).Order());
    }

    [Fact]
    public async Task Nothing_is_taken_from_one_where_another_has_too_little()
    {
        var (first, second, all) = (new RateKey(Few, fixture.Store.Ids.Next()), new RateKey(Few, fixture.Store.Ids.Next()), new RateKey(More, fixture.Store.Ids.Next()));
        for (var i = 0; i < 5; i++)
            Assert.True((await TakeAsync(first, all)).Taken);
        for (var i = 0; i < 3; i++)
            Assert.True((await TakeAsync(second, all)).Taken);
        var refused = await TakeAsync(second, all);
        Assert.False(refused.Taken);
        Assert.Equal((2, 0), (Few.Left(refused.Ahead[0]), More.Left(refused.Ahead[1])));
        Assert.True((await TakeAsync(second)).Taken);
    }

    [Fact]
    public async Task They_are_out_of_reach_within_a_workspace()
    {
        await using var session = await fixture.Store.Database.OpenAsync(fixture.Store.Ids.Next(), TestContext.Current.CancellationToken);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => session.ExecuteAsync(SqlText.Of($"select kith.forget_rates()"), TestContext.Current.CancellationToken));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }
}
