using Kith.Core.Access;
using Kith.Core.Queries;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Audit;
using Kith.Store.Reading.Files;
using Microsoft.Net.Http.Headers;

namespace Kith.Server.Endpoints;

/// <summary>Lists as files.</summary>
public static partial class ExportEndpoints
{
    private static readonly (ListForm Form, string Ending, string Type, string What)[] Forms =
    [
        (ListForm.Csv, "csv", "text/csv", "CSV"),
        (ListForm.Xlsx, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "an Excel workbook"),
        (ListForm.Jsonl, "jsonl", "application/jsonl", "JSON lines, from which an import makes the same records"),
    ];

    public static void MapExports(this IEndpointRouteBuilder routes)
    {
        foreach (var (form, ending, type, what) in Forms)
        {
            routes.Map(new Operation("GET", $"/api/v1/{{types}}.{ending}", form == ListForm.Csv ? "export" : $"export_{ending}", $"All records of a list as {what}")
            {
                Guard = Guard.Has(Function.Export),
                Cost = Cost.Heavy,
                ResponseType = type,
                Parameters = [RecordEndpoints.Where, RecordEndpoints.Sort, RecordEndpoints.Fields, RecordEndpoints.View, RecordEndpoints.At, RecordEndpoints.Trash],
            }, (HttpContext context, KithStore store, ExportLog audit, ILoggerFactory logs, string types, CancellationToken cancellation) =>
                ExportAsync(context, store, audit, logs, types, form, type, ending, cancellation));
        }
    }

    private static async Task ExportAsync(HttpContext context, KithStore store, ExportLog audit, ILoggerFactory logs, string types, ListForm form, string mediaType, string ending, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        var query = new QueryReader(context, "where", "sort", "fields", "view", "at", "trash");
        var asked = new ListQuery
        {
            Where = query.Text("where"),
            Sort = query.List("sort"),
            Fields = query.List("fields"),
            At = query.Text("at"),
            Trash = query.OneOf("trash", "bad_trash", false, ("only", true)),
        };
        query.Done();
        if (query.Text("view") is { } view)
            asked = await OpenedView.ApplyAsync(store, caller, catalogue, type, view, asked, cancellation);
        var begun = false;
        long? rows = null;
        try
        {
            rows = await store.Reads.ExportAsync(caller, catalogue, type, asked, form, Begin, context.Response.Body, cancellation);
        }
        finally
        {
            // Also where the reader went away: what came until then has left.
            if (begun)
                await audit.DoneAsync(caller, type.Name, asked, rows, CancellationToken.None);
        }
        var log = logs.CreateLogger("Kith.Server.Export");
        Exported(log, caller.Workspace, caller.Person, type.Name, rows.Value);

        void Begin()
        {
            begun = true;
            ExportEndpoints.Begin(context, type.Plural, mediaType, "." + ending);
        }
    }

    /// <summary>Says that the answer is a file.</summary>
    internal static void Begin(HttpContext context, string name, string type = "text/csv", string ending = ".csv")
    {
        context.Response.ContentType = type.EndsWith(".sheet", StringComparison.Ordinal) ? type : type + "; charset=utf-8";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name + ending);
        context.Response.Headers.ContentDisposition = disposition.ToString();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "In workspace {Workspace} person {Person} exported {Rows} records of {Type}")]
    private static partial void Exported(ILogger log, Guid workspace, Guid? person, string type, long rows);
}
