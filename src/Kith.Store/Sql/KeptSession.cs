using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kith.Store.Sql;

/// <summary>A connection that is kept for as long as a process lives, to listen and to hold locks. It is made again whenever it is lost.</summary>
internal sealed partial class KeptSession(Database database, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    /// <summary>Keeps the connection until stopped.</summary>
    /// <param name="statements">Run on each new connection.</param>
    /// <param name="held">Called when they have run.</param>
    /// <param name="lost">Called when the connection is gone.</param>
    /// <param name="heard">Called with what a notification says.</param>
    public async Task KeepAsync(IReadOnlyList<SqlText> statements, Action held, Action lost, Action<string> heard, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await HoldAsync(statements, held, heard, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException or ObjectDisposedException)
            {
                lost();
                Lost(log, error.GetType().Name);
                await Task.Delay(Again, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task HoldAsync(IReadOnlyList<SqlText> statements, Action held, Action<string> heard, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        session.Connection.Notification += Hear;
        try
        {
            await session.ExecuteAsync(statements, cancellation);
            held();
            while (true)
                await session.Connection.WaitAsync(cancellation);
        }
        finally
        {
            session.Connection.Notification -= Hear;
            if (session.Connection.State == ConnectionState.Open)
                await LeaveAsync(session);
        }

        void Hear(object sender, NpgsqlNotificationEventArgs told) => heard(told.Payload);
    }

    // The connection goes back to the pool, which does not reset it, so it must keep no lock.
    private static async Task LeaveAsync(Session session)
    {
        try
        {
            await session.ExecuteAsync([SqlText.Of($"unlisten *"), SqlText.Of($"select pg_advisory_unlock_all()")], CancellationToken.None);
        }
        catch (Exception error) when (error is NpgsqlException or IOException or InvalidOperationException)
        {
            NpgsqlConnection.ClearPool(session.Connection);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection that listens was lost ({Error}); connecting again")]
    private static partial void Lost(ILogger log, string error);
}
