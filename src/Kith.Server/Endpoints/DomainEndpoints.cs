using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Identity.Providers;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Accounts;

namespace Kith.Server.Endpoints;

/// <summary>The domains that a workspace proves to be its own.</summary>
public static class DomainEndpoints
{
    private const string Root = "/api/v1/domains";
    private static readonly OperationParameter Id = new("id", "path", "Id of the domain", Required: true);

    /// <summary>A domain to add.</summary>
    public sealed record DomainRequest(string Domain);

    /// <summary>A domain.</summary>
    /// <param name="RecordName">The name of the TXT record that proves it.</param>
    /// <param name="RecordValue">What that record has to say.</param>
    /// <param name="VerifiedAt">When it was proved; null while it is not.</param>
    /// <param name="Problem">Why it was not, just now; null where nobody looked or it was.</param>
    public sealed record DomainResponse(Guid Id, string Domain, string RecordName, string RecordValue, DateTime? VerifiedAt, string? Problem, DateTime CreatedAt);

    /// <summary>All domains.</summary>
    public sealed record DomainList(IReadOnlyList<DomainResponse> Data);

    public static void MapDomains(this IEndpointRouteBuilder routes)
    {
        var key = OperationParameter.IdempotencyKey;
        routes.Map(Operation("GET", "", "list_domains", "The domains of the workspace") with { Response = typeof(DomainList) }, ListAsync);
        routes.Map(Operation("POST", "", "add_domain", "Add a domain; it counts once it is verified") with { Request = typeof(DomainRequest), Response = typeof(DomainResponse), Status = 201, Parameters = [key] }, AddAsync);
        routes.Map(Operation("POST", "/{id}/verify", "verify_domain", "Look whether the domain's TXT record says what it has to") with { Response = typeof(DomainResponse), Cost = Cost.SignIn, Parameters = [Id, key] }, VerifyAsync);
        routes.Map(Operation("DELETE", "/{id}", "delete_domain", "Take a domain away") with { Status = 204, Parameters = [Id] }, DeleteAsync);
    }

    private static Operation Operation(string method, string path, string id, string summary) => new(method, Root + path, id, summary) { Guard = Guard.Has(Function.ManagePeople), Tag = "workspace" };

    private static async Task<IResult> ListAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var caller = context.Caller();
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return Results.Json(new DomainList([.. (await DomainTable.ListAsync(session, caller.Workspace, cancellation)).Select(d => Of(d))]), Body.Json);
    }

    private static async Task AddAsync(HttpContext context, KithStore store, DomainConsole domains, CancellationToken cancellation)
    {
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<DomainRequest>(body);
        var caller = context.Caller();
        await Answers.SendAsync(context, store, caller, body, async session => Answer.Of(201, Of(await domains.AddAsync(session, caller, asked.Domain, cancellation))), cancellation);
    }

    private static async Task VerifyAsync(HttpContext context, KithStore store, DomainConsole domains, string id, CancellationToken cancellation)
    {
        var caller = context.Caller();
        await Answers.SendAsync(context, store, caller, default, async session =>
        {
            var (domain, problem) = await domains.VerifyAsync(session, caller, RequestScope.Id(id), cancellation);
            return Answer.Of(200, Of(domain, problem));
        }, cancellation);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation)
    {
        var caller = context.Caller();
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return await DomainTable.DeleteAsync(session, caller.Workspace, RequestScope.Id(id), cancellation) ? Results.NoContent() : throw ProblemException.NotFound();
    }

    private static DomainResponse Of(DomainRow domain, string? problem = null) =>
        new(domain.Id, domain.Domain, DomainConsole.RecordName(domain), DomainConsole.RecordValue(domain), domain.VerifiedAt, problem, domain.CreatedAt);
}
