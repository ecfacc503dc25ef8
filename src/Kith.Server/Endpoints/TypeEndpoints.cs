using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;
using Kith.Store;
using Kith.Store.Catalogues;
using Kith.Store.Changesets;

namespace Kith.Server.Endpoints;

/// <summary>The making and changing of a workspace's own types, fields and choices.</summary>
public static class TypeEndpoints
{
    public static void MapTypes(this IEndpointRouteBuilder routes)
    {
        routes.Map(new Operation("POST", "/api/v1/types", "create_type", "Make a type of the workspace's own")
        {
            Guard = Guard.Has(Function.ManageTypes),
            Tag = "schema",
            Status = 201,
            Request = typeof(TypeRequest),
            Response = typeof(TypeSchema),
            Parameters = [OperationParameter.IdempotencyKey],
        }, CreateTypeAsync);
        routes.Map(new Operation("POST", "/api/v1/types/{name}/fields", "create_field", "Add a field to a type")
        {
            Guard = Guard.Has(Function.ManageTypes),
            Tag = "schema",
            Status = 201,
            Request = typeof(FieldRequest),
            Response = typeof(TypeSchema),
            Parameters = [new("name", "path", "Name of the type", Required: true), OperationParameter.IdempotencyKey],
        }, CreateFieldAsync);
        OperationParameter[] field = [new("name", "path", "Name of the type", Required: true), new("field", "path", "Name of the field", Required: true)];
        routes.Map(new Operation("PATCH", "/api/v1/types/{name}/fields/{field}", "update_field", "Change a field of the workspace's own, or call any otherwise, or mark it as sensitive") { Guard = Guard.Has(Function.ManageTypes), Tag = "schema", Request = typeof(FieldUpdate), Response = typeof(TypeSchema), Parameters = field }, UpdateFieldAsync);
        routes.Map(new Operation("PUT", "/api/v1/navigation", "set_navigation", "Say how the types stand in everybody's navigation") { Guard = Guard.Has(Function.ManageTypes), Tag = "schema", Request = typeof(NavigationRequest), Status = 204 }, NavigateAsync);
        OperationParameter[] named = [new("name", "path", "Name of the type", Required: true)];
        routes.Map(new Operation("PATCH", "/api/v1/types/{name}", "update_type", "Rename a type, or put own fields of it in order") { Guard = Guard.Has(Function.ManageTypes), Tag = "schema", Request = typeof(TypeUpdate), Response = typeof(TypeSchema), Parameters = named }, UpdateTypeAsync);
        routes.Map(new Operation("DELETE", "/api/v1/types/{name}", "delete_type", "Remove a type of the workspace's own that has no records") { Guard = Guard.Has(Function.ManageTypes), Tag = "schema", Status = 204, Parameters = named, Refusals = [ProblemKind.Invalid] }, DeleteTypeAsync);
        routes.Map(new Operation("PUT", "/api/v1/types/{name}/fields/{field}/choices", "set_choices", "Give a field its choices, in order") { Guard = Guard.Has(Function.ManageTypes), Tag = "schema", Request = typeof(ChoicesRequest), Response = typeof(TypeSchema), Parameters = field }, SetChoicesAsync);
        routes.Map(new Operation("POST", "/api/v1/types/{name}/fields/{field}/convert", "convert_field", "Give a field of the workspace's own another kind, or say what that would do") { Guard = Guard.Has(Function.ManageTypes), Tag = "schema", Request = typeof(ConversionRequest), Response = typeof(ConversionAnswer), Parameters = field, Refusals = [ProblemKind.Conflict] }, ConvertAsync);
        routes.Map(new Operation("POST", "/api/v1/types/{name}/fields/{field}/unconvert", "unconvert_field", "Give a field back the kind that it had before, with what it held then") { Guard = Guard.Has(Function.ManageTypes), Tag = "schema", Response = typeof(TypeSchema), Parameters = field, Refusals = [ProblemKind.Conflict] }, UnconvertAsync);
        routes.Map(new Operation("GET", "/api/v1/types/{name}/removed_fields", "removed_fields", "Fields that were removed and can still be brought back") { Guard = Guard.Has(Function.ManageTypes), Tag = "schema", Response = typeof(RemovedFieldList), Parameters = named }, RemovedFieldsAsync);
        routes.Map(new Operation("POST", "/api/v1/types/{name}/removed_fields/{key}/restore", "restore_field", "Bring a removed field back, with its values") { Guard = Guard.Has(Function.ManageTypes), Tag = "schema", Response = typeof(TypeSchema), Parameters = [.. named, new("key", "path", "Key of the field", Required: true)], Refusals = [ProblemKind.Invalid] }, RestoreFieldAsync);
        routes.Map(new Operation("DELETE", "/api/v1/types/{name}/fields/{field}", "delete_field", "Remove a field of the workspace's own; its values are kept for as long as the trash is") { Guard = Guard.Has(Function.ManageTypes), Tag = "schema", Status = 204, Parameters = field, Refusals = [ProblemKind.Invalid] }, DeleteFieldAsync);
    }

