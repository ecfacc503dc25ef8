using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Sales.Deals;

/// <summary>Somebody who works on a deal beside its owner, and how much of it counts as theirs.</summary>
[RecordType("deal_member", "deal_members", Icon = "users", Part = true, Searched = false, List = "person,role,split,credit,deal")]
public sealed class DealMember : Record
{
    [Title, Required(FilledIn = true), MaxLength(250)] public string Name { get; set; } = "";
    [Link<Deal>(Cascade = true), Required] public Guid DealId { get; set; }
    [Link<Person>, Required] public Guid PersonId { get; set; }
    [Choices("account_manager", "solution_engineer", "executive_sponsor", "specialist", "partner_manager", "support", Open = true)] public string? Role { get; set; }
    /// <summary>How much of the deal counts as theirs; the rest is its owner's.</summary>
    [Percent, ImportNames("share", "split percent", "split %")] public decimal? Split { get; set; }
    /// <summary>What counts as theirs, in the workspace's currency.</summary>
    [Formula("deal.amount * split / 100")] public Money? Credit { get; }
    [Markdown, ImportNames("notes")] public string? Description { get; set; }
}

/// <summary>What always holds for those who work on deals.</summary>
internal static class DealTeam
{
    /// <summary>No deal is given away more than once, and members are called as the people are.</summary>
    public static async ValueTask Fits(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        Guid[] deals = [.. drafts.Select(d => ((DealMember)d.Record).DealId).Distinct()];
        var written = drafts.Select(d => d.Record.Id).ToHashSet();
        var others = (await source.OfAsync<DealMember>("deal", deals, cancellation)).Where(m => !written.Contains(m.Id)).ToLookup(m => m.DealId);
        var people = (await source.AllAsync<Person>(cancellation)).ToDictionary(p => p.Id, p => p.Name);
        foreach (var group in drafts.GroupBy(d => ((DealMember)d.Record).DealId))
        {
            var given = others[group.Key].Sum(m => m.Split ?? 0);
            foreach (var draft in group)
            {
                var member = (DealMember)draft.Record;
                if (member.Name.Length == 0 || (draft.Changed("person") && !draft.Named("name")))
                    member.Name = people.GetValueOrDefault(member.PersonId, "–");
                given += member.Split ?? 0;
                if (given > 100 && (draft.Changed("split") || draft.Changed("deal")))
                    draft.Problems.Add("split", "deal_member.too_much", 100 - (given - (member.Split ?? 0)));
            }
        }
    }

    /// <summary>A deal knows how much of it is its team's.</summary>
    public static void Shared(Deal deal, IReadOnlyList<DealMember> members) =>
        deal.Shared = members.Sum(m => m.Split ?? 0) is > 0 and var shared ? shared : null;
}
