using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Changesets;

/// <summary>
/// Takes changes back, the last first, through the write path and with the rights of whoever undoes. Only what still is as the changes left it is
/// touched: what somebody did since stays, and is told.
/// </summary>
internal sealed class UndoWork(KithStore store, Undone undone, TimeProvider clock) : ItemWork
{
    private const int MostReferences = 200;

    public override int Chunk => 500;

    private sealed record Step(ChangesetItem Item, RecordType Type, RecordChanges Changes, UndoPlan Plan);

    public override async Task<IReadOnlyList<ItemOutcome>> DoAsync(Session session, Caller caller, Catalogue catalogue, IReadOnlyList<ChangesetItem> items, CancellationToken cancellation)
    {
        var outcomes = new Dictionary<Guid, ItemOutcome>();
        var steps = await PlanAsync(session, caller, catalogue, items, outcomes, cancellation);
        var ending = new Ending();
        for (var at = 0; at < steps.Count;)
        {
            var run = steps.Skip(at).TakeWhile(s => s.Type == steps[at].Type && s.Changes.ByKith == steps[at].Changes.ByKith && s.Plan.Write?.Kind == steps[at].Plan.Write?.Kind).ToList();
            at += run.Count;
            await WriteAsync(session, run[0].Changes.ByKith ? Kith(caller) : caller, catalogue, run, ending, outcomes, cancellation);
        }
        await store.Writes.EndAsync(session, caller, catalogue, ending, cancellation);
        return [.. items.Select(i => outcomes[i.Record])];
    }

    private async Task<List<Step>> PlanAsync(Session session, Caller caller, Catalogue catalogue, IReadOnlyList<ChangesetItem> items, Dictionary<Guid, ItemOutcome> outcomes, CancellationToken cancellation)
    {
        var changes = await ChangesAsync(session, caller, [.. items.Select(i => i.Record)], cancellation);
        var steps = new Dictionary<Guid, Step>();
        foreach (var group in items.GroupBy(i => (i.Type, changes[i.Record].ByKith)))
        {
            var undoer = group.Key.ByKith ? Kith(caller) : caller;
            var rights = new RightsSql(undoer, store.Policy, catalogue, clock.GetUtcNow().UtcDateTime);
            if (catalogue.Find(group.Key.Type) is not { } type || !rights.Of(type).Read)
            {
                foreach (var item in group)
                    outcomes[item.Record] = new ItemOutcome(item.Record, ItemResult.Failed, [Reason(null, "undo.gone")]);
                continue;
            }
            Guid[] ids = [.. group.Select(i => i.Record)];
            var living = await StateLoader.LoadAsync(session, undoer, type, rights, ids, WriteKind.Update, cancellation);
            var trashed = await StateLoader.LoadAsync(session, undoer, type, rights, ids, WriteKind.Restore, cancellation);
            foreach (var item in group)
            {
                var standing = living.ContainsKey(item.Record) ? Standing.Living : Standing.Trashed;
                var plan = UndoPlan.Of(type, changes[item.Record], living.GetValueOrDefault(item.Record) ?? trashed.GetValueOrDefault(item.Record), standing, rights.Of(type), new InputFormat(caller.Currency));
                steps[item.Record] = new Step(item, type, changes[item.Record], plan);
            }
        }
        return [.. items.Where(i => steps.ContainsKey(i.Record)).Select(i => steps[i.Record])];
    }

    // What Kith did for somebody it takes back for whoever may undo the whole.
    private static Caller Kith(Caller caller) => caller.ForThem("undo: what Kith did for them", Via.Undo);

    private async Task<Dictionary<Guid, RecordChanges>> ChangesAsync(Session session, Caller caller, Guid[] ids, CancellationToken cancellation)
    {
        var found = new Dictionary<Guid, RecordChanges>();
        var rows = await session.ListAsync(
            SqlText.Of($"select c.record_id, c.position, c.kind, c.by_id is null and c.behalf_id is not null, c.diff::text from change c where c.workspace_id = {caller.Workspace} and c.record_id = any({ids}) and {undone.Changes(caller.Workspace)} order by c.position"),
            r => (Id: r.GetGuid(0), Position: r.GetInt64(1), Kind: r.GetString(2), ByKith: r.GetBoolean(3), Diff: r.GetString(4)), cancellation);
        foreach (var row in rows)
        {
            if (!found.TryGetValue(row.Id, out var changes))
                found[row.Id] = changes = new RecordChanges();
            using var diff = JsonDocument.Parse(row.Diff);
            // Only who made the whole, and administrators, may take a changeset back; a single change takes the right to its record.
            changes.Add(row.Position, row.Kind, row.ByKith && undone.Changeset is not null, diff.RootElement);
        }
        return found;
    }

