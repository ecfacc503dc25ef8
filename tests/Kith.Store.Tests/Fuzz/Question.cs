using Kith.Core.Queries;

namespace Kith.Store.Tests.Fuzz;

/// <summary>A list or a report with a hostile text in one of the places where callers write.</summary>
internal sealed record Question(string Place, string Text, ListQuery? List, ReportQuery? Report)
{
    private static readonly string[] Sorts = ["name", "-count", "price", "made", "-seen", "flag", "parent", "version", "score", "-created_at", "colour", "about", "gain", "lower(note)", "-id"];

    public static Question Next(Random random, HostileText hostile) => random.Next(10) switch
    {
        0 => OfList("where", hostile.Expression(), text => new ListQuery { Where = text, Count = CountMode.Exact }),
        1 => OfList("sort", (random.Next(2) == 0 ? "-" : "") + hostile.Expression(), text => new ListQuery { Sort = [text], Offset = random.Next(2) }),
        2 => OfList("fields", hostile.Name(), text => new ListQuery { Fields = [text] }),
        3 => Cursor(random, hostile),
        4 => OfList("at", hostile.Moment(), text => new ListQuery { At = text }),
        5 => OfReport("select", hostile.Expression(), text => new ReportQuery { Select = [text] }),
        6 => OfReport("group", hostile.Expression(), text => new ReportQuery { Group = [text, "flag"], Totals = random.Next(2) == 0, Top = random.Next(3) == 0 ? 3 : null, Sort = ["-n"] }),
        7 => OfReport("pivot", hostile.Expression(), text => new ReportQuery { Group = ["colour"], Pivot = text, Totals = random.Next(2) == 0 }),
        8 => OfReport("measures", hostile.Measure(), text => new ReportQuery { Group = random.Next(2) == 0 ? ["colour"] : [], Measures = [new("n", text)], Sort = ["-n"] }),
        _ => OfReport("names", hostile.WellFormed(), text => new ReportQuery { Group = ["colour"], Measures = [new(text, "count()")], Sort = [text], At = "2026-11-20" }),
    };

    private static Question Cursor(Random random, HostileText hostile)
    {
        string[] sort = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Sorts[random.Next(Sorts.Length)])];
        return OfList("after", hostile.Cursor(string.Join(',', sort), sort.Length), text => new ListQuery { Sort = sort, After = text });
    }

    private static Question OfList(string place, string text, Func<string, ListQuery> query) =>
        new(place, text, query(text) is { Fields.Count: > 0 } asked ? asked : query(text) with { Fields = ["name"] }, null);

    private static Question OfReport(string place, string text, Func<string, ReportQuery> query) =>
        new(place, text, null, query(text) is { Measures.Count: > 0 } or { Select.Count: > 0 } ? query(text) : query(text) with { Measures = [new("n", "count()")] });
}
