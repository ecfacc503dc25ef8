using System.Text.Json.Nodes;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Audit;
using Kith.Store.Sql;
using Kith.Store.Stream;

namespace Kith.Store.Privacy;

/// <summary>A rule as it is asked for.</summary>
public sealed record RetentionInput(string? Name, string? Type, string? Condition, string? From, int Days, RetentionAction? Action, IReadOnlyList<string> Fields, bool Active);

/// <summary>What a rule would do now.</summary>
/// <param name="Count">How many records; at most <see cref="Retention.MostCounted"/> are counted.</param>
/// <param name="Held">How many it would leave alone because they are under a legal hold.</param>
/// <param name="Some">The first of them; those that the caller may not see have no title.</param>
public sealed record RetentionTrial(long Count, long Held, IReadOnlyList<SubjectRecord> Some);

/// <summary>The rules by which a workspace parts with its records. Each is off until somebody who looked at what it would do switches it on.</summary>
public sealed class Retention(KithStore store, TimeProvider clock)
{
    /// <summary>Most records that a trial counts.</summary>
    public const int MostCounted = 10_000;
    private const int MostListed = 50;
    private const int Most = 50;
    private const int LongestName = 100;
    private const int LongestCondition = 2_000;
    private const int MostDays = 36_500;

    private DateTime Now => new(clock.GetUtcNow().UtcTicks / 10 * 10, DateTimeKind.Utc);

    /// <summary>All rules by name; beside one that cannot be worked out any more stands why.</summary>
    public async Task<IReadOnlyList<(RetentionRule Rule, string? Problem)>> ListAsync(Caller caller, Catalogue catalogue, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return [.. (await RetentionTable.ListAsync(session, caller.Workspace, cancellation)).Select(r => (r, Why(caller, catalogue, r) ?? r.Problem))];
    }

