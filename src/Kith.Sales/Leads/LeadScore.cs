using Kith.Core.Types;

namespace Kith.Sales.Leads;

/// <summary>How promising a lead is.</summary>
internal static class LeadScore
{
    /// <summary>What counts, and how much.</summary>
    public static readonly IReadOnlyList<ScoreRule> Rules =
    [
        new("email", "email is not empty", 10),
        new("phone", "phone is not empty or mobile is not empty", 5),
        new("company", "company_name is not empty", 10),
        new("industry", "industry is not empty", 5),
        new("revenue", "annual_revenue is not empty", 10),
        new("budget", "budget is not empty", 15),
        new("hot", "rating = \"hot\"", 20, "rating"),
        new("warm", "rating = \"warm\"", 10, "rating"),
        new("activity", "any(activities)", 15),
        new("fresh", "created_at >= now() - 7", 10),
    ];
}
