namespace Kith.Core.Queries;

/// <summary>Whether a page comes with the number of all records.</summary>
public enum CountMode { None, Exact, Estimated }

/// <summary>Asks for a page of records of one type, as in the address of a list.</summary>
public sealed record ListQuery
{
    /// <summary>Most records of a page.</summary>
    public const int MostRows = 200;

    /// <summary>Condition in the expression language.</summary>
    public string? Where { get; init; }
    /// <summary>A further condition that must hold: that of the view the list is opened through.</summary>
    public string? Within { get; init; }
    /// <summary>Sort keys, first to last; a leading minus turns one round.</summary>
    public IReadOnlyList<string> Sort { get; init; } = [];
    /// <summary>Names of fields, dotted through links; empty for all of the type.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];
    /// <summary>1 to <see cref="MostRows"/>.</summary>
    public int Limit { get; init; } = 50;
    /// <summary>Cursor of the page before.</summary>
    public string? After { get; init; }
    /// <summary>Records to pass over, for jumps of a virtual list.</summary>
    public long Offset { get; init; }
    public CountMode Count { get; init; }
    /// <summary>A day or point in time: everything as it stood then.</summary>
    public string? At { get; init; }
    /// <summary>True for the records in the trash instead of the living ones.</summary>
    public bool Trash { get; init; }
}

/// <summary>Asks for measures over groups of records, or for values of each record.</summary>
public sealed record ReportQuery
{
    /// <summary>Most groups or records of an answer.</summary>
    public const int MostRows = 10_000;
    /// <summary>Most megabytes of an answer, which is held until it is whole.</summary>
    public const int MostMegabytes = 32;

    public string? Where { get; init; }
    /// <summary>Values told of each record; empty where groups or measures are asked for.</summary>
    public IReadOnlyList<string> Select { get; init; } = [];
    public IReadOnlyList<string> Group { get; init; } = [];
    public IReadOnlyList<KeyValuePair<string, string>> Measures { get; init; } = [];
    /// <summary>Names of group keys or measures, or, of records, whatever a list can be sorted by; a leading minus turns one round.</summary>
    public IReadOnlyList<string> Sort { get; init; } = [];
    public int Limit { get; init; } = 1_000;
    public long Offset { get; init; }
    /// <summary>True for a total over all groups and sub-totals of outer groups; groups then stay with those of the same outer group.</summary>
    public bool Totals { get; init; }
    /// <summary>Expression whose values stand across the columns.</summary>
    public string? Pivot { get; init; }
    /// <summary>Keeps so many groups of the first key, the first in the order asked for; all others become one.</summary>
    public int? Top { get; init; }
    /// <summary>A day or point in time: everything as it stood then.</summary>
    public string? At { get; init; }
    /// <summary>Whether the number of groups or records over all pages is told.</summary>
    public CountMode Count { get; init; }
}
