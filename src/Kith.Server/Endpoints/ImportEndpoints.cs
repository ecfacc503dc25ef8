using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Server.Http;
using Kith.Server.OpenApi;
using Kith.Store;
using Kith.Store.Transfer;
using Kith.Store.Transfer.Running;
using Microsoft.Net.Http.Headers;

namespace Kith.Server.Endpoints;

/// <summary>Upload, mapping and preview, run, progress and failed rows of imports.</summary>
public static class ImportEndpoints
{
    private const string Root = "/api/v1/imports";
    /// <summary>What a form adds to its file.</summary>
    private const long FormBytes = 64 * 1024;
    private static readonly Guard MayImport = Guard.Has(Function.Import);
    private static readonly OperationParameter Id = new("id", "path", "Id of the import", Required: true);
    private static readonly OperationParameter Key = new("Idempotency-Key", "header", "Repeating a request under one key has one effect and one answer, for 48 hours.");

    public static void MapImports(this IEndpointRouteBuilder routes)
    {
        routes.Map(Operation("POST", "", "upload_import", "Upload a file: CSV, an Excel workbook, or vCards") with
        {
            RequestType = "multipart/form-data",
            Request = typeof(UploadRequest),
            Response = typeof(UploadAnswer),
            Status = 201,
            Cost = Cost.Heavy,
            Parameters = [Key],
        }, UploadAsync);
        routes.Map(Operation("GET", "", "list_imports", "The newest imports: one's own, or all for administrators") with { Response = typeof(ImportList) }, ListAsync);
        routes.Map(Operation("GET", "/{id}", "get_import", "How far an import is") with { Response = typeof(ImportAnswer), Parameters = [Id] }, GetAsync);
        routes.Map(Operation("POST", "/{id}/preview", "preview_import", "What a mapping would do; writes nothing") with
        {
            Request = typeof(MappingRequest),
            Response = typeof(PreviewAnswer),
            Cost = Cost.Heavy,
            Parameters = [Id],
        }, PreviewAsync);
        routes.Map(Operation("POST", "/{id}/run", "run_import", "Run in the background") with
        {
            Request = typeof(MappingRequest),
            Response = typeof(ImportAnswer),
            Status = 202,
            Cost = Cost.Heavy,
            Parameters = [Id, Key],
        }, RunAsync);
        foreach (var steer in Enum.GetValues<ImportSteer>())
        {
            var word = Naming.Snake(steer.ToString());
            routes.Map(Operation("POST", $"/{{id}}/{word}", $"{word}_import", $"{steer} an import") with { Response = typeof(ImportAnswer), Parameters = [Id, Key] },
                (HttpContext context, KithStore store, string id, CancellationToken cancellation) => SteerAsync(context, store, id, steer, cancellation));
        }
        routes.Map(Operation("GET", "/{id}/errors.csv", "get_import_errors", "The rows that failed, with their numbers and the reasons") with { ResponseType = "text/csv", Parameters = [Id] }, ErrorsAsync);
    }

    private static Operation Operation(string method, string path, string id, string summary) => new(method, Root + path, id, summary) { Guard = MayImport, Tag = "imports" };

    /// <summary>The form of an upload.</summary>
    /// <param name="File">The file.</param>
    /// <param name="Type">Name of the type the rows are records of; guessed when missing.</param>
    /// <param name="Sheet">Of a workbook the one sheet that is wanted; all when missing.</param>
    public sealed record UploadRequest(byte[] File, string? Type = null, string? Sheet = null);

    /// <summary>A column of the file.</summary>
    public sealed record ColumnAnswer(string Name, IReadOnlyList<string> Samples, string? Suggested, string? Match, [property: KindName] string Kind, long Filled, int Distinct, IReadOnlyList<string>? Formats);

    /// <summary>What was found in a file, and how it may be imported.</summary>
    /// <param name="Sheet">The sheet of a workbook that it is; null for any other file.</param>
    /// <param name="OtherSheets">The workbook's other sheets with rows, each an import of its own.</param>
    public sealed record UploadAnswer(Guid Id, string Name, long Rows, string Encoding, string Delimiter, string? Type, IReadOnlyList<ColumnAnswer> Columns, IReadOnlyDictionary<string, string> Defaults, IReadOnlyList<string> MatchOn, RecipeAnswer? Recipe, string? Sheet, IReadOnlyList<UploadAnswer> OtherSheets);

