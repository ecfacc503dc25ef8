using System.Buffers.Binary;
using System.Security.Cryptography;
using Kith.Store.Sql;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kith.Store.Jobs;

/// <summary>
/// This process in the database: one connection that keeps an advisory lock and listens. While the lock stands, others respect the
/// process's leases; when the process dies the lock goes with it, and its jobs can be taken at once. Where the connection alone is lost,
/// jobs may be taken too early, which their fence makes harmless.
/// </summary>
internal sealed partial class JobPresence(Database database, TimeProvider clock, ILogger log) : IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _wake = new(0, int.MaxValue);
    private TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The key of the lock.</summary>
    public long Key { get; } = BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(8));

    /// <summary>Waits until the lock is held.</summary>
    public Task HeldAsync(CancellationToken cancellation) => _held.Task.WaitAsync(cancellation);

    /// <summary>Waits until something may be due.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken cancellation) => _wake.WaitAsync(most, cancellation);

    /// <summary>Keeps the lock until stopped, over lost connections and restarts of the database.</summary>
    public async Task KeepAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await HoldAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException or ObjectDisposedException)
            {
                if (_held.Task.IsCompleted)
                    _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Lost(log, error.GetType().Name);
                await Task.Delay(Again, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task HoldAsync(CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        session.Connection.Notification += Wake;
        try
        {
            await session.ExecuteAsync([SqlText.Of($"select pg_advisory_lock({Key})"), SqlText.Of($"listen kith_job")], cancellation);
            _held.TrySetResult();
            // What was due while nobody listened.
            _wake.Release();
            while (true)
                await session.Connection.WaitAsync(cancellation);
        }
        finally
        {
            session.Connection.Notification -= Wake;
            if (session.Connection.State == System.Data.ConnectionState.Open)
                await LeaveAsync(session);
        }
    }

    // The connection goes back to the pool, which does not reset it, so it must not keep the lock.
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

    private void Wake(object sender, NpgsqlNotificationEventArgs args) => _wake.Release();

    public void Dispose() => _wake.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection for jobs was lost ({Error}); connecting again")]
    private static partial void Lost(ILogger log, string error);
}
