using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Queries;

/// <summary>A workspace with five deals that sums can be done over by hand.</summary>
internal static class Shop
{
    private static readonly (string Name, string Stage, decimal? Amount, string? Closed, string? Industry)[] Deals =
    [
        ("A", "Won", 1000, "2026-01-15", "retail"), ("B", "Won", 500.5m, "2026-02-01", "retail"), ("C", "Lost", 300, "2026-02-20", "medical"),
        ("D", "Engaging", 200, null, null), ("E", "Engaging", null, "2026-04-30", "medical"),
    ];

    public static async Task<Client> OpenAsync(Installation server)
    {
        var client = await server.WorkspaceAsync(zone: "Europe/Rome");
        var stages = (await client.ListAsync("stages")).ToDictionary(s => s.Text("name")!, s => s.Id());
        var companies = new Dictionary<string, Guid>();
        foreach (var industry in new[] { "retail", "medical" })
            companies[industry] = (await client.CreateAsync("companies", new { name = $"The {industry} company", industry })).Id();
        foreach (var deal in Deals)
            await client.CreateAsync("deals", new { name = deal.Name, stage = stages[deal.Stage], amount = deal.Amount, close_date = deal.Closed, company = deal.Industry is { } i ? companies[i] : (Guid?)null });
        return client;
    }
}