    /// <summary>What is known of the file: of the system that wrote it, or of one with the same columns that was imported before.</summary>
    /// <param name="Name">The recipe's name, such as hubspot; <c>remembered</c> for an earlier import.</param>
    /// <param name="Label">What the product is called, or the name of the earlier file.</param>
    /// <param name="Mapping">By column what becomes of it, as run takes it; null for one that is not worth keeping. Columns it does not know are missing.</param>
    public sealed record RecipeAnswer(string Name, string Label, [property: MapValues(typeof(ColumnMapping))] IReadOnlyDictionary<string, object?> Mapping);

    /// <summary>What becomes of a column that goes into a field.</summary>
    /// <param name="Field">Name of the field, or of a part of an address such as address.city.</param>
    /// <param name="Match">For links: name, email, domain, id or a unique field of the linked type; found out row by row when missing.</param>
    /// <param name="Format">For dates a pattern such as d.M.yyyy, for numbers 1,234.56 or 1.234,56; needed where the column can be read in several ways.</param>
    /// <param name="CreateChoices">Makes choices that are missing.</param>
    /// <param name="Values">Texts of the file, and what they stand for.</param>
    /// <param name="Unresolved">What becomes of a row whose text names nothing.</param>
    /// <param name="Empty">What becomes of a value where the cell is empty.</param>
    /// <param name="Until">A text counts up to this mark, so that of 12;14 the first is taken.</param>
    /// <param name="Prefix">What stands before every text, such as hubspot: before the ids of that system.</param>
    /// <param name="Currency">For amounts: the column with their currency.</param>
    /// <param name="Unless">Another column that has the last word.</param>
    public sealed record ColumnMapping(string Field, string? Match = null, string? Format = null, bool CreateChoices = false, IReadOnlyDictionary<string, string>? Values = null, [property: AllowedValues("fail", "empty", "create")] string? Unresolved = null, [property: AllowedValues("keep", "clear")] string? Empty = null, string? Until = null, string? Prefix = null, string? Currency = null, OverridingColumn? Unless = null);

    /// <summary>A column that has the last word over another: a deal that is Won is so whatever its stage.</summary>
    /// <param name="Column">Its name.</param>
    /// <param name="Values">Its texts, and what they stand for.</param>
    public sealed record OverridingColumn(string Column, IReadOnlyDictionary<string, string> Values);

    /// <summary>What becomes of a column that is kept as a new field.</summary>
    public sealed record NewFieldMapping(NewField NewField);

    /// <summary>A field that the import makes.</summary>
    /// <param name="Label">What people read.</param>
    /// <param name="Kind">Name of the kind.</param>
    public sealed record NewField(string Label, [property: KindName] string Kind);

    /// <summary>What becomes of the columns; see the import page of the API's documentation.</summary>
    /// <param name="Type">Name of the type the rows are records of.</param>
    /// <param name="Mapping">By column: the name of a field, what more there is to say, or null to leave it out.</param>
    public sealed record MappingRequest(string Type, [property: MapValues(typeof(ColumnMapping), typeof(NewFieldMapping))] IReadOnlyDictionary<string, object?> Mapping, IReadOnlyDictionary<string, string>? Defaults = null, IReadOnlyList<string>? MatchOn = null, [property: AllowedValues("update", "skip", "create")] string? OnMatch = null, bool? Rules = null, bool? Mail = null);

    /// <summary>How far an import is.</summary>
    public sealed record ImportAnswer(Guid Id, string Name, string? Type, [property: AllowedValues("waiting", "running", "done", "failed", "paused")] string State, long Rows, long Processed, long Created, long Updated, long Unchanged, long Failed, string? Problem, DateTime? StartedAt, DateTime? FinishedAt);

    /// <summary>Some imports.</summary>
    public sealed record ImportList(IReadOnlyList<ImportAnswer> Data);

    /// <summary>What a mapping would do.</summary>
    public sealed record PreviewAnswer(long Rows, IReadOnlyList<PreviewRow> Sample, IReadOnlyList<UnresolvedName> Unresolved, IReadOnlyList<FieldProblem> Problems);

    /// <summary>One of the first rows as the record it would be.</summary>
    public sealed record PreviewRow(long Row, IReadOnlyDictionary<string, object?> Record, IReadOnlyList<FieldProblem> Errors);

    /// <summary>A text that names nothing.</summary>
    public sealed record UnresolvedName(string Column, string Value, long Rows, [property: AllowedValues("link", "choice")] string Kind, IReadOnlyDictionary<string, string>? Suggestion);

