using System.Globalization;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Sales.Forecasts;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Deals;

/// <summary>What people say a period brings, up the line of their managers, and how the forecast came about.</summary>
public sealed class ForecastSubmissionTests(Installation server)
{
    private const string Period = "unit=quarter&day=2031-05-17";

    private static async Task<Guid> StageAsync(Client client, string name) => (await client.ListAsync("stages", $"name = \"{name}\"")).Single().Id();

    private static async Task<JsonElement> RowAsync(Client client, Guid person, string query = Period) =>
        (await client.GetAsync($"forecast?{query}")).Expect(200).Data().Single(r => r.GetProperty("of") is { ValueKind: JsonValueKind.Object } of && of.Id() == person).GetProperty("words");

    private static string Expected(JsonElement words) => $"{words.Text("commit")} {words.Text("best_case")}";

    private static object Said(Guid? person, decimal commit, decimal? best = null, string? note = null) =>
        new { person, period = "quarter", starts_on = "2031-05-01", commit, best_case = best, description = note };

    [Fact]
    public async Task What_people_submit_rolls_up_and_what_those_above_say_goes_before_it()
    {
        var owner = await server.WorkspaceAsync();
        var (mia, ben) = (await server.ColleagueAsync(owner), await server.ColleagueAsync(owner));
        (await owner.PatchAsync($"people/{mia.Person}", new { manager = owner.Person })).Expect(200);
        (await owner.PatchAsync($"people/{ben.Person}", new { manager = mia.Person, name = "Ben" })).Expect(200);
        var (won, sure, maybe) = (await StageAsync(owner, "Won"), await StageAsync(owner, "Negotiation"), await StageAsync(owner, "Proposal"));
        foreach (var (whose, stage, amount) in new[] { (ben, won, 50), (ben, sure, 100), (ben, maybe, 7), (mia, sure, 10) })
            await owner.CreateAsync("deals", new { name = "Deal", stage, amount, owner = whose.Person, close_date = "2031-05-01" });
        await owner.CreateAsync("quotas", new { person = ben.Person, starts_on = "2031-05-01", amount = 500 });

        // As long as nobody says anything, what the deals come to.
        Assert.Equal(("150.00 157.00", "160.00 167.00"), (Expected(await RowAsync(owner, ben.Person)), Expected(await RowAsync(owner, mia.Person))));
        var made = (await ben.PostAsync("forecast/submissions", Said(null, 120, 130, "The tender is late"))).Expect(201);
        Assert.Equal(("Ben – Q2 2031", "2031-04-01", "The tender is late"), (made.Text("name"), made.Text("starts_on"), made.Text("description")));
        Assert.Equal(["50.00", "150.00", "157.00", "500.00"], ((string[])["closed", "deals_commit", "deals_best_case", "quota"]).Select(f => made.GetProperty(f).Text("amount")));
        Assert.Equal("130.00 140.00", Expected(await RowAsync(owner, mia.Person)));
        Assert.Equal("The tender is late", (await RowAsync(owner, ben.Person)).GetProperty("said").Text("note"));

        var overridden = (await mia.PostAsync("forecast/submissions", Said(ben.Person, 100))).Expect(201).Id();
        Assert.Equal("110.00 110.00", Expected(await RowAsync(owner, mia.Person)));
        (await owner.PostAsync("forecast/submissions", Said(ben.Person, 90, 95))).Expect(201);
        Assert.Equal("90.00 95.00", Expected(await RowAsync(owner, ben.Person)));
        Assert.Equal("100.00 105.00", Expected((await owner.GetAsync($"forecast?{Period}")).Expect(200).GetProperty("expected")));
        // Each sees what those below say, and not what those above do.
        Assert.Equal("100.00 100.00", Expected(await RowAsync(mia, ben.Person)));
        var own = await RowAsync(ben, ben.Person);
        Assert.Equal(("120.00 130.00", JsonValueKind.Null), (Expected(own), own.GetProperty("judged").ValueKind));
        Assert.Equal((true, false), (own.GetProperty("may_submit").GetBoolean(), (await RowAsync(ben, mia.Person)).GetProperty("may_submit").GetBoolean()));

        (await mia.PostAsync("forecast/submissions", Said(mia.Person, 115, 140))).Expect(201);
        Assert.Equal("115.00 140.00", Expected((await owner.GetAsync($"forecast?{Period}")).Expect(200).GetProperty("expected")));
        // What is taken back counts no more; nobody takes back the word of another.
        (await ben.DeleteAsync($"forecast_submissions/{overridden}")).Expect(404);
        (await mia.DeleteAsync($"forecast_submissions/{overridden}")).Expect(204);
        Assert.Equal("120.00 130.00", Expected(await RowAsync(mia, ben.Person)));
        // A forecast of a pipeline, of the past or by something else is nothing that people say.
        var pipeline = (await owner.ListAsync("pipelines"))[0].Id();
        foreach (var other in (string[])[$"{Period}&pipeline={pipeline}", $"{Period}&by=territory", $"{Period}&at=2031-01-01"])
            Assert.All((await owner.GetAsync($"forecast?{other}")).Expect(200).Data(), r => Assert.Equal(JsonValueKind.Null, r.GetProperty("words").ValueKind));
    }