    /// <summary>Makes a rule, which is off.</summary>
    public async Task<RetentionRule> CreateAsync(Session session, Caller caller, Catalogue catalogue, RetentionInput input, CancellationToken cancellation)
    {
        if ((await RetentionTable.ListAsync(session, caller.Workspace, cancellation)).Count >= Most)
            throw new ProblemException(Problem.Field("", "retention.too_many", Most));
        if (input.Active)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "retention.try_first"));
        var rule = Checked(caller, catalogue, store.Ids.Next(), input);
        return await SaveAsync(session, caller, null, rule, cancellation);
    }

    /// <summary>Changes a rule; another one than was tried is off until it is tried, too.</summary>
    public async Task<RetentionRule> ChangeAsync(Session session, Caller caller, Catalogue catalogue, Guid id, RetentionInput input, CancellationToken cancellation)
    {
        var before = await FindAsync(session, caller, id, cancellation);
        var rule = Checked(caller, catalogue, id, input);
        if (rule.DoesAs(before))
            rule = rule with { TriedAt = before.TriedAt };
        if (input.Active && rule.TriedAt is null)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "retention.try_first"));
        return await SaveAsync(session, caller, before, rule with { Active = input.Active, ActiveBy = !input.Active ? null : before.Active ? before.ActiveBy : caller.Person }, cancellation);
    }

    /// <summary>Removes a rule; what it did stays done.</summary>
    public static async Task RemoveAsync(Session session, Caller caller, Guid id, CancellationToken cancellation)
    {
        var rule = await FindAsync(session, caller, id, cancellation);
        await session.ExecuteAsync(RetentionTable.Delete(caller.Workspace, id), cancellation);
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.RetentionRuleDeleted, id, rule.Name).With("rule", Content(rule), null)], cancellation);
    }

    /// <summary>Says what a rule would do now, and notes that somebody looked.</summary>
    public async Task<RetentionTrial> TryAsync(Session session, Caller caller, Catalogue catalogue, Guid id, CancellationToken cancellation)
    {
        var rule = await FindAsync(session, caller, id, cancellation);
        var work = Work(caller, catalogue, rule);
        var problems = new ProblemList();
        work.Check(problems);
        problems.ThrowIfAny();
        session.PlanPerValue = true;
        var count = await session.FirstAsync(SqlText.Of($"select count(*) from ({work.Due} limit {MostCounted}) q"), r => r.GetInt64(0), cancellation);
        var held = await session.FirstAsync(SqlText.Of($"select count(*) from ({work.HeldBack} limit {MostCounted}) q"), r => r.GetInt64(0), cancellation);
        var some = await session.ListAsync(SqlText.Of($"{work.Due} order by t.id limit {MostListed}"), r => r.GetGuid(0), cancellation);
        var seen = await ChangeReader.TitlesAsync(session, caller.Workspace, some, store.Changes.Rights(caller, catalogue), cancellation);
        await session.ExecuteAsync(RetentionTable.Tried(caller.Workspace, id, Now), cancellation);
        return new RetentionTrial(count, held, [.. some.Select(r => new SubjectRecord(rule.Type, r, seen.GetValueOrDefault(r)?.Title ?? "", Deleted: false))]);
    }

    private static async Task<RetentionRule> FindAsync(Session session, Caller caller, Guid id, CancellationToken cancellation) =>
        await RetentionTable.FindAsync(session, caller.Workspace, id, cancellation) ?? throw ProblemException.NotFound();

    private async Task<RetentionRule> SaveAsync(Session session, Caller caller, RetentionRule? before, RetentionRule rule, CancellationToken cancellation)
    {
        await session.ExecuteAsync(RetentionTable.Save(caller.Workspace, rule, Now), cancellation);
        var kind = before is null ? SecurityEventKind.RetentionRuleMade : SecurityEventKind.RetentionRuleChanged;
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, kind, rule.Id, rule.Name).With("rule", before is null ? null : Content(before), Content(rule))], cancellation);
        return await FindAsync(session, caller, rule.Id, cancellation);
    }

    private static JsonObject Content(RetentionRule rule) => new()
    {
        ["type"] = rule.Type, ["condition"] = rule.Condition, ["from"] = rule.From, ["days"] = rule.Days, ["action"] = Naming.Snake(rule.Action.ToString()),
        ["fields"] = new JsonArray([.. rule.Fields.Select(f => (JsonNode)f)]), ["active"] = rule.Active,
    };

    private RetentionWork Work(Caller caller, Catalogue catalogue, RetentionRule rule) => new(store, caller.ForThem("retention", caller.Via), catalogue, rule, Now);

    private string? Why(Caller caller, Catalogue catalogue, RetentionRule rule)
    {
        var problems = new ProblemList();
        try
        {
            Work(caller, catalogue, rule).Check(problems);
        }
        catch (ProblemException refused)
        {
            return refused.Problem.Errors[0].Message;
        }
        return problems.None ? null : problems.Errors[0].Message;
    }

    private RetentionRule Checked(Caller caller, Catalogue catalogue, Guid id, RetentionInput input)
    {
        var problems = new ProblemList();
        var name = input.Name?.Trim() ?? "";
        if (name.Length == 0)
            problems.Add("name", "required", "name");
        else if (name.Length > LongestName)
            problems.Add("name", "max_length", "name", LongestName);
        if (input.Action is null)
            problems.Add("action", "required", "action");
        if (input.Days is < 1 or > MostDays)
            problems.Add("days", "retention.days", MostDays);
        if (input.Condition?.Length > LongestCondition)
            problems.Add("condition", "max_length", "condition", LongestCondition);
        if (input.Action == RetentionAction.Anonymise != input.Fields.Count > 0)
            problems.Add("fields", input.Fields.Count > 0 ? "retention.fields_of_anonymise" : "retention.fields");
        if (catalogue.Find(input.Type ?? "") is not { Setup: false })
            problems.Add("type", "unknown_type", input.Type ?? "");
        problems.ThrowIfAny();
        var rule = new RetentionRule(id, name, input.Type!, Purposes.Filled(input.Condition), input.From ?? "", input.Days, input.Action!.Value, [.. input.Fields.Distinct()], false, null, "", null, null, null, 0, 0);
        Work(caller, catalogue, rule).Check(problems);
        problems.ThrowIfAny();
        return rule;
    }
}
