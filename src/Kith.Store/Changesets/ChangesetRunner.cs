using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.HandOver;
using Kith.Store.Jobs;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Transfer.Running;
using Kith.Store.Writing;

namespace Kith.Store.Changesets;

/// <summary>One action on many records.</summary>
/// <param name="Ids">The records by their ids; either these or a condition.</param>
/// <param name="Where">A condition that the records satisfy; either this or ids.</param>
/// <param name="Set">For update: a merge patch.</param>
/// <param name="Input">For other actions: their input.</param>
/// <param name="DryRun">Only says what would become of each record.</param>
/// <param name="Background">True to answer at once and work in the background; many records go there anyway.</param>
public sealed record BulkRequest(string Action, IReadOnlyList<Guid>? Ids, string? Where, JsonElement? Set, JsonElement? Input, bool DryRun, bool Background);

/// <summary>Work on many records that belongs together: bulk actions and undoing. Few records are dealt with at once, many by a job.</summary>
public sealed class ChangesetRunner(KithStore store, TimeProvider clock)
{
    /// <summary>Most records that are dealt with while the caller waits.</summary>
    public const int MostAtOnce = 1_000;
    /// <summary>Most ids that one call names; a condition may mean any number.</summary>
    public const int MostIds = 10_000;

    private DateTime Now => new(clock.GetUtcNow().UtcTicks / 10 * 10, DateTimeKind.Utc);

