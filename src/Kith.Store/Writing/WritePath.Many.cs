using Kith.Core.Access;
using Kith.Core.Actions;
using Kith.Core.Types;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Writing;

/// <content>Writes of many records.</content>
public sealed partial class WritePath
{
    /// <summary>New records saved at once; while PostgreSQL saves some, the next are prepared.</summary>
    private const int Part = 1_000;

    /// <summary>Writes many records and answers an outcome for each, in order. A refused record does not stop the others.</summary>
    /// <param name="apart">True where no new record names another of them, so that they need not be saved in one statement.</param>
    public async Task<IReadOnlyList<WriteOutcome>> ManyAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, IReadOnlyList<WriteRequest> requests, ActionCall? action, CancellationToken cancellation, bool apart = false)
    {
        var outcomes = new Dictionary<Guid, WriteOutcome>(requests.Count);
        foreach (var kind in requests.GroupBy(r => r.Kind))
        {
            if (apart && kind.Key == WriteKind.Create)
                await CreateManyAsync(session, caller, catalogue, type, [.. kind], action, outcomes, cancellation);
            else
                await SaveManyAsync(session, caller, catalogue, type, [.. kind], action, outcomes, 1, cancellation);
        }
        return [.. requests.Select(r => outcomes[r.Id])];
    }

    private async Task CreateManyAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, IReadOnlyList<WriteRequest> requests, ActionCall? action, Dictionary<Guid, WriteOutcome> outcomes, CancellationToken cancellation)
    {
        var saving = Task.CompletedTask;
        try
        {
            foreach (var part in requests.Chunk(Part))
            {
                var ready = await PrepareAsync(session, caller, catalogue, type, part, action, hold: false, cancellation, saving);
                var statements = ready.All();
                await saving;
                saving = SaveReadyAsync(session, caller, catalogue, type, ready, statements, action, outcomes, 1, cancellation);
            }
        }
        finally
        {
            // Whatever happened, nobody else may use the session before.
            await saving;
        }
    }

    /// <summary>Tells PostgreSQL's planner of the rows that a bulk write has added; until then it would plan for an empty table.</summary>
    public static Task RenewStatisticsAsync(Session session, RecordType type, CancellationToken cancellation) =>
        session.ExecuteAsync([.. new[] { type.Table, "entry", "change" }.Select(t => SqlText.Of($"select kith.renew_statistics({SqlText.Text(t)})"))], cancellation);

    private async Task SaveManyAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, IReadOnlyList<WriteRequest> requests, ActionCall? action, Dictionary<Guid, WriteOutcome> outcomes, int attempt, CancellationToken cancellation)
    {
        var ready = await PrepareAsync(session, caller, catalogue, type, requests, action, attempt > 1, cancellation);
        await SaveReadyAsync(session, caller, catalogue, type, ready, ready.All(), action, outcomes, attempt, cancellation);
    }

    private async Task SaveReadyAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, Prepared ready, IReadOnlyList<SqlText> statements, ActionCall? action, Dictionary<Guid, WriteOutcome> outcomes, int attempt, CancellationToken cancellation)
    {
        foreach (var outcome in ready.Refused.Concat(ready.Unchanged))
            outcomes[outcome.Id] = outcome;
        if (ready.Writes.Count == 0)
            return;
        try
        {
            await session.AttemptAsync(statements, cancellation);
            foreach (var write in ready.Writes)
                outcomes[write.Id] = OutcomeOf(write);
        }
        catch (PostgresException error) when (Translate(type, ready.Writes[0].Request, error) is { } problem)
        {
            var left = ready.Writes.Select(w => w.Request).ToList();
            if (left.Count > 1)
            {
                // One record of many is at fault; halving finds it while the others are saved.
                await SaveManyAsync(session, caller, catalogue, type, left[..(left.Count / 2)], action, outcomes, attempt, cancellation);
                await SaveManyAsync(session, caller, catalogue, type, left[(left.Count / 2)..], action, outcomes, attempt, cancellation);
            }
            else if (IsStale(error) && left[0].Version is null && attempt < Attempts)
            {
                await SaveHoldingAsync(session, caller, catalogue, type, left, action, outcomes, attempt + 1, cancellation);
            }
            else
            {
                outcomes[left[0].Id] = new WriteOutcome(left[0].Id, WriteResult.Refused, problem);
            }
        }
    }

    // Someone wrote in between: this time the record is held from before it is read until it is saved.
    private async Task SaveHoldingAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, IReadOnlyList<WriteRequest> requests, ActionCall? action, Dictionary<Guid, WriteOutcome> outcomes, int attempt, CancellationToken cancellation)
    {
        var surrounded = session.InTransaction;
        if (!surrounded)
            await session.BeginAsync(cancellation);
        await SaveManyAsync(session, caller, catalogue, type, requests, action, outcomes, attempt, cancellation);
        if (!surrounded)
            await session.CommitAsync(cancellation);
    }
}
