using Kith.Store.Sql;
using Kith.Store.Tests.Records;
using Npgsql;

namespace Kith.Store.Tests.Sql;

/// <summary>
/// A batch that is stopped half way, as by a client who goes away, at the moment Npgsql prepares its statements leaves nothing behind
/// for whoever gets the connection next. A division by zero stands for the stop, since it comes at a moment of our choosing.
/// </summary>
public sealed class StoppedBatchTests(StoreFixture fixture)
{
    private static readonly CancellationToken Going = TestContext.Current.CancellationToken;

    private Database One() => new(NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(fixture.AppConnection)
    {
        MaxPoolSize = 1,
        MaxAutoPrepare = 50,
        AutoPrepareMinUsages = 2,
        NoResetOnClose = true,
    }.ConnectionString), fixture.Signer);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_it_is_planned(bool transaction)
    {
        await using var database = One();
        foreach (var divisor in new[] { 1, 0, 0, 1, 0, 1, 1 })
        {
            await using var session = await database.OpenGlobalAsync(Going);
            session.PlanPerValue = true;
            if (transaction)
                await session.BeginAsync(Going);
            var rows = session.ListAsync(SqlText.Of($"select 1 / {divisor} from generate_series(1, 2)"), row => row.GetInt32(0), Going);
            await HeldAsync(rows, divisor);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20_000)]
    public async Task While_it_is_read_with_more_to_follow(int at)
    {
        await using var database = One();
        foreach (var stops in new[] { 0, at, 0, at, at, 0, 0 })
        {
            await using var session = await database.OpenGlobalAsync(Going);
            await HeldAsync(AllAsync(session, stops), stops == 0 ? 1 : 0);
        }

        static async Task<List<int>> AllAsync(Session session, int stops)
        {
            await using var reader = await session.ReadAsync([SqlText.Of($"select 7 / (i - {stops}) from generate_series(1, 30000) i"), SqlText.Of($"select 1 as following")], Going);
            while (await reader.ReadAsync(Going))
            {
                // The stop comes in one of the rows.
            }
            Assert.True(await reader.NextResultAsync(Going));
            Assert.True(await reader.ReadAsync(Going));
            return [1, reader.GetInt32(0)];
        }
    }

    private static async Task HeldAsync(Task<List<int>> rows, int divisor)
    {
        if (divisor == 0)
            Assert.Equal(PostgresErrorCodes.DivisionByZero, (await Assert.ThrowsAsync<PostgresException>(() => rows)).SqlState);
        else
            Assert.Equal([1, 1], await rows);
    }
}
