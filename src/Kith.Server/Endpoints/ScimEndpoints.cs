using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Identity;
using Kith.Identity.Scim;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Scim;
using Kith.Store.Sql;

namespace Kith.Server.Endpoints;

/// <summary>SCIM 2.0 (RFC 7643, RFC 7644): how a directory keeps the people of a workspace. A published standard, which is described by its own schemas and not by the description of the API.</summary>
public static class ScimEndpoints
{
    /// <summary>Where directories call.</summary>
    public const string Root = "scim/v2/";

    private const int MostResults = 500;
    private const int UsualResults = 100;
    private const string ListSchema = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    /// <summary>What a call works with.</summary>
    private sealed record Call(HttpContext Context, Session Session, Caller Caller, Catalogue Catalogue, ScimRow Row, Uri Root, CancellationToken Cancellation)
    {
        public Task<T> TogetherAsync<T>(Func<Task<T>> steps) => Session.TogetherAsync(steps, Cancellation);
    }

    /// <summary>What a call answers.</summary>
    private sealed record Sent(int Status, JsonObject? Body)
    {
        public bool Made { get; init; }
    }

    public static void MapScim(this IEndpointRouteBuilder routes)
    {
        Map("GET", "ServiceProviderConfig", call => Done(ScimSchemas.ServiceProviderConfig(call.Root, MostResults)));
        Map("GET", "ResourceTypes", call => Done(Listed(ScimSchemas.ResourceTypes(call.Root))));
        Map("GET", "ResourceTypes/{id}", call => Done(ScimSchemas.ResourceTypes(call.Root).FirstOrDefault(t => Id(call) == t["id"]!.GetValue<string>()) ?? throw ProblemException.NotFound()));
        Map("GET", "Schemas", call => Done(Listed(ScimSchemas.Schemas(call.Root))));
        Map("GET", "Schemas/{id}", call => Done(ScimSchemas.Schemas(call.Root).FirstOrDefault(t => Id(call) == t["id"]!.GetValue<string>()) ?? throw ProblemException.NotFound()));
        Map("GET", "Users", ListUsersAsync);
        Map("POST", "Users", CreateUserAsync);
        Map("GET", "Users/{id}", async call => new Sent(200, Shown(call, ScimResources.Of(await UserAsync(call), call.Root))));
        Map("PUT", "Users/{id}", call => ChangeUserAsync(call, (_, written) => written));
        Map("PATCH", "Users/{id}", call => ChangeUserAsync(call, Patched));
        Map("DELETE", "Users/{id}", DeleteUserAsync);
        Map("GET", "Groups", ListGroupsAsync);
        Map("POST", "Groups", CreateGroupAsync);
        Map("GET", "Groups/{id}", async call => new Sent(200, Shown(call, ScimResources.Of(await GroupAsync(call), call.Root))));
        Map("PUT", "Groups/{id}", call => ChangeGroupAsync(call, (_, written) => written));
        Map("PATCH", "Groups/{id}", call => ChangeGroupAsync(call, Patched));
        Map("DELETE", "Groups/{id}", DeleteGroupAsync);

        void Map(string method, string path, Func<Call, Task<Sent>> work)
        {
            var id = $"scim_{method}_{path.Replace("/{id}", "_one", StringComparison.Ordinal)}".ToLowerInvariant();
            routes.Map(new Operation(method, "/" + Root + path, id, path) { Guard = Guard.Directory, Standard = "RFC 7644" }, (HttpContext context, KithStore store, IdentitySettings settings, ScimPeople people, IdSource ids, TimeProvider clock, CancellationToken cancellation) =>
                AnswerAsync(context, store, settings, people, ids, clock, work, cancellation));
        }
    }

    private static async Task AnswerAsync(HttpContext context, KithStore store, IdentitySettings settings, ScimPeople people, IdSource ids, TimeProvider clock, Func<Call, Task<Sent>> work, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        try
        {
            Sent sent;
            await using (var session = await store.Database.OpenAsync(caller.Workspace, cancellation))
            {
                var row = await ScimTable.OfAsync(session, caller.Workspace, cancellation) ?? ScimConsole.Standard;
                sent = await work(new Call(context, session, caller, catalogue, row, new Uri(settings.PublicUrl, Root), cancellation));
            }
            if (!HttpMethods.IsGet(context.Request.Method))
                people.Acted(caller);
            await NoteAsync(sent.Status, null);
            await WriteAsync(context, sent, cancellation);
        }
        catch (ProblemException refusal)
        {
            await NoteAsync(ScimErrors.Of(refusal.Problem, ProblemWriter.Status(refusal.Problem.Kind)).Status, ScimErrors.Detail(refusal.Problem));
            throw;
        }

        async Task NoteAsync(int status, string? problem)
        {
            await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
            await session.TogetherAsync(async () =>
            {
                await ScimTable.NoteAsync(session, caller.Workspace, new ScimCall(ids.Next(), clock.GetUtcNow().UtcDateTime, context.Request.Method, context.Request.Path, status, problem), cancellation);
                return true;
            }, cancellation);
        }
    }

