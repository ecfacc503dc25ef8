using System.ComponentModel.DataAnnotations;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Identity.People;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;
using Kith.Store;
using Kith.Store.Access;

namespace Kith.Server.Endpoints;

/// <summary>Roles, sharing rules and roles granted for a time: who may do what, as administrators say it.</summary>
public static class AccessEndpoints
{
    private static readonly OperationParameter Name = new("name", "path", "Name of the role", Required: true);
    private static readonly OperationParameter Id = new("id", "path", "Id of the sharing rule", Required: true);
    private static readonly OperationParameter Person = new("id", "path", "Id of the person", Required: true);

    public static void MapAccess(this IEndpointRouteBuilder routes)
    {
        var key = OperationParameter.IdempotencyKey;
        routes.Map(Of("GET", "roles", "list_roles", "The roles that people can have: the built-in ones and the workspace's own") with { Response = typeof(RoleList) }, ListRolesAsync);
        routes.Map(Of("POST", "roles", "create_role", "Make a role, never one that allows more than one's own") with { Request = typeof(RoleDraft), Response = typeof(RoleResponse), Status = 201, Parameters = [key] }, CreateRoleAsync);
        routes.Map(Of("PUT", "roles/{name}", "replace_role", "Replace what a role of the workspace's own allows") with { Request = typeof(RoleDraft), Response = typeof(RoleResponse), Parameters = [Name] }, ReplaceRoleAsync);
        routes.Map(Of("DELETE", "roles/{name}", "delete_role", "Delete a role that nobody has") with { Status = 204, Parameters = [Name], Refusals = [ProblemKind.Conflict] }, DeleteRoleAsync);
        routes.Map(Of("GET", "sharing_rules", "list_sharing_rules", "The rules by which records are shared") with { Response = typeof(SharingRuleList) }, ListRulesAsync);
        routes.Map(Of("POST", "sharing_rules", "create_sharing_rule", "Share the records of a type that satisfy a condition") with { Request = typeof(SharingRuleRequest), Response = typeof(SharingRuleResponse), Status = 201, Parameters = [key] }, CreateRuleAsync);
        routes.Map(Of("PUT", "sharing_rules/{id}", "replace_sharing_rule", "Replace a sharing rule") with { Request = typeof(SharingRuleRequest), Response = typeof(SharingRuleResponse), Parameters = [Id] }, ReplaceRuleAsync);
        routes.Map(Of("DELETE", "sharing_rules/{id}", "delete_sharing_rule", "Delete a sharing rule") with { Status = 204, Parameters = [Id] }, DeleteRuleAsync);
        var people = Guard.Has(Function.ManagePeople);
        routes.Map(new Operation("GET", "/api/v1/people/{id}/grants", "list_grants", "The roles a person has beside their own") { Guard = people, Tag = "access", Response = typeof(GrantList), Parameters = [Person] }, ListGrantsAsync);
        routes.Map(new Operation("POST", "/api/v1/people/{id}/grants", "create_grant", "Grant a person another role, for a time or for good; one that is there gets the new terms") { Guard = people, Tag = "access", Request = typeof(GrantRequest), Response = typeof(GrantResponse), Status = 201, Parameters = [Person, key] }, CreateGrantAsync);
        routes.Map(new Operation("DELETE", "/api/v1/people/{id}/grants/{grant}", "delete_grant", "Take a granted role away") { Guard = people, Tag = "access", Status = 204, Parameters = [Person, new("grant", "path", "Id of the grant", Required: true)] }, DeleteGrantAsync);
    }

    private static Operation Of(string method, string path, string id, string summary) => new(method, "/api/v1/" + path, id, summary) { Guard = Guard.Has(Function.ManageAccess), Tag = "access" };

    /// <summary>A role to make, or what to put in the place of one.</summary>
    /// <param name="Label">What people read.</param>
    /// <param name="Name">Of a new role: free text, of the label when missing; <c>_c</c> is added.</param>
    /// <param name="Description">What it is for.</param>
    /// <param name="BuildsOn">Names of roles whose rights it has, too.</param>
    /// <param name="Functions">What it allows beside records.</param>
    /// <param name="Types">By name of the type what it allows; <c>*</c> for all that are not named and not part of the setup.</param>
    public sealed record RoleDraft(string Label, string? Name = null, string? Description = null, IReadOnlyList<string>? BuildsOn = null, IReadOnlyList<Function>? Functions = null, IReadOnlyDictionary<string, TypeGrantJson>? Types = null);

