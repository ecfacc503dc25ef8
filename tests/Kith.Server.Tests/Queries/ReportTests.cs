using System.Text.Json;
using System.Text.RegularExpressions;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Queries;

/// <summary>Levels, columns and the best of groups; every figure is worked out by hand from the five deals of <see cref="Shop"/>.</summary>
public sealed partial class ReportTests(Installation server)
{
    private const string Measures = """ "measures": {"n": "count()", "total": "sum(amount)"} """;

    [GeneratedRegex("""\{"amount":"(?<amount>[^"]*)","currency":"EUR"\}""", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Money { get; }

    /// <summary>The answer with money as a bare number, to keep the tables readable.</summary>
    private static async Task<JsonElement> AskAsync(Client client, string query)
    {
        var text = (await client.PostAsync("query", query)).Expect(200).GetRawText();
        return JsonDocument.Parse(Money.Replace(text, "${amount}")).RootElement;
    }

    private static void Holds(string expected, JsonElement answer, string member) =>
        Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(expected).RootElement), JsonSerializer.Serialize(answer.GetProperty(member)));

    [Fact]
    public async Task A_median_is_the_middle_one_or_the_mean_of_the_middle_two()
    {
        var client = await Shop.OpenAsync(server);
        Holds("""[{"all": 400.25, "won": 750.25, "three": 500.50, "none": null, "chance": "30", "half": 200.125}]""", await AskAsync(client, """
            {"from": "deals", "measures": {"all": "median(amount)", "won": "median(amount where stage.won)", "three": "median(amount where amount >= 300)", "none": "median(amount where name = 'X')",
              "chance": "median(stage.probability)", "half": "median(amount) / 2"}}
            """), "data");
        Holds("""[{"stage.name": "Engaging", "m": 200.00}, {"stage.name": "Lost", "m": 300.00}, {"stage.name": "Won", "m": 750.25}]""",
            await AskAsync(client, """{"from": "deals", "group": ["stage.name"], "measures": {"m": "median(amount)"}}"""), "data");
    }

    [Fact]
    public async Task Shares_are_percents_of_the_whole_or_of_the_group_above()
    {
        var client = await Shop.OpenAsync(server);
        // 1500.50, 300 and 200 of 2000.50.
        Holds("""[{"stage.name": "Won", "s": "75.0062", "c": "40"}, {"stage.name": "Lost", "s": "14.9963", "c": "20"}, {"stage.name": "Engaging", "s": "9.9975", "c": "40"}]""",
            await AskAsync(client, """{"from": "deals", "group": ["stage.name"], "measures": {"s": "share(sum(amount))", "c": "share(count())"}, "sort": ["-s"]}"""), "data");
        const string Two = """{"from": "deals", "group": ["company.industry", "stage.name"], "measures": {"s": "share(count())", "p": "parent_share(count())", "q": "parent_share(sum(amount))"} """;
        var rows = """
            [{"company.industry": "medical", "stage.name": "Engaging", "s": "20", "p": "50", "q": "0"}, {"company.industry": "medical", "stage.name": "Lost", "s": "20", "p": "50", "q": "100"},
             {"company.industry": "retail", "stage.name": "Won", "s": "40", "p": "100", "q": "100"}, {"company.industry": null, "stage.name": "Engaging", "s": "20", "p": "100", "q": "100"}]
            """;
        Holds(rows, await AskAsync(client, Two + "}"), "data");
        var levels = await AskAsync(client, Two + """, "totals": true}""");
        Holds(rows, levels, "data");
        // Two of five deals each, and of 2000.50: 300, 1500.50 and 200.
        Holds("""[{"company.industry": "medical", "s": "40", "p": "40", "q": "14.9963"}, {"company.industry": "retail", "s": "40", "p": "40", "q": "75.0062"}, {"company.industry": null, "s": "20", "p": "20", "q": "9.9975"}]""", levels, "subtotals");
        Holds("""{"s": "100", "p": "100", "q": "100"}""", levels, "totals");
        // Nothing is no share of nothing.
        Holds("""[{"s": null}]""", await AskAsync(client, """{"from": "deals", "where": "amount is empty", "measures": {"s": "share(sum(amount))"}}"""), "data");
    }

