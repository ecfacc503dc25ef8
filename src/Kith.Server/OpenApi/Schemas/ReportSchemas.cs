using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kith.Server.OpenApi.Schemas;

/// <summary>
/// A row of a report: its keys and the measures, each under its name, in the JSON form of what it measures. Under <c>cells</c> stands what is under each column, null where there is nothing;
/// where the row is the rest of the best groups, <c>rest</c> is how many groups it stands for and the first key is missing.
/// </summary>
public sealed record ReportRow
{
    /// <summary>Keys and measures under their names.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement> Values { get; init; } = new Dictionary<string, JsonElement>();
}

/// <summary>The rows of a report.</summary>
/// <param name="Data">One per group, or per record.</param>
/// <param name="Next">Value of “after” to go on with; null at the end.</param>
public sealed record QueryResponse(IReadOnlyList<ReportRow> Data, long? Next)
{
    /// <summary>The measures over all groups, or over all pages of records.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReportRow? Totals { get; init; }

    /// <summary>The columns in their order: the value, and the measures over all groups.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ReportRow>? Pivot { get; init; }

    /// <summary>The outer groups that groups of this page lie in; they have no inner keys.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ReportRow>? Subtotals { get; init; }

    /// <summary>How many groups or records there are over all pages.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Count { get; init; }

    /// <summary>False where there are more than “count”.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? CountExact { get; init; }
}
