using System.Text.Json;
using System.Text.Json.Serialization;
using Kith.Core.Problems;

namespace Kith.Server.OpenApi.Schemas;

// This class only describes: ProblemWriter writes problem documents.

/// <summary>Why a call was refused or failed (RFC 9457).</summary>
/// <param name="Type">Address that names the kind of problem.</param>
/// <param name="Title">What happened, in a few words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable and machine-readable, such as not_found.</param>
/// <param name="Detail">All reasons in one text for people.</param>
/// <param name="TraceId">Ties the answer to the server's logs.</param>
/// <param name="Errors">Every reason, tied to the field it is about.</param>
public sealed record ProblemDocument(Uri Type, string Title, int Status, string Code, string Detail, string TraceId, IReadOnlyList<FieldProblem> Errors)
{
    /// <summary>With status 412: the record as it is now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Current { get; init; }
}
