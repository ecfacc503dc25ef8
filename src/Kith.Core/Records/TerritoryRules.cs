using Kith.Core.Expressions;
using Kith.Core.Modules;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Core.Records;

/// <summary>What always holds for territories and their members.</summary>
internal static class TerritoryRules
{
    /// <summary>Countries are kept as their codes, ranges run upwards, and what has to hold besides can be worked out for some type that has territories.</summary>
    public static void Fits(IReadOnlyList<Draft> drafts, IRecordSource source)
    {
        foreach (var draft in drafts)
        {
            var territory = (Territory)draft.Record;
            territory.Countries = territory.Countries?.Select(c => Countries.Code(c) ?? c).Distinct().ToArray();
            if (territory.EmployeesFrom > territory.EmployeesTo)
                draft.Problems.Add("employees_to", "territory.ends_before_it_begins");
            if (territory.RevenueFrom?.Amount > territory.RevenueTo?.Amount)
                draft.Problems.Add("revenue_to", "territory.ends_before_it_begins");
            if (territory.Condition is { } condition && (draft.IsNew || draft.Changed("condition")))
                Check(condition, draft.Problems, source);
        }
    }

    // Whoever words it is told only of fields that they see.
    private static void Check(string condition, ProblemList problems, IRecordSource source)
    {
        IReadOnlyList<FieldProblem> first = [];
        foreach (var type in source.Names.Catalogue.Types.Where(t => t.Find("territory") is { To: "territory" } && t.Name != "territory_member"))
        {
            try
            {
                ExpressionChecker.Condition(condition, type, source.Names with { Saving = true }, "condition");
                return;
            }
            catch (ProblemException refused)
            {
                first = first.Count > 0 ? first : refused.Problem.Errors;
            }
        }
        foreach (var error in first)
            problems.Add(error);
    }

    /// <summary>A member is called as the person is, and nothing ends before it begins.</summary>
    public static async ValueTask MemberIsNamed(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
        {
            var member = (TerritoryMember)draft.Record;
            if (member.Until < member.Since)
                draft.Problems.Add("until", "territory.ends_before_it_begins");
            if (member.Name.Length == 0 || (draft.Changed("person") && !draft.Changed("name")))
                member.Name = (await source.AllAsync<Person>(cancellation)).FirstOrDefault(p => p.Id == member.PersonId)?.Name ?? "?";
        }
    }
}
