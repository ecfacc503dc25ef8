using Kith.Core.Access;
using Kith.Core.Actions;
using Kith.Core.Types;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Writing;

/// <summary>Says that no new record of a write names another of them, so that they need not be saved in one statement.</summary>
/// <param name="Turn">
/// Ends when their changes may be appended. Until then the records are saved beside whatever else is being written: the position of the
/// workspace, which every write waits for, is taken last.
/// </param>
public sealed record Apart(Task Turn)
{
    /// <summary>For a write that waits for nobody.</summary>
    public static Apart Now { get; } = new(Task.CompletedTask);
}

/// <content>Writes of many records.</content>
public sealed partial class WritePath
{
    /// <summary>New records saved at once; while PostgreSQL saves some, the next are prepared.</summary>
    private const int Part = 1_000;

    /// <summary>New records saved first: PostgreSQL waits while they are prepared, so they are few.</summary>
    private const int FirstPart = 250;

    /// <summary>Writes many records and answers an outcome for each, in order. A refused record does not stop the others.</summary>
    /// <param name="session">In a transaction where <paramref name="apart"/> or <paramref name="ending"/> is given.</param>
    /// <param name="ending">Takes what is left to be done at the end of the transaction, of which <see cref="FollowAsync"/> does the first part; null does it here.</param>
    public async Task<IReadOnlyList<WriteOutcome>> ManyAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, IReadOnlyList<WriteRequest> requests, ActionCall? action, CancellationToken cancellation, Apart? apart = null, Ending? ending = null)
    {
        if (ending is null && type.Behaviour.Keeps.Count > 0)
            return await KeepingAsync(session, caller, catalogue, type, requests, action, apart, cancellation);
        var many = new Many(this, session, caller, catalogue, type, action, cancellation);
        foreach (var kind in requests.GroupBy(r => r.Kind))
        {
            if (apart is not null && kind.Key == WriteKind.Create)
                await many.CreateAsync([.. kind], apart.Turn);
            else
                await many.SaveAsync([.. kind], 1, ending);
        }
        return [.. requests.Select(r => many.Outcomes[r.Id])];
    }

    /// <summary>Tells PostgreSQL's planner of the rows that a bulk write has added; until then it would plan for an empty table.</summary>
    public static Task RenewStatisticsAsync(Session session, RecordType type, CancellationToken cancellation) =>
        session.ExecuteAsync([.. new[] { type.Table, "entry", "word", "change" }.Select(t => SqlText.Of($"select kith.renew_statistics({SqlText.Text(t)})"))], cancellation);

    private sealed class Many(WritePath path, Session session, Caller caller, Catalogue catalogue, RecordType type, ActionCall? action, CancellationToken cancellation)
    {
        public Dictionary<Guid, WriteOutcome> Outcomes { get; } = [];

        /// <summary>Saves new records in parts, and when their turn has come the changes of all.</summary>
        public async Task CreateAsync(IReadOnlyList<WriteRequest> requests, Task turn)
        {
            var ending = new Ending();
            var saving = Task.CompletedTask;
            try
            {
                foreach (var part in requests.Take(FirstPart).Chunk(FirstPart).Concat(requests.Skip(FirstPart).Chunk(Part)))
                {
                    var ready = await path.PrepareAsync(session, caller, catalogue, type, part, action, hold: false, cancellation, saving);
                    var (records, change) = (ready.Records(), ready.Change());
                    await saving;
                    saving = SaveAsync(ready, records, change, ending, 1);
                }
            }
            finally
            {
                // Whatever happened, nobody else may use the session before.
                await saving;
            }
            await turn;
            if (ending.Changes.Count == 0)
                return;
            await session.ExecuteAsync(ending.Changes, cancellation);
            session.Appended();
        }

        /// <summary>Saves records and their changes together.</summary>
        /// <param name="ending">Takes what is left to be done at the end of the transaction, where there is more to come.</param>
        public async Task SaveAsync(IReadOnlyList<WriteRequest> requests, int attempt, Ending? ending = null)
        {
            var ready = await path.PrepareAsync(session, caller, catalogue, type, requests, action, attempt > 1, cancellation);
            await SaveAsync(ready, ready.Records(), ready.Change(), ending, attempt);
        }

        private async Task SaveAsync(Prepared ready, IReadOnlyList<SqlText> records, IReadOnlyList<SqlText> change, Ending? ending, int attempt)
        {
            foreach (var outcome in ready.Refused.Concat(ready.Unchanged))
                Outcomes[outcome.Id] = outcome;
            if (ready.Writes.Count == 0)
                return;
            try
            {
                await session.AttemptAsync(ending is null ? [.. records, .. change] : records, cancellation);
                if (ending is null)
                {
                    session.Appended();
                }
                else
                {
                    ending.Changes.AddRange(change);
                    ending.Add(type, ready.Writes);
                }
                foreach (var write in ready.Writes)
                    Outcomes[write.Id] = OutcomeOf(write);
            }
            catch (PostgresException error) when (Translate(type, ready.Writes[0].Request, error) is { } problem)
            {
                var left = ready.Writes.Select(w => w.Request).ToList();
                if (left.Count > 1 && RuleGuard.Refused(type, error) is { Count: > 0 } broken)
                {
                    foreach (var (place, refused) in broken)
                        Outcomes[left[place].Id] = new WriteOutcome(left[place].Id, WriteResult.Refused, refused);
                    if (broken.Count < left.Count)
                        await SaveAsync([.. left.Where((_, place) => !broken.ContainsKey(place))], attempt, ending);
                }
                else if (left.Count > 1)
                {
                    // One record of many is at fault; halving finds it while the others are saved.
                    await SaveAsync(left[..(left.Count / 2)], attempt, ending);
                    await SaveAsync(left[(left.Count / 2)..], attempt, ending);
                }
                else if (IsStale(error) && left[0].Version is null && attempt < Attempts)
                {
                    await SaveHoldingAsync(left, attempt + 1, ending);
                }
                else if (IsMissingLink(problem) && await MergedLinks.FollowAsync(session, left[0], cancellation))
                {
                    await SaveAsync(left, attempt, ending);
                }
                else
                {
                    Outcomes[left[0].Id] = new WriteOutcome(left[0].Id, WriteResult.Refused, problem);
                }
            }
        }

        // Someone wrote in between: this time the record is held from before it is read until it is saved.
        private async Task SaveHoldingAsync(IReadOnlyList<WriteRequest> requests, int attempt, Ending? ending)
        {
            var surrounded = session.InTransaction;
            if (!surrounded)
                await session.BeginAsync(cancellation);
            await SaveAsync(requests, attempt, ending);
            if (!surrounded)
                await session.CommitAsync(cancellation);
        }
    }
}
