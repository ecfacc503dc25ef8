using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Writing;
using Microsoft.AspNetCore.Http.Features;

namespace Kith.Server.Endpoints;

/// <summary>Makes a record or changes the one that is there, by any unique field.</summary>
public static class UpsertEndpoints
{
    private const int Attempts = 3;

    public static void MapUpserts(this IEndpointRouteBuilder routes) => routes.Map(new Operation("PUT", "/api/v1/{types}/by/{field}/{value}", "upsert", "Create, or change the one that is there")
    {
        Guard = Guard.SignedIn,
        RequestShape = RecordShape.Patch,
        ResponseShape = RecordShape.Record,
        Description = "The record whose unique field has the value is changed by the body as by PATCH (200); where there is none it is created with the value and the body (201). Of two callers who do so at once, one creates and the other changes. Records in the trash do not count.",
        Parameters = [new("field", "path", "Name of a unique field", Required: true), new("value", "path", "Its value", Required: true)],
    }, UpsertAsync);

    private static async Task UpsertAsync(HttpContext context, KithStore store, string types, string field, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        using var json = Body.Object(body);
        var rights = store.Policy.Rights(caller, type);
        if (type.Find(field) is not { Unique: true, Writable: true } unique || rights.Hidden.Contains(field) || rights.Locked.Contains(field))
            throw new ProblemException(Problem.Field("field", "upsert.not_unique", field));
        var problems = new ProblemList();
        var key = unique.Kind.FromText(LastSegment(context), unique, new InputFormat(caller.Currency), problems);
        problems.ThrowIfAny();
        for (var attempt = 1; ; attempt++)
        {
            var found = await store.Reads.IdAsync(caller, catalogue, type, unique, key!, cancellation);
            var request = new WriteRequest(found is null ? WriteKind.Create : WriteKind.Update, found ?? store.Ids.Next());
            RecordInput.Bind(json.RootElement, type, rights, new InputFormat(caller.Currency), request);
            if (request.Values.TryGetValue(unique, out var named) && !unique.Kind.Same(named, key))
                request.Problems.Add(unique.Name, "upsert.other_value", unique.Label);
            request.Values[unique] = key;
            try
            {
                await RecordEndpoints.SendOneAsync(context, store, caller, catalogue, type, request, null, body, found is null ? 201 : 200, cancellation);
                return;
            }
            // Somebody was quicker, or the record went in between.
            catch (ProblemException raced) when (attempt < Attempts && (raced.Problem.Kind == ProblemKind.NotFound || raced.Problem.Errors.Any(e => e.Field == unique.Name && e.Code == "unique")))
            {
            }
        }
    }

    // As it was sent: routing leaves an escaped slash as it is, so it could not be told from a text that looks like one.
    private static string LastSegment(HttpContext context)
    {
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
    }
}