    private static async Task UploadAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        new QueryReader(context).Done();
        var form = new UploadForm();
        var kept = false;
        try
        {
            await form.ReadAsync(context, Imports.MostBytes + FormBytes, ["type", "sheet"], (name, content) => store.Imports.UploadAsync(caller, name, content, cancellation), cancellation);
            await Answers.SendAsync(context, store, caller, form.Hash, async session =>
            {
                string? Field(string name) => form.Fields.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;
                var import = await store.Imports.ReadyAsync(session, caller, catalogue, form.File!.Value, Field("type"), Field("sheet"), cancellation);
                kept = true;
                var answer = Json(201, Answer(import));
                answer.Headers["Location"] = $"{Root}/{import.Id}";
                return answer;
            }, cancellation);
        }
        finally
        {
            // A refused file, and one that came twice under the same key, are not kept.
            if (!kept && form.File is { } file)
                await store.Imports.DropAsync(caller, file);
        }
    }

    private static UploadAnswer Answer(UploadedImport import)
    {
        var (profile, suggestion) = (import.Profile, import.Suggestion);
        var columns = profile.Columns.Select((c, i) => new ColumnAnswer(
            c.Name, c.Samples, suggestion?.Columns[i].Field, suggestion?.Columns[i].Match, c.Kind, c.Filled, c.Distinct, c.Formats.Count > 0 ? c.Formats : null));
        return new UploadAnswer(import.Id, import.Name, profile.Rows, profile.Format.Encoding, profile.Format.Delimiter.ToString(), suggestion?.Type.Name, [.. columns],
            suggestion?.Defaults ?? new Dictionary<string, string>(), suggestion?.MatchOn ?? [],
            import.Recipe is { } fit ? new RecipeAnswer(fit.Name, fit.Label, fit.Mapping.ToDictionary(m => m.Key, object? (m) => m.Value)) : null,
            import.Sheet, [.. import.OtherSheets.Select(Answer)]);
    }

    private static async Task ListAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        new QueryReader(context).Done();
        var imports = await store.Imports.ListAsync(context.Caller(), cancellation);
        await context.Response.WriteAsJsonAsync(new ImportList([.. imports.Select(Answer)]), Body.Json, cancellation);
    }

    private static async Task GetAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation)
    {
        new QueryReader(context).Done();
        var status = await store.Imports.StatusAsync(context.Caller(), RequestScope.Id(id), cancellation);
        await context.Response.WriteAsJsonAsync(Answer(status), Body.Json, cancellation);
    }

    private static async Task PreviewAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        new QueryReader(context).Done();
        using var mapping = await Body.ReadObjectAsync(context, cancellation);
        using var preview = new PooledBuffer();
        await store.Imports.PreviewAsync(caller, catalogue, RequestScope.Id(id), mapping.RootElement, preview, cancellation);
        await preview.SendAsync(context);
    }

    private static async Task RunAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        new QueryReader(context).Done();
        var body = await Body.ReadBytesAsync(context, cancellation);
        using var mapping = Body.Object(body);
        await Answers.SendAsync(context, store, caller, body, async session =>
            Json(202, Answer(await store.Imports.RunAsync(session, caller, catalogue, RequestScope.Id(id), mapping.RootElement, cancellation))), cancellation);
    }

    private static async Task SteerAsync(HttpContext context, KithStore store, string id, ImportSteer steer, CancellationToken cancellation)
    {
        new QueryReader(context).Done();
        var caller = context.Caller();
        await Answers.SendAsync(context, store, caller, default, async session =>
            Json(200, Answer(await store.Imports.SteerAsync(session, caller, RequestScope.Id(id), steer, cancellation))), cancellation);
    }

    private static Task ErrorsAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation)
    {
        new QueryReader(context).Done();
        return store.Imports.WriteErrorsAsync(context.Caller(), RequestScope.Id(id), name =>
        {
            context.Response.ContentType = "text/csv; charset=utf-8";
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(name);
            context.Response.Headers.ContentDisposition = disposition.ToString();
        }, context.Response.Body, cancellation);
    }

    /// <summary>An import that a person stopped did not succeed: the contract has no state of its own for it, and the problem says what happened.</summary>
    private static ImportAnswer Answer(ImportStatus s) => new(
        s.Id, s.Name, s.Type, s.State == ImportState.Cancelled ? "failed" : Naming.Snake(s.State.ToString()),
        s.Rows, s.Processed, s.Created, s.Updated, s.Unchanged, s.Failed, s.Problem, s.StartedAt, s.FinishedAt);

    private static Answer Json<T>(int status, T value) => new(status, JsonSerializer.SerializeToUtf8Bytes(value, Body.Json));
}
