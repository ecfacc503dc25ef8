using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Rules;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Catalogues;

/// <summary>A rule as it is asked for.</summary>
/// <param name="Kind"><c>required</c> or <c>valid</c>.</param>
public sealed record RuleInput(string? Kind, string? Field, string? When, string? Condition, string? Message, bool Active);

/// <content>Rules of a workspace's own: each is checked before it is kept.</content>
public sealed partial class TypeEditor
{
    /// <summary>Each is worked out for every record that is saved.</summary>
    private const int MostRules = 50;
    private const int LongestMessage = 300;
    private const int LongestCondition = 2_000;

    /// <summary>The rules of a type; beside one that cannot be worked out any more stands why.</summary>
    public IReadOnlyList<(OwnRule Rule, string? Problem)> Rules(Caller caller, Catalogue catalogue, RecordType type)
    {
        Authorise(caller);
        return [.. type.Rules.Select(r => (r, Why(caller, catalogue, type, r)))];
    }

    /// <summary>The rule that is asked for.</summary>
    /// <exception cref="ProblemException">It cannot be one; every reason has its field, those in an expression their position.</exception>
    public OwnRule Rule(Caller caller, Catalogue catalogue, RecordType type, Guid id, RuleInput asked)
    {
        Authorise(caller);
        var problems = new ProblemList();
        var kind = asked.Kind switch { "required" => RuleKind.Required, "valid" => RuleKind.Valid, _ => (RuleKind?)null };
        if (kind is null)
            problems.Add("kind", "rule.kind");
        CheckField(caller, type, asked.Field, kind, problems);
        var rule = new OwnRule(id, kind ?? RuleKind.Valid, asked.Field ?? "", Filled(asked.When), Filled(asked.Condition), Filled(asked.Message), asked.Active);
        if (rule is { Kind: RuleKind.Required, Condition: not null })
            problems.Add("condition", "rule.of_valid");
        if (kind == RuleKind.Valid && rule.Condition is null)
            problems.Add("condition", "required", "condition");
        if (kind == RuleKind.Valid && rule.Message is null)
            problems.Add("message", "required", "message");
        if (rule.Message is { Length: > LongestMessage })
            problems.Add("message", "max_length", "message", LongestMessage);
        CheckCondition("when", rule.When, caller, catalogue, type, problems);
        CheckCondition("condition", rule.Condition, caller, catalogue, type, problems);
        problems.ThrowIfAny();
        RuleGuard.Breaking(type, catalogue, Rights(caller, catalogue), caller.Zone, rule);
        return rule;
    }

    /// <summary>Makes a rule.</summary>
    public async Task AddRuleAsync(Session session, Caller caller, RecordType type, OwnRule rule, CancellationToken cancellation)
    {
        Authorise(caller);
        if (type.Rules.Count >= MostRules)
            throw new ProblemException(Problem.Field("", "rule.too_many", MostRules));
        await SaveAsync(session, caller, [SqlText.Of($"insert into own_rule (workspace_id, id, type, kind, field, asked_when, condition, message, active) values ({caller.Workspace}, {rule.Id}, {SqlText.Text(type.Name)}, {Name(rule.Kind)}, {SqlText.Text(rule.Field)}, {SqlText.Text(rule.When)}, {SqlText.Text(rule.Condition)}, {SqlText.Text(rule.Message)}, {rule.Active})")], cancellation);
    }

    /// <summary>Puts a rule in the place of the one with its id.</summary>
    public async Task ChangeRuleAsync(Session session, Caller caller, OwnRule rule, CancellationToken cancellation)
    {
        Authorise(caller);
        await SaveAsync(session, caller, [SqlText.Of($"update own_rule set kind = {Name(rule.Kind)}, field = {SqlText.Text(rule.Field)}, asked_when = {SqlText.Text(rule.When)}, condition = {SqlText.Text(rule.Condition)}, message = {SqlText.Text(rule.Message)}, active = {rule.Active} where workspace_id = {caller.Workspace} and id = {rule.Id}")], cancellation);
    }

    /// <summary>Removes a rule of a type.</summary>
    public async Task RemoveRuleAsync(Session session, Caller caller, RecordType type, Guid id, CancellationToken cancellation)
    {
        var rule = FindRule(caller, type, id);
        await SaveAsync(session, caller, [SqlText.Of($"delete from own_rule where workspace_id = {caller.Workspace} and id = {rule.Id}")], cancellation);
    }

    /// <summary>One rule of a type.</summary>
    public OwnRule FindRule(Caller caller, RecordType type, Guid id)
    {
        Authorise(caller);
        return type.Rules.FirstOrDefault(r => r.Id == id) ?? throw ProblemException.NotFound();
    }

    private void CheckField(Caller caller, RecordType type, string? name, RuleKind? kind, ProblemList problems)
    {
        var hidden = store.Policy.Rights(caller, type).Hidden;
        if (string.IsNullOrEmpty(name))
        {
            problems.Add("field", "required", "field");
        }
        else if (type.Find(name) is not { } field || hidden.Contains(name))
        {
            var near = Nearest.Of(name, type.Fields.Select(f => f.Name).Where(f => !hidden.Contains(f)));
            problems.Add(new FieldProblem("field", "unknown_field", near is null ? Messages.Text("unknown_field", name) : Messages.Text("unknown_field_suggest", name, near), Suggestion: near));
        }
        else if (kind == RuleKind.Required && !field.Writable)
        {
            problems.Add("field", "rule.not_writable", field.Label);
        }
    }

    private void CheckCondition(string parameter, string? text, Caller caller, Catalogue catalogue, RecordType type, ProblemList problems)
    {
        if (text is null)
            return;
        if (text.Length > LongestCondition)
        {
            problems.Add(parameter, "max_length", parameter, LongestCondition);
            return;
        }
        try
        {
            ExpressionChecker.Condition(text, type, Names(caller, catalogue) with { Saving = true }, parameter);
        }
        catch (ProblemException refused)
        {
            foreach (var error in refused.Problem.Errors)
                problems.Add(error);
        }
    }

    /// <summary>Why a rule cannot be worked out; null where it can.</summary>
    private string? Why(Caller caller, Catalogue catalogue, RecordType type, OwnRule rule)
    {
        try
        {
            RuleGuard.Breaking(type, catalogue, Rights(caller, catalogue), caller.Zone, rule);
            return type.Find(rule.Field) is null ? Messages.Text("unknown_field", rule.Field) : null;
        }
        catch (ProblemException refused)
        {
            return refused.Problem.Errors[0].Message;
        }
    }

    private RightsSql Rights(Caller caller, Catalogue catalogue) => new(caller, store.Policy, catalogue, clock.GetUtcNow().UtcDateTime);

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static SqlText Name(RuleKind kind) => SqlText.Text(Naming.Snake(kind.ToString()));
}