    [Fact]
    public async Task Running_totals_go_along_time_within_each_other_group()
    {
        var client = await Shop.OpenAsync(server);
        Holds("""[{"month(close_date)": null, "r": 2000.50, "n": 5}, {"month(close_date)": "2026-04-01", "r": 1800.50, "n": 4}, {"month(close_date)": "2026-02-01", "r": 1800.50, "n": 3}, {"month(close_date)": "2026-01-01", "r": 1000.00, "n": 1}]""",
            await AskAsync(client, """{"from": "deals", "group": ["month(close_date)"], "measures": {"r": "running_total(sum(amount))", "n": "running_total(count())"}, "sort": ["-n"]}"""), "data");
        var levels = await AskAsync(client, """{"from": "deals", "group": ["company.industry", "month(close_date)"], "measures": {"r": "running_total(sum(amount))", "n": "running_total(count())"}, "totals": true}""");
        Holds("""
            [{"company.industry": "medical", "month(close_date)": "2026-02-01", "r": 300.00, "n": 1}, {"company.industry": "medical", "month(close_date)": "2026-04-01", "r": 300.00, "n": 2},
             {"company.industry": "retail", "month(close_date)": "2026-01-01", "r": 1000.00, "n": 1}, {"company.industry": "retail", "month(close_date)": "2026-02-01", "r": 1500.50, "n": 2},
             {"company.industry": null, "month(close_date)": null, "r": 200.00, "n": 1}]
            """, levels, "data");
        Holds("""[{"company.industry": "medical", "r": 300.00, "n": 2}, {"company.industry": "retail", "r": 1500.50, "n": 2}, {"company.industry": null, "r": 200.00, "n": 1}]""", levels, "subtotals");
        Holds("""{"r": 2000.50, "n": 5}""", levels, "totals");
        // Without a date, along the first key.
        Holds("""[{"stage.name": "Engaging", "n": 2}, {"stage.name": "Lost", "n": 3}, {"stage.name": "Won", "n": 5}]""",
            await AskAsync(client, """{"from": "deals", "group": ["stage.name"], "measures": {"n": "running_total(count())"}}"""), "data");
    }

    [Fact]
    public async Task Sub_totals_stand_for_their_groups_and_a_page_holds_those_it_needs()
    {
        var client = await Shop.OpenAsync(server);
        const string Query = """{"from": "deals", "group": ["company.industry", "stage.name"], "totals": true, "sort": ["-total"], "count": "exact", """ + Measures;
        var first = await AskAsync(client, Query + """, "limit": 2}""");
        Holds("""{"n": 5, "total": 2000.50}""", first, "totals");
        Holds("""[{"company.industry": "retail", "n": 2, "total": 1500.50}, {"company.industry": "medical", "n": 2, "total": 300.00}]""", first, "subtotals");
        Holds("""[{"company.industry": "retail", "stage.name": "Won", "n": 2, "total": 1500.50}, {"company.industry": "medical", "stage.name": "Lost", "n": 1, "total": 300.00}]""", first, "data");
        Assert.Equal((2, 4, true), (first.GetProperty("next").GetInt32(), first.GetProperty("count").GetInt32(), first.GetProperty("count_exact").GetBoolean()));
        var second = await AskAsync(client, Query + """, "limit": 2, "after": 2}""");
        Holds("""{"n": 5, "total": 2000.50}""", second, "totals");
        Holds("""[{"company.industry": "medical", "n": 2, "total": 300.00}, {"company.industry": null, "n": 1, "total": 200.00}]""", second, "subtotals");
        Holds("""[{"company.industry": "medical", "stage.name": "Engaging", "n": 1, "total": 0.00}, {"company.industry": null, "stage.name": "Engaging", "n": 1, "total": 200.00}]""", second, "data");
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        var beyond = await AskAsync(client, Query + """, "after": 9}""");
        Assert.Equal((0, 4), (beyond.GetProperty("data").GetArrayLength(), beyond.GetProperty("count").GetInt32()));
        var nothing = await AskAsync(client, Query + """, "where": "name = 'X'"}""");
        Holds("""{"n": 0, "total": 0.00}""", nothing, "totals");
        Assert.Equal((0, 0), (nothing.GetProperty("data").GetArrayLength(), nothing.GetProperty("count").GetInt32()));
    }

