using System.Buffers;
using Kith.Core.Access;
using Kith.Core.Modules;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Writing;

/// <content>Records that take values from their parts.</content>
public sealed partial class WritePath
{
    /// <summary>Lets wholes take what their written parts say; to be asked before the changes are appended.</summary>
    /// <param name="session">In a transaction.</param>
    /// <exception cref="ProblemException">A whole refuses what it would have to take.</exception>
    internal async Task FollowAsync(Session session, Caller caller, Catalogue catalogue, Ending ending, CancellationToken cancellation)
    {
        if ((await TakeAsync(session, caller, catalogue, ending, cancellation)).Values.FirstOrDefault() is { } problem)
            throw new ProblemException(problem);
    }

    /// <summary>Does what is left to be done at the end of a transaction.</summary>
    /// <exception cref="ProblemException">A whole refuses what it would have to take.</exception>
    internal async Task EndAsync(Session session, Caller caller, Catalogue catalogue, Ending ending, CancellationToken cancellation)
    {
        await FollowAsync(session, caller, catalogue, ending, cancellation);
        if (ending.Changes.Count == 0)
            return;
        await session.ExecuteAsync(ending.Changes, cancellation);
        session.Appended();
    }

    // A part and what its whole takes of it, in one transaction.
    private async Task<(WriteOutcome Outcome, long? Version)> OneKeepingAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, WriteRequest request, ActionCall? action, IBufferWriter<byte>? output, CancellationToken cancellation)
    {
        var (answer, projection) = request.Kind == WriteKind.Delete || output is null ? (null, null) : AnswerOf(caller, catalogue, type, request.Id);
        return await session.TogetherAsync(async () =>
        {
            var outcome = (await KeepingAsync(session, caller, catalogue, type, [request], action, null, cancellation))[0];
            if (outcome.Problem is { } problem)
                throw new ProblemException(problem);
            return (outcome, await AnswerAsync(session, answer, projection, output, cancellation));
        }, cancellation);
    }

    // Parts whose whole refuses what it would have to take are refused, and the others saved without them.
    private Task<IReadOnlyList<WriteOutcome>> KeepingAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, IReadOnlyList<WriteRequest> requests, ActionCall? action, Apart? apart, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        if (apart is not null)
            await apart.Turn;
        var refused = new Dictionary<Guid, WriteOutcome>();
        while (true)
        {
            var ending = new Ending();
            await session.ExecuteAsync(SqlText.Of($"savepoint keeping"), cancellation);
            var written = await ManyAsync(session, caller, catalogue, type, [.. requests.Where(r => !refused.ContainsKey(r.Id))], action, cancellation, ending: ending);
            var wholes = ending.Wholes;
            var problems = await TakeAsync(session, caller, catalogue, ending, cancellation);
            if (problems.Count == 0)
            {
                await session.ExecuteAsync([.. ending.Changes, SqlText.Of($"release savepoint keeping")], cancellation);
                if (ending.Changes.Count > 0)
                    session.Appended();
                var outcomes = written.ToDictionary(w => w.Id);
                return (IReadOnlyList<WriteOutcome>)[.. requests.Select(r => refused.GetValueOrDefault(r.Id) ?? outcomes[r.Id])];
            }
            await session.ExecuteAsync([SqlText.Of($"rollback to savepoint keeping"), SqlText.Of($"release savepoint keeping")], cancellation);
            foreach (var (whole, problem) in problems)
            {
                foreach (var part in wholes.Values.SelectMany(w => w.GetValueOrDefault(whole) ?? []))
                    refused[part] = new WriteOutcome(part, WriteResult.Refused, problem);
            }
        }
    }, cancellation);

    /// <summary>Writes the wholes anew and answers why some refuse it.</summary>
    private async Task<Dictionary<Guid, Problem>> TakeAsync(Session session, Caller caller, Catalogue catalogue, Ending ending, CancellationToken cancellation)
    {
        var problems = new Dictionary<Guid, Problem>();
        foreach (var ((part, keeping), wholes) in ending.Wholes.ToList())
        {
            // Whoever may write the parts need not see what they come to.
            var kith = caller.ForThem($"{part.PluralLabel}: what they belong to follows", caller.Via);
            var whole = catalogue.Types.First(t => t.Class == keeping.Whole);
            Guid[] named = [.. wholes.Keys.Order()];
            await StateLoader.HoldAsync(session, kith, whole, named, cancellation);
            var states = await StateLoader.LoadAsync(session, kith, whole, new RightsSql(kith, policy, catalogue, clock.GetUtcNow().UtcDateTime), named, WriteKind.Update, cancellation);
            var parts = (await StateLoader.LivingAsync(session, kith, part, Storages.Column(JoinScope.Root, part[keeping.Link]), named, cancellation)).ToLookup(p => (Guid)p.Values[part[keeping.Link].Index]!);
            var (bindWhole, bindPart) = (RecordBinder.Of(whole.Class), RecordBinder.Of(part.Class));
            var writes = new List<WriteRequest>();
            foreach (var state in states.Values)
            {
                var (record, set) = (bindWhole.Make(whole, state.Id, state.Values), (object?[])state.Values.Clone());
                keeping.Take(record, [.. parts[state.Id].Select(p => bindPart.Make(part, p.Id, p.Values))]);
                bindWhole.Take(whole, record, set);
                if (Difference(WriteKind.Update, state.Id, whole, state.Values, set, guarded: caller.Role != Role.System) is { Values.Count: > 0 } write)
                    writes.Add(write);
            }
            foreach (var outcome in writes.Count == 0 ? [] : await ManyAsync(session, kith, catalogue, whole, writes, null, cancellation, ending: ending))
            {
                if (outcome.Problem is { } problem)
                    problems[outcome.Id] = OfOther(whole, problem);
            }
        }
        return problems;
    }
}
