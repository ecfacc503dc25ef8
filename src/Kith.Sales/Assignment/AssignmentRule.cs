using Kith.Core.Modules;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Sales.Assignment;

/// <summary>Who gets leads of some sort. Of the rules that hold for a lead the first one decides in which somebody has room.</summary>
[RecordType("assignment_rule", "assignment_rules", Icon = "split", Setup = true, Configuration = true, List = "name,position,condition,way,people,team,by_hand,active")]
public sealed class AssignmentRule : Record
{
    [Title, Required, MaxLength(200)] public string Name { get; set; } = "";
    /// <summary>Lower ones are asked first.</summary>
    [Range(0, 1_000_000)] public long? Position { get; set; }
    /// <summary>Which leads it is for; empty for all.</summary>
    [MaxLength(2_000)] public string? Condition { get; set; }
    [Choices("person", "round_robin", "load", "weighted", "territory", "territory_load"), Required, Default("round_robin")] public string Way { get; set; } = "";
    [Link<Person>] public Guid[]? People { get; set; }
    /// <summary>Its people get leads beside those that are named, also those of teams inside it.</summary>
    [Link<Team>] public Guid? TeamId { get; set; }
    /// <summary>True where it also decides about leads that people add on the screen without giving them to another.</summary>
    [Default("false")] public bool? ByHand { get; set; }
    [Default("true")] public bool? Active { get; set; }
}

/// <summary>How much somebody takes of what rules deal out; who has none takes like everybody. Of several for one person the newest counts.</summary>
[RecordType("assignee", "assignees", Icon = "user-cog", Setup = true, List = "name,person,weight,capacity,away_until")]
public sealed class Assignee : Record
{
    /// <summary>What people call it; the person's name where they say nothing.</summary>
    [Title, Required(FilledIn = true), MaxLength(200)] public string Name { get; set; } = "";
    [Link<Person>, Required] public Guid PersonId { get; set; }
    /// <summary>How many leads the person gets for each that one of weight 1 gets.</summary>
    [Range(1, 100), Default("1")] public long? Weight { get; set; }
    /// <summary>Most open leads that the person has before rules pass them over; empty for any number.</summary>
    [Range(0, 1_000_000)] public long? Capacity { get; set; }
    /// <summary>The last day on which the person gets nothing.</summary>
    public DateOnly? AwayUntil { get; set; }
}

/// <summary>The ways in which a rule chooses among people.</summary>
internal static class Ways
{
    public const string Person = "person";
    public const string Load = "load";
    public const string Weighted = "weighted";
    public const string Territory = "territory";
    public const string TerritoryLoad = "territory_load";

    /// <summary>True where the people are those of the territory that a lead lies in.</summary>
    public static bool ByTerritory(string way) => way is Territory or TerritoryLoad;
}

/// <summary>What always holds for rules and for who takes how much.</summary>
internal static class AssignmentSetup
{
    /// <summary>A new rule is asked last; its condition can be worked out.</summary>
    public static async ValueTask RuleFits(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
        {
            var rule = (AssignmentRule)draft.Record;
            if (rule.Position is null)
            {
                var others = (await source.AllAsync<AssignmentRule>(cancellation)).Where(r => r.Id != rule.Id).Concat(drafts.Select(d => (AssignmentRule)d.Record));
                rule.Position = Math.Min(1_000_000, 1 + (others.Max(r => r.Position) ?? 0));
            }
            if (rule.Condition is { } condition && (draft.IsNew || draft.Changed("condition")))
                Check(condition, draft.Problems, source);
        }
    }

    // Whoever words it is told only of fields that they see.
    private static void Check(string condition, ProblemList problems, IRecordSource source)
    {
        try
        {
            Core.Expressions.ExpressionChecker.Condition(condition, source.Names.Catalogue.Of<Leads.Lead>(), source.Names with { Saving = true }, "condition");
        }
        catch (ProblemException refused)
        {
            foreach (var error in refused.Problem.Errors)
                problems.Add(error);
        }
    }

    /// <summary>Who takes how much is called by the person's name.</summary>
    public static async ValueTask AssigneeIsNamed(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var assignee in drafts.Select(d => (Assignee)d.Record).Where(a => a.Name.Length == 0))
            assignee.Name = (await source.AllAsync<Person>(cancellation)).FirstOrDefault(p => p.Id == assignee.PersonId)?.Name ?? "?";
    }
}
