using System.Globalization;

namespace Kith.Store.Tests.Agreement;

/// <summary>Writes random expressions that the checker accepts, or nearly: about items, and inside aggregates about what points at them.</summary>
/// <param name="moments">Points in time that the past is asked for at.</param>
/// <param name="items">Ids of items.</param>
internal sealed class ExpressionGenerator(Random random, string[] moments, string[] items)
{
    private static readonly string[] Texts = ["a", "ÉCOLE", "straße", "ὈΔΟΣ", "İstanbul", "ﬁn", "50%", "a_b", @"\\", "日本", "👩‍🚀", "e\u0301", "ABC", "z", "ΣΑΣ", "Ǆ"];
    private static readonly string[] Sought = ["ecole", "ÉOCLE", "strase", "Starße", "odos", "istambul", "fin", "50", "a", "café", "cfae", "ΣΑΣΣ", "日本", "𐐨𐐨", "person", "bold night"];
    private static readonly string[] Dates = ["2026-03-29", "2026-10-25", "2024-02-29", "2026-01-01", "2025-12-31", "1999-12-31", "0001-01-01", "9999-12-31", "2026-11-20", "1892-07-04", "1892-07-05", "1911-12-31", "1912-01-01", "1993-08-21", "1994-12-31", "2011-12-30"];
    private static readonly string[] Instants = ["2026-03-29T00:59:59.999999Z", "2026-03-29T01:00:00Z", "2026-10-25T00:30:00Z", "2026-11-20T23:30:00Z", "2026-01-01T00:00:00+14:00", "1970-01-01T00:00:00Z", "2024-02-29T12:00:00.000001Z", "1892-07-05T11:26:00Z", "1911-12-31T23:59:59.999999Z", "1912-01-01T00:00:00Z", "1993-08-21T12:00:00Z", "1994-12-31T10:00:00Z", "2011-12-30T10:00:00Z"];
    private static readonly string[] Numbers = ["0", "1", "2", "100", "0.5", "0.0001", "0.0000000001", "0.3333333333", "7", "1000000", "123456789012345.6789", "999999999999999999.9999999999", "0.005", "2.5", "3"];
    private static readonly string[] Periods = ["today", "yesterday", "this_week", "last_week", "next_month", "this_quarter", "last_year", "last_30_days", "next_7_days", "last_2_weeks", "next_3_months", "last_1_year", "this_fiscal_year", "last_fiscal_quarter", "next_week"];
    private static readonly string[] Comparators = ["=", "!=", "<", "<=", ">", ">="];

    /// <summary>What names mean at a place: about an item or about a box.</summary>
    private enum About { Item, Box }

    /// <summary>An expression about an item.</summary>
    public string Next() => random.Next(7) switch
    {
        0 => Number(4, About.Item),
        1 => Money(4, About.Item),
        2 => Date(4, About.Item),
        3 => Instant(4, About.Item),
        4 => Text(4, About.Item),
        _ => Condition(4, About.Item),
    };

    private string One(params string[] of) => of[random.Next(of.Length)];

    private string One(params Func<string>[] of) => of[random.Next(of.Length)]();

    /// <summary>A path from an item or a box to a field of one of both.</summary>
    private string Path(About about, string[] ofItem, string[] ofBox)
    {
        var path = "";
        for (var links = random.Next(6) switch { 0 => 2, 1 or 2 => 1, _ => 0 }; links > 0; links--)
        {
            var box = random.Next(2) == 0;
            path += about == About.Item ? box ? "box." : "parent." : box ? "within." : "lid.";
            about = box ? About.Box : About.Item;
        }
        if (about == About.Box && ofBox.Length == 0)
            (path, about) = (path + "lid.", About.Item);
        return path + One(about == About.Item ? ofItem : ofBox);
    }

    /// <summary>What points at an item or a box, and whether they are items or boxes.</summary>
    private (string Name, About Of) Pointing(About about) => about == About.Item
        ? random.Next(3) == 0 ? ("boxes", About.Box) : (One("items", "parent.items"), About.Item)
        : random.Next(2) == 0 ? ("boxes", About.Box) : ("items", About.Item);

