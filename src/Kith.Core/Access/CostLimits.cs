namespace Kith.Core.Access;

/// <summary>
/// The most that a query of a caller may cost. What expressions may hold is alike for all who are people, since what one saves another opens; time and size
/// are not. The limits of the grammar itself stand in <see cref="Expressions.ExpressionParser"/>.
/// </summary>
public sealed record CostLimits
{
    /// <summary>A person at a screen, who waits.</summary>
    public static readonly CostLimits Screen = new() { Time = TimeSpan.FromSeconds(15), ReportTime = TimeSpan.FromSeconds(30) };

    /// <summary>A program with a token.</summary>
    public static readonly CostLimits Api = new() { Time = TimeSpan.FromSeconds(30), ReportTime = TimeSpan.FromSeconds(60) };

    /// <summary>Imports and Kith itself, for which nobody waits.</summary>
    public static readonly CostLimits Job = new() { Joins = 80, Groups = 1_000_000, Time = TimeSpan.FromMinutes(5), ReportTime = TimeSpan.FromMinutes(10), ExportTime = TimeSpan.FromHours(1) };

    /// <summary>The limits of whoever comes through a way.</summary>
    public static CostLimits Of(Via via) => via switch
    {
        Via.Screen => Screen,
        Via.Api or Via.Form => Api,
        Via.Import or Via.Merge or Via.Undo or Via.System => Job,
        _ => throw new ArgumentOutOfRangeException(nameof(via)),
    };

    /// <summary>Links that one path follows, those of its formulas included.</summary>
    public int Links { get; init; } = 5;

    /// <summary>Formulas inside each other.</summary>
    public int Formulas { get; init; } = 8;

    /// <summary>Lists of records that one expression goes through, and looks into the past: each is a search of its own for every record.</summary>
    public int Lists { get; init; } = 8;

    /// <summary>Parts of an expression with its formulas put in; formulas over formulas grow fast.</summary>
    public int Parts { get; init; } = 10_000;

    /// <summary>Tables that one statement joins to that of its type.</summary>
    public int Joins { get; init; } = 40;

    /// <summary>Keys that a list is sorted by.</summary>
    public int SortKeys { get; init; } = 5;

    /// <summary>Keys that a report is grouped by.</summary>
    public int GroupKeys { get; init; } = 8;

    /// <summary>Measures of a report.</summary>
    public int Measures { get; init; } = 20;

    /// <summary>Values that a report tells of each record.</summary>
    public int Values { get; init; } = 100;

    /// <summary>Groups, sub-totals and cells that are worked out where they are set beside each other.</summary>
    public int Groups { get; init; } = 100_000;

    /// <summary>Groups that a report keeps as its best.</summary>
    public int Top { get; init; } = 100;

    /// <summary>Values across the columns of a report.</summary>
    public int Columns { get; init; } = 100;

    /// <summary>How long a statement may read records or search.</summary>
    public TimeSpan Time { get; init; }

    /// <summary>How long a statement may work out a report.</summary>
    public TimeSpan ReportTime { get; init; }

    /// <summary>How long a list may stream out, the time in which its reader takes it included.</summary>
    public TimeSpan ExportTime { get; init; } = TimeSpan.FromMinutes(10);
}