    [Fact]
    public async Task Three_levels_have_sub_totals_at_two()
    {
        var client = await Shop.OpenAsync(server);
        var answer = await AskAsync(client, """{"from": "deals", "group": ["stage.won", "company.industry", "name"], "totals": true, "measures": {"n": "count()", "d": "count_distinct(stage)"}, "sort": ["-n", "-name"]}""");
        Holds("""
            [{"stage.won": null, "n": 3, "d": 2}, {"stage.won": null, "company.industry": "medical", "n": 2, "d": 2}, {"stage.won": null, "company.industry": null, "n": 1, "d": 1},
             {"stage.won": true, "n": 2, "d": 1}, {"stage.won": true, "company.industry": "retail", "n": 2, "d": 1}]
            """, answer, "subtotals");
        Assert.Equal("E C D B A", string.Join(' ', answer.GetProperty("data").EnumerateArray().Select(r => r.Text("name"))));
        Holds("""{"n": 5, "d": 3}""", answer, "totals");
    }

    [Fact]
    public async Task A_pivot_puts_one_key_across_the_columns()
    {
        var client = await Shop.OpenAsync(server);
        const string Query = """{"from": "deals", "group": ["stage.name"], "pivot": "month(close_date)", "sort": ["-total"], """ + Measures;
        var answer = await AskAsync(client, Query + "}");
        Holds("""
            [{"month(close_date)": "2026-01-01", "n": 1, "total": 1000.00}, {"month(close_date)": "2026-02-01", "n": 2, "total": 800.50}, {"month(close_date)": "2026-04-01", "n": 1, "total": 0.00},
             {"month(close_date)": null, "n": 1, "total": 200.00}]
            """, answer, "pivot");
        const string Won = """{"stage.name": "Won", "n": 2, "total": 1500.50, "cells": [{"n": 1, "total": 1000.00}, {"n": 1, "total": 500.50}, null, null]}""";
        const string Lost = """{"stage.name": "Lost", "n": 1, "total": 300.00, "cells": [null, {"n": 1, "total": 300.00}, null, null]}""";
        const string Engaging = """{"stage.name": "Engaging", "n": 2, "total": 200.00, "cells": [null, null, {"n": 1, "total": 0.00}, {"n": 1, "total": 200.00}]}""";
        Holds($"[{Won}, {Lost}, {Engaging}]", answer, "data");
        Assert.False(answer.TryGetProperty("totals", out _));
        var page = await AskAsync(client, Query + """, "limit": 1, "after": 1, "totals": true}""");
        Holds($"[{Lost}]", page, "data");
        Assert.Equal((4, 2), (page.GetProperty("pivot").GetArrayLength(), page.GetProperty("next").GetInt32()));
        Holds("""{"n": 5, "total": 2000.50}""", page, "totals");
    }

