using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Sales.Leads;

namespace Kith.Sales.Assignment;

/// <summary>How a rule stands.</summary>
/// <param name="Fault">Why its condition cannot be worked out any more, so that it is passed over; null where it can.</param>
/// <param name="Takers">People who may get leads by it today.</param>
public sealed record RuleStanding(AssignmentRule Rule, string? Fault, int Takers);

/// <summary>Tells what rules would do, without doing it.</summary>
public static class AssignmentTrial
{
    /// <summary>Most leads that are tried at once.</summary>
    public const int Most = 500;

    /// <summary>Who would get each of some open leads, by the rules in force.</summary>
    /// <param name="where">A condition of the expression language.</param>
    public static async Task<IReadOnlyList<(Lead Lead, Dealt? Dealt)>> OfAsync(IRecordSource source, string? where, int most, CancellationToken cancellation)
    {
        var leads = await source.FindAsync<Lead>(where is null ? Dealing.Open : $"{Dealing.Open} and ({where})", most, cancellation);
        // In the order in which they would come in.
        List<Draft> drafts = [.. leads.Reverse().Select(Draft.Saved)];
        var dealing = drafts.Count == 0 ? null : await Dealing.OfAsync(source, byHand: false, cancellation);
        var dealt = dealing is null ? new Dealt?[drafts.Count] : await dealing.DealAsync(drafts, cancellation);
        return [.. drafts.Zip(dealt).Select(p => ((Lead)p.First.Record, p.Second)).Reverse()];
    }

    /// <summary>How each rule stands, in the order in which they are asked.</summary>
    public static async Task<IReadOnlyList<RuleStanding>> StandingAsync(IRecordSource source, CancellationToken cancellation)
    {
        var rules = Dealing.InOrder(await source.AllAsync<AssignmentRule>(cancellation)).ToList();
        var takers = await Takers.OfAsync(source, cancellation);
        return [.. rules.Select(r => new RuleStanding(r, r.Condition is { } condition ? source.Fault<Lead>(condition) : null, takers.Of(r).Count))];
    }
}
