using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Core.Views;
using Kith.Server.Http;
using Kith.Store;

namespace Kith.Server.Endpoints;

/// <summary>A list asked for through a view.</summary>
internal static class OpenedView
{
    /// <summary>The query with what the view adds to it: its filter beside the query's own, its sort and columns where the query names none.</summary>
    /// <exception cref="ProblemException">There is no such view of this type that the caller may see.</exception>
    public static async Task<ListQuery> ApplyAsync(KithStore store, Caller caller, Catalogue catalogue, RecordType type, string id, ListQuery query, CancellationToken cancellation)
    {
        using var record = new PooledBuffer();
        var known = Guid.TryParseExact(id, "D", out var view)
            && await store.Reads.GetAsync(caller, catalogue, catalogue.Of<View>(), view, ["type", "filter", "sort", "columns"], null, record, cancellation) is not null;
        using var json = known ? JsonDocument.Parse(record.Written) : null;
        if (json is null || json.RootElement.GetProperty("type").GetString() != type.Plural)
            throw new ProblemException(Problem.Field("view", "view.not_found", type.PluralLabel));
        string? Text(string field) => json.RootElement.GetProperty(field).GetString();
        return query with
        {
            Within = Text("filter"),
            Sort = query.Sort.Count > 0 ? query.Sort : Items(Text("sort")),
            Fields = query.Fields.Count > 0 ? query.Fields : [.. Items(Text("columns")).Select(c => c.Split(':')[0])],
        };
    }

    private static string[] Items(string? text) => text?.Split(',') ?? [];
}
