using System.Text.Json.Nodes;
using Kith.Server.Http;

namespace Kith.Server.OpenApi;

/// <summary>Everything that is published about the API; the OpenAPI document and the pages under <c>/docs</c> are two ways to write it.</summary>
/// <param name="Address">Where the API is, without a slash at the end.</param>
/// <param name="Cookie">Name of the session cookie.</param>
/// <param name="Tags">Groups of calls, in the order they are shown.</param>
/// <param name="Calls">Every call, in the order of paths.</param>
/// <param name="Problem">The schema of problem documents.</param>
public sealed record ApiDescription(string Address, string Cookie, IReadOnlyList<ApiTag> Tags, IReadOnlyList<ApiCall> Calls, SchemaSet Schemas, JsonObject Problem)
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>The calls of a tag as people read them: what is done every day before actions, reading before changing.</summary>
    public IEnumerable<ApiCall> CallsOf(ApiTag tag) => Calls.Where(c => c.Tag == tag.Name)
        .OrderBy(c => c.Path.Contains("/actions/", StringComparison.Ordinal)).ThenBy(c => c.Path, StringComparer.Ordinal).ThenBy(c => Array.IndexOf(Methods, c.Method));
}

/// <summary>A group of calls.</summary>
/// <param name="Name">Stable; also its address under <c>/docs</c>.</param>
public sealed record ApiTag(string Name, string Title, string Description);

/// <summary>One call: an operation, or one of those that a per-type operation stands for.</summary>
/// <param name="Operation">What was mapped.</param>
/// <param name="Id">Unique, such as <c>list_companies</c>.</param>
/// <param name="Summary">Short, and meaningful within its tag.</param>
/// <param name="About">What the call is about, such as the plural of a type; empty where the summary says it all.</param>
public sealed record ApiCall(Operation Operation, string Id, string Path, string Tag, string Summary, string About)
{
    public required IReadOnlyList<OperationParameter> Parameters { get; init; }
    public ApiBody? Request { get; init; }
    public ApiBody? Answer { get; init; }
    /// <summary>Statuses of the problem documents it may answer.</summary>
    public required IReadOnlyList<int> Problems { get; init; }
    public string Method => Operation.Method;
}

/// <summary>The body of a request or an answer.</summary>
/// <param name="Schema">For JSON and forms; null where the media type says it all.</param>
public sealed record ApiBody(string MediaType, JsonObject? Schema);
