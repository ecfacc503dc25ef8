using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Queries;

public sealed class QueryTests(Installation server)
{
    private Task<Client> ShopAsync() => Shop.OpenAsync(server);

    private static async Task<string> AnswerAsync(Client client, object query) => (await client.PostAsync("query", query)).Expect(200).Raw("data");

    [Fact]
    public async Task Groups_have_their_measures_and_come_in_the_order_asked_for()
    {
        var client = await ShopAsync();
        Assert.Equal("""[{"stage.name":"Won","count":2,"total":{"amount":"1500.50","currency":"EUR"}},{"stage.name":"Lost","count":1,"total":{"amount":"300.00","currency":"EUR"}},{"stage.name":"Engaging","count":2,"total":{"amount":"200.00","currency":"EUR"}}]""",
            await AnswerAsync(client, new { from = "deals", group = new[] { "stage.name" }, measures = new { count = "count()", total = "sum(amount)" }, sort = new[] { "-total" } }));
        Assert.Equal("""[{"stage.name":"Engaging"},{"stage.name":"Lost"},{"stage.name":"Won"}]""", await AnswerAsync(client, new { from = "deals", group = new[] { "stage.name" }, sort = new[] { "stage.name" } }));
        var byLink = (await client.PostAsync("query", new { from = "deals", group = new[] { "stage", "company" }, measures = new { n = "count()" }, where = "stage.won" })).Expect(200).Data();
        var only = Assert.Single(byLink);
        Assert.Equal(("Won", "The retail company", 2), (only.GetProperty("stage").Text("title"), only.GetProperty("company").Text("title"), only.GetProperty("n").GetInt32()));
        Assert.Equal("""[{"company":null,"n":1}]""", await AnswerAsync(client, new { from = "deals", group = new[] { "company" }, measures = new { n = "count()" }, where = "company is empty" }));
    }