    private static async Task CreateTypeAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<TypeRequest>(body);
        await Answers.SendAsync(context, store, caller, body, async session =>
        {
            var name = await store.Types.AddTypeAsync(session, caller, catalogue, asked.Name, asked.Plural, asked.Label, asked.PluralLabel, [.. (asked.Fields ?? []).Select(f => f.ToField())], cancellation);
            return await TypeAnswerAsync(store, session, caller, name, cancellation);
        }, cancellation);
    }

    private static async Task CreateFieldAsync(HttpContext context, KithStore store, string name, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var type = RequestScope.Readable(store, caller, catalogue, name);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<FieldRequest>(body);
        await Answers.SendAsync(context, store, caller, body, async session =>
        {
            await store.Types.AddFieldsAsync(session, caller, catalogue, type, [asked.ToField()], cancellation);
            return await TypeAnswerAsync(store, session, caller, type.Name, cancellation);
        }, cancellation);
    }

    private static async Task UpdateFieldAsync(HttpContext context, KithStore store, string name, string field, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var type = RequestScope.Readable(store, caller, catalogue, name);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<FieldUpdate>(body);
        await Answers.SendAsync(context, store, caller, body, session => session.TogetherAsync(async () =>
        {
            if (asked.Sensitive is null || !asked.ToChange().Equals(new OwnFieldChange()))
                await store.Types.ChangeFieldAsync(session, caller, catalogue, type, field, asked.ToChange(), cancellation);
            if (asked.Sensitive is { } sensitive)
                await store.Types.MarkSensitiveAsync(session, caller, type, field, sensitive, cancellation);
            return await TypeAnswerAsync(store, session, caller, type.Name, cancellation) with { Status = 200, Headers = [] };
        }, cancellation), cancellation);
    }

    private static async Task DeleteFieldAsync(HttpContext context, KithStore store, string name, string field, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var type = RequestScope.Readable(store, caller, catalogue, name);
        await Answers.SendAsync(context, store, caller, default, session => session.TogetherAsync(async () =>
        {
            await store.Types.RemoveFieldAsync(session, caller, catalogue, type, field, cancellation);
            return new Answer(204, default) { Committed = () => store.Catalogues.RefreshAsync(caller.Workspace, cancellation) };
        }, cancellation), cancellation);
    }

    private static async Task UpdateTypeAsync(HttpContext context, KithStore store, string name, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var type = RequestScope.Readable(store, caller, catalogue, name);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<TypeUpdate>(body);
        await Answers.SendAsync(context, store, caller, body, session => session.TogetherAsync(async () =>
        {
            if (asked is not { Label: null, PluralLabel: null, Icon: null } || asked.Order is null)
                await store.Types.ChangeTypeAsync(session, caller, type, asked.Label, asked.PluralLabel, asked.Icon, cancellation);
            if (asked.Order is { } order)
                await store.Types.OrderFieldsAsync(session, caller, type, order, cancellation);
            return await TypeAnswerAsync(store, session, caller, type.Name, cancellation) with { Status = 200, Headers = [] };
        }, cancellation), cancellation);
    }

    private static async Task NavigateAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<NavigationRequest>(body);
        await Answers.SendAsync(context, store, caller, body, session => session.TogetherAsync(async () =>
        {
            await store.Types.NavigateAsync(session, caller, catalogue, new Navigation(asked.Order ?? [], asked.Hidden ?? []), cancellation);
            return new Answer(204, default) { Committed = () => store.Catalogues.RefreshAsync(caller.Workspace, cancellation) };
        }, cancellation), cancellation);
    }

    private static async Task DeleteTypeAsync(HttpContext context, KithStore store, string name, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var type = RequestScope.Readable(store, caller, catalogue, name);
        await Answers.SendAsync(context, store, caller, default, session => session.TogetherAsync(async () =>
        {
            await store.Types.RemoveTypeAsync(session, caller, catalogue, type, cancellation);
            return new Answer(204, default) { Committed = () => store.Catalogues.RefreshAsync(caller.Workspace, cancellation) };
        }, cancellation), cancellation);
    }

    private static async Task SetChoicesAsync(HttpContext context, KithStore store, string name, string field, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var type = RequestScope.Readable(store, caller, catalogue, name);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<ChoicesRequest>(body);
        await Answers.SendAsync(context, store, caller, body, session => session.TogetherAsync(async () =>
        {
            var replaced = await store.Types.SetChoicesAsync(session, caller, type, field, [.. asked.Choices.Select(c => c.ToChoice())], asked.Replace ?? new Dictionary<string, string?>(), cancellation);
            if (replaced.Count > 0)
            {
                var after = await store.Catalogues.ReadAsync(session, caller.Workspace, cancellation);
                await store.Changesets.ReplaceAsync(session, caller, after, after[type.Name], after[type.Name][field], replaced, cancellation);
            }
            return await TypeAnswerAsync(store, session, caller, type.Name, cancellation) with { Status = 200, Headers = [] };
        }, cancellation), cancellation);
    }

    private static async Task ConvertAsync(HttpContext context, KithStore store, string name, string field, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var type = RequestScope.Readable(store, caller, catalogue, name);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<ConversionRequest>(body);
        await Answers.SendAsync(context, store, caller, body, session => session.TogetherAsync(async () =>
        {
            var trial = await store.Types.TryConversionAsync(session, caller, catalogue, type, field, asked.Kind, cancellation);
            var done = !asked.DryRun && await store.Types.ConvertAsync(session, caller, catalogue, type, field, asked.Kind, store.Ids.Next(), cancellation);
            return Answer.Of(200, new ConversionAnswer(trial.Total, trial.Convertible, trial.Exact, [.. trial.Failed.Select(f => new ConversionFailure(f.Value, f.Records, f.Message))], asked.DryRun ? "tried" : done ? "done" : "running"))
                with { Committed = () => store.Catalogues.RefreshAsync(caller.Workspace, cancellation) };
        }, cancellation), cancellation);
    }

    private static async Task UnconvertAsync(HttpContext context, KithStore store, string name, string field, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var type = RequestScope.Readable(store, caller, catalogue, name);
        await Answers.SendAsync(context, store, caller, default, session => session.TogetherAsync(async () =>
        {
            await store.Types.UnconvertAsync(session, caller, type, field, cancellation);
            return await TypeAnswerAsync(store, session, caller, type.Name, cancellation) with { Status = 200, Headers = [] };
        }, cancellation), cancellation);
    }

    private static async Task RemovedFieldsAsync(HttpContext context, KithStore store, string name, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var type = RequestScope.Readable(store, caller, catalogue, name);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var removed = await store.Types.RemovedFieldsAsync(session, caller, type, cancellation);
        await context.Response.WriteAsJsonAsync(new RemovedFieldList([.. removed.Select(r => new RemovedFieldItem(r.Key, r.Name, r.Label, r.Kind, r.At, r.Until, r.By is { } by ? new RemovedBy(by, r.ByName) : null))]), Body.Json, cancellation);
    }

    private static async Task RestoreFieldAsync(HttpContext context, KithStore store, string name, string key, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var type = RequestScope.Readable(store, caller, catalogue, name);
        await Answers.SendAsync(context, store, caller, default, session => session.TogetherAsync(async () =>
        {
            await store.Types.RestoreFieldAsync(session, caller, catalogue, type, key, cancellation);
            return await TypeAnswerAsync(store, session, caller, type.Name, cancellation) with { Status = 200, Headers = [] };
        }, cancellation), cancellation);
    }

    private static async Task<Answer> TypeAnswerAsync(KithStore store, Kith.Store.Sql.Session session, Caller caller, string name, CancellationToken cancellation)
    {
        var type = (await store.Catalogues.ReadAsync(session, caller.Workspace, cancellation))[name];
        using var answer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(answer, new JsonWriterOptions { Encoder = Body.Json.Encoder }))
            SchemaJson.Write(writer, type, store.Policy.Rights(caller, type), caller.Currency);
        return new Answer(201, answer.Written.ToArray())
        {
            Headers = { ["Location"] = $"/api/v1/{type.Plural}" },
            Committed = () => store.Catalogues.RefreshAsync(caller.Workspace, cancellation),
        };
    }
}
