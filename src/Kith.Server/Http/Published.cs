namespace Kith.Server.Http;

/// <summary>The self-check of what is served.</summary>
public static class Published
{
    /// <summary>Every operation that our description tells, by path and method.</summary>
    public static IReadOnlyList<Operation> Operations(IEndpointRouteBuilder routes) => [.. All(routes).Where(o => o.Standard is null)];

    /// <summary>Every operation that a published standard describes.</summary>
    public static IReadOnlyList<Operation> OfStandards(IEndpointRouteBuilder routes) => [.. All(routes).Where(o => o.Standard is not null)];

    private static IReadOnlyList<Operation> All(IEndpointRouteBuilder routes) =>
        [.. routes.DataSources.SelectMany(s => s.Endpoints).Select(e => e.Metadata.GetMetadata<Operation>()).OfType<Operation>().OrderBy(o => o.Path, StringComparer.Ordinal).ThenBy(o => o.Method, StringComparer.Ordinal)];

    /// <summary>Refuses to start when an endpoint states neither guard nor cost nor description: safety that must be remembered is none.</summary>
    public static void Check(IEndpointRouteBuilder routes)
    {
        var bare = routes.DataSources.SelectMany(s => s.Endpoints).Where(e => e.Metadata.GetMetadata<Operation>() is null).Select(e => e.DisplayName).ToList();
        if (bare.Count > 0)
            throw new InvalidOperationException($"These endpoints are mapped without an Operation: {string.Join(", ", bare)}.");
        var twice = All(routes).GroupBy(o => o.Id).Where(g => g.Count() > 1).Select(g => g.Key).ToList();
        if (twice.Count > 0)
            throw new InvalidOperationException($"These operation ids stand more than once: {string.Join(", ", twice)}.");
    }
}
