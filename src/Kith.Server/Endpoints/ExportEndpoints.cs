using Kith.Core.Access;
using Kith.Core.Queries;
using Kith.Server.Http;
using Kith.Store;
using Microsoft.Net.Http.Headers;

namespace Kith.Server.Endpoints;

/// <summary>Lists as files.</summary>
public static partial class ExportEndpoints
{
    public static void MapExports(this IEndpointRouteBuilder routes) =>
        routes.Map(new Operation("GET", "/api/v1/{types}.csv", "export", "All records of a list as CSV")
        {
            Guard = Guard.Has(Function.Export),
            Cost = Cost.Heavy,
            ResponseType = "text/csv",
            Parameters = [RecordEndpoints.Where, RecordEndpoints.Sort, RecordEndpoints.Fields, RecordEndpoints.View, RecordEndpoints.At, RecordEndpoints.Trash],
        }, ExportAsync);

    private static async Task ExportAsync(HttpContext context, KithStore store, ILoggerFactory logs, string types, CancellationToken cancellation)
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
        var rows = await store.Reads.ExportAsync(caller, catalogue, type, asked, () =>
        {
            context.Response.ContentType = "text/csv; charset=utf-8";
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(type.Plural + ".csv");
            context.Response.Headers.ContentDisposition = disposition.ToString();
        }, context.Response.Body, cancellation);
        var log = logs.CreateLogger("Kith.Server.Export");
        Exported(log, caller.Workspace, caller.Person, type.Name, rows);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "In workspace {Workspace} person {Person} exported {Rows} records of {Type}")]
    private static partial void Exported(ILogger log, Guid workspace, Guid? person, string type, long rows);
}
