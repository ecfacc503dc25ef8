using System.Globalization;
using System.Text.Json.Nodes;
using Kith.Core.Problems;

namespace Kith.Server.Http;

/// <summary>Refusals in the form of SCIM (RFC 7644, 3.12).</summary>
public static class ScimErrors
{
    public const string MediaType = "application/scim+json";

    /// <summary>True for calls that are answered so.</summary>
    public static bool Apply(HttpContext context) => context.Request.Path.StartsWithSegments("/scim", StringComparison.Ordinal);

    /// <summary>Writes a refusal.</summary>
    public static Task WriteAsync(HttpContext context, Problem problem, int status)
    {
        var (code, type) = Of(problem, status);
        var error = new JsonObject { ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:Error") };
        if (type is not null)
            error["scimType"] = type;
        error["detail"] = Detail(problem);
        error["status"] = code.ToString(CultureInfo.InvariantCulture);
        context.Response.StatusCode = code;
        context.Response.ContentType = MediaType;
        return context.Response.WriteAsync(error.ToJsonString(), context.RequestAborted);
    }

    /// <summary>What a refusal says to people.</summary>
    public static string Detail(Problem problem) => problem.Errors.Count > 0 ? string.Join(' ', problem.Errors.Select(e => e.Message)) : problem.Title;

    /// <summary>The status of a refusal and its name in SCIM.</summary>
    public static (int Status, string? Type) Of(Problem problem, int status) => problem.Code switch
    {
        "scim.invalid_filter" => (status, "invalidFilter"),
        "scim.invalid_path" => (status, "invalidPath"),
        "scim.no_target" => (status, "noTarget"),
        "scim.invalid_syntax" or "malformed_json" => (status, "invalidSyntax"),
        "scim.invalid_value" => (status, "invalidValue"),
        "scim.uniqueness" => (status, "uniqueness"),
        _ when problem.Kind == ProblemKind.Invalid && problem.Errors.Any(e => e.Code == "unique") => (409, "uniqueness"),
        _ when problem.Kind == ProblemKind.Invalid => (400, "invalidValue"),
        _ => (status, null),
    };
}
