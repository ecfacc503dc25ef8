using System.ComponentModel.DataAnnotations;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Queries;

namespace Kith.Server.Endpoints;

/// <summary>Asks for measures over groups, or with <c>select</c> for values of each record.</summary>
/// <param name="From">Plural of the type.</param>
/// <param name="Where">Condition that the records satisfy.</param>
/// <param name="Select">Expressions told of each record, such as <c>["name", "company.industry", "amount * 2"]</c>; then <c>measures</c> are over all pages, and answered as <c>totals</c>.</param>
/// <param name="Group">Expressions to group by, outer groups first; none gives one row over all.</param>
/// <param name="Measures">Measures by name, such as <c>{"total": "sum(amount)"}</c>.</param>
/// <param name="Pivot">Expression whose values stand across the columns, at most 100 of them.</param>
/// <param name="Totals">True for the total over all groups and the sub-totals of outer groups; groups then stay with those of the same outer group.</param>
/// <param name="Top">Keeps so many groups of the first key, 1 to 100, the first ones of <c>sort</c>; all others become one group, told by <c>rest</c>.</param>
/// <param name="Sort">Names of groups or measures; with <c>select</c> any expression over the record. A minus turns one round.</param>
/// <param name="Limit">Most groups or records of the answer, 1 to 10,000.</param>
/// <param name="After">What the page before gave as <c>next</c>.</param>
/// <param name="Count"><c>exact</c> or <c>estimated</c>: also answer the number of all groups or records.</param>
/// <param name="At">A day, until its end, or a point in time: everything as it stood then, with the rights of now.</param>
public sealed record QueryRequest(
    string From, string? Where = null, IReadOnlyList<string>? Select = null, IReadOnlyList<string>? Group = null, IReadOnlyDictionary<string, string>? Measures = null, string? Pivot = null,
    bool Totals = false, int? Top = null, IReadOnlyList<string>? Sort = null, int? Limit = null, long? After = null, [property: AllowedValues("exact", "estimated")] string? Count = null, string? At = null)
{
    /// <summary>Members of a row that are neither a key nor a measure.</summary>
    private IReadOnlyList<string> Taken => [.. Pivot is null ? (string[])[] : ["cells"], .. Top is null ? (string[])[] : ["rest"]];

    private bool Groups => Group is { Count: > 0 };

    private bool Selects => Select is { Count: > 0 };

    private IEnumerable<string> Names => (Measures ?? new Dictionary<string, string>()).Keys;

    /// <summary>Lists what is wrong with the query as a whole; its expressions are checked when it is planned.</summary>
    internal void Check(ProblemList problems, CostLimits limits)
    {
        CheckSizes(problems, limits);
        if (!Selects && !Groups && !Names.Any())
            problems.Add("measures", "required", "measures");
        if (Selects && Groups)
            problems.Add("select", "select_alone");
        CheckGroups(problems);
        foreach (var name in Names.Where(n => n.Length is 0 or > 60 || (Group ?? []).Contains(n) || n == Pivot || Taken.Contains(n)))
            problems.Add($"measures.{name}", "name_taken", name);
        foreach (var name in Names.Where(n => Measures![n] is null))
            problems.Add($"measures.{name}", "required", name);
        if (Count is not (null or "exact" or "estimated"))
            problems.Add("count", "bad_count");
    }

    private void CheckSizes(ProblemList problems, CostLimits limits)
    {
        if (Limit is < 1 or > ReportQuery.MostRows)
            problems.Add("limit", "bad_limit", "limit", 1, ReportQuery.MostRows);
        if (Top < 1 || Top > limits.Top)
            problems.Add("top", "bad_limit", "top", 1, limits.Top);
        if (After is < 0)
            problems.Add("after", "bad_cursor");
        if (Group?.Count > limits.GroupKeys)
            problems.Add("group", "too_many_items", "group", limits.GroupKeys);
        if (Measures?.Count > limits.Measures)
            problems.Add("measures", "too_many_items", "measures", limits.Measures);
        if (Select?.Count > limits.Values)
            problems.Add("select", "too_many_items", "select", limits.Values);
    }

    private void CheckGroups(ProblemList problems)
    {
        (string Name, bool Asked)[] aboutGroups = [("totals", Totals), ("pivot", Pivot is not null), ("top", Top is not null), ("count", Count is not null && !Selects)];
        foreach (var (name, _) in aboutGroups.Where(a => a.Asked && !Groups))
            problems.Add(name, "report.groups_needed", name);
        if (Groups && Top is not null && Sort is null or { Count: 0 })
            problems.Add("sort", "report.top_needs_sort");
        if (Pivot is not null && (Group ?? []).Contains(Pivot))
            problems.Add("pivot", "report.pivot_twice", Pivot);
        foreach (var name in (Group ?? []).Append(Pivot).OfType<string>().Where(Taken.Contains))
            problems.Add("group", "name_taken", name);
    }

    /// <summary>The query, once it is checked.</summary>
    internal ReportQuery ToQuery() => new()
    {
        Where = Where,
        Select = [.. (Select ?? []).Distinct()],
        Group = [.. (Group ?? []).Distinct()],
        Measures = [.. Measures ?? new Dictionary<string, string>()],
        Pivot = Pivot,
        Totals = Totals,
        Top = Top,
        Sort = Sort ?? [],
        Limit = Limit ?? 1_000,
        Offset = After ?? 0,
        At = At,
        Count = Count switch { "exact" => CountMode.Exact, "estimated" => CountMode.Estimated, _ => CountMode.None },
    };
}
