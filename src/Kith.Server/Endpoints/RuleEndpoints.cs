using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Rules;
using Kith.Core.Types;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Catalogues;

namespace Kith.Server.Endpoints;

/// <summary>Rules that administrators make: what every record of a type satisfies, whichever way it comes.</summary>
public static class RuleEndpoints
{
    private const string Root = "/api/v1/types/{name}/rules";
    private static readonly OperationParameter Type = new("name", "path", "Name of the type", Required: true);
    private static readonly OperationParameter Id = new("id", "path", "Id of the rule", Required: true);

    public static void MapRules(this IEndpointRouteBuilder routes)
    {
        var key = OperationParameter.IdempotencyKey;
        routes.Map(Operation("GET", "", "list_rules", "What records of a type must satisfy") with { Response = typeof(RuleList), Parameters = [Type] }, ListAsync);
        routes.Map(Operation("POST", "", "create_rule", "Make a rule; the answer tells how many records break it, which stay as they are") with { Request = typeof(RuleRequest), Response = typeof(KeptRule), Status = 201, Parameters = [Type, key] }, CreateAsync);
        routes.Map(Operation("POST", "/check", "check_rule", "Tell how many records break a rule, without keeping it") with { Request = typeof(RuleRequest), Response = typeof(BreakingRecords), Cost = Cost.Heavy, Parameters = [Type, key] }, CheckAsync);
        routes.Map(Operation("PATCH", "/{id}", "update_rule", "Change a rule, or switch it off and on") with { Request = typeof(RulePatch), Response = typeof(KeptRule), Parameters = [Type, Id] }, UpdateAsync);
        routes.Map(Operation("DELETE", "/{id}", "delete_rule", "Take a rule away") with { Status = 204, Parameters = [Type, Id] }, DeleteAsync);
    }

    private static Operation Operation(string method, string path, string id, string summary) => new(method, Root + path, id, summary) { Guard = Guard.Has(Function.ManageTypes), Tag = "schema" };

    /// <summary>A rule to make.</summary>
    /// <param name="Kind"><c>required</c>: the field must be filled. <c>valid</c>: the condition must hold.</param>
    /// <param name="Field">Name of the field that must be filled, or that the refusal is shown at.</param>
    /// <param name="When">Condition in the expression language that says which records are asked; all when missing.</param>
    /// <param name="Condition">For <c>valid</c>: what must hold, in the expression language.</param>
    /// <param name="Message">What people read when it is broken; only <c>required</c> has one of its own.</param>
    /// <param name="Active">False keeps it without asking anything.</param>
    public sealed record RuleRequest([property: AllowedValues("required", "valid")] string? Kind = null, string? Field = null, string? When = null, string? Condition = null, string? Message = null, bool Active = true);

    /// <summary>What to change of a rule; what is missing stays, null empties.</summary>
    /// <param name="Kind"><c>required</c> or <c>valid</c>.</param>
    /// <param name="Field">Name of the field.</param>
    /// <param name="When">Which records are asked.</param>
    /// <param name="Condition">What must hold.</param>
    /// <param name="Message">What people read when it is broken.</param>
    /// <param name="Active">False switches it off.</param>
    public sealed record RulePatch([property: AllowedValues("required", "valid")] string? Kind = null, string? Field = null, string? When = null, string? Condition = null, string? Message = null, bool? Active = null);

    /// <summary>A rule.</summary>
    /// <param name="Problem">Why it cannot be worked out any more, so that nothing is asked; null where it can.</param>
    public sealed record RuleResponse(Guid Id, [property: AllowedValues("required", "valid")] string Kind, string Field, string? When, string? Condition, string? Message, bool Active, string? Problem);

    /// <summary>All rules of a type.</summary>
    public sealed record RuleList(IReadOnlyList<RuleResponse> Data);

    /// <summary>A rule as it was kept.</summary>
    /// <param name="Breaking">The records that break it; they stay as they are until somebody saves them.</param>
    public sealed record KeptRule(RuleResponse Rule, BreakingRecords Breaking);

    /// <summary>The records that break a rule.</summary>
    /// <param name="Where">Condition in the expression language that lists them.</param>
    /// <param name="Count">How many there are; null where counting would take too long.</param>
    /// <param name="CountExact">False beyond ten thousand.</param>
    public sealed record BreakingRecords(string Where, long? Count, bool CountExact);

