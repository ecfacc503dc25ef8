using System.Text;
using Kith.Server.Http;

namespace Kith.Server.OpenApi.Docs;

/// <summary>Writes a call as a command line to copy.</summary>
internal static class Curl
{
    private const string Next = " \\\n  ";
    private const string SampleId = "01980f6e-7a3c-7d42-9a51-3f0c8d2b6e10";

    // What stands for a parameter in an example; the others are left out.
    private static readonly Dictionary<string, string> Samples = new() { ["id"] = SampleId, ["limit"] = "20", ["q"] = "acme", ["types"] = "projects_c" };

    /// <summary>The command line.</summary>
    public static string Of(ApiDescription api, ApiCall call)
    {
        var line = new StringBuilder("curl ");
        if (call.Method != "GET")
            line.Append("-X ").Append(call.Method).Append(' ');
        line.Append(Quoted(api.Address + Path(call) + Query(call)));
        if (call.Operation.Guard is not Guard.OpenToAll)
            line.Append(Next).Append("-H \"Authorization: Bearer $TOKEN\"");
        if (call.Parameters.Any(p => p.Name == OperationParameter.IdempotencyKey.Name))
            line.Append(Next).Append("-H \"Idempotency-Key: $(uuidgen)\"");
        if (call.Parameters.Any(p => p.Name == OperationParameter.IfMatch.Name))
            line.Append(Next).Append("-H 'If-Match: \"3\"'");
        if (call.Request is { } request)
            line.Append(Body(api, request));
        return line.ToString();
    }

    private static string Path(ApiCall call) =>
        call.Parameters.Where(p => p.In == "path").Aggregate(call.Path, (path, p) => path.Replace($"{{{p.Name}}}", Samples.GetValueOrDefault(p.Name, p.Name), StringComparison.Ordinal));

    private static string Query(ApiCall call)
    {
        var given = call.Parameters.Where(p => p.In == "query" && (p.Required || p.Name is "limit" or "q")).Select(p => $"{p.Name}={Samples.GetValueOrDefault(p.Name, p.Name)}").ToList();
        return given.Count == 0 ? "" : "?" + string.Join('&', given);
    }

    private static string Body(ApiDescription api, ApiBody request)
    {
        if (request.MediaType == "multipart/form-data")
            return $"{Next}-F file=@companies.csv";
        var header = $"{Next}-H 'Content-Type: {request.MediaType}'";
        return request.Schema is { } schema ? $"{header}{Next}-d {Quoted(Example.Text(Example.Of(schema, api.Schemas, whole: false)))}" : $"{header}{Next}--data-binary @file";
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
