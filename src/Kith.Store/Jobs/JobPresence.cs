using System.Buffers.Binary;
using System.Security.Cryptography;
using Kith.Store.Sql;
using Microsoft.Extensions.Logging;

namespace Kith.Store.Jobs;

/// <summary>
/// This process in the database: one connection that keeps an advisory lock and listens. While the lock stands, others respect the
/// process's leases; when the process dies the lock goes with it, and its jobs can be taken at once. Where the connection alone is lost,
/// jobs may be taken too early, which their fence makes harmless.
/// </summary>
internal sealed class JobPresence(Database database, TimeProvider clock, ILogger log) : IDisposable
{
    private readonly SemaphoreSlim _wake = new(0, int.MaxValue);
    private TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The key of the lock.</summary>
    public long Key { get; } = BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(8));

    /// <summary>Waits until the lock is held.</summary>
    public Task HeldAsync(CancellationToken cancellation) => _held.Task.WaitAsync(cancellation);

    /// <summary>Waits until something may be due.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken cancellation) => _wake.WaitAsync(most, cancellation);

    /// <summary>Keeps the lock until stopped, over lost connections and restarts of the database.</summary>
    public Task KeepAsync(CancellationToken cancellation) =>
        new KeptSession(database, clock, log).KeepAsync([SqlText.Of($"select pg_advisory_lock({Key})"), SqlText.Of($"listen kith_job")], Held, Lost, _ => _wake.Release(), cancellation);

    private void Held()
    {
        _held.TrySetResult();
        // What was due while nobody listened.
        _wake.Release();
    }

    private void Lost()
    {
        if (_held.Task.IsCompleted)
            _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Dispose() => _wake.Dispose();
}
