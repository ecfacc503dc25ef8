using Kith.Core.Changes;
using Kith.Store.Sql;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kith.Store.Stream;

/// <summary>How far a consumer is behind, over all workspaces.</summary>
/// <param name="Changes">Changes not yet read.</param>
/// <param name="Age">Age of the oldest of them, in seconds; 0 when there is none.</param>
public sealed record ConsumerLag(string Consumer, long Changes, double Age);

/// <summary>
/// Runs the consumers in this process. Each has its workers and its workspaces, so that none waits for another; what several processes find they share by
/// what is locked. Woken by commits, and looking by itself once a second for what no signal told of.
/// </summary>
public sealed partial class ConsumerRunner(Database database, IEnumerable<ChangeConsumer> consumers, ChangeListener listener, ConsumerOptions options, TimeProvider clock, ILogger<ConsumerRunner> log) : BackgroundService
{
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, (ChangeConsumer Consumer, DueWorkspaces Due)> _lanes = consumers.ToDictionary(c => c.Name, c => (c, new DueWorkspaces()));
    private readonly ConsumerTurn _turn = new(database, options, log);

    /// <summary>How far each consumer is behind, as last looked.</summary>
    public IReadOnlyList<ConsumerLag> Lags { get; private set; } = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Workers == 0 || _lanes.Count == 0)
            return;
        // The start of the server must not wait for the database.
        await Task.Yield();
        await PersistAsync(InstallAsync, stoppingToken);
        using var woken = listener.Subscribe(Add);
        var workers = _lanes.Values.SelectMany(lane => Enumerable.Range(0, options.Workers).Select(_ => WorkAsync(lane.Consumer, lane.Due, stoppingToken)));
        await Task.WhenAll([LookAsync(stoppingToken), .. workers]);
    }

    private void Add(Guid workspace)
    {
        foreach (var (_, due) in _lanes.Values)
            due.Add(workspace);
    }

    private async Task<bool> InstallAsync(CancellationToken stopping)
    {
        await using var session = await database.OpenGlobalAsync(stopping);
        await session.ExecuteAsync([.. _lanes.Values.Select(l => ConsumerTable.Install(l.Consumer))], stopping);
        return true;
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await PersistAsync(FindAsync, stopping);
            await Task.Delay(options.Poll, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> FindAsync(CancellationToken stopping)
    {
        await using var session = await database.OpenGlobalAsync(stopping);
        var behind = await session.ListAsync(ConsumerTable.Behind([.. _lanes.Keys]), ConsumerTable.ReadBehind, stopping);
        foreach (var found in behind.Where(b => b.Due))
            _lanes[found.Consumer].Due.Add(found.Workspace);
        var now = clock.GetUtcNow().UtcDateTime;
        Lags = [.. _lanes.Keys.Order(StringComparer.Ordinal).Select(name => Lag(name, [.. behind.Where(b => b.Consumer == name)], now))];
        return true;
    }

    private static ConsumerLag Lag(string name, IReadOnlyList<Behind> behind, DateTime now) =>
        new(name, behind.Sum(b => b.Changes), behind.Select(b => (now - (b.Since ?? now)).TotalSeconds).Append(0).Max());

    private async Task WorkAsync(ChangeConsumer consumer, DueWorkspaces due, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var workspace = await due.TakeAsync(stopping);
                var more = false;
                try
                {
                    more = await PersistAsync(s => _turn.TakeAsync(workspace, consumer, s), stopping);
                }
                finally
                {
                    due.Return(workspace, more);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    // Tries until the database is there.
    private async Task<bool> PersistAsync(Func<CancellationToken, Task<bool>> step, CancellationToken stopping)
    {
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            try
            {
                return await step(stopping);
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException && !stopping.IsCancellationRequested)
            {
                Unreachable(log, error.GetType().Name);
                await Task.Delay(AfterTrouble, clock, stopping);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stream cannot be reached ({Error})")]
    private static partial void Unreachable(ILogger log, string error);
}