    private async Task WriteAsync(Session session, Caller caller, Catalogue catalogue, List<Step> run, Ending ending, Dictionary<Guid, ItemOutcome> outcomes, CancellationToken cancellation)
    {
        var type = run[0].Type;
        var why = await SinceAsync(session, caller, run, cancellation);
        List<Step> free = [.. run.Where(s => s.Plan.Write is not null)];
        if (free.Count > 0 && !May(store.Policy.Rights(caller, type), free[0].Plan.Write!.Kind))
        {
            why.UnionWith(free.Select(s => (s.Item.Record, Reason(null, "forbidden"))));
            free.Clear();
        }
        if (free.Count > 0 && free[0].Plan.Write!.Kind == WriteKind.Delete)
            free = await UnusedAsync(session, caller, catalogue, type, free, why, cancellation);
        var written = free.Count == 0 ? [] : await store.Writes.ManyAsync(session, caller, catalogue, type, [.. free.Select(s => s.Plan.Write!)], null, cancellation, ending: ending);
        var results = written.ToDictionary(w => w.Id);
        var reasons = why.ToLookup(w => w.Record, w => w.Reason);
        foreach (var step in run)
            outcomes[step.Item.Record] = Outcome(step, results.GetValueOrDefault(step.Item.Record), [.. reasons[step.Item.Record]]);
    }

    private static ItemOutcome Outcome(Step step, WriteOutcome? written, IReadOnlyList<FieldProblem> reasons)
    {
        if (written?.Result == WriteResult.Refused)
            return new ItemOutcome(step.Item.Record, ItemResult.Failed, [.. reasons, .. ReasonsOf(written.Problem!)]);
        if (reasons.Count > 0)
            return new ItemOutcome(step.Item.Record, written is null ? ItemResult.Failed : ItemResult.Partly, reasons);
        return written is null ? new ItemOutcome(step.Item.Record, ItemResult.Unchanged, []) : OutcomeOf(written);
    }

    private static bool May(TypeRights rights, WriteKind kind) => kind == WriteKind.Update ? rights.Update : rights.Delete;

    /// <summary>What was made stays where living records point at it: they would lose it.</summary>
    private static async Task<List<Step>> UnusedAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, List<Step> run, HashSet<(Guid, FieldProblem)> why, CancellationToken cancellation)
    {
        Guid[] ids = [.. run.Where(s => s.Changes.Before == Standing.Absent).Select(s => s.Item.Record)];
        var inside = run.Select(s => s.Item.Record).ToHashSet();
        var used = await new References(caller.Workspace, catalogue).ToAsync(session, type, ids, MostReferences, cancellation);
        foreach (var use in used.Where(u => !inside.Contains(u.From)).GroupBy(u => (u.To, u.Type)))
            why.Add((use.Key.To, new FieldProblem("", "undo.in_use", Messages.Text("undo.in_use", use.Key.Type.PluralLabel))));
        var kept = why.Select(w => w.Item1).ToHashSet();
        return [.. run.Where(s => !kept.Contains(s.Item.Record))];
    }

    /// <summary>The reasons of what is kept, with who changed it since.</summary>
    private async Task<HashSet<(Guid Record, FieldProblem Reason)>> SinceAsync(Session session, Caller caller, List<Step> run, CancellationToken cancellation)
    {
        var kept = run.SelectMany(s => s.Plan.Kept.Select(k => (Step: s, k.Field, k.Name, k.Code))).ToList();
        Guid[] ids = [.. kept.Where(k => k.Code == "undo.changed_since").Select(k => k.Step.Item.Record).Distinct()];
        var by = new Dictionary<(Guid, string), string>();
        if (ids.Length > 0)
        {
            var later = await session.ListAsync(
                SqlText.Of($"select c.record_id, f.name, p.name from change c cross join lateral jsonb_object_keys(c.diff) f(name) left join person p on p.workspace_id = c.workspace_id and p.id = c.by_id where c.workspace_id = {caller.Workspace} and c.record_id = any({ids}) and c.position > {run.Min(s => s.Changes.First)} and ({undone.Changes(caller.Workspace)}) is not true order by c.position"),
                r => (Record: r.GetGuid(0), Field: r.GetString(1), By: r.IsDBNull(2) ? "Kith" : r.GetString(2)), cancellation);
            foreach (var change in later)
                by[(change.Record, change.Field)] = change.By;
        }
        return [.. kept.Select(k => (k.Step.Item.Record, Reason(k.Field, k.Code, by.GetValueOrDefault((k.Step.Item.Record, k.Name)), k.Name)))];
    }

    private static FieldProblem Reason(Field? field, string code, string? by = null, string name = "") =>
        new(field?.Name ?? name, code, Messages.Text(code, field?.Label ?? name, by ?? "Kith"));
}
