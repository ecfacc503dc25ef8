namespace Kith.Server.Http;

/// <summary>What is served.</summary>
public static class Published
{
    /// <summary>Every operation that our description tells, by path and method.</summary>
    public static IReadOnlyList<Operation> Operations(IEndpointRouteBuilder routes) => [.. All(routes).Where(o => o.Standard is null)];

    /// <summary>Every operation that a published standard describes.</summary>
    public static IReadOnlyList<Operation> OfStandards(IEndpointRouteBuilder routes) => [.. All(routes).Where(o => o.Standard is not null)];

    private static IReadOnlyList<Operation> All(IEndpointRouteBuilder routes) =>
        [.. routes.DataSources.SelectMany(s => s.Endpoints).Select(e => e.Metadata.GetMetadata<Operation>()).OfType<Operation>().OrderBy(o => o.Path, StringComparer.Ordinal).ThenBy(o => o.Method, StringComparer.Ordinal)];
}
