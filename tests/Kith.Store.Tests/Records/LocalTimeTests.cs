namespace Kith.Store.Tests.Records;

public sealed class LocalTimeTests(StoreFixture fixture)
{
    /// <summary>A call of a function for every record would double what it costs to group a million of them by month.</summary>
    [Fact]
    public async Task The_local_time_of_a_column_is_worked_out_in_the_place_of_the_call()
    {
        await using var explain = fixture.Owner.CreateCommand("explain (verbose, costs off) select date_trunc('month', kith.local_time(created_at, 'Europe/Rome')) from kith.company");
        await using var lines = await explain.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var plan = new List<string>();
        while (await lines.ReadAsync(TestContext.Current.CancellationToken))
            plan.Add(lines.GetString(0));
        Assert.Contains("1912-01-01", string.Join('\n', plan), StringComparison.Ordinal);
        Assert.DoesNotContain("local_time", string.Join('\n', plan), StringComparison.Ordinal);
    }
}