    private string Collected(int levels, About about, string[] functions, string[] ofItem, string[] ofBox)
    {
        var (name, of) = Pointing(about);
        if (of == About.Box && ofBox.Length == 0)
            (name, of) = ("items", About.Item);
        var where = random.Next(2) == 0 ? "" : $" where {Condition(levels - 2, of)}";
        // The records of the tree themselves, or what points at any of them.
        name = random.Next(8) switch
        {
            0 when about == of => "tree",
            0 or 1 when name.StartsWith("parent.", StringComparison.Ordinal) => "parent.tree.items",
            0 or 1 => "tree." + name,
            _ => name,
        };
        return $"{One(functions)}({name}.{One(of == About.Item ? ofItem : ofBox)}{where})";
    }

    private string Number(int levels, About about)
    {
        if (levels <= 0 || random.Next(4) == 0)
            return random.Next(3) == 0 ? One(Numbers) : Path(about, ["count", "score", "share", "version", "weight", "third", "price.amount"], ["size", "version"]);
        var next = levels - 1;
        return One(
            () => Was(Number(next, about)),
            () => $"({Number(next, about)} {One("+", "-", "*", "/")} {Number(next, about)})",
            () => $"({Number(next, about)} {One("+", "-", "*", "/")} {Number(next, about)})",
            () => $"-{Number(next, about)}",
            () => $"abs({Number(next, about)})",
            () => $"round({Number(next, about)}, {random.Next(11).ToString(CultureInfo.InvariantCulture)})",
            () => $"coalesce({Number(next, about)}, {Number(next, about)})",
            () => $"if({Condition(next, about)}, {Number(next, about)}, {Number(next, about)})",
            () => $"length({One(() => Text(next, about), () => Path(about, ["tags", "friends"], []))})",
            () => $"weekday({One(() => Date(next, about), () => Instant(next, about))})",
            () => $"hour({Instant(next, about)})",
            () => $"{One("weeks", "hours", "minutes")}({Number(next, about)})",
            () => $"({Money(next, about)} / {Money(next, about)})",
            () => $"({Date(next, about)} - {Date(next, about)})",
            () => $"({Instant(next, about)} - {Instant(next, about)})",
            () => $"({Date(next, about)} - {Instant(next, about)})",
            () => Collected(next, about, ["sum", "avg", "median", "min", "max", "count", "count_distinct", "latest"], ["count", "score", "share", "weight"], ["size"]),
            () => Collected(next, about, ["count", "count_distinct"], ["name", "owner", "seen", "colour", "flag"], ["label", "full"]));
    }

    private string Money(int levels, About about)
    {
        if (levels <= 0 || random.Next(3) == 0)
            return Path(about, ["price", "cost", "gain"], []);
        var next = levels - 1;
        return One(
            () => Was(Money(next, about)),
            () => $"({Money(next, about)} {One("+", "-")} {Money(next, about)})",
            () => $"({Money(next, about)} {One("*", "/")} {Number(next, about)})",
            () => $"({Number(next, about)} * {Money(next, about)})",
            () => $"-{Money(next, about)}",
            () => $"round({Money(next, about)}, {random.Next(5).ToString(CultureInfo.InvariantCulture)})",
            () => $"coalesce({Money(next, about)}, {Money(next, about)}, 0)",
            () => $"if({Condition(next, about)}, {Money(next, about)}, {Money(next, about)})",
            () => Collected(next, about, ["sum", "avg", "median", "min", "max", "latest"], ["price", "cost", "gain"], []));
    }

