using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;
using Kith.Store;
using Kith.Store.Privacy;
using Kith.Store.Sql;

namespace Kith.Server.Endpoints;

/// <summary>How long records are kept.</summary>
public static class RetentionEndpoints
{
    public static void MapRetention(this IEndpointRouteBuilder routes)
    {
        var key = OperationParameter.IdempotencyKey;
        var id = new OperationParameter("id", "path", "Id of the rule", Required: true);
        routes.Map(Of("GET", "", "list_retention_rules", "The rules by which records go to the trash, are anonymised or erased when their time is over, by name") with { Response = typeof(RetentionRuleList) }, ListAsync);
        routes.Map(Of("POST", "", "create_retention_rule", "Make a rule, which is off until it was tried and is switched on") with { Request = typeof(RetentionRuleRequest), Response = typeof(RetentionRuleResponse), Status = 201, Parameters = [key], Refusals = [ProblemKind.Conflict] }, CreateAsync);
        routes.Map(Of("PUT", "/{id}", "update_retention_rule", "Change a rule, or switch it on or off; one that does something else than was tried has to be tried again first") with { Request = typeof(RetentionRuleRequest), Response = typeof(RetentionRuleResponse), Parameters = [id], Refusals = [ProblemKind.Conflict] }, UpdateAsync);
        routes.Map(Of("DELETE", "/{id}", "delete_retention_rule", "Remove a rule; what it did stays done") with { Status = 204, Parameters = [id] }, DeleteAsync);
        routes.Map(Of("POST", "/{id}/trial", "try_retention_rule", "What a rule would do now, without doing it; afterwards it can be switched on") with { Cost = Cost.Heavy, Response = typeof(RetentionTrialResponse), Parameters = [id, key] }, TryAsync);
    }

    private static Operation Of(string method, string path, string id, string summary) => new(method, "/api/v1/retention_rules" + path, id, summary) { Guard = Guard.Has(Function.ManagePrivacy), Tag = "privacy" };

    /// <summary>A rule as it is asked for.</summary>
    /// <param name="Type">Name of the type.</param>
    /// <param name="Condition">Only records for which it holds; all when missing.</param>
    /// <param name="From">Name of the field with the day from which the days are counted, such as created_at.</param>
    /// <param name="Days">How many days later it is over.</param>
    /// <param name="Fields">For anonymise: names of the fields that are emptied.</param>
    public sealed record RetentionRuleRequest(string Name = "", string Type = "", string? Condition = null, string From = "", int Days = 0, RetentionAction? Action = null, IReadOnlyList<string>? Fields = null, bool Active = false)
    {
        internal RetentionInput ToInput() => new(Name, Type, Condition, From, Days, Action, Fields ?? [], Active);
    }

    /// <summary>A rule.</summary>
    /// <param name="ActiveBy">Under whose name it acts; null while it is off.</param>
    /// <param name="TriedAt">When somebody looked at what it would do; null where nobody did since it was changed.</param>
    /// <param name="Problem">Why it cannot be worked out, or why Kith switched it off; null where nothing is wrong.</param>
    /// <param name="Done">Records that the last run dealt with.</param>
    /// <param name="Failed">Records that the last run could not deal with.</param>
    public sealed record RetentionRuleResponse(
        Guid Id, string Name, string Type, string? Condition, string From, int Days, RetentionAction Action, IReadOnlyList<string> Fields, bool Active, Link? ActiveBy, DateTime? TriedAt, string? Problem,
        DateTime? RanAt, long Done, long Failed);

    /// <summary>Rules.</summary>
    public sealed record RetentionRuleList(IReadOnlyList<RetentionRuleResponse> Data);

    /// <summary>What a rule would do now.</summary>
    /// <param name="Count">How many records; no more than 10,000 are counted.</param>
    /// <param name="Held">How many it would leave alone because they are under a legal hold.</param>
    /// <param name="Data">The first of them; those that the caller may not see have no title.</param>
    public sealed record RetentionTrialResponse(long Count, long Held, IReadOnlyList<PrivacyEndpoints.PersonalRecord> Data);

    private static async Task<IResult> ListAsync(HttpContext context, KithStore store, Retention retention, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        return Results.Json(new RetentionRuleList([.. (await retention.ListAsync(caller, catalogue, cancellation)).Select(r => Response(r.Rule, r.Problem))]), Body.Json);
    }

    private static async Task CreateAsync(HttpContext context, KithStore store, Retention retention, CancellationToken cancellation)
    {
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<RetentionRuleRequest>(body);
        await SendAsync(context, store, body, async (session, caller, catalogue) => Answer.Of(201, Response(await retention.CreateAsync(session, caller, catalogue, asked.ToInput(), cancellation), null)), cancellation);
    }

    private static async Task UpdateAsync(HttpContext context, KithStore store, Retention retention, string id, CancellationToken cancellation)
    {
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<RetentionRuleRequest>(body);
        await SendAsync(context, store, body, async (session, caller, catalogue) => Answer.Of(200, Response(await retention.ChangeAsync(session, caller, catalogue, RequestScope.Id(id), asked.ToInput(), cancellation), null)), cancellation);
    }

    private static Task DeleteAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation) => SendAsync(context, store, default, async (session, caller, _) =>
    {
        await Retention.RemoveAsync(session, caller, RequestScope.Id(id), cancellation);
        return new Answer(204, default);
    }, cancellation);

    private static Task TryAsync(HttpContext context, KithStore store, Retention retention, string id, CancellationToken cancellation) => SendAsync(context, store, default, async (session, caller, catalogue) =>
    {
        var trial = await retention.TryAsync(session, caller, catalogue, RequestScope.Id(id), cancellation);
        return Answer.Of(200, new RetentionTrialResponse(trial.Count, trial.Held, [.. trial.Some.Select(r => PrivacyEndpoints.Of(catalogue, r))]));
    }, cancellation);

    private static async Task SendAsync(HttpContext context, KithStore store, ReadOnlyMemory<byte> body, Func<Session, Caller, Catalogue, Task<Answer>> work, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        await Answers.SendAsync(context, store, caller, body, session => session.TogetherAsync(() => work(session, caller, catalogue), cancellation), cancellation);
    }

    private static RetentionRuleResponse Response(RetentionRule rule, string? problem) => new(
        rule.Id, rule.Name, rule.Type, rule.Condition, rule.From, rule.Days, rule.Action, rule.Fields, rule.Active, rule.ActiveBy is { } by ? new Link(by, rule.ActiveByName) : null, rule.TriedAt, problem ?? rule.Problem,
        rule.RanAt, rule.Done, rule.Failed);
}