    private static async Task<IResult> ListAsync(HttpContext context, KithStore store, string name, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, name, cancellation);
        return Results.Json(new RuleList([.. store.Types.Rules(caller, catalogue, type).Select(r => Of(r.Rule, r.Problem))]), Body.Json);
    }

    private static async Task CreateAsync(HttpContext context, KithStore store, string name, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, name, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Input(Body.Read<RuleRequest>(body));
        await Answers.SendAsync(context, store, caller, body, async session =>
        {
            var rule = store.Types.Rule(caller, catalogue, type, store.Ids.Next(), asked);
            var breaking = await BreakingAsync(store, caller, catalogue, type, rule, cancellation);
            await store.Types.AddRuleAsync(session, caller, type, rule, cancellation);
            var answer = Answer.Of(201, new KeptRule(Of(rule, null), breaking)) with { Committed = () => store.Catalogues.RefreshAsync(caller.Workspace, cancellation) };
            answer.Headers["Location"] = $"/api/v1/types/{type.Name}/rules";
            return answer;
        }, cancellation);
    }

    private static async Task CheckAsync(HttpContext context, KithStore store, string name, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, name, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Input(Body.Read<RuleRequest>(body));
        await Answers.SendAsync(context, store, caller, body, async _ =>
            Answer.Of(200, await BreakingAsync(store, caller, catalogue, type, store.Types.Rule(caller, catalogue, type, Guid.Empty, asked), cancellation)), cancellation);
    }

    private static async Task UpdateAsync(HttpContext context, KithStore store, string name, string id, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, name, cancellation);
        var present = store.Types.FindRule(caller, type, RequestScope.Id(id));
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<RulePatch>(body);
        // A member that is null empties, one that is missing stays.
        using var members = JsonDocument.Parse(body);
        string? Text(string member, string? given, string? now) => members.RootElement.TryGetProperty(member, out _) ? given : now;
        var input = new RuleInput(asked.Kind ?? Name(present.Kind), asked.Field ?? present.Field, Text("when", asked.When, present.When), Text("condition", asked.Condition, present.Condition), Text("message", asked.Message, present.Message), asked.Active ?? present.Active);
        await Answers.SendAsync(context, store, caller, body, async session =>
        {
            var rule = store.Types.Rule(caller, catalogue, type, present.Id, input);
            var breaking = await BreakingAsync(store, caller, catalogue, type, rule, cancellation);
            await store.Types.ChangeRuleAsync(session, caller, rule, cancellation);
            return Answer.Of(200, new KeptRule(Of(rule, null), breaking)) with { Committed = () => store.Catalogues.RefreshAsync(caller.Workspace, cancellation) };
        }, cancellation);
    }

    private static async Task DeleteAsync(HttpContext context, KithStore store, string name, string id, CancellationToken cancellation)
    {
        var (caller, _, type) = await RequestScope.TypeAsync(context, store, name, cancellation);
        await Answers.SendAsync(context, store, caller, default, async session =>
        {
            await store.Types.RemoveRuleAsync(session, caller, type, RequestScope.Id(id), cancellation);
            return new Answer(204, default) { Committed = () => store.Catalogues.RefreshAsync(caller.Workspace, cancellation) };
        }, cancellation);
    }

    private static async Task<BreakingRecords> BreakingAsync(KithStore store, Caller caller, Catalogue catalogue, RecordType type, OwnRule rule, CancellationToken cancellation)
    {
        var (count, exact) = await store.Reads.CountAsync(caller, catalogue, type, rule.Breaking, cancellation);
        return new BreakingRecords(rule.Breaking, count, exact);
    }

    private static RuleInput Input(RuleRequest asked) => new(asked.Kind, asked.Field, asked.When, asked.Condition, asked.Message, asked.Active);

    private static string Name(RuleKind kind) => Naming.Snake(kind.ToString());

    private static RuleResponse Of(OwnRule rule, string? problem) => new(rule.Id, Name(rule.Kind), rule.Field, rule.When, rule.Condition, rule.Message, rule.Active, problem);
}