    private static async Task WriteAsync(HttpContext context, Sent sent, CancellationToken cancellation)
    {
        if (sent.Body?["meta"] is JsonObject meta)
        {
            if (meta["version"]?.GetValue<string>() is { } version)
            {
                context.Response.Headers.ETag = version;
                if (HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Any(t => t == version || t == "*"))
                {
                    context.Response.StatusCode = StatusCodes.Status304NotModified;
                    return;
                }
            }
            if (sent.Made && meta["location"]?.GetValue<string>() is { } location)
                context.Response.Headers.Location = location;
        }
        context.Response.StatusCode = sent.Status;
        if (sent.Body is null)
            return;
        context.Response.ContentType = ScimErrors.MediaType;
        await context.Response.WriteAsync(sent.Body.ToJsonString(Body.Json), cancellation);
    }

    private static async Task<Sent> ListUsersAsync(Call call)
    {
        var filter = FilterOf(call);
        // What directories ask before every change is answered by an index.
        var (userName, externalId) = (filter?.Asks("userName"), filter?.Asks("externalId"));
        var users = await ScimPeopleTable.ListAsync(call.Session, call.Caller.Workspace, null, userName, externalId, call.Cancellation);
        return Page(call, filter, users.Select(u => ScimResources.Of(u, call.Root)));
    }

    private static async Task<Sent> CreateUserAsync(Call call)
    {
        var written = await WrittenAsync(call);
        var asked = ScimResources.Read(written, new ScimPerson(Guid.Empty, "", null, "", null, null, null, true, null, null, false, default, default, []));
        var id = await call.TogetherAsync(() => Service<ScimPeople>(call).CreateAsync(call.Session, call.Caller, call.Catalogue, call.Row, asked, call.Cancellation));
        return new Sent(201, Shown(call, ScimResources.Of(await UserAsync(call, id), call.Root))) { Made = true };
    }

    private static async Task<Sent> ChangeUserAsync(Call call, Func<JsonObject, JsonObject, JsonObject> change)
    {
        var present = await UserAsync(call);
        var resource = ScimResources.Of(present, call.Root);
        var written = change(resource, await WrittenAsync(call));
        RequireVersion(call, resource);
        await call.TogetherAsync(async () =>
        {
            await Service<ScimPeople>(call).ReplaceAsync(call.Session, call.Caller, call.Catalogue, call.Row, present, ScimResources.Read(written, present), call.Cancellation);
            return true;
        });
        return new Sent(200, Shown(call, ScimResources.Of(await UserAsync(call), call.Root)));
    }

    private static async Task<Sent> DeleteUserAsync(Call call)
    {
        var present = await UserAsync(call);
        RequireVersion(call, ScimResources.Of(present, call.Root));
        await call.TogetherAsync(async () =>
        {
            await Service<ScimPeople>(call).RemoveAsync(call.Session, call.Caller, call.Catalogue, call.Row, present, call.Cancellation);
            return true;
        });
        return new Sent(204, null);
    }

    private static async Task<Sent> ListGroupsAsync(Call call) =>
        Page(call, FilterOf(call), (await ScimPeopleTable.GroupsAsync(call.Session, call.Caller.Workspace, null, call.Cancellation)).Select(g => ScimResources.Of(g, call.Root)));

    private static async Task<Sent> CreateGroupAsync(Call call)
    {
        var written = await WrittenAsync(call);
        var id = await call.TogetherAsync(() => Service<ScimGroups>(call).SaveAsync(call.Session, call.Caller, call.Catalogue, call.Row, null, written, call.Cancellation));
        return new Sent(201, Shown(call, ScimResources.Of(await GroupAsync(call, id), call.Root))) { Made = true };
    }

    private static async Task<Sent> ChangeGroupAsync(Call call, Func<JsonObject, JsonObject, JsonObject> change)
    {
        var present = await GroupAsync(call);
        var resource = ScimResources.Of(present, call.Root);
        var written = change(resource, await WrittenAsync(call));
        RequireVersion(call, resource);
        await call.TogetherAsync(() => Service<ScimGroups>(call).SaveAsync(call.Session, call.Caller, call.Catalogue, call.Row, present, written, call.Cancellation));
        return new Sent(200, Shown(call, ScimResources.Of(await GroupAsync(call), call.Root)));
    }

