using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace Kith.Import.Tests;

/// <summary>What reads the stream while the ledger is written: the consumers, and a receiver of webhooks behind one of them.</summary>
internal sealed class LedgerStream(LedgerInstallation kith, NpgsqlDataSource owner, LedgerReceiver receiver)
{
    private static readonly TimeSpan BetweenPushes = TimeSpan.FromMilliseconds(100);

    /// <summary>Lets the days between the tries of a delivery pass at once, until told to stop.</summary>
    public async Task HastenAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var command = owner.CreateCommand("update kith.webhook set retry_at = null where retry_at is not null; update kith.webhook_delivery set due_at = now() where state = 'failed' and due_at > now(); update kith.job set run_at = now() where kind = 'webhook' and run_at > now(); select pg_notify('kith_job', '')");
                await command.ExecuteNonQueryAsync(stop);
            }
            catch (Exception away) when (away is NpgsqlException or IOException || stop.IsCancellationRequested)
            {
                // PostgreSQL is dead, or this is over.
            }
            await Task.Delay(BetweenPushes, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Checks that every consumer came to the end of the stream and every change to the receiver, each with one effect.</summary>
    /// <param name="after">Position of the last change before the webhook was made.</param>
    /// <param name="head">Position of the last change.</param>
    public async Task CheckAsync(long after, long head, string seed, CancellationToken cancellation)
    {
        receiver.Moody = false;
        while (await AskAsync($"select count(*) from kith.consumer where position < {head}", cancellation) > 0 || await AskAsync("select count(*) from kith.webhook_delivery where state in ('waiting', 'failed')", cancellation) > 0)
            await Task.Delay(BetweenPushes, cancellation);
        using var answer = await kith.Clients[0].GetAsync("consumers", cancellation);
        var consumers = JsonElement.Parse(await answer.Content.ReadAsStringAsync(cancellation)).GetProperty("data").EnumerateArray().ToList();
        Assert.Contains(consumers, c => c.GetProperty("name").GetString() == "webhooks");
        Assert.All(consumers, c => Assert.Equal((head, "current", 0), (c.GetProperty("position").GetInt64(), c.GetProperty("state").GetString(), c.GetProperty("parked").GetInt64())));
        // What concerns sign-ins and rights goes to no receiver.
        var kept = await PositionsAsync($"select position from kith.change where position > {after} and type = 'security'", cancellation);
        var told = head - after - kept.Count;
        // The consumer's effect in the database: one delivery for each change.
        Assert.Equal(told, await AskAsync("select count(*) from kith.webhook_delivery", cancellation));
        Assert.Equal(told, await AskAsync($"select count(distinct position) from kith.webhook_delivery where position > {after} and state = 'delivered'", cancellation));
        Assert.True(receiver.Forged == 0, $"{seed}: {receiver.Forged} deliveries were not signed as agreed");
        var missing = Enumerable.Range(1, (int)(head - after)).Select(n => after + n).Except(kept).Except(receiver.Effects.Values).ToList();
        Assert.True(missing.Count == 0, $"{seed}: {missing.Count} changes did not reach the receiver, such as {missing.FirstOrDefault()}");
        Assert.True(receiver.Effects.Count == told, $"{seed}: changes came under more than one id, so they had more than one effect");
    }

    private async Task<HashSet<long>> PositionsAsync(string sql, CancellationToken cancellation)
    {
        await using var command = owner.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var positions = new HashSet<long>();
        while (await reader.ReadAsync(cancellation))
            positions.Add(reader.GetInt64(0));
        return positions;
    }

    private async Task<long> AskAsync(string sql, CancellationToken cancellation)
    {
        await using var command = owner.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }
}