    [Fact]
    public async Task Sub_totals_have_cells_and_cells_their_shares_and_running_totals()
    {
        var client = await Shop.OpenAsync(server);
        var answer = await AskAsync(client, """
            {"from": "deals", "group": ["company", "stage"], "pivot": "quarter(close_date)", "totals": true,
             "measures": {"n": "count()", "s": "share(count())", "p": "parent_share(count())", "r": "running_total(count())"}}
            """);
        Assert.Equal(["2026-01-01", "2026-04-01", null], answer.GetProperty("pivot").EnumerateArray().Select(c => c.Text("quarter(close_date)")));
        // Of five deals three are in the first quarter.
        Assert.Equal("""{"quarter(close_date)":"2026-01-01","n":3,"s":"60","p":"60","r":3}""", answer.GetProperty("pivot")[0].GetRawText());
        Assert.Equal("""{"quarter(close_date)":"2026-04-01","n":1,"s":"20","p":"20","r":4}""", answer.GetProperty("pivot")[1].GetRawText());
        var medical = answer.GetProperty("subtotals")[0];
        Assert.Equal("The medical company", medical.GetProperty("company").Text("title"));
        // Half of the company's deals in each of two quarters.
        Assert.Equal("""[{"n":1,"s":"20","p":"50","r":1},{"n":1,"s":"20","p":"50","r":2},null]""", medical.GetProperty("cells").GetRawText());
        var won = answer.GetProperty("data").EnumerateArray().Single(r => r.GetProperty("stage").Text("title") == "Won");
        Assert.Equal("""[{"n":2,"s":"40","p":"100","r":2},null,null]""", won.GetProperty("cells").GetRawText());
        Assert.Equal(("40", "100", 2), (won.Text("s"), won.Text("p"), won.GetProperty("r").GetInt32()));
    }

    [Fact]
    public async Task The_rest_of_the_best_is_worked_out_from_its_records()
    {
        var client = await Shop.OpenAsync(server);
        var answer = await AskAsync(client, """
            {"from": "deals", "group": ["name"], "top": 2, "sort": ["-total"], "measures": {"total": "sum(amount)", "m": "median(amount)", "d": "count_distinct(stage)", "s": "share(sum(amount))", "r": "running_total(sum(amount))"}}
            """);
        // C, D and E: 300, 200 and none, in two stages.
        Holds("""
            [{"name": "A", "total": 1000.00, "m": 1000.00, "d": 1, "s": "49.9875", "r": 1000.00}, {"name": "B", "total": 500.50, "m": 500.50, "d": 1, "s": "25.0187", "r": 1500.50},
             {"rest": 3, "total": 500.00, "m": 250.00, "d": 2, "s": "24.9938", "r": 2000.50}]
            """, answer, "data");
        // Having none of a key is a group like others.
        Holds("""[{"company.industry": null, "n": 1, "total": 200.00}, {"rest": 2, "n": 4, "total": 1800.50}]""",
            await AskAsync(client, """{"from": "deals", "group": ["company.industry"], "top": 1, "sort": ["total"], """ + Measures + "}"), "data");
        Holds("""[{"company.industry": "retail", "n": 2, "total": 1500.50}, {"company.industry": "medical", "n": 2, "total": 300.00}, {"company.industry": null, "n": 1, "total": 200.00}]""",
            await AskAsync(client, """{"from": "deals", "group": ["company.industry"], "top": 3, "sort": ["-total"], """ + Measures + "}"), "data");
        var byLink = await AskAsync(client, """{"from": "deals", "group": ["company", "stage.name"], "top": 1, "sort": ["-total", "-stage.name"], """ + Measures + "}");
        Assert.Equal("The retail company", byLink.GetProperty("data")[0].GetProperty("company").Text("title"));
        Assert.Equal("""{"stage.name":"Lost","rest":2,"n":1,"total":300.00}""", byLink.GetProperty("data")[1].GetRawText());
        Assert.Equal("""{"stage.name":"Engaging","rest":2,"n":2,"total":200.00}""", byLink.GetProperty("data")[2].GetRawText());
    }

