using System.Collections.Concurrent;
using Kith.Core.Changes;
using Kith.Store.Sql;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kith.Store.Stream;

/// <summary>A batch with the transaction that moves the consumer on: what is written through its session happens once.</summary>
public sealed class StoredBatch(Guid workspace, IReadOnlyList<Change> changes, Session session) : ChangeBatch(workspace, changes)
{
    /// <summary>In a transaction that the batch's consumer neither commits nor ends.</summary>
    public Session Session { get; } = session;
}

/// <summary>A consumer whose effects are in the database.</summary>
public abstract class StoredConsumer : ChangeConsumer
{
    public sealed override Task HandleAsync(ChangeBatch batch, CancellationToken cancellation) => HandleAsync((StoredBatch)batch, cancellation);

    /// <summary>Handles some changes of one workspace, writing through the batch's session.</summary>
    protected abstract Task HandleAsync(StoredBatch batch, CancellationToken cancellation);
}

/// <summary>A batch whose processes ended each time, so that nobody could say why.</summary>
internal sealed class ProcessEndedException() : Exception("Each process that began with it ended.");

/// <summary>
/// One turn of a consumer in a workspace: a batch, its effects and the consumer's new position in one transaction. The first time that this process works for a
/// consumer in a workspace it says so beforehand, because a batch that ends its process is the first one of the next.
/// </summary>
internal sealed partial class ConsumerTurn(Database database, ConsumerOptions options, ILogger log)
{
    private const int LongestProblem = 500;
    private readonly ConcurrentDictionary<(Guid Workspace, string Consumer), bool> _begun = [];

    /// <summary>Handles the next batch.</summary>
    /// <returns>True when there is more to do now.</returns>
    public async Task<bool> TakeAsync(Guid workspace, ChangeConsumer consumer, CancellationToken stopping)
    {
        TakenBatch? batch;
        Exception? failure;
        await using (var session = await database.OpenAsync(workspace, stopping))
        {
            await session.BeginAsync(stopping);
            batch = await ConsumerTable.TakeAsync(session, workspace, consumer, options.Window, stopping);
            if (batch is null || batch.Through == batch.From)
                return batch is null && await BegunAsync(workspace, consumer, session, stopping);
            var known = batch.Changes.Count == 0 || _begun.ContainsKey((workspace, consumer.Name));
            if (!known && batch.Begun < Patience.MostEnded(batch.Changes.Count, options.MostAttempts))
            {
                await session.ExecuteAsync(ConsumerTable.Tried(workspace, consumer.Name), stopping);
                await session.CommitAsync(stopping);
                _begun[(workspace, consumer.Name)] = true;
                return true;
            }
            failure = known ? await HandleAsync(workspace, consumer, batch, session, stopping) : new ProcessEndedException();
        }
        if (failure is null)
            return batch.Through < batch.Head;
        await using var after = await database.OpenAsync(workspace, stopping);
        return await AfterAsync(workspace, consumer, batch, failure, after, stopping);
    }

    // True where the consumer had no row yet.
    private static async Task<bool> BegunAsync(Guid workspace, ChangeConsumer consumer, Session session, CancellationToken cancellation)
    {
        var begun = await session.ExecuteAsync(ConsumerTable.Begin(workspace, consumer.Name), cancellation) > 0;
        await session.CommitAsync(cancellation);
        return begun;
    }

    private async Task<Exception?> HandleAsync(Guid workspace, ChangeConsumer consumer, TakenBatch batch, Session session, CancellationToken stopping)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        time.CancelAfter(options.Time);
        try
        {
            if (batch.Changes.Count > 0)
                await consumer.HandleAsync(new StoredBatch(workspace, batch.Changes, session), time.Token);
            await session.ExecuteAsync(ConsumerTable.Advance(workspace, consumer.Name, batch, batch.Patience.Succeeded(consumer.BatchSize)), time.Token);
            await session.CommitAsync(stopping);
            return null;
        }
        // The border of the consumer: whatever went wrong, the batch is undone and tried again, and others go on.
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            return error;
        }
    }

    private async Task<bool> AfterAsync(Guid workspace, ChangeConsumer consumer, TakenBatch batch, Exception error, Session session, CancellationToken cancellation)
    {
        var problem = Problem(error);
        // While the database is away no change is at fault.
        var patience = error switch
        {
            NpgsqlException { IsTransient: true } => batch.Patience,
            _ when batch.Changes.Count == 0 => batch.Patience,
            ProcessEndedException => batch.Patience.Ended(batch.Changes.Count, options.MostAttempts),
            _ => batch.Patience.Failed(batch.Changes.Count, options.MostAttempts),
        };
        if (patience is null)
        {
            Parked(log, consumer.Name, workspace, batch.Changes[^1].Position, error);
            await session.ExecuteAsync(ConsumerTable.Park(workspace, consumer.Name, batch, problem), cancellation);
            return true;
        }
        Failed(log, consumer.Name, workspace, batch.Changes.Count, batch.Patience.Attempts + 1, error);
        await session.ExecuteAsync(ConsumerTable.Fail(workspace, consumer.Name, batch, patience, patience.Wait(options, Random.Shared.NextDouble()), problem), cancellation);
        return false;
    }

    /// <summary>What an administrator reads of a failure.</summary>
    public static string Problem(Exception error)
    {
        var text = $"{error.GetType().Name}: {(error as PostgresException)?.MessageText ?? error.Message}";
        return text.Length > LongestProblem ? text[..LongestProblem] : text;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Consumer {Consumer} failed in workspace {Workspace} on {Changes} changes, try {Attempt}")]
    private static partial void Failed(ILogger log, string consumer, Guid workspace, int changes, int attempt, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Consumer {Consumer} in workspace {Workspace} goes on without the change at {Position}, which is parked")]
    private static partial void Parked(ILogger log, string consumer, Guid workspace, long position, Exception error);
}
