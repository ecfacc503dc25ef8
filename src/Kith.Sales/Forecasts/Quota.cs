using Kith.Core.Modules;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Sales.Forecasts;

/// <summary>
/// What is to be sold in a period: by a person with all who report to them, by a team with those inside it, in a territory with those below it, or, where
/// none is named, by all together. Several of the same period add up, such as one for new and one for existing customers.
/// </summary>
[RecordType("quota", "quotas", Icon = "target", Setup = true, Searched = false, List = "name,person,team,territory,period,starts_on,amount")]
public sealed class Quota : Record
{
    [Title, Required(FilledIn = true), MaxLength(300)] public string Name { get; set; } = "";
    [Link<Person>(Cascade = true), ImportNames("sales agent", "rep", "sales rep", "user")] public Guid? PersonId { get; set; }
    [Link<Team>(Cascade = true)] public Guid? TeamId { get; set; }
    [Link<Territory>(Cascade = true)] public Guid? TerritoryId { get; set; }
    [Choices("month", "quarter", "year"), Required, Default("quarter"), ImportNames("period type", "unit")] public string Period { get; set; } = "";
    /// <summary>First day of the period, or any other of it.</summary>
    [Required, Indexed, ImportNames("start date", "period start", "month", "quarter")] public DateOnly? StartsOn { get; set; }
    [Required, ImportNames("target", "quota amount")] public Money? Amount { get; set; }
    [Markdown, ImportNames("notes")] public string? Description { get; set; }
}

/// <summary>What always holds for quotas.</summary>
internal static class QuotaRules
{
    private static readonly string[] Moves = ["person", "team", "territory", "period", "starts_on"];

    /// <summary>A quota is called after whom it is for and its period of the fiscal calendar, unless it is called otherwise.</summary>
    public static async ValueTask Named(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
        {
            var quota = (Quota)draft.Record;
            if (quota.StartsOn is { } far && !ForecastPeriod.Knows(far))
                draft.Problems.Add("starts_on", "forecast.day_too_far");
            else if (quota.Name.Length == 0 || (!draft.Named("name") && Moves.Any(draft.Changed)))
                quota.Name = ForecastPeriod.Title(await WhoseAsync(quota, source, cancellation), quota.Period, quota.StartsOn, source.Names.Calendar);
        }
    }

    private static async ValueTask<string> WhoseAsync(Quota quota, IRecordSource source, CancellationToken cancellation)
    {
        var names = new[]
        {
            quota.PersonId is { } person ? (await source.AllAsync<Person>(cancellation)).FirstOrDefault(p => p.Id == person)?.Name : null,
            quota.TeamId is { } team ? (await source.AllAsync<Team>(cancellation)).FirstOrDefault(t => t.Id == team)?.Name : null,
            quota.TerritoryId is { } territory ? (await source.AllAsync<Territory>(cancellation)).FirstOrDefault(t => t.Id == territory)?.Name : null,
        }.OfType<string>().ToList();
        return names.Count == 0 ? Messages.Text("quota.of_all") : string.Join(", ", names.Select(n => n.Length > 60 ? n[..60] : n));
    }
}