    [Fact]
    public async Task Only_those_above_speak_for_somebody()
    {
        var owner = await server.WorkspaceAsync();
        var (mia, ben, viewer) = (await server.ColleagueAsync(owner), await server.ColleagueAsync(owner), await server.ColleagueAsync(owner, "viewer"));
        (await mia.PostAsync("forecast/submissions", Said(ben.Person, 1))).Expect(403);
        (await viewer.PostAsync("forecast/submissions", Said(null, 1))).Expect(403);
        // A record of the same kind that somebody else makes counts nothing.
        (await mia.PostAsync("forecast_submissions", Said(ben.Person, 999))).Expect(201);
        await owner.CreateAsync("quotas", new { person = ben.Person, starts_on = "2031-05-01", amount = 500 });
        Assert.Equal("0.00 0.00", Expected(await RowAsync(owner, ben.Person)));
        Assert.Empty((await owner.GetAsync($"forecast/history?{Period}&of={mia.Person}")).Expect(200).GetProperty("words").EnumerateArray());
    }

    [Theory]
    [InlineData("""{"period":"quarter","starts_on":"2031-05-01"}""", "commit")]
    [InlineData("""{"period":"week","starts_on":"2031-05-01","commit":1}""", "period")]
    [InlineData("""{"starts_on":"0012-05-01","commit":1}""", "starts_on")]
    [InlineData("""{"starts_on":"2031-05-01","commit":1,"closed":5}""", "closed")]
    [InlineData("""{"starts_on":"2031-05-01","commit":"much"}""", "commit")]
    public async Task What_cannot_be_submitted_is_told_by_field(string body, string field)
    {
        var client = await server.WorkspaceAsync();
        Assert.Equal(field, (await client.PostAsync("forecast/submissions", JsonSerializer.Deserialize<JsonElement>(body))).Expect(422).GetProperty("errors")[0].Text("field"));
    }

    [Fact]
    public async Task A_forecast_is_told_as_it_stood_and_how_it_came_about()
    {
        var client = await server.WorkspaceAsync();
        var (won, sure) = (await StageAsync(client, "Won"), await StageAsync(client, "Negotiation"));
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var deal = (await client.CreateAsync("deals", new { name = "Mill", stage = sure, amount = 100, owner = client.Person, close_date = today })).Id();
        var then = (await client.CreateAsync("companies", new { name = "The moment" })).Text("created_at")!;
        (await client.PatchAsync($"deals/{deal}", new { amount = 80, stage = won })).Expect(200);
        async Task<string> SumsAsync(string more) => (await client.GetAsync($"forecast?unit=year{more}")).Expect(200).GetProperty("total") is var t ? $"{t.Text("closed")} {t.Text("commit")}" : "";
        Assert.Equal(("80.00 0.00", "0.00 100.00"), (await SumsAsync(""), await SumsAsync($"&at={Uri.EscapeDataString(then)}")));
        Assert.Equal("at", (await client.GetAsync("forecast?at=soon")).Expect(422).GetProperty("errors")[0].Text("field"));

        (await client.PostAsync("forecast/submissions", new { period = "year", starts_on = today, commit = 160 })).Expect(201);
        (await client.PostAsync("forecast/submissions", new { period = "year", starts_on = today, commit = 100 })).Expect(201);
        foreach (var of in (string[])["", $"&of={client.Person}"])
        {
            var history = (await client.GetAsync($"forecast/history?unit=year{of}")).Expect(200);
            var points = history.Data();
            Assert.Equal("80.00", points[^1].GetProperty("figures").Text("closed"));
            Assert.All(points.SkipLast(1), p => Assert.Equal("0.00", p.GetProperty("figures").Text("committed")));
            Assert.Equal(of.Length == 0 ? 0 : 2, history.GetProperty("words").GetArrayLength());
            var accuracy = (await client.GetAsync($"forecast/accuracy?unit=year&periods=2{of}")).Expect(200).Data();
            Assert.Equal((2, "80.00", false), (accuracy.Count, accuracy[0].Text("closed"), accuracy[0].GetProperty("over").GetBoolean()));
            Assert.Equal(("0.00", true), (accuracy[1].Text("closed"), accuracy[1].GetProperty("over").GetBoolean()));
            Assert.Equal(of.Length == 0 ? (null, null) : ("50", "80"), (accuracy[0].Text("of_first"), accuracy[0].Text("of_last")));
        }
        Assert.Equal("of", (await client.GetAsync("forecast/history?of=me")).Expect(422).GetProperty("errors")[0].Text("field"));
    }

