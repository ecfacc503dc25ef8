using Kith.Store.Sql;
using NpgsqlTypes;

namespace Kith.Store.Limits;

/// <summary>Meters that all processes of an installation share.</summary>
public static class SharedRates
{
    private const NpgsqlDbType Doubles = NpgsqlDbType.Array | NpgsqlDbType.Double;

    /// <summary>Takes one call from each meter, or from none.</summary>
    /// <param name="keys">Always in the same order of policies, so that two calls never wait for each other.</param>
    /// <param name="time">How long the statement may take.</param>
    public static async Task<RateTaking> TakeAsync(Database database, IReadOnlyList<RateKey> keys, TimeSpan time, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        session.StatementTime = time;
        string[] policies = [.. keys.Select(k => k.Policy.Name)];
        Guid[] callers = [.. keys.Select(k => k.Caller)];
        double[] intervals = [.. keys.Select(k => k.Policy.Interval)];
        double[] windows = [.. keys.Select(k => k.Policy.Window)];
        var rows = await session.ListAsync(SqlText.Of($"select taken, ahead from kith.take_rates({policies}, {callers}, {SqlText.Parameter(intervals, Doubles)}, {SqlText.Parameter(windows, Doubles)})"), r => (Taken: r.GetBoolean(0), Ahead: r.GetDouble(1)), cancellation);
        return new RateTaking(rows[0].Taken, [.. rows.Select(r => r.Ahead)]);
    }

    /// <summary>Forgets meters from which everything has come back.</summary>
    internal static SqlText Forget => SqlText.Of($"select kith.forget_rates()");
}
