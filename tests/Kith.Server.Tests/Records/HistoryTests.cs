using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

public sealed class HistoryTests(Installation server)
{
    public static TheoryData<string> Types => EveryType.Plurals;

    [Theory, MemberData(nameof(Types))]
    public async Task Every_change_of_a_record_stands_in_its_history_and_in_the_stream(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var (first, other) = (await make.FullAsync(type, 1), await make.FullAsync(type, 3));
        var record = await client.CreateAsync(plural, first);
        var address = $"{plural}/{record.Id()}";
        foreach (var field in type.Writable)
            other[field.Name] = field.Name is "lost" ? first[field.Name]?.DeepClone() : other[field.Name]?.DeepClone();
        var changed = (await client.PatchAsync(address, other)).Expect(200);
        (await client.DeleteAsync(address)).Expect(204);
        (await client.PostAsync($"{address}/restore", null)).Expect(200);

        var history = (await client.GetAsync($"{address}/changes")).Expect(200);
        Assert.Equal(JsonValueKind.Null, history.GetProperty("next").ValueKind);
        Assert.Equal(["restored", "deleted", "updated", "created"], history.Data().Select(c => c.Text("kind")));
        Assert.All(history.Data(), c =>
        {
            Assert.Equal(client.Person, c.GetProperty("by").Id());
            Assert.Equal("screen", c.Text("via"));
            Assert.Equal(type.Name, c.Text("type"));
            Assert.Equal(record.Id(), c.GetProperty("record").Id());
        });
        Holds(type, history.Data()[3], null, record);
        Holds(type, history.Data()[2], record, changed);
        Assert.Empty(history.Data()[0].GetProperty("diff").EnumerateArray());

        var stream = (await client.GetAsync($"changes?record={record.Id()}&type={type.Name}")).Expect(200);
        Assert.Equal(history.Data().Reverse().Select(c => c.GetRawText()), stream.Data().Select(c => c.GetRawText()));
        var paged = (await client.GetAsync($"{address}/changes?limit=3")).Expect(200);
        Assert.Equal(history.Data()[3].GetRawText(), Assert.Single((await client.GetAsync($"{address}/changes?limit=3&after={paged.Raw("next")}")).Expect(200).Data()).GetRawText());
        Assert.Equal(4, (await client.GetAsync($"{address}/timeline")).Expect(200).Data().Count(l => l.Text("kind") == "change"));
    }

    [Fact]
    public async Task Two_moments_are_compared_and_a_single_value_tells_where_it_comes_from()
    {
        var client = await server.WorkspaceAsync();
        var (acme, bolt) = (await client.CreateAsync("companies", new { name = "Acme" }), await client.CreateAsync("companies", new { name = "Bolt" }));
        var contact = await client.CreateAsync("contacts", new { last_name = "Rossi", title = "Boss", company = acme.Id() });
        var address = $"contacts/{contact.Id()}";
        foreach (var patch in new object[] { new { title = "Head" }, new { company = bolt.Id() }, new { title = "Boss" }, new { email = "r@example.com" } })
            (await client.PatchAsync(address, patch)).Expect(200);
        var at = (await client.GetAsync($"{address}/changes")).Expect(200).Data().Select(c => Uri.EscapeDataString(c.Text("at")!)).Reverse().ToList();
        async Task<string> CompareAsync(string from, string? to = null) => string.Join("; ", (await client.GetAsync($"{address}/compare?from={from}{(to is null ? "" : $"&to={to}")}")).Expect(200)
            .GetProperty("diff").EnumerateArray().Select(d => $"{d.Text("field")}: {Text(d.GetProperty("from"))} > {Text(d.GetProperty("to"))}"));
        static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Object ? value.Text("title")! : value.ToString();
        Assert.Equal("title: Boss > Head; company: Acme > Bolt", await CompareAsync(at[0], at[2]));
        // What was changed and changed back does not differ.
        Assert.Equal("company: Acme > Bolt", await CompareAsync(at[0], at[3]));
        Assert.Equal("company: Acme > Bolt; email:  > r@example.com", await CompareAsync(at[0]));
        Assert.Equal("", await CompareAsync(at[4]));
        (await client.GetAsync($"{address}/compare")).Invalid("from:required");
        (await client.GetAsync($"{address}/compare?from=yesterday")).Invalid("from:expression.not_an_instant");
        (await client.GetAsync($"{address}/compare?from={at[3]}&to={at[0]}")).Invalid("to:compare.order");

        var why = (await client.GetAsync($"{address}/changes?field=title")).Expect(200).Data();
        Assert.Equal(["Boss", "Head", "Boss"], why.Select(c => c.GetProperty("diff").EnumerateArray().Single(d => d.Text("field") == "title").Text("to")));
        (await client.GetAsync($"{address}/changes?field=nothing")).Invalid("field:unknown_field");
    }

