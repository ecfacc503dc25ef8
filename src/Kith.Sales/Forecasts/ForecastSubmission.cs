using Kith.Core.Access;
using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Sales.Forecasts;

/// <summary>
/// What somebody says a person will bring in a period, with all who report to that person: the person itself, which is a submission, or somebody above, which
/// overrides it. Earlier ones stay; the latest of each who says so counts.
/// </summary>
[RecordType("forecast_submission", "forecast_submissions", Icon = "target", Setup = true, Searched = false, List = "name,person,created_by,created_at,period,starts_on,commit,best_case,closed")]
public sealed class ForecastSubmission : Record
{
    [Title, Required(FilledIn = true), MaxLength(300)] public string Name { get; set; } = "";
    [Link<Person>(Cascade = true), Required] public Guid PersonId { get; set; }
    [Choices("month", "quarter", "year"), Required, Default("quarter")] public string Period { get; set; } = "";
    /// <summary>First day of the period, or any other of it.</summary>
    [Required, Indexed] public DateOnly? StartsOn { get; set; }
    /// <summary>What is won at the end for sure, with what is won already.</summary>
    [Required] public Money? Commit { get; set; }
    /// <summary>The same with what may come, if all goes well.</summary>
    public Money? BestCase { get; set; }
    [Markdown] public string? Description { get; set; }
    /// <summary>What was won when it was said, as whoever said it sees it.</summary>
    [ReadOnlyField] public Money? Closed { get; set; }
    /// <summary>What was won and promised by the deals then.</summary>
    [ReadOnlyField] public Money? DealsCommit { get; set; }
    /// <summary>The same with the best case.</summary>
    [ReadOnlyField] public Money? DealsBestCase { get; set; }
    /// <summary>What was to be sold then.</summary>
    [ReadOnlyField] public Money? Quota { get; set; }
}

/// <summary>What always holds for what is said of a period.</summary>
internal static class SubmittedForecasts
{
    private static readonly string[] Moves = ["person", "period", "starts_on"];
    private static readonly TypeRights All = new(true, true, true, true);
    private static readonly Reach Own = new([new Way.Own(Grantor.Kith)]);

    /// <summary>People see what they say themselves and what those say who are of their team or report to them; managers see all. Nobody changes the words of others.</summary>
    public static TypeRights Of(Caller caller)
    {
        if (caller.Access is not { } access || access.Functions.Contains(Function.ManageTypes))
            return All;
        var reads = access.Rank >= Role.Manager ? Reach.All : new Reach([.. Own.Ways, new Way.OwnedBy(Grantor.Kith, access.Membership.People)]);
        var own = access.Rank == Role.Viewer ? Reach.None : Own;
        return new TypeRights(reads, access.Rank == Role.Viewer ? Reach.None : Reach.All, own, own, reads);
    }

    /// <summary>It is called after the person and the period of the fiscal calendar.</summary>
    public static async ValueTask Named(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        var people = (await source.AllAsync<Person>(cancellation)).ToDictionary(p => p.Id, p => p.Name);
        foreach (var draft in drafts)
        {
            var said = (ForecastSubmission)draft.Record;
            if (said.StartsOn is { } far && !ForecastPeriod.Knows(far))
                draft.Problems.Add("starts_on", "forecast.day_too_far");
            else if (said.Name.Length == 0 || (!draft.Named("name") && Moves.Any(draft.Changed)))
                said.Name = ForecastPeriod.Title(people.GetValueOrDefault(said.PersonId, "–"), said.Period, said.StartsOn, source.Names.Calendar);
        }
    }
}