    [Fact]
    public void Moments_lie_within_the_period_and_end_with_the_present_or_its_last_day()
    {
        static string Told(string unit, string day, string today) => string.Join(' ', ForecastPeriod.Of(unit, DateOnly.Parse(day, CultureInfo.InvariantCulture), WorkCalendar.Default).Moments(DateOnly.Parse(today, CultureInfo.InvariantCulture)).Select(m => m?.ToString("MM-dd", CultureInfo.InvariantCulture) ?? "now"));
        Assert.Equal("05-01 05-04 05-07 now", Told("month", "2031-05-10", "2031-05-09"));
        Assert.Equal("now", Told("month", "2031-05-10", "2031-05-01"));
        Assert.Equal("now", Told("month", "2031-05-10", "2030-01-01"));
        Assert.Equal("02-01 02-04 02-07 02-10 02-13 02-16 02-19 02-22 02-25 02-28", Told("month", "2031-02-10", "2031-03-01"));
        Assert.Equal(14, Told("quarter", "2031-05-10", "2032-01-01").Split(' ').Length);
        Assert.Equal("01-01 02-01 03-01 04-01 05-01 06-01 07-01 08-01 09-01 10-01 11-01 12-01 12-31", Told("year", "2031-05-10", "2032-01-01"));
    }

    [Fact]
    public void Whoever_stands_highest_counts_and_circles_end()
    {
        var made = new Core.Records.IdSource(TimeProvider.System);
        var ids = Enumerable.Range(0, 6).Select(_ => made.Next()).ToArray();
        var (ceo, lead, ada, loner, left, right) = (ids[0], ids[1], ids[2], ids[3], ids[4], ids[5]);
        ForecastNode[] nodes = [new(ceo, "Ceo", null), new(lead, "Lead", ceo), new(ada, "Ada", lead), new(loner, "Loner", null), new(left, "Left", right), new(right, "Right", left)];
        var own = ids.ToDictionary(i => i, _ => new ForecastSums { Closed = 1, Commit = 2, BestCase = 4 });
        var rows = Forecast.Rows(nodes, own, new Dictionary<Guid, decimal>());
        var start = new DateTime(2031, 5, 1, 0, 0, 0, DateTimeKind.Utc);
        ForecastWord Word(Guid person, Guid by, int hour, decimal commit) => new(made.Next(), person, by, "", start.AddHours(hour), commit, commit + 5, null);
        string Told(params ForecastWord[] words)
        {
            var said = ForecastHierarchy.Words(rows, nodes, words);
            return string.Join(' ', rows.Select((r, place) => $"{r.Of!.Name}:{said[place].Commit}")) + $" = {ForecastHierarchy.Top(rows, said).Commit}";
        }
        // Of two who report to each other the first stands above.
        Assert.Equal("Ceo:9 Lead:6 Ada:3 Left:6 Loner:3 Right:3 = 18", Told());
        Assert.Contains("Ceo:26 Lead:23 Ada:20", Told(Word(ada, ada, 1, 10), Word(ada, ada, 2, 20)), StringComparison.Ordinal);
        Assert.Contains("Ceo:36 Lead:33 Ada:30", Told(Word(ada, ceo, 1, 30), Word(ada, lead, 2, 50), Word(ada, ada, 3, 20), Word(ada, loner, 4, 70)), StringComparison.Ordinal);
        Assert.Contains("Ceo:43 Lead:40 Ada:20", Told(Word(ada, ada, 1, 20), Word(lead, lead, 2, 40)), StringComparison.Ordinal);
        Assert.True(ForecastHierarchy.Speaks(ceo, ada, nodes));
        Assert.False(ForecastHierarchy.Speaks(ada, lead, nodes));
        Assert.Equal(2, ForecastHierarchy.Below(left, nodes).Count);
    }
}