    /// <summary>The difference names every field whose value differs, with both values as records carry them.</summary>
    private static void Holds(TypeSchema type, JsonElement change, JsonElement? before, JsonElement after)
    {
        var diff = change.GetProperty("diff").EnumerateArray().ToDictionary(d => d.Text("field")!);
        foreach (var field in type.Fields.Where(f => !f.Json.GetProperty("system").GetBoolean() && f.Formula is null))
        {
            var (from, to) = (before?.GetProperty(field.Name), after.GetProperty(field.Name));
            if (from is { } value ? value.Same(to) : to.IsEmpty())
            {
                Assert.DoesNotContain(field.Name, diff.Keys);
                continue;
            }
            Assert.True(diff.TryGetValue(field.Name, out var entry), $"{field} changed and is missing in {change}");
            Assert.Equal(field.Json.Text("label"), entry.Text("label"));
            Assert.True(entry.GetProperty("to").Same(to) || (to.IsEmpty() && entry.GetProperty("to").IsEmpty()), $"{field}: {entry.Raw("to")} is not {to.GetRawText()}");
            Assert.True(from is { } old ? entry.GetProperty("from").Same(old) || (old.IsEmpty() && entry.GetProperty("from").IsEmpty()) : entry.GetProperty("from").IsEmpty(), $"{field}: {entry.Raw("from")}");
        }
    }

    [Fact]
    public async Task Positions_of_a_workspace_have_no_gap_under_concurrency()
    {
        var client = await server.WorkspaceAsync();
        var company = await client.CreateAsync("companies", new { name = "Acme" });
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            if (i % 4 == 0)
                (await client.PatchAsync($"companies/{company.Id()}", new { employees = i })).Expect(200);
            else if (i % 4 == 1)
                (await client.PostAsync("companies", new { name = "" })).Refused(422);
            else
                await client.CreateAsync("contacts", new { last_name = $"C{i}", company = company.Id() });
        }));
        var positions = new List<long>();
        for (long after = 0; ;)
        {
            var page = (await client.GetAsync($"changes?limit=7&after={after}")).Expect(200);
            if (page.Data().Count == 0)
            {
                Assert.Equal(after, page.GetProperty("next").GetInt64());
                break;
            }
            positions.AddRange(page.Data().Select(c => c.GetProperty("position").GetInt64()));
            after = page.GetProperty("next").GetInt64();
        }
        Assert.Equal(positions.Order().Distinct(), positions);
        // What concerns rights and sign-ins has positions, too, and is told elsewhere.
        await using var all = server.Owner.CreateCommand("select count(*) = max(position) and min(position) = 1 from kith.change where workspace_id = $1");
        all.Parameters.Add(new Npgsql.NpgsqlParameter { Value = client.Workspace });
        Assert.Equal(true, await all.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        // 15 records of the seed, the owner, the company, 10 changes of it and 20 contacts.
        Assert.Equal(15 + 1 + 1 + 10 + 20, positions.Count);
    }

    [Fact]
    public async Task A_timeline_mixes_changes_with_the_activities_about_the_record()
    {
        var client = await server.WorkspaceAsync();
        var company = await client.CreateAsync("companies", new { name = "Acme" });
        var call = await client.CreateAsync("activities", new { subject = "Call", kind = "call", regarding = new { type = "company", id = company.Id() } });
        await client.CreateAsync("activities", new { subject = "About nothing" });
        (await client.PatchAsync($"companies/{company.Id()}", new { employees = 5 })).Expect(200);
        var lines = (await client.GetAsync($"companies/{company.Id()}/timeline")).Expect(200).Data();
        Assert.Equal(["change", "activity", "change"], lines.Select(l => l.Text("kind")));
        Assert.Equal(call.GetRawText(), lines[1].Raw("activity"));
        var first = (await client.GetAsync($"companies/{company.Id()}/timeline?limit=1")).Expect(200);
        var rest = (await client.GetAsync($"companies/{company.Id()}/timeline?before={Uri.EscapeDataString(first.Text("next")!)}")).Expect(200);
        Assert.Equal(lines.Skip(1).Select(l => l.GetRawText()), rest.Data().Select(l => l.GetRawText()));
    }

    [Fact]
    public async Task A_program_is_told_from_a_screen()
    {
        var client = await server.WorkspaceAsync();
        var program = await client.ProgramAsync();
        var company = await program.CreateAsync("companies", new { name = "Acme" });
        Assert.Equal("api", Assert.Single((await client.GetAsync($"companies/{company.Id()}/changes")).Expect(200).Data()).Text("via"));
    }
}
