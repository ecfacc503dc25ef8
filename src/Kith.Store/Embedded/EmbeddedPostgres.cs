using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kith.Store.Embedded;

/// <summary>
/// A private PostgreSQL of this process: found, set up, started, watched and stopped. It listens on a private socket only (on
/// Windows on the loopback address), comes back when it is killed, and ends when this process ends, in whatever way.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly ServerRunner runner;
    private readonly IDisposable hold;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task watch;
    private ServerProcess? server;
    private int disposed;

    private EmbeddedPostgres(ServerRunner runner, ServerProcess server, IDisposable hold, string connectionString, ILogger logger, TimeProvider time)
    {
        (this.runner, this.server, this.hold, this.logger, this.time) = (runner, server, hold, logger, time);
        ConnectionString = connectionString;
        ProcessId = server.Id;
        watch = WatchAsync();
    }

    /// <summary>Connects as the superuser to the database <c>kith</c>. Holds the password: never log it.</summary>
    public string ConnectionString { get; }

    /// <summary>The process id of the server that runs now, or ran last.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Sets up the cluster when it is new, starts the server and returns when it takes connections.</summary>
    /// <exception cref="DatabaseUnusableException">It cannot be started; the message says why and what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        EmbeddedPostgresOptions options, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(options.DataDirectory);
        try
        {
            Directory.CreateDirectory(root);
            var taken = await DataLock.TakeAsync(root, time, cancellationToken);
            try
            {
                return await StartAsync(options with { DataDirectory = root }, taken, logger, time, cancellationToken);
            }
            catch
            {
                taken.Dispose();
                throw;
            }
        }
        catch (UnauthorizedAccessException problem)
        {
            throw new DatabaseUnusableException(
                $"Kith may not write to {root} ({problem.Message}) Set KITH_DATA to a directory of the account that runs Kith.", problem);
        }
    }

    /// <summary>Ends all sessions, stops the server cleanly and lets go of the data directory.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        await stopping.CancelAsync();
        await watch;
        if (server is not null)
        {
            await runner.StopAsync(server);
        }

        runner.Dispose();
        hold.Dispose();
        stopping.Dispose();
        EmbeddedLog.Stopped(logger);
    }

    private static async Task<EmbeddedPostgres> StartAsync(
        EmbeddedPostgresOptions options, DataLock taken, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        var ready = await ServerRunner.PrepareAsync(options, logger, time, cancellationToken);
        ServerProcess? started = null;
        try
        {
            started = await ready.StartAsync(cancellationToken);
            var connectionString = await KithDatabase.EnsureAsync(ready.SuperuserConnection, cancellationToken);
            return new EmbeddedPostgres(ready, started, taken, connectionString, logger, time);
        }
        catch
        {
            if (started is not null)
            {
                await ready.StopAsync(started);
            }

            ready.Dispose();
            throw;
        }
    }

    private async Task WatchAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.WhenAny(server!.Exited, Task.Delay(Timeout.InfiniteTimeSpan, time, stopping.Token));
            if (stopping.IsCancellationRequested)
            {
                return;
            }

            EmbeddedLog.EndedByItself(logger, ProcessId);
            server.Dispose();
            server = null;
            await RestartAsync();
        }
    }

    private async Task RestartAsync()
    {
        for (var wait = ShortestWait; !stopping.IsCancellationRequested; wait = Shorter(wait * 2, LongestWait))
        {
            try
            {
                server = await runner.StartAsync(stopping.Token);
                ProcessId = server.Id;
                return;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The border of the watch: whatever the reason (disk full, programs gone), the next try may succeed.
            catch (Exception problem)
#pragma warning restore CA1031
            {
                EmbeddedLog.RestartFailed(logger, problem, wait.TotalSeconds);
            }

            await Task.Delay(wait, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
