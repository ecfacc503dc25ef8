using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Store.Accounts;
using Kith.Store.Changesets;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.HandOver;

/// <summary>How many of one kind a person holds.</summary>
/// <param name="Name">Plural of a type, or the name of a <see cref="Holding"/>.</param>
/// <param name="OpenOnly">True where only what is not done yet counts.</param>
public sealed record HeldCount(string Name, string Label, long Count, bool OpenOnly);

/// <summary>Who gets what of somebody who leaves.</summary>
/// <param name="Successor">Of every kind that is not named; null where all are.</param>
/// <param name="Successors">By name of a kind the successor; null leaves it as it is.</param>
public sealed record HandOverRequest(Guid? Successor, IReadOnlyDictionary<string, Guid?> Successors);

/// <summary>Lets people leave a workspace: what they hold is counted, goes to successors, and they can no longer work here. All of it is one changeset, so that it can be undone.</summary>
public sealed class HandingOver(KithStore store, IEnumerable<Holding> holdings)
{
    private readonly IReadOnlyList<Holding> _holdings = [.. holdings];

    /// <summary>What a person holds, by kind; kinds of which there are none are left out. The whole is counted, also what the caller does not see.</summary>
    public async Task<IReadOnlyList<HeldCount>> CountAsync(Caller caller, Catalogue catalogue, Guid person, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        _ = await PersonTable.OfIdAsync(session, caller.Workspace, person, cancellation) ?? throw ProblemException.NotFound();
        return await CountAsync(session, caller, catalogue, person, cancellation);
    }

    /// <summary>The same in a session that is open.</summary>
    internal async Task<IReadOnlyList<HeldCount>> CountAsync(Session session, Caller caller, Catalogue catalogue, Guid person, CancellationToken cancellation)
    {
        var counts = new List<HeldCount>();
        foreach (var type in Types(catalogue))
        {
            var count = await CountAsync(session, SqlText.Of($"select count(*) from ({Ids(caller, catalogue, type, person)}) q"), cancellation);
            counts.Add(new HeldCount(type.Plural, type.PluralLabel, count, OpenOf(type) is not null));
        }
        foreach (var holding in _holdings)
            counts.Add(new HeldCount(holding.Name, holding.Label, await CountAsync(session, holding.Count(caller.Workspace, person), cancellation), OpenOnly: false));
        return [.. counts.Where(c => c.Count > 0)];
    }

    private static Task<long> CountAsync(Session session, SqlText count, CancellationToken cancellation) => session.FirstAsync(count, r => r.GetInt64(0), cancellation);

    private static IEnumerable<RecordType> Types(Catalogue catalogue) => catalogue.Types.Where(t => HandOverWork.Fields(t).Count > 0);

    private static string? OpenOf(RecordType type) => type.Behaviour.HandedOver ?? type.Behaviour.Due?.Open;

    private SqlText Ids(Caller caller, Catalogue catalogue, RecordType type, Guid person)
    {
        var names = string.Join(" or ", HandOverWork.Fields(type).Select(f => $"{f.Name} = \"{person}\""));
        return store.Reads.Ids(caller.ForThem("hand-over", caller.Via), catalogue, type, OpenOf(type) is { } open ? $"({names}) and ({open})" : names);
    }

    /// <summary>Ends a person's work here and hands over what they hold. Little of it is done at once, much goes on in the background; either way the person is out when this commits.</summary>
    /// <param name="session">Without a transaction, or in one that this becomes part of.</param>
    /// <exception cref="ProblemException">There is no such person, a kind lacks a successor, the person stands above the caller or is the last owner.</exception>
    public Task<ChangesetAnswer> DeactivateAsync(Session session, Caller caller, Catalogue catalogue, Guid person, HandOverRequest request, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        if (await PersonTable.OfIdAsync(session, caller.Workspace, person, cancellation) is not { } row)
            throw ProblemException.NotFound();
        if (!row.Active)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "person.left_already"));
        var counts = await CountAsync(session, caller, catalogue, person, cancellation);
        var successors = await SuccessorsAsync(session, caller, person, request, counts, cancellation);
        var types = Types(catalogue).Where(t => successors.ContainsKey(t.Plural)).ToList();
        var plan = new HandOverPlan(person, types.ToDictionary(t => t.Plural, t => successors[t.Plural]));
        var many = counts.Where(c => plan.Successors.ContainsKey(c.Name)).Sum(c => c.Count) > ChangesetRunner.MostAtOnce;
        var leave = new ItemsBefore(catalogue.Of<Person>(), person, set => LeaveAsync(session, caller with { Changeset = set }, catalogue, person, cancellation));
        var items = types.Select(t => (t, Ids(caller, catalogue, t, person))).ToList();
        var answer = await store.Changesets.RunAsync(session, caller, catalogue, HandOverWork.Name, JsonSerializer.Serialize(plan), new HandOverWork(store, plan), leave, items, many, cancellation);
        foreach (var holding in _holdings.Where(h => successors.ContainsKey(h.Name)))
            await session.ExecuteAsync(holding.HandOver(caller.Workspace, person, successors[holding.Name]), cancellation);
        return answer;
    }, cancellation);

    // Who manages people may not raise or lower those above; who leaves by themselves needs no right on people, but the last owner stays all the same.
    private async Task LeaveAsync(Session session, Caller caller, Catalogue catalogue, Guid person, CancellationToken cancellation)
    {
        var type = catalogue.Of<Person>();
        var request = new WriteRequest(WriteKind.Update, person);
        request.Values[type["active"]] = false;
        await store.Writes.OneAsync(session, caller.Person == person ? caller.ForThem("leaving", caller.Via) : caller, catalogue, type, request, null, null, cancellation);
    }

    private static async Task<IReadOnlyDictionary<string, Guid>> SuccessorsAsync(Session session, Caller caller, Guid person, HandOverRequest request, IReadOnlyList<HeldCount> counts, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        var named = request.Successors.Select(s => (Field: "successors." + s.Key, Id: s.Value)).Prepend((Field: "successor", Id: request.Successor)).Where(s => s.Id is not null).ToList();
        foreach (var (field, id) in named)
        {
            if (id == person || await PersonTable.OfIdAsync(session, caller.Workspace, id!.Value, cancellation) is not { Active: true })
                problems.Add(field, "handover.no_successor");
        }
        foreach (var unknown in request.Successors.Keys.Except(counts.Select(c => c.Name)))
            problems.Add("successors." + unknown, "handover.nothing_held", unknown);
        var given = new Dictionary<string, Guid>();
        foreach (var held in counts)
        {
            var stays = request.Successors.TryGetValue(held.Name, out var chosen) && chosen is null;
            if ((chosen ?? request.Successor) is { } successor && !stays)
                given[held.Name] = successor;
            else if (!stays)
                problems.Add("successors." + held.Name, "handover.successor_needed", held.Label, held.Count);
        }
        problems.ThrowIfAny();
        return given;
    }
}