    private static async Task<Sent> DeleteGroupAsync(Call call)
    {
        var present = await GroupAsync(call);
        RequireVersion(call, ScimResources.Of(present, call.Root));
        await call.TogetherAsync(async () =>
        {
            await Service<ScimGroups>(call).RemoveAsync(call.Session, call.Caller, call.Catalogue, call.Row, present, call.Cancellation);
            return true;
        });
        return new Sent(204, null);
    }

    private static async Task<ScimPerson> UserAsync(Call call, Guid? id = null) =>
        (await ScimPeopleTable.ListAsync(call.Session, call.Caller.Workspace, id ?? RequestScope.Id(Id(call)), null, null, call.Cancellation)).FirstOrDefault() ?? throw ProblemException.NotFound();

    private static async Task<ScimGroup> GroupAsync(Call call, Guid? id = null) =>
        (await ScimPeopleTable.GroupsAsync(call.Session, call.Caller.Workspace, id ?? RequestScope.Id(Id(call)), call.Cancellation)).FirstOrDefault() ?? throw ProblemException.NotFound();

    private static JsonObject Patched(JsonObject resource, JsonObject request)
    {
        var changed = (JsonObject)resource.DeepClone();
        ScimPatch.Apply(changed, request);
        return changed;
    }

    private static async Task<JsonObject> WrittenAsync(Call call)
    {
        using var document = await Body.ReadDocumentAsync(call.Context, call.Cancellation);
        return document.RootElement.ValueKind == JsonValueKind.Object ? JsonObject.Create(document.RootElement.Clone())! : throw ScimProblem.Syntax("{}");
    }

    private static void RequireVersion(Call call, JsonObject resource)
    {
        var asked = call.Context.Request.Headers.IfMatch.ToString();
        if (asked.Length > 0 && !asked.Split(',', StringSplitOptions.TrimEntries).Any(t => t == "*" || t == ScimResources.Version(resource)))
            throw ScimProblem.Stale();
    }

    private static ScimFilter? FilterOf(Call call) => call.Context.Request.Query["filter"].ToString() is { Length: > 0 } text ? ScimFilter.Read(text) : null;

    private static Sent Page(Call call, ScimFilter? filter, IEnumerable<JsonObject> resources)
    {
        var query = call.Context.Request.Query;
        var found = (filter is null ? resources : resources.Where(filter.Matches)).ToList();
        if (query["sortBy"].ToString() is { Length: > 0 } sortBy)
        {
            var path = ScimPath.Read(sortBy);
            // What has no value comes last (RFC 7644, 3.4.2.3).
            var keyed = found.Select(r => (Resource: r, Key: path.Values(r).FirstOrDefault()?.ToString())).OrderBy(r => r.Key is null);
            var down = query["sortOrder"].ToString().Equals("descending", StringComparison.OrdinalIgnoreCase);
            found = [.. (down ? keyed.ThenByDescending(r => r.Key, StringComparer.OrdinalIgnoreCase) : keyed.ThenBy(r => r.Key, StringComparer.OrdinalIgnoreCase)).Select(r => r.Resource)];
        }
        var start = Math.Max(1, Number("startIndex") ?? 1);
        var page = found.Skip(start - 1).Take(Math.Clamp(Number("count") ?? UsualResults, 0, MostResults)).Select(r => Shown(call, r)).ToList();
        var answer = Listed(page);
        (answer["totalResults"], answer["startIndex"]) = (found.Count, start);
        return new Sent(200, answer);

        int? Number(string name) => query[name].ToString() is { Length: > 0 } text ? int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw ScimProblem.Value(name) : null;
    }

    private static JsonObject Listed(IReadOnlyList<JsonObject> resources) => new()
    {
        ["schemas"] = new JsonArray(ListSchema), ["totalResults"] = resources.Count, ["startIndex"] = 1, ["itemsPerPage"] = resources.Count, ["Resources"] = new JsonArray([.. resources]),
    };

    // The attributes that are asked for; what names a resource is always told (RFC 7644, 3.9).
    private static JsonObject Shown(Call call, JsonObject resource)
    {
        var (only, without) = (Names("attributes"), Names("excludedAttributes"));
        if (only.Count == 0 && without.Count == 0)
            return resource;
        foreach (var name in resource.Select(m => m.Key).Where(k => k is not ("id" or "schemas" or "meta") && (only.Count > 0 ? !only.Contains(k) : without.Contains(k))).ToList())
            resource.Remove(name);
        return resource;

        HashSet<string> Names(string parameter) =>
            call.Context.Request.Query[parameter].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(n => ScimPath.Read(n).Attribute).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static string Id(Call call) => call.Context.GetRouteValue("id")!.ToString()!;
    private static T Service<T>(Call call) where T : notnull => call.Context.RequestServices.GetRequiredService<T>();
    private static Task<Sent> Done(JsonObject body) => Task.FromResult(new Sent(200, body));
}