    [Fact]
    public async Task The_best_groups_go_with_levels_and_columns()
    {
        var client = await Shop.OpenAsync(server);
        var answer = await AskAsync(client, """{"from": "deals", "where": "name != 'B'", "group": ["company.industry", "stage.name"], "pivot": "stage.won", "top": 1, "sort": ["-total"], "totals": true, "count": "estimated", """ + Measures + "}");
        Holds("""{"n": 4, "total": 1500.00}""", answer, "totals");
        Holds("""[{"stage.won": true, "n": 1, "total": 1000.00}, {"stage.won": null, "n": 3, "total": 500.00}]""", answer, "pivot");
        Holds("""
            [{"company.industry": "retail", "n": 1, "total": 1000.00, "cells": [{"n": 1, "total": 1000.00}, null]}, {"rest": 2, "n": 3, "total": 500.00, "cells": [null, {"n": 3, "total": 500.00}]}]
            """, answer, "subtotals");
        Holds("""
            [{"company.industry": "retail", "stage.name": "Won", "n": 1, "total": 1000.00, "cells": [{"n": 1, "total": 1000.00}, null]},
             {"stage.name": "Lost", "rest": 2, "n": 1, "total": 300.00, "cells": [null, {"n": 1, "total": 300.00}]}, {"stage.name": "Engaging", "rest": 2, "n": 2, "total": 200.00, "cells": [null, {"n": 2, "total": 200.00}]}]
            """, answer, "data");
        Assert.Equal(3, answer.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Measures_beside_selected_values_are_over_all_pages()
    {
        var client = await Shop.OpenAsync(server);
        var answer = await AskAsync(client, """{"from": "deals", "select": ["name"], "sort": ["-name"], "limit": 2, "where": "name != 'A'", "count": "exact", """ + Measures + "}");
        Holds("""[{"name": "E"}, {"name": "D"}]""", answer, "data");
        Holds("""{"n": 4, "total": 1000.50}""", answer, "totals");
        Assert.Equal((2, 4, true), (answer.GetProperty("next").GetInt32(), answer.GetProperty("count").GetInt32(), answer.GetProperty("count_exact").GetBoolean()));
    }

    [Fact]
    public async Task Points_in_time_lie_in_the_periods_of_the_readers_zone()
    {
        var client = await server.WorkspaceAsync(zone: "Europe/Rome");
        // An hour ahead of UTC in winter, two in summer.
        foreach (var due in new[] { "2026-01-31T22:30:00Z", "2026-01-31T23:30:00Z", "2026-06-30T21:59:00Z", "2026-06-30T22:00:00Z" })
            await client.CreateAsync("activities", new { subject = due, due_at = due });
        Holds("""[{"month(due_at)": "2026-01-01", "n": 1}, {"month(due_at)": "2026-02-01", "n": 1}, {"month(due_at)": "2026-06-01", "n": 1}, {"month(due_at)": "2026-07-01", "n": 1}]""",
            await AskAsync(client, """{"from": "activities", "group": ["month(due_at)"], "measures": {"n": "count()"}}"""), "data");
        Holds("""[{"quarter(due_at)": "2026-01-01", "day(due_at)": "2026-01-31"}, {"quarter(due_at)": "2026-01-01", "day(due_at)": "2026-02-01"}, {"quarter(due_at)": "2026-04-01", "day(due_at)": "2026-06-30"}, {"quarter(due_at)": "2026-07-01", "day(due_at)": "2026-07-01"}]""",
            await AskAsync(client, """{"from": "activities", "group": ["quarter(due_at)", "day(due_at)"]}"""), "data");
    }

    [Fact]
    public async Task A_report_with_too_many_groups_or_columns_is_refused()
    {
        var client = await server.WorkspaceAsync();
        foreach (var i in Enumerable.Range(1, 101))
            await client.CreateAsync("deals", new { name = $"Deal {i}" });
        (await client.PostAsync("query", """{"from": "deals", "group": ["stage"], "pivot": "name", "measures": {"n": "count()"}}""")).Invalid("pivot:report.too_many_columns");
        Assert.Equal(100, (await AskAsync(client, """{"from": "deals", "where": "name != 'Deal 101'", "group": ["stage"], "pivot": "name", "measures": {"n": "count()"}}""")).GetProperty("pivot").GetArrayLength());
    }
}
