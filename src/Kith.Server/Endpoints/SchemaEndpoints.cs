using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;
using Kith.Store;
using Kith.Store.Catalogues;
using Kith.Store.Changesets;

namespace Kith.Server.Endpoints;

/// <summary>What a client needs to draw every screen, and the making of a workspace's own types and fields.</summary>
public static class SchemaEndpoints
{
    public static void MapSchema(this IEndpointRouteBuilder routes)
    {
        routes.Map(new Operation("GET", "/api/v1/schema", "schema", "Types, fields, choices and actions, and what the caller may do") { Guard = Guard.SignedIn, Tag = "schema", Response = typeof(SchemaResponse) }, SchemaAsync);
        routes.Map(new Operation("GET", "/api/v1/schema/functions", "functions", "Functions of the expression language, for help while typing") { Guard = Guard.SignedIn, Tag = "schema", Response = typeof(FunctionsResponse) }, FunctionsAsync);
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
        routes.Map(new Operation("PATCH", "/api/v1/types/{name}/fields/{field}", "update_field", "Change a field of the workspace's own, or mark any as sensitive") { Guard = Guard.Has(Function.ManageTypes), Tag = "schema", Request = typeof(FieldUpdate), Response = typeof(TypeSchema), Parameters = field }, UpdateFieldAsync);
        routes.Map(new Operation("DELETE", "/api/v1/types/{name}/fields/{field}", "delete_field", "Remove a calculated field of the workspace's own") { Guard = Guard.Has(Function.ManageTypes), Tag = "schema", Status = 204, Parameters = field, Refusals = [ProblemKind.Invalid] }, DeleteFieldAsync);
    }

    /// <summary>A type to make; names get the ending <c>_c</c>.</summary>
    public sealed record TypeRequest(string? Name = null, string? Plural = null, string? Label = null, string? PluralLabel = null, IReadOnlyList<FieldRequest>? Fields = null);

    /// <summary>A field to make.</summary>
    /// <param name="Kind">Left out beside a formula, the one that fits it best.</param>
    /// <param name="Formula">An expression that works the value out of other fields; such a field cannot be written.</param>
    /// <param name="Indexed">Makes an index in the background, for sorting and filtering by the field in large types.</param>
    /// <param name="Series">For the kind <c>series</c>: what the numbers look like, and when they begin anew. It cannot be changed later.</param>
    /// <param name="NumberExisting">For the kind <c>series</c>: records that are there already get numbers, too, in the background, the oldest first.</param>
    public sealed record FieldRequest(string? Name = null, string? Label = null, string? Kind = null, bool Required = false, bool Title = false, IReadOnlyList<ChoiceRequest>? Choices = null, string? Formula = null, bool Indexed = false, SeriesRequest? Series = null, bool NumberExisting = false)
    {
        internal NewField ToField() => new(Name, Label, Kind, Required, Title, Choices?.Select(c => new NewChoice(c.Value, c.Label, c.Color)).ToList(), Formula, Indexed, Series?.ToSeries(), NumberExisting);
    }

    /// <summary>The numbers that a field issues.</summary>
    /// <param name="Pattern">A text with <c>{number}</c> in it once, and with <c>{year}</c>, <c>{fiscal_year}</c> and <c>{month}</c> where wanted.</param>
    /// <param name="Digits">Fewest digits, 1 to 10; shorter numbers have zeros in front.</param>
    /// <param name="Start">The first number, of each period where they begin anew.</param>
    /// <param name="Reset">When they begin anew.</param>
    public sealed record SeriesRequest(string Pattern, int Digits = 1, long Start = 1, [property: AllowedValues("never", "year", "fiscal_year", "month")] string Reset = "never")
    {
        internal NumberSeries ToSeries() => new(Pattern, Digits, Start, Enum.GetValues<SeriesReset>().Where(r => Naming.Snake(r.ToString()) == Reset).Cast<SeriesReset?>().FirstOrDefault()
            ?? throw new ProblemException(Problem.Field("series.reset", "series.reset", Reset)));
    }

    /// <summary>What to change of a field; what is missing stays.</summary>
    /// <param name="Formula">Of a calculated field: another expression of the same kind.</param>
    /// <param name="Indexed">Of a field that keeps values: whether it has an index, made or dropped in the background.</param>
    /// <param name="Sensitive">Whether who reads its values stands in the audit; the one thing that can be changed of built-in fields, too.</param>
    public sealed record FieldUpdate(string? Label = null, string? Formula = null, bool? Indexed = null, bool? Sensitive = null);

    /// <summary>A choice to make.</summary>
    public sealed record ChoiceRequest(string? Value = null, string? Label = null, int? Color = null);

    private static async Task SchemaAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var etag = RecordEndpoints.ETag(catalogue.Version);
        using var schema = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(schema, new JsonWriterOptions { Encoder = Body.Json.Encoder }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", catalogue.Version);
            writer.WriteStartArray("types");
            foreach (var type in catalogue.Types.Where(t => store.Policy.Rights(caller, t).Read))
                SchemaJson.Write(writer, type, store.Policy.Rights(caller, type), caller.Currency);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        context.Response.Headers.ETag = etag;
        await schema.SendAsync(context);
    }

    private static Task FunctionsAsync(HttpContext context, CancellationToken cancellation) =>
        context.Response.WriteAsJsonAsync(new FunctionsResponse([.. FunctionHelp.All.Select(f => new FunctionSchema(f.Name, Naming.Snake(f.Use.ToString()), f.Signature, f.Help))]), Body.Json, cancellation);

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
            if (asked is not { Sensitive: not null, Label: null, Formula: null, Indexed: null })
                await store.Types.ChangeFieldAsync(session, caller, catalogue, type, field, asked.Label, asked.Formula, asked.Indexed, cancellation);
            if (asked.Sensitive is { } sensitive)
                await store.Types.MarkSensitiveAsync(session, caller, type, field, sensitive, cancellation);
            return await TypeAnswerAsync(store, session, caller, type.Name, cancellation) with { Status = 200, Headers = [] };
        }, cancellation), cancellation);
    }

    private static async Task DeleteFieldAsync(HttpContext context, KithStore store, string name, string field, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var type = RequestScope.Readable(store, caller, catalogue, name);
        await Answers.SendAsync(context, store, caller, default, async session =>
        {
            await store.Types.RemoveFieldAsync(session, caller, catalogue, type, field, cancellation);
            return new Answer(204, default) { Committed = () => store.Catalogues.RefreshAsync(caller.Workspace, cancellation) };
        }, cancellation);
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