    /// <summary>A role.</summary>
    /// <param name="BuiltIn">True for those every workspace has, which cannot be changed.</param>
    public sealed record RoleResponse(string Name, string Label, string? Description, bool BuiltIn, IReadOnlyList<string> BuildsOn, IReadOnlyList<Function> Functions, IReadOnlyDictionary<string, TypeGrantJson> Types);

    /// <summary>All roles.</summary>
    public sealed record RoleList(IReadOnlyList<RoleResponse> Data);

    /// <summary>Whom something is shared with.</summary>
    /// <param name="Kind">person, team with the teams below it, territory with those below it, or role.</param>
    /// <param name="Id">Id of the record, or name of the role.</param>
    public sealed record PrincipalRequest([property: AllowedValues("person", "team", "territory", "role")] string Kind, string Id);

    /// <summary>A sharing rule to make, or what to put in the place of one.</summary>
    /// <param name="Type">Name of the type whose records it shares.</param>
    /// <param name="Condition">In the expression language; it sees every field.</param>
    /// <param name="Level">read, or write for changes, too. Nobody gets more than their role allows on the type at all.</param>
    public sealed record SharingRuleRequest(string Type, string Label, string Condition, PrincipalRequest? To = null, [property: AllowedValues("read", "write")] string Level = "read", bool Active = true);

    /// <summary>A sharing rule.</summary>
    /// <param name="Problem">Why it cannot be worked out any more, so that it shares nothing; null where it can.</param>
    public sealed record SharingRuleResponse(Guid Id, string Type, string Label, string Condition, PrincipalRequest To, [property: AllowedValues("read", "write")] string Level, bool Active, DateTime UpdatedAt, string? Problem);

    /// <summary>All sharing rules.</summary>
    public sealed record SharingRuleList(IReadOnlyList<SharingRuleResponse> Data);

    /// <summary>A role to grant.</summary>
    /// <param name="ExpiresAt">When it ends by itself; never when missing.</param>
    public sealed record GrantRequest(string Role, DateTimeOffset? ExpiresAt = null, string? Reason = null);

    /// <summary>A role that somebody has beside their own.</summary>
    public sealed record GrantResponse(Guid Id, string Role, string Label, DateTime? ExpiresAt, string? Reason, DateTime CreatedAt, Link? By);

    /// <summary>The roles somebody has beside their own.</summary>
    public sealed record GrantList(IReadOnlyList<GrantResponse> Data);

    private static async Task<IResult> ListRolesAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (_, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        return Results.Json(new RoleList([.. catalogue.Roles.Select(Of)]), Body.Json);
    }

