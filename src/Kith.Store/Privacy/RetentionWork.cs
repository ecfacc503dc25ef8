using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Changesets;
using Kith.Store.Purging;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Privacy;

/// <summary>A rule applied to the records of its type as they are on a day.</summary>
/// <param name="caller">Kith itself: a rule covers what nobody may see, too.</param>
internal sealed class RetentionWork(KithStore store, Caller caller, Catalogue catalogue, RetentionRule rule, DateTime now)
{
    /// <summary>What stands in a field that cannot be empty, once it says nothing of anybody.</summary>
    public const string Placeholder = "[removed]";

    private const int AtOnce = 500;

    private RecordType Type { get; } = catalogue.Find(rule.Type) is { Setup: false } type ? type : throw new ProblemException(Problem.Field("type", "unknown_type", rule.Type));

    /// <summary>Fields that can be emptied: all that people write.</summary>
    public static bool CanEmpty(Field field) => field is { Writable: true, System: false } && (!field.Required || TakesPlaceholder(field));

    private static bool TakesPlaceholder(Field field) => field is { Unique: false, Kind: TextKind or MarkdownKind };

    /// <summary>What is wrong with the rule as the types are now.</summary>
    public void Check(ProblemList problems)
    {
        if (Type.Find(rule.From) is not { Formula: null, Kind: DateKind or Kith.Core.Types.Kinds.DateTimeKind })
            problems.Add("from", Type.Find(rule.From) is null ? "unknown_field" : "retention.no_date", rule.From);
        foreach (var name in rule.Fields)
        {
            if (Type.Find(name) is not { } field)
                problems.Add("fields", "unknown_field", name);
            else if (!CanEmpty(field))
                problems.Add("fields", "retention.not_emptied", field.Label);
        }
        if (!problems.None)
            return;
        try
        {
            _ = Ids;
        }
        catch (ProblemException refused)
        {
            foreach (var error in refused.Problem.Errors)
                problems.Add(error with { Field = "condition" });
        }
    }

    /// <summary>The records that are due today, without those that are held.</summary>
    public SqlText Due => SqlText.Of($"{Ids} and not {LegalHolds.Held}");

    /// <summary>The records that would be due if they were not held.</summary>
    public SqlText HeldBack => SqlText.Of($"{Ids} and {LegalHolds.Held}");

    private SqlText Ids => store.Reads.Ids(caller, catalogue, Type, string.Join(" and ", Conditions.Select(c => $"({c})")));

    private IEnumerable<string> Conditions
    {
        get
        {
            // Whole days in the time zone of the workspace: what happened on a day is over as many days later.
            var first = Days.Of(now, caller.Zone).AddDays(1 - rule.Days);
            yield return FormattableString.Invariant($"{rule.From} < \"{first:yyyy-MM-dd}\"");
            if (rule.Condition is { } condition)
                yield return condition;
            // What was emptied already is over.
            if (rule.Action == RetentionAction.Anonymise)
                yield return string.Join(" or ", rule.Fields.Select(f => TakesPlaceholder(Type[f]) ? $"({f} is not empty and {f} != \"{Placeholder}\")" : $"{f} is not empty"));
        }
    }

    /// <summary>Deals with the next records in the session's transaction and answers the last of them; null at the end.</summary>
    /// <param name="words">Takes the words that purged records were found by.</param>
    public async Task<(Guid? Last, int Done, int Failed)> NextAsync(Session session, Guid after, HashSet<string> words, CancellationToken cancellation)
    {
        session.PlanPerValue = true;
        var ids = await session.ListAsync(SqlText.Of($"{Due} and t.id > {after} order by t.id limit {AtOnce}"), r => r.GetGuid(0), cancellation);
        if (ids.Count == 0)
            return (null, 0, 0);
        // One for each part, so that whatever is done is done and can be undone: by the name of the rule people see what did it.
        var set = new Changeset(store.Ids.Next(), ChangesetKind.Bulk, rule.Name, Type.Name, rule.ActiveBy!.Value, "", now, ChangesetState.Running, false, 0, 0, 0, 0, null, null, null, null);
        var inside = caller with { Changeset = set.Id };
        await session.ExecuteAsync([SqlText.Of($"savepoint retention"), ChangesetTable.Insert(caller.Workspace, set)], cancellation);
        var outcomes = rule.Action == RetentionAction.Anonymise ? await EmptyAsync(session, inside, ids, cancellation)
            : await store.Trash.DeleteAsync(session, inside, catalogue, Type, [.. ids.Select(id => new WriteRequest(WriteKind.Delete, id))], cancellation);
        var done = outcomes.Count(o => o.Result is WriteResult.Deleted or WriteResult.Updated);
        await session.ExecuteAsync(done > 0
            ? [ChangesetTable.AddItems(caller.Workspace, set), .. ChangesetTable.Finish(caller.Workspace, set.Id, ChangesetState.Done, null, now)]
            : [SqlText.Of($"rollback to savepoint retention")], cancellation);
        if (rule.Action == RetentionAction.Erase)
            await PurgeAsync(session, set.Id, words, cancellation);
        return (ids[^1], done, outcomes.Count(o => o.Result == WriteResult.Refused));
    }

    // What the rules of a type cannot do without is told by their refusal: such fields get the placeholder.
    private async Task<IReadOnlyList<WriteOutcome>> EmptyAsync(Session session, Caller inside, IReadOnlyList<Guid> ids, CancellationToken cancellation)
    {
        var fields = rule.Fields.Select(f => Type[f]).ToList();
        var first = await store.Writes.ManyAsync(session, inside, catalogue, Type, [.. ids.Select(id => Emptied(id, fields, fields.Where(f => f.Required)))], null, cancellation);
        var again = first.Where(o => o.Problem is not null).Select(o => (o.Id, Needed: fields.Where(f => f.Required || (TakesPlaceholder(f) && o.Problem!.Errors.Any(e => e.Field == f.Name))).ToList())).Where(o => o.Needed.Exists(f => !f.Required)).ToList();
        if (again.Count == 0)
            return first;
        var second = await store.Writes.ManyAsync(session, inside, catalogue, Type, [.. again.Select(a => Emptied(a.Id, fields, a.Needed))], null, cancellation);
        return [.. first.Where(o => !second.Any(s => s.Id == o.Id)), .. second];
    }

    private static WriteRequest Emptied(Guid id, IEnumerable<Field> fields, IEnumerable<Field> kept)
    {
        var write = new WriteRequest(WriteKind.Update, id);
        foreach (var field in fields)
            write.Values[field] = kept.Contains(field) ? Placeholder : null;
        return write;
    }

    // What went along goes first, so that nothing stands in the way of the others. What still cannot go stays in the trash until it can.
    private async Task PurgeAsync(Session session, Guid changeset, HashSet<string> words, CancellationToken cancellation)
    {
        var gone = await session.ListAsync(
            SqlText.Of($"select c.type, c.record_id from change c where c.workspace_id = {caller.Workspace} and c.changeset = {changeset} and c.kind = 'deleted' order by c.position desc"), r => (Type: r.GetString(0), Id: r.GetGuid(1)), cancellation);
        foreach (var group in gone.GroupBy(g => g.Type).Where(g => catalogue.Find(g.Key) is not null))
            await new Purge(store.Writes, session, caller, catalogue, catalogue[group.Key]).RunAsync([.. group.Select(g => g.Id)], words, cancellation);
    }
}