    /// <summary>Runs an action on many records, or queues it.</summary>
    public async Task<ChangesetAnswer> ActAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, BulkRequest request, CancellationToken cancellation)
    {
        var work = ActionWork.Of(store, caller, type, request);
        if ((request.Ids is null) == (request.Where is null))
            throw new ProblemException(Problem.Field("ids", "ids_or_where"));
        if (request.Ids is { Count: > MostIds })
            throw new ProblemException(Problem.Field("ids", "too_many_items", "ids", MostIds));
        var ids = request.Ids?.Distinct().ToList() ?? await store.Reads.IdsAsync(caller, catalogue, type, request.Where!, MostAtOnce + 1, cancellation);
        var asked = JsonSerializer.Serialize(new StoredBulk(request.Set, request.Input));
        var set = New(caller, ChangesetKind.Bulk, request.Action, request.DryRun) with { Type = type.Name, Request = asked };
        if (ids.Count <= MostAtOnce && !request.Background)
            return await AtOnceAsync(session, caller, catalogue, set, work, ChangesetTable.AddItems(caller.Workspace, set.Id, type, [.. ids]), cancellation);
        var items = request.Ids is not null
            ? ChangesetTable.AddItems(caller.Workspace, set.Id, type, [.. ids])
            : ChangesetTable.AddItems(caller.Workspace, set.Id, type, store.Reads.Ids(caller, catalogue, type, request.Where!));
        return await QueueAsync(session, caller, set, items, cancellation);
    }

    /// <summary>Puts other choices in the place of those that a field has no more, in all living records that hold them; null where none does.</summary>
    /// <param name="catalogue">The one in which they are retired.</param>
    public async Task<ChangesetAnswer?> ReplaceAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, Field field, IReadOnlyDictionary<string, string?> values, CancellationToken cancellation)
    {
        string[] old = [.. values.Keys];
        var column = Storages.Column(JoinScope.Root, field);
        var holds = field.Kind is Core.Types.Kinds.ChoicesKind ? SqlText.Of($"{column} && {old}") : SqlText.Of($"{column} = any({old})");
        var ids = SqlText.Of($"select t.id from {SqlText.Name(type.Table)} t where t.workspace_id = {caller.Workspace} and t.deleted_at is null and {holds}{RecordReader.OfType(type)}");
        var count = await session.FirstAsync(SqlText.Of($"select count(*) from ({ids} limit {MostAtOnce + 1}) q"), r => r.GetInt64(0), cancellation);
        if (count == 0)
            return null;
        var plan = new ReplacePlan(field.Name, values);
        var set = New(caller, ChangesetKind.Bulk, ReplaceWork.Name, dryRun: false) with { Type = type.Name, Request = JsonSerializer.Serialize(plan) };
        var items = ChangesetTable.AddItems(caller.Workspace, set.Id, type, ids);
        return count <= MostAtOnce ? await AtOnceAsync(session, caller, catalogue, set, new ReplaceWork(store, type, plan), items, cancellation) : await QueueAsync(session, caller, set, items, cancellation);
    }

    /// <summary>Runs a composite action on one record, in a changeset of its own, whose id it answers; null where nothing was changed.</summary>
    public Task<Guid?> CompositeAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, WriteRequest request, ActionCall action, CancellationToken cancellation) =>
        OneAsync(session, caller, catalogue, type, action.Definition.Name, (inside, ending) => store.Writes.CompositeAsync(session, inside, catalogue, type, request, action, ending, cancellation), cancellation);

    /// <summary>Writes a part with what its whole takes of it, in a changeset of its own, whose id it answers; null where nothing was changed.</summary>
    public Task<Guid?> PartAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, WriteRequest request, ActionCall? action, CancellationToken cancellation)
    {
        var name = action?.Definition.Name ?? request.Kind switch { WriteKind.Create => "create", WriteKind.Update => "update", WriteKind.Delete => "delete", _ => "restore" };
        return OneAsync(session, caller, catalogue, type, name, async (inside, ending) => (await store.Writes.ManyAsync(session, inside, catalogue, type, [request], action, cancellation, ending: ending))[0], cancellation);
    }

    private Task<Guid?> OneAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, string name, Func<Caller, Ending, Task<WriteOutcome>> write, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        var set = New(caller, ChangesetKind.Bulk, name, dryRun: false) with { Type = type.Name };
        var inside = caller with { Changeset = set.Id };
        await session.ExecuteAsync([SqlText.Of($"savepoint act"), ChangesetTable.Insert(caller.Workspace, set)], cancellation);
        var ending = new Ending();
        var outcome = await write(inside, ending);
        if (outcome.Problem is { } problem)
            throw new ProblemException(problem);
        await store.Writes.FollowAsync(session, inside, catalogue, ending, cancellation);
        if (ending.Changes.Count == 0)
        {
            await session.ExecuteAsync(SqlText.Of($"rollback to savepoint act"), cancellation);
            return (Guid?)null;
        }
        await session.ExecuteAsync([.. ending.Changes, ChangesetTable.AddItems(caller.Workspace, set), .. Ended(caller.Workspace, set)], cancellation);
        session.Appended();
        return set.Id;
    }, cancellation);

    /// <summary>Works on records of several types as one changeset, at once or in the background, after something that belongs to it.</summary>
    /// <param name="session">In a transaction.</param>
    internal async Task<ChangesetAnswer> RunAsync(Session session, Caller caller, Catalogue catalogue, string name, string request, ItemWork work, ItemsBefore before, IReadOnlyList<(RecordType Type, SqlText Ids)> items, bool many, CancellationToken cancellation)
    {
        var set = New(caller, ChangesetKind.Bulk, name, dryRun: false) with { Request = request, State = many ? ChangesetState.Waiting : ChangesetState.Running };
        await session.ExecuteAsync([ChangesetTable.Insert(caller.Workspace, set), .. items.Select(i => ChangesetTable.AddItems(caller.Workspace, set.Id, i.Type, i.Ids, after: true)), ChangesetTable.AddDone(caller.Workspace, set.Id, before.Type, before.Record)], cancellation);
        await ChangesetTable.CountAsync(session, caller.Workspace, set.Id, cancellation);
        await before.DoAsync(set.Id);
        if (many)
        {
            await session.ExecuteAsync(JobQueue.Enqueue(new NewJob(caller.Workspace, ChangesetJobs.Changeset, set.Id) { Title = set.Name }), cancellation);
            return new ChangesetAnswer((await ChangesetTable.FindAsync(session, caller, set.Id, locked: false, cancellation))!, []);
        }
        var outcomes = await WorkAsync(session, caller, catalogue, set, work, cancellation);
        await session.ExecuteAsync(Ended(caller.Workspace, set), cancellation);
        return new ChangesetAnswer((await ChangesetTable.FindAsync(session, caller, set.Id, locked: false, cancellation))!, outcomes);
    }

    /// <summary>Takes a changeset back, or says what that would do.</summary>
    /// <param name="give">Of a merge: records that came to point at the one that stayed since, and the parted one that each belongs to.</param>
    public async Task<ChangesetAnswer> UndoAsync(Session session, Caller caller, Catalogue catalogue, Guid id, bool dryRun, bool background, CancellationToken cancellation, IReadOnlyDictionary<Guid, Guid>? give = null) => await session.TogetherAsync(async () =>
    {
        var undone = await ChangesetTable.FindAsync(session, caller, id, locked: true, cancellation) ?? throw ProblemException.NotFound();
        if (undone.DryRun || undone.State is ChangesetState.Waiting or ChangesetState.Running || (undone.Kind == ChangesetKind.Import && await ImportTable.IsOnItsWayAsync(session, caller.Workspace, id, cancellation)))
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "undo.not_done"));
        if (undone.UndoneBy is not null)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "undo.already"));
        var set = New(caller, ChangesetKind.Undo, undone.Name, dryRun) with { Type = undone.Type, Undoes = id };
        if (undone.Kind != ChangesetKind.Merge || catalogue.Find(undone.Type!) is not { } type)
            return await UndoAsync(session, caller, catalogue, set, new Undone(id, null), background, cancellation);
        var parting = new Parting(store, session, caller.Through(Via.Undo) with { Changeset = set.Id }, catalogue, type, id, Now);
        await parting.FindAsync(cancellation);
        var answer = await UndoAsync(session, caller, catalogue, set, new Undone(id, null), background, cancellation);
        if (give is { Count: > 0 } && !dryRun)
            await parting.GiveAsync(give, cancellation);
        return answer with { Added = parting.Added };
    }, cancellation);

    /// <summary>Takes a single change back, or says what that would do.</summary>
    public async Task<ChangesetAnswer> UndoAsync(Session session, Caller caller, Catalogue catalogue, long position, bool dryRun, CancellationToken cancellation) => await session.TogetherAsync(async () =>
    {
        var change = await session.FirstAsync(SqlText.Of($"select c.type, c.record_id from change c where c.workspace_id = {caller.Workspace} and c.position = {position}"), r => (Type: r.GetString(0), Record: r.GetGuid(1)), cancellation);
        var type = change.Type is null ? null : catalogue.Find(change.Type);
        if (type is null || !store.Policy.Rights(caller, type).Read)
            throw ProblemException.NotFound();
        await store.Changes.RequireAsync(caller, catalogue, type, change.Record, cancellation);
        var set = New(caller, ChangesetKind.Undo, "change", dryRun) with { Type = type.Name, Request = JsonSerializer.Serialize(new StoredUndo(position)) };
        return await UndoAsync(session, caller, catalogue, set, new Undone(null, position), background: false, cancellation);
    }, cancellation);

    private async Task<ChangesetAnswer> UndoAsync(Session session, Caller caller, Catalogue catalogue, Changeset set, Undone undone, bool background, CancellationToken cancellation)
    {
        if (undone.Changeset is { } whole && await ChangesetTable.BeginsBeforeAsync(session, caller.Workspace, whole, catalogue.Past.Forgotten, cancellation))
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "changeset.forgotten"));
        var items = ChangesetTable.AddItems(caller.Workspace, set.Id, undone);
        var few = !background && await session.FirstAsync(SqlText.Of($"select count(*) from (select from change c where c.workspace_id = {caller.Workspace} and {undone.Changes(caller.Workspace)} limit {MostAtOnce + 1}) q"), r => r.GetInt64(0), cancellation) <= MostAtOnce;
        if (!set.DryRun && set.Undoes is { } id)
            items = SqlText.Of($"with u as (update changeset set undone_by = {set.Id} where workspace_id = {caller.Workspace} and id = {id}) {items}");
        return few
            ? await AtOnceAsync(session, caller.Through(Via.Undo), catalogue, set, new UndoWork(store, undone, clock), items, cancellation)
            : await QueueAsync(session, caller, set, items, cancellation);
    }

    private Changeset New(Caller caller, ChangesetKind kind, string name, bool dryRun) =>
        Changeset.Begin(store.Ids.Next(), kind, name, null, caller, Now, dryRun);

    private Task<ChangesetAnswer> AtOnceAsync(Session session, Caller caller, Catalogue catalogue, Changeset set, ItemWork work, SqlText items, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        await session.ExecuteAsync([SqlText.Of($"savepoint trial"), ChangesetTable.Insert(caller.Workspace, set), items], cancellation);
        await ChangesetTable.CountAsync(session, caller.Workspace, set.Id, cancellation);
        var outcomes = await WorkAsync(session, caller, catalogue, set, work, cancellation);
        await session.ExecuteAsync(Ended(caller.Workspace, set), cancellation);
        var done = (await ChangesetTable.FindAsync(session, caller, set.Id, locked: false, cancellation))!;
        // A trial leaves nothing behind, itself included; and what changed nothing needs no trace.
        await session.ExecuteAsync(set.DryRun || done.Changed == 0 ? [SqlText.Of($"rollback to savepoint trial"), SqlText.Of($"release savepoint trial")] : [SqlText.Of($"release savepoint trial")], cancellation);
        return new ChangesetAnswer(done, outcomes);
    }, cancellation);

    private static async Task<IReadOnlyList<ItemOutcome>> WorkAsync(Session session, Caller caller, Catalogue catalogue, Changeset set, ItemWork work, CancellationToken cancellation)
    {
        var outcomes = new List<ItemOutcome>();
        while (await ChangesetTable.NextAsync(session, caller.Workspace, set.Id, work.Chunk, cancellation) is { Count: > 0 } next)
        {
            var some = await work.DoAsync(session, caller with { Changeset = set.Id }, catalogue, next, cancellation);
            await session.ExecuteAsync(ChangesetTable.Keep(caller.Workspace, set.Id, next, some), cancellation);
            outcomes.AddRange(some);
        }
        return outcomes;
    }

    /// <summary>The statements that end a changeset that came to its end.</summary>
    internal IReadOnlyList<SqlText> Ended(Guid workspace, Changeset set) =>
    [
        .. ChangesetTable.Finish(workspace, set.Id, ChangesetState.Done, null, Now),
        .. set is { DryRun: false, Undoes: { } undone } ? ChangesetTable.Undo(workspace, undone, set.Id) : [],
    ];

    private static Task<ChangesetAnswer> QueueAsync(Session session, Caller caller, Changeset set, SqlText items, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        await session.ExecuteAsync([ChangesetTable.Insert(caller.Workspace, set with { State = ChangesetState.Waiting }), items], cancellation);
        await ChangesetTable.CountAsync(session, caller.Workspace, set.Id, cancellation);
        await session.ExecuteAsync(JobQueue.Enqueue(new NewJob(caller.Workspace, ChangesetJobs.Changeset, set.Id) { Title = set.Name }), cancellation);
        return new ChangesetAnswer((await ChangesetTable.FindAsync(session, caller, set.Id, locked: false, cancellation))!, []);
    }, cancellation);

    /// <summary>The newest changesets that the caller may see: its own, or all for administrators.</summary>
    /// <param name="before">The last one of the page before.</param>
    public async Task<IReadOnlyList<Changeset>> ListAsync(Caller caller, Guid? before, int most, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return await ChangesetTable.ListAsync(session, caller, before, most, cancellation);
    }

    /// <summary>One changeset.</summary>
    public async Task<Changeset> FindAsync(Caller caller, Guid id, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return await ChangesetTable.FindAsync(session, caller, id, locked: false, cancellation) ?? throw ProblemException.NotFound();
    }

    /// <summary>What became of a changeset's records; those that the caller may not see are told by their ids alone.</summary>
    public async Task<IReadOnlyList<ItemEntry>> OutcomesAsync(Caller caller, Catalogue catalogue, Guid id, ItemResult? result, long after, int most, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        _ = await ChangesetTable.FindAsync(session, caller, id, locked: false, cancellation) ?? throw ProblemException.NotFound();
        var entries = await ChangesetTable.OutcomesAsync(session, caller.Workspace, id, result, after, most, cancellation);
        var rights = new RightsSql(caller, store.Policy, catalogue, Now);
        var seen = new HashSet<Guid>();
        foreach (var group in entries.GroupBy(e => e.Type))
        {
            if (catalogue.Find(group.Key) is not { } type || !rights.Of(type).Read)
                continue;
            Guid[] ids = [.. group.Select(e => e.Record)];
            seen.UnionWith(rights.Of(type).ReadsAll ? ids
                : await session.ListAsync(SqlText.Of($"select t.id from {SqlText.Name(type.Table)} t where t.workspace_id = {caller.Workspace} and t.id = any({ids}){RecordReader.OfType(type)}{rights.Readable(type, JoinScope.Root, " and ")}"), r => r.GetGuid(0), cancellation));
        }
        return [.. entries.Select(e => seen.Contains(e.Record) ? e : e with { Title = "" })];
    }

    /// <summary>Stops one that is waiting or running; what it has done stays, and can be undone.</summary>
    public Task<Changeset> CancelAsync(Session session, Caller caller, Guid id, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        var set = await ChangesetTable.FindAsync(session, caller, id, locked: true, cancellation) ?? throw ProblemException.NotFound();
        if (set.State is ChangesetState.Done or ChangesetState.Failed)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "changeset.ended"));
        await session.ExecuteAsync([ChangesetTable.DropJob(caller.Workspace, id), .. ChangesetTable.Finish(caller.Workspace, id, ChangesetState.Cancelled, null, Now)], cancellation);
        return (await ChangesetTable.FindAsync(session, caller, id, locked: false, cancellation))!;
    }, cancellation);

    /// <summary>What a queued changeset does.</summary>
    internal ItemWork WorkOf(Caller caller, Catalogue catalogue, Changeset set)
    {
        if (set.Kind == ChangesetKind.Undo)
            return new UndoWork(store, new Undone(set.Undoes, null), clock);
        if (set.Type is null && set.Name == HandOverWork.Name)
            return HandOverWork.Of(store, set.Request!);
        var type = catalogue.Find(set.Type!) ?? throw new ProblemException(Problem.Of(ProblemKind.NotFound, "unknown_type", set.Type!));
        if (set.Name == ReplaceWork.Name)
            return ReplaceWork.Of(store, type, set.Request!);
        var asked = JsonSerializer.Deserialize<StoredBulk>(set.Request!)!;
        return ActionWork.Of(store, caller, type, new BulkRequest(set.Name, null, null, asked.Set, asked.Input, set.DryRun, Background: true));
    }

    /// <summary>A bulk action as it waits.</summary>
    private sealed record StoredBulk(JsonElement? Set, JsonElement? Input);

    /// <summary>The single change that is undone.</summary>
    private sealed record StoredUndo(long Position);
}

/// <summary>Something done to one record before the others of a changeset.</summary>
/// <param name="DoAsync">Does it under the changeset of this id; a refusal ends the whole.</param>
internal sealed record ItemsBefore(RecordType Type, Guid Record, Func<Guid, Task> DoAsync);