    [Fact]
    public async Task Measures_have_the_form_of_what_they_measure()
    {
        var client = await ShopAsync();
        var row = (await client.PostAsync("query", new
        {
            from = "deals",
            measures = new Dictionary<string, string>
            {
                ["n"] = "count()", ["filled"] = "count(amount)", ["stages"] = "count_distinct(stage)", ["total"] = "sum(amount)", ["average"] = "avg(amount)", ["won"] = "sum(amount where stage.won)",
                ["first"] = "min(close_date)", ["last"] = "max(created_at)", ["name"] = "max(name)", ["share"] = "100 * count(where stage.won) / count()", ["weighted"] = "sum(amount * stage.probability / 100)",
                ["chance"] = "avg(stage.probability)", ["none"] = "max(engaged_on)", ["nothing"] = "sum(amount where name = \"X\")", ["position"] = "max(stage.position)", ["divided"] = "sum(amount) / 0",
            },
        })).Expect(200).Data()[0];
        Assert.Equal("""{"n":5,"filled":4,"stages":3,"total":{"amount":"2000.50","currency":"EUR"},"average":{"amount":"500.125","currency":"EUR"},"won":{"amount":"1500.50","currency":"EUR"},"first":"2026-01-15","last":"@","name":"E","share":"40","weighted":{"amount":"1560.50","currency":"EUR"},"chance":"52","none":null,"nothing":{"amount":"0.00","currency":"EUR"},"position":6,"divided":null}""",
            row.GetRawText().Replace(row.Text("last")!, "@", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Days_group_by_the_periods_they_lie_in()
    {
        var client = await ShopAsync();
        foreach (var (group, first, groups) in new[] { ("month(close_date)", "2026-01-01", 4), ("quarter(close_date)", "2026-01-01", 3), ("year(close_date)", "2026-01-01", 2), ("week(close_date)", "2026-01-12", 5), ("day(close_date)", "2026-01-15", 5), ("close_date", "2026-01-15", 5) })
        {
            var rows = (await client.PostAsync("query", new { from = "deals", group = new[] { group }, measures = new { n = "count()" } })).Expect(200).Data();
            Assert.Equal((groups, first), (rows.Count, rows[0].Text(group)));
            Assert.Equal(JsonValueKind.Null, rows[^1].GetProperty(group).ValueKind);
        }
        Assert.Single((await client.PostAsync("query", new { from = "deals", group = new[] { "day(created_at)" }, measures = new { n = "count()" } })).Expect(200).Data().Select(r => r.GetProperty("n").GetInt32()).Distinct());
    }

    [Fact]
    public async Task Weeks_and_fiscal_years_begin_as_the_workspace_says()
    {
        var client = await ShopAsync();
        var set = (await client.PatchAsync("workspace", new { week_start = "sunday", fiscal_month = 4 })).Expect(200);
        Assert.Equal(("sunday", 4), (set.Text("week_start"), set.GetProperty("fiscal_month").GetInt32()));
        Assert.Equal(set.GetRawText(), (await client.GetAsync("me")).Expect(200).GetProperty("workspace").GetRawText());
        foreach (var (group, first) in new[] { ("week(close_date)", "2026-01-11"), ("fiscal_quarter(close_date)", "2026-01-01"), ("fiscal_year(close_date)", "2025-04-01"), ("year(close_date)", "2026-01-01") })
            Assert.Equal(first, (await client.PostAsync("query", new { from = "deals", group = new[] { group }, measures = new { n = "count()" } })).Expect(200).Data()[0].Text(group));
        Assert.Equal("monday", (await client.PatchAsync("workspace", new { week_start = "monday" })).Expect(200).Text("week_start"));
        Assert.Equal(4, (await client.GetAsync("me")).Expect(200).GetProperty("workspace").GetProperty("fiscal_month").GetInt32());
        var refused = await client.PatchAsync("workspace", new { week_start = "friday", fiscal_month = 13 });
        refused.Expect(422);
        Assert.Equal(["fiscal_month", "week_start"], refused.Fields);
    }

    [Fact]
    public async Task Pages_of_groups_hold_each_once()
    {
        var client = await ShopAsync();
        var names = new List<string?>();
        for (var after = 0L; ;)
        {
            var page = (await client.PostAsync("query", new { from = "deals", group = new[] { "name" }, measures = new { n = "count()" }, sort = new[] { "n" }, limit = 2, after })).Expect(200);
            names.AddRange(page.Data().Select(r => r.Text("name")));
            if (page.GetProperty("next").ValueKind == JsonValueKind.Null)
                break;
            after = page.GetProperty("next").GetInt64();
        }
        Assert.Equal(["A", "B", "C", "D", "E"], names);
    }

    [Fact]
    public async Task Selected_values_are_told_of_each_record()
    {
        var client = await ShopAsync();
        Assert.Equal("""[{"name":"A","amount":{"amount":"1000.00","currency":"EUR"},"company.industry":"retail","amount / 2":{"amount":"500.00","currency":"EUR"},"length(name)":1,"stage.won":true},{"name":"B","amount":{"amount":"500.50","currency":"EUR"},"company.industry":"retail","amount / 2":{"amount":"250.25","currency":"EUR"},"length(name)":1,"stage.won":true}]""",
            await AnswerAsync(client, new { from = "deals", where = "stage.won", select = new[] { "name", "amount", "company.industry", "amount / 2", "length(name)", "stage.won" }, sort = new[] { "-amount" } }));
        var rows = (await client.PostAsync("query", new { from = "deals", select = new[] { "id", "company", "close_date" }, sort = new[] { "company", "-length(name)", "name" }, limit = 2 })).Expect(200);
        Assert.Equal(("The medical company", 2), (rows.Data()[0].GetProperty("company").Text("title"), rows.GetProperty("next").GetInt32()));
        Assert.Equal((await client.ListAsync("deals", "name = \"C\""))[0].Id(), rows.Data()[0].Id());
        var next = (await client.PostAsync("query", new { from = "deals", select = new[] { "name" }, sort = new[] { "name" }, limit = 3, after = 3 })).Expect(200);
        Assert.Equal("""[{"name":"D"},{"name":"E"}]""", next.Raw("data"));
        Assert.Equal(JsonValueKind.Null, next.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task Every_field_of_every_type_can_be_selected()
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("workspace/sample_data", null)).Expect(200);
        foreach (var type in (await client.GetAsync("schema")).Expect(200).GetProperty("types").EnumerateArray())
        {
            var plural = type.Text("plural")!;
            var fields = type.GetProperty("fields").EnumerateArray().Select(f => f.Text("name")!).ToArray();
            var listed = (await client.GetAsync($"{plural}?limit=20&fields={string.Join(',', fields)}")).Expect(200).Data();
            var selected = (await client.PostAsync("query", new { from = plural, select = fields, limit = 20 })).Expect(200).Data();
            Assert.Equal(listed.Count, selected.Count);
            foreach (var (one, other) in listed.Zip(selected))
                Assert.All(fields, f => Assert.Equal(one.GetProperty(f).GetRawText(), other.GetProperty(f).GetRawText()));
        }
    }

    [Theory]
    [InlineData("""{"measures": {"n": "count()"}}""", "from:required")]
    [InlineData("""{"from": "deals", "select": ["name"], "group": ["stage"]}""", "select:select_alone")]
    [InlineData("""{"from": "deals", "select": ["name"], "totals": true}""", "totals:report.groups_needed")]
    [InlineData("""{"from": "deals", "measures": {"n": "count()"}, "pivot": "stage"}""", "pivot:report.groups_needed")]
    [InlineData("""{"from": "deals", "measures": {"n": "count()"}, "count": "exact"}""", "count:report.groups_needed")]
    [InlineData("""{"from": "deals", "group": ["stage"], "pivot": "stage"}""", "pivot:report.pivot_twice")]
    [InlineData("""{"from": "deals", "group": ["stage"], "pivot": "company.address"}""", "pivot:not_groupable")]
    [InlineData("""{"from": "deals", "group": ["stage"], "pivot": "compny"}""", "pivot:expression.unknown_name")]
    [InlineData("""{"from": "deals", "group": ["stage"], "pivot": "company", "measures": {"cells": "count()"}}""", "measures.cells:name_taken")]
    [InlineData("""{"from": "deals", "group": ["stage"], "top": 3}""", "sort:report.top_needs_sort")]
    [InlineData("""{"from": "deals", "group": ["stage"], "top": 0, "sort": ["stage"]}""", "top:bad_limit")]
    [InlineData("""{"from": "deals", "group": ["stage"], "top": 101, "sort": ["stage"]}""", "top:bad_limit")]
    [InlineData("""{"from": "deals", "group": ["stage"], "top": 3, "sort": ["n"], "measures": {"rest": "count()"}}""", "measures.rest:name_taken")]
    [InlineData("""{"from": "deals", "group": ["stage"], "top": 3, "sort": ["m"], "measures": {"n": "count()"}}""", "sort:unknown_field")]
    [InlineData("""{"from": "deals", "group": ["stage"], "count": "roughly"}""", "count:bad_count")]
    [InlineData("""{"from": "deals", "measures": {"n": "share(avg(amount))"}}""", "measures.n:expression.arguments")]
    [InlineData("""{"from": "deals", "measures": {"n": "share(sum(amount) / 2)"}}""", "measures.n:expression.arguments")]
    [InlineData("""{"from": "deals", "measures": {"n": "share(sum(amount) where stage.won)"}}""", "measures.n:expression.where_inside")]
    [InlineData("""{"from": "deals", "measures": {"n": "sum(running_total(count()))"}}""", "measures.n:expression.groups_here")]
    [InlineData("""{"from": "deals", "measures": {"n": "median(close_date)"}}""", "measures.n:expression.type_one")]
    [InlineData("""{"from": "deals", "where": "share(sum(amount)) > 5", "measures": {"n": "count()"}}""", "where:expression.groups_here")]
    [InlineData("""{"from": "deals", "select": ["nam"]}""", "select:expression.unknown_name")]
    [InlineData("""{"from": "deals", "select": ["count()"]}""", "select:expression.aggregate_here")]
    [InlineData("""{"from": "deals", "select": [null]}""", "select[0]:required")]
    [InlineData("""{"from": "activities", "group": ["participants"]}""", "group:not_groupable")]
    [InlineData("""{"from": "companies", "group": ["address"]}""", "group:not_groupable")]
    [InlineData("""{"from": "deels", "measures": {"n": "count()"}}""", "from:unknown_type")]
    [InlineData("""{"from": "deals"}""", "measures:required")]
    [InlineData("""{"from": "deals", "measures": {"n": "sum(amuont)"}}""", "measures.n:expression.unknown_name")]
    [InlineData("""{"from": "deals", "measures": {"n": "amount"}}""", "measures.n:expression.not_an_aggregate")]
    [InlineData("""{"from": "deals", "measures": {"n": 5}}""", "measures.n:wrong_type")]
    [InlineData("""{"from": "deals", "measures": {"": "count()"}}""", "measures.:name_taken")]
    [InlineData("""{"from": "deals", "group": ["stage"], "measures": {"stage": "count()"}}""", "measures.stage:name_taken")]
    [InlineData("""{"from": "deals", "group": ["sum(amount)"], "measures": {"n": "count()"}}""", "group:expression.aggregate_here")]
    [InlineData("""{"from": "deals", "group": ["stage.nam"], "measures": {"n": "count()"}}""", "group:expression.unknown_name")]
    [InlineData("""{"from": "deals", "group": ["name", "name", "name", "name", "name", "name", "name", "name", "name"], "measures": {"n": "count()"}}""", "group:too_many_items")]
    [InlineData("""{"from": "deals", "measures": {"n": "count()"}, "sort": ["m"]}""", "sort:unknown_field")]
    [InlineData("""{"from": "deals", "measures": {"n": "count()"}, "where": "amount ="}""", "where:expression.unexpected_end")]
    [InlineData("""{"from": "deals", "measures": {"n": "count()"}, "limit": 0}""", "limit:bad_limit")]
    [InlineData("""{"from": "deals", "measures": {"n": "count()"}, "after": -1}""", "after:bad_cursor")]
    [InlineData("""{"from": "deals", "measures": {"n": "count()"}, "limit": 99999999999}""", "limit:wrong_type")]
    [InlineData("""{"from": "deals", "measures": {"n": "count()"}, "having": "n > 1"}""", "having:unknown_field")]
    [InlineData("""{"from": "deals", "group": "stage", "measures": {"n": "count()"}}""", "group:wrong_type")]
    [InlineData("""{"from": "deals", "group": [null], "measures": {"n": "count()"}}""", "group[0]:required")]
    [InlineData("""{"from": "deals", "measures": {"n": null}}""", "measures.n:required")]
    public async Task A_query_that_cannot_be_answered_is_refused_where_it_is_wrong(string query, string reason)
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("query", query)).Invalid(reason);
    }

    [Fact]
    public async Task A_wrong_expression_is_told_with_its_place_and_what_was_meant()
    {
        var client = await server.WorkspaceAsync();
        var error = (await client.GetAsync("deals?where=" + Uri.EscapeDataString("stage.won and amuont > 5"))).Invalid("where:expression.unknown_name").Errors[0];
        Assert.Equal((14, 6, "amount"), (error.GetProperty("position").GetInt32(), error.GetProperty("length").GetInt32(), error.Text("suggestion")));
        error = (await client.PostAsync("query", new { from = "deals", measures = new { total = "sum(amuont)" } })).Invalid("measures.total:expression.unknown_name").Errors[0];
        Assert.Equal((4, 6, "amount"), (error.GetProperty("position").GetInt32(), error.GetProperty("length").GetInt32(), error.Text("suggestion")));
        error = (await client.GetAsync("deals?sort=" + Uri.EscapeDataString("-stage.nam"))).Invalid("sort:expression.unknown_name").Errors[0];
        Assert.Equal("name", error.Text("suggestion"));
        (await client.GetAsync("deals?where=" + Uri.EscapeDataString("x = 1 and y = 2"))).Invalid("where:expression.unknown_name", "where:expression.unknown_name");
        Assert.Equal("deals", (await client.PostAsync("query", new { from = "deels", measures = new { n = "count()" } })).Errors[0].Text("suggestion"));
    }

    [Fact]
    public async Task A_filter_knows_who_asks_and_what_day_it_is()
    {
        var owner = await ShopAsync();
        var member = await server.ColleagueAsync(owner);
        await member.CreateAsync("deals", new { name = "Of Mia" });
        Assert.Equal(["Of Mia"], (await member.ListAsync("deals", "owner = me()")).Select(d => d.Text("name")));
        Assert.Equal(5, (await owner.ListAsync("deals", "owner = me()")).Count);
        Assert.Equal(["Of Mia"], (await owner.ListAsync("deals", "owner != me()")).Select(d => d.Text("name")));
        Assert.Equal(["Of Mia"], (await owner.ListAsync("deals", "owner = \"Mia Member\" and created_at in last_2_days")).Select(d => d.Text("name")));
        Assert.Empty(await owner.ListAsync("deals", "created_at < today() - 2"));
        Assert.Equal(["B", "A"], (await owner.ListAsync("deals", "company.industry in (\"Retail\") and amount >= 500 and close_date >= \"2026-01-15\" and not stage.lost")).Select(d => d.Text("name")));
    }

    [Fact]
    public async Task Calculations_beyond_every_number_and_date_are_refused_and_nothing_breaks()
    {
        var client = await ShopAsync();
        const string Large = "999999999999999999999999999";
        foreach (var expression in new[]
        {
            $"amount * {Large} * {Large}", $"amount * {Large} * {Large} * {Large}", "close_date + 99999999", "close_date - 99999999", "close_date - 800000", "close_date + 3000000", $"close_date + {Large}",
            "created_at - 800000", "created_at + 3000000", "created_at - 9999999", "created_at + 99999999999", $"round(amount * {Large}, 10)", "year(close_date - 750000)", "amount / 0", "amount / 0.0000000000000000000001",
            $"(created_at - close_date) * {Large} * {Large}", "length(name) / 3", "-amount * 1.23456789012345678901234567",
        })
        {
            var escaped = Uri.EscapeDataString(expression);
            foreach (var answer in new[]
            {
                await client.GetAsync($"deals?sort={escaped}&limit=1"), await client.GetAsync($"deals?where={escaped}+is+not+empty"), await client.GetAsync($"deals?limit=2&sort=-({escaped})"),
                await client.PostAsync("query", new { from = "deals", group = new[] { expression }, measures = new { n = "count()" } }),
                await client.PostAsync("query", new { from = "deals", measures = new { n = $"max({expression})" } }),
            })
            {
                Assert.True(answer.Status is 200 or 422, $"{expression}: {answer.Text}");
            }
        }
        // Many decimals on the way are no large number.
        Assert.Equal("""[{"n":{"amount":"47619.0476","currency":"EUR"}}]""", await AnswerAsync(client, new { from = "deals", where = "name = \"A\"", measures = new { n = "sum(amount / 3 * (stage.probability / 0.7))" } }));
        // More than PostgreSQL adds up to, and more than a sum can be told.
        foreach (var i in Enumerable.Range(0, 3))
            await client.CreateAsync("deals", new { name = $"Large {i}", amount = "999999999999999.9999" });
        Assert.Equal("""[{"n":{"amount":"2999999999999999.9997","currency":"EUR"}}]""", await AnswerAsync(client, new { from = "deals", where = "name ~ \"large\"", measures = new { n = "sum(amount)" } }));
        Assert.True((await client.PostAsync("query", new { from = "deals", where = "name ~ \"large\"", measures = new { n = "sum(amount * amount)" } })).Status is 200 or 422);
    }

    [Fact]
    public async Task Percent_is_counted_to_a_hundred()
    {
        var client = await server.WorkspaceAsync();
        var stage = await client.CreateAsync("stages", new { name = "Half", probability = 50 });
        Assert.Equal("\"50\"", stage.Raw("probability"));
        (await client.PatchAsync($"stages/{stage.Id()}", new { probability = 101 })).Invalid("probability:out_of_range");
        (await client.PatchAsync($"stages/{stage.Id()}", new { probability = -0.5 })).Invalid("probability:out_of_range");
        var deal = await client.CreateAsync("deals", new { name = "Half a deal", stage = stage.Id(), amount = "99.99" });
        // 49.995 is told as it is, with the decimals it has.
        Assert.Equal("""{"amount":"49.995","currency":"EUR"}""", deal.Raw("weighted"));
        Assert.Single(await client.ListAsync("deals", "weighted > 49 and stage.probability = 50"));
    }
}