    private string Date(int levels, About about)
    {
        if (levels <= 0 || random.Next(3) == 0)
            return random.Next(3) == 0 ? One($"date(\"{One(Dates)}\")", "today()") : Path(about, ["made"], ["opened"]);
        var next = levels - 1;
        return One(
            () => Was(Date(next, about)),
            () => $"({Date(next, about)} {One("+", "-")} {Number(next, about)})",
            () => $"anniversary({Date(next, about)})",
            () => $"add_months({Date(next, about)}, {random.Next(-40, 40).ToString(CultureInfo.InvariantCulture)})",
            () => $"{One("year", "quarter", "month", "week", "day", "fiscal_year", "fiscal_quarter")}({Date(next, about)})",
            () => $"{One("year", "quarter", "month", "week", "day", "fiscal_year", "fiscal_quarter")}({Instant(next, about)})",
            () => $"coalesce({Date(next, about)}, {Date(next, about)})",
            () => $"if({Condition(next, about)}, {Date(next, about)}, {Date(next, about)})",
            () => Collected(next, about, ["min", "max", "latest"], ["made"], ["opened"]));
    }

    private string Instant(int levels, About about)
    {
        if (levels <= 0 || random.Next(3) == 0)
            return random.Next(5) == 0 ? "now()" : Path(about, ["seen", "created_at"], ["sealed", "updated_at"]);
        var next = levels - 1;
        return One(
            () => Was(Instant(next, about)),
            () => $"({Instant(next, about)} {One("+", "-")} {Number(next, about)})",
            () => $"coalesce({Instant(next, about)}, {Instant(next, about)})",
            () => $"if({Condition(next, about)}, {Instant(next, about)}, {Instant(next, about)})",
            () => Collected(next, about, ["min", "max", "latest"], ["seen"], ["sealed"]));
    }

    private string Text(int levels, About about)
    {
        if (levels <= 0 || random.Next(3) == 0)
            return Path(about, ["name", "note", "place.city", "place.street", "cost.currency"], ["label"]);
        var next = levels - 1;
        return One(
            () => Was(Text(next, about)),
            () => $"lower({Text(next, about)})",
            () => $"trim({Text(next, about)})",
            () => $"{One("left", "right")}({Text(next, about)}, {random.Next(1, 6).ToString(CultureInfo.InvariantCulture)})",
            () => $"replace({Text(next, about)}, \"{One("a", "Σ", "\\n", "ß", "z Z")}\", \"{One("", "x", "\\\\")}\")",
            () => $"concat({Text(next, about)}, {Text(next, about)}, \"{One(Texts)}\")",
            () => $"upper({Text(next, about)})",
            () => $"coalesce({Text(next, about)}, {Text(next, about)}, \"{One(Texts)}\")",
            () => $"if({Condition(next, about)}, {Text(next, about)}, {Text(next, about)})",
            () => Path(about, ["colour"], ["label"]),
            () => Collected(next, about, ["min", "max", "latest"], ["name", "note"], ["label"]),
            () => Collected(next, about, ["latest"], ["colour"], ["label"]));
    }