    private static async Task CreateRoleAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<RoleDraft>(body);
        await SendAsync(context, store, caller, body, async session =>
        {
            var name = await store.Access.AddRoleAsync(session, caller, catalogue, asked.Name, asked.Label, Content(asked), cancellation);
            return Answer.Of(201, Of(RoleJson.Of(name, asked.Label, Content(asked))));
        }, cancellation);
    }

    private static async Task ReplaceRoleAsync(HttpContext context, KithStore store, string name, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        if (catalogue.Role(name) is null)
            throw ProblemException.NotFound();
        var asked = await Body.ReadAsync<RoleDraft>(context, cancellation);
        await SendAsync(context, store, caller, default, async session =>
        {
            await store.Access.ChangeRoleAsync(session, caller, catalogue, name, asked.Label, Content(asked), cancellation);
            return Answer.Of(200, Of(RoleJson.Of(name, asked.Label, Content(asked))));
        }, cancellation);
    }

    private static async Task DeleteRoleAsync(HttpContext context, KithStore store, string name, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        await SendAsync(context, store, caller, default, async session =>
        {
            await store.Access.RemoveRoleAsync(session, caller, catalogue, name, cancellation);
            return new Answer(204, default);
        }, cancellation);
    }

    private static async Task<IResult> ListRulesAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        return Results.Json(new SharingRuleList([.. catalogue.SharingRules.Select(r => Of(r, store.Access.Why(caller, catalogue, r)))]), Body.Json);
    }

    private static async Task CreateRuleAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Input(Body.Read<SharingRuleRequest>(body));
        await SendAsync(context, store, caller, body, async session =>
            Answer.Of(201, Of(Rule(await store.Access.AddRuleAsync(session, caller, catalogue, asked, cancellation), asked), null)), cancellation);
    }

    private static async Task ReplaceRuleAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var rule = AccessEditor.Rule(catalogue, RequestScope.Id(id));
        var asked = Input(await Body.ReadAsync<SharingRuleRequest>(context, cancellation));
        await SendAsync(context, store, caller, default, async session =>
        {
            await store.Access.ChangeRuleAsync(session, caller, catalogue, rule.Id, asked, cancellation);
            return Answer.Of(200, Of(Rule(rule.Id, asked), null));
        }, cancellation);
    }

    private static async Task DeleteRuleAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        await SendAsync(context, store, caller, default, async session =>
        {
            await store.Access.RemoveRuleAsync(session, caller, catalogue, RequestScope.Id(id), cancellation);
            return new Answer(204, default);
        }, cancellation);
    }

    private static async Task<IResult> ListGrantsAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return Results.Json(new GrantList([.. (await PeopleRights.GrantsAsync(session, caller, RequestScope.Id(id), cancellation)).Select(g => Of(g, catalogue))]), Body.Json);
    }

    private static async Task CreateGrantAsync(HttpContext context, KithStore store, PeopleRights rights, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<GrantRequest>(body);
        var person = RequestScope.Id(id);
        await Answers.SendAsync(context, store, caller, body, async session =>
            Answer.Of(201, Of(await session.TogetherAsync(() => rights.GrantAsync(session, caller, catalogue, person, asked.Role, asked.ExpiresAt?.UtcDateTime, asked.Reason, cancellation), cancellation), catalogue)), cancellation);
    }

    private static async Task DeleteGrantAsync(HttpContext context, KithStore store, string id, string grant, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        await Answers.SendAsync(context, store, caller, default, session => session.TogetherAsync(async () =>
        {
            await PeopleRights.RevokeAsync(session, caller, catalogue, RequestScope.Id(id), RequestScope.Id(grant), cancellation);
            return new Answer(204, default);
        }, cancellation), cancellation);
    }

    private static Task SendAsync(HttpContext context, KithStore store, Caller caller, ReadOnlyMemory<byte> body, Func<Kith.Store.Sql.Session, Task<Answer>> act, CancellationToken cancellation) =>
        Answers.SendAsync(context, store, caller, body, async session => (await session.TogetherAsync(() => act(session), cancellation)) with { Committed = () => store.Catalogues.RefreshAsync(caller.Workspace, CancellationToken.None) }, cancellation);

    private static RoleContent Content(RoleDraft asked) => new(asked.Description, asked.BuildsOn ?? [], asked.Functions ?? [], asked.Types ?? new Dictionary<string, TypeGrantJson>());

    private static RoleResponse Of(RoleDefinition role)
    {
        var content = RoleJson.Content(role);
        return new RoleResponse(role.Name, role.Label, role.Description, role.Rank is not null, content.BuildsOn, content.Functions, content.Types);
    }

    private static SharingRuleInput Input(SharingRuleRequest asked) => new(asked.Type, asked.Label, asked.Condition, asked.To is null ? null : new Principal(asked.To.Kind, asked.To.Id), asked.Level == "write", asked.Active);

    private static SharingRule Rule(Guid id, SharingRuleInput asked) => new(id, asked.Type!, asked.Label!, asked.Condition!, asked.To!, asked.Write, asked.Active, TimeProvider.System.GetUtcNow().UtcDateTime);

    private static SharingRuleResponse Of(SharingRule rule, string? problem) => new(rule.Id, rule.Type, rule.Label, rule.Condition, new PrincipalRequest(rule.To.Kind, rule.To.Id), rule.Write ? "write" : "read", rule.Active, rule.At, problem);

    private static GrantResponse Of(RoleGrant grant, Catalogue catalogue) => new(grant.Id, grant.Role, catalogue.Role(grant.Role)?.Label ?? grant.Role, grant.ExpiresAt, grant.Reason, grant.CreatedAt, grant.By is { } by ? new Link(by, grant.ByName) : null);
}