    private string Condition(int levels, About about)
    {
        if (levels <= 0 || random.Next(6) == 0)
            return Path(about, ["flag"], ["full"]);
        var next = levels - 1;
        return One(
            () => Was(Condition(next, about)),
            () => $"{Was(Path(about, ["colour"], ["label"]))} {One("=", "!=", "~")} \"{One("red", "Green", "blue_green")}\"",
            () => $"{Was(Path(about, ["owner", "parent", "box", "about"], ["lid", "within"]))} {One("=", "!=", "~")} \"{One(Texts)}\"",
            () => $"{Was(Path(about, ["parent"], ["lid"]))} {One("=", "!=")} {Path(about, ["parent"], ["lid"])}",
            () => $"changed({Path(about, ["name", "score", "price", "seen", "tags", "friends", "about", "owner"], ["label", "size", "lid"])}, \"{One(moments)}\")",
            () => $"({Condition(next, about)} {One("and", "or")} {Condition(next, about)})",
            () => $"({Condition(next, about)} {One("and", "or")} {Condition(next, about)} {One("and", "or")} {Condition(next, about)})",
            () => $"not ({Condition(next, about)})",
            () => $"{Number(next, about)} {One(Comparators)} {Number(next, about)}",
            () => $"{Money(next, about)} {One(Comparators)} {One(() => Money(next, about), () => One(Numbers))}",
            () => $"{Date(next, about)} {One(Comparators)} {One(() => Date(next, about), () => Instant(next, about), () => $"\"{One(Dates)}\"")}",
            () => $"{Instant(next, about)} {One(Comparators)} {One(() => Date(next, about), () => Instant(next, about), () => $"\"{One(Instants)}\"", () => $"\"{One(Dates)}\"")}",
            () => $"{Text(next, about)} {One(Comparators)} {One(() => Text(next, about), () => $"\"{One(Texts)}\"")}",
            () => $"{Text(next, about)} {One("~", "!~", "starts with", "not ends with", "ends with", "contains")} \"{One(Texts)}\"",
            () => $"{One(() => Text(next, about), () => Path(about, ["tags", "friends", "parent", "about", "place.city"], ["lid"]))} {One("like", "not like")} \"{One(Sought)}\"",
            () => $"{Path(about, ["colour"], ["label"])} {One("=", "!=", "~")} \"{One("red", "Green", "blue_green")}\"",
            () => $"{Number(next, about)} {One("in", "not in")} ({One(Numbers)}, {One(Numbers)}, {Path(about, ["count"], ["size"])})",
            () => $"{Text(next, about)} {One("in", "not in")} (\"{One(Texts)}\", \"\", \"{One(Texts)}\")",
            () => $"{Number(next, about)} {One("between", "not between")} {Number(next, about)} and {Number(next, about)}",
            () => $"{Instant(next, about)} between \"{One(Dates)}\" and {Instant(next, about)}",
            () => $"{Date(next, about)} {One("in", "not in")} {One(Periods)}",
            () => $"{Instant(next, about)} {One("in", "not in")} {One(Periods)}",
            () => $"{One(() => Number(next, about), () => Text(next, about), () => Date(next, about), () => Condition(0, about), () => Path(about, ["tags", "friends", "place", "about", "owner", "sides"], ["lid"]))} is {One("", "not ")}empty",
            () => $"{Path(about, ["tags"], [])} {One("contains", "=", "!=", "~", "starts with")} \"{One(Texts)}\"",
            () => $"{Path(about, ["tags"], [])} {One("in", "not in")} (\"{One(Texts)}\", \"{One(Texts)}\")",
            () => $"{Path(about, ["sides"], [])} {One("contains", "!=")} \"North\"",
            () => $"{Path(about, ["friends", "parent", "about", "box"], ["lid"])} {One("=", "!=", "~")} \"{One(Texts)}\"",
            () => $"{Path(about, ["friends"], [])} {One("in", "not in")} (\"{One(Texts)}\", \"{One(Texts)}\")",
            () => $"{Path(about, ["owner"], ["lid.owner"])} {One("=", "!=")} {One("me()", "created_by")}",
            () => $"{Path(about, ["owner", "helpers", "owner.manager"], ["lid.owner"])} {One("in", "not in")} my_team()",
            () => $"within({Path(about, ["parent", "friends", "id"], ["lid", "lid.parent"])}, '{One(items)}')",
            () => $"{Path(about, ["owner", "helpers"], ["lid.owner"])} {One("in", "not in")} (my_team(), \"Person 3\", me())",
            () => $"{Path(about, ["territory", "territory.parent"], ["lid.territory"])} {One("in", "not in")} my_territories()",
            () => $"{Path(about, ["parent"], ["lid"])} {One("=", "!=")} {Path(about, ["parent"], ["lid"])}",
            () => Any(next, about));
    }

    private string Was(string value) => $"was({value}, \"{One(moments)}\")";

    private string Any(int levels, About about)
    {
        var (name, of) = Pointing(about);
        return $"any({name}{(random.Next(3) == 0 ? "" : $" where {Condition(levels - 1, of)}")})";
    }
}
