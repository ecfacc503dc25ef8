using System.Text.Json;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.Live;
using Kith.Server.Tests.Webhooks;

namespace Kith.Server.Tests.Access;

/// <summary>Who reads fields that are marked as sensitive stands in the audit, through whatever door.</summary>
public sealed class SensitiveFieldTests(Installation server)
{
    private long _known;

    /// <summary>What was read since the last time, as <c>way type.field,field records</c>.</summary>
    private async Task<string[]> ReadAsync(Client owner)
    {
        await server.GatherAsync(owner);
        var found = (await owner.GetAsync("security/events?kind=sensitive_read&limit=200")).Expect(200).Data().Where(e => e.GetProperty("position").GetInt64() > _known).ToList();
        _known = found.Select(e => e.GetProperty("position").GetInt64()).Append(_known).Max();
        return [.. found.Select(e => $"{Fact(e, "way")} {Fact(e, "type")}.{string.Join(',', e.GetProperty("details").GetProperty("fields")[1].EnumerateArray())} {Records(e).Length}").Order(StringComparer.Ordinal)];
    }

    private static string? Fact(JsonElement entry, string name) => entry.GetProperty("details").TryGetProperty(name, out var fact) ? fact[1].ToString() : null;

    private static Guid[] Records(JsonElement entry) => entry.GetProperty("details").TryGetProperty("records", out var records) ? [.. records[1].EnumerateArray().Select(r => r.GetGuid())] : [];

    private static async Task MarkAsync(Client owner, string type, string field, bool sensitive = true) =>
        Assert.Equal(sensitive, (await owner.PatchAsync($"types/{type}/fields/{field}", new { sensitive })).Expect(200).GetProperty("fields").EnumerateArray().Single(f => f.Text("name") == field).GetProperty("sensitive").GetBoolean());

    /// <summary>A workspace whose companies have a sensitive number of employees and a sensitive code that search finds.</summary>
    private async Task<(Client Owner, Guid Acme, Guid Bolt)> OpenAsync()
    {
        var owner = await server.WorkspaceAsync();
        (await owner.PostAsync("types/company/fields", new { name = "code", kind = "text" })).Expect(201);
        (await owner.PostAsync("types/company/fields", new { name = "twice", formula = "employees * 2" })).Expect(201);
        await MarkAsync(owner, "company", "employees");
        await MarkAsync(owner, "company", "code_c");
        var acme = await owner.CreateAsync("companies", new { name = "Acme", employees = 12, code_c = "Zebra77" });
        var bolt = await owner.CreateAsync("companies", new { name = "Bolt", employees = 30 });
        await owner.CreateAsync("deals", new { name = "Big", company = acme.Id() });
        await ReadAsync(owner);
        return (owner, acme.Id(), bolt.Id());
    }

    public static TheoryData<string, string[]> Doors => new()
    {
        { "companies/{acme}", ["get company.code_c,employees,twice_c 1"] },
        { "companies/{acme}?fields=name,employees", ["get company.employees 1"] },
        { "companies/{acme}?fields=name", [] },
        { "companies", ["list company.code_c,employees,twice_c 2"] },
        { "companies?fields=name,twice_c", ["list company.twice_c 2"] },
        { "companies?fields=name&where=employees%20%3E%201", [] },
        { "companies?fields=name&sort=employees", ["list company.employees 2"] },
        { "deals?fields=name,company.employees", ["list company.employees 1"] },
        { "companies.csv?fields=employees", ["export company.employees 0"] },
        { "companies.csv?fields=name", [] },
        { "companies/{acme}/changes", ["history company.code_c,employees 1"] },
        { "changes?type=company", ["changes company.code_c,employees 2"] },
        { "companies/{acme}/timeline", ["timeline company.code_c,employees 1"] },
        { "companies/{acme}/compare?from=2020-01-01", ["compare company.code_c,employees 1"] },
        { "search?q=Zebra77", ["search company.code_c 1"] },
        { "search?q=Acme", [] },
    };

    [Theory, MemberData(nameof(Doors))]
    public async Task Whoever_is_told_sensitive_values_stands_in_the_audit(string path, string[] told)
    {
        var (owner, acme, _) = await OpenAsync();
        Assert.Equal(200, (await owner.GetAsync(path.Replace("{acme}", acme.ToString(), StringComparison.Ordinal))).Status);
        Assert.Equal(told, await ReadAsync(owner));
    }

    [Theory]
    [InlineData("""{"from": "companies", "measures": {"m": "max(employees)"}}""", "query company.employees 0")]
    [InlineData("""{"from": "companies", "group": ["employees"], "measures": {"n": "count()"}}""", "query company.employees 0")]
    [InlineData("""{"from": "companies", "select": ["name", "twice_c"]}""", "query company.employees 0")]
    [InlineData("""{"from": "deals", "measures": {"m": "sum(company.employees)"}}""", "query company.employees 0")]
    [InlineData("""{"from": "companies", "where": "employees > 1", "measures": {"n": "count()"}}""")]
    public async Task Reports_are_told_with_what_they_asked(string query, params string[] told)
    {
        var (owner, _, _) = await OpenAsync();
        (await owner.PostAsync("query", query)).Expect(200);
        Assert.Equal(told, await ReadAsync(owner));
    }

    [Fact]
    public async Task What_is_read_within_a_minute_is_one_event_that_is_found_by_its_records()
    {
        var (owner, acme, bolt) = await OpenAsync();
        for (var i = 0; i < 3; i++)
            (await owner.GetAsync($"companies/{acme}?fields=employees")).Expect(200);
        (await owner.GetAsync($"companies/{bolt}?fields=employees")).Expect(200);
        Assert.Equal(["get company.employees 2"], await ReadAsync(owner));
        var entry = Assert.Single((await owner.GetAsync($"security/events?kind=sensitive_read&q={bolt}&person={owner.Person}&limit=1")).Expect(200).Data());
        Assert.Equal(("4", owner.Workspace), (Fact(entry, "times"), entry.GetProperty("subject").GetProperty("id").GetGuid()));
        (await owner.GetAsync($"companies/{bolt}?fields=employees")).Expect(200);
        await ReadAsync(owner);
        var one = (await owner.GetAsync($"security/events?kind=sensitive_read&q={bolt}")).Expect(200).Data()[0];
        Assert.Equal((bolt, "Bolt"), (one.GetProperty("subject").GetProperty("id").GetGuid(), one.GetProperty("subject").Text("title")));
    }

    [Fact]
    public async Task Answers_to_writes_keys_and_conflicts_are_told_and_refusals_are_not()
    {
        var (owner, acme, _) = await OpenAsync();
        (await owner.PatchAsync($"companies/{acme}", new { name = "Acme Ltd" })).Expect(200);
        Assert.Equal(["update company.code_c,employees,twice_c 1"], await ReadAsync(owner));
        (await owner.PatchAsync($"companies/{acme}", new { name = "Other" }, ("If-Match", "\"1\""))).Refused(412, "stale");
        Assert.Equal(["update company.code_c,employees,twice_c 1"], await ReadAsync(owner));
        (await owner.GetAsync($"companies/{server.NewId()}")).Refused(404);
        Assert.Empty(await ReadAsync(owner));
        var key = (await owner.PostAsync("auth/keys", new { name = "Payroll", scopes = new[] { "all:read" } })).Expect(201);
        var program = server.Anonymous();
        program.Bearer = key.Text("secret");
        (await program.GetAsync($"companies/{acme}?fields=employees")).Expect(200);
        Assert.Equal(["get company.employees 1"], await ReadAsync(owner));
        var entry = (await owner.GetAsync("security/events?kind=sensitive_read")).Expect(200).Data()[0];
        Assert.Equal(("api", key.GetProperty("key").Text("id"), owner.Person), (entry.Text("via"), Fact(entry, "key"), entry.GetProperty("by").GetProperty("id").GetGuid()));
    }

    [Fact]
    public async Task Live_connections_are_not_told_the_values_and_webhooks_are_in_the_audit()
    {
        var (owner, acme, _) = await OpenAsync();
        await using var receiver = await Receiver.StartAsync();
        (await owner.PostAsync("webhooks", new { url = receiver.Url, types = new[] { "company" } })).Expect(201);
        using var live = await Listening.ToAsync(owner);
        (await owner.PatchAsync($"companies/{acme}", new { employees = 13, name = "Acme Ltd" })).Expect(200);
        var change = (await live.NextAsync())!;
        Assert.Equal(["name"], change.Data.GetProperty("diff").EnumerateArray().Select(d => d.Text("field")));
        Assert.Contains("employees", Assert.Single(await receiver.TakeAsync(1)).Body, StringComparison.Ordinal);
        Assert.Equal(["update company.code_c,employees,twice_c 1", "webhook company.employees 1"], await ReadAsync(owner));
    }

    [Fact]
    public async Task Who_marks_a_field_stands_in_the_audit_and_titles_cannot_be_marked()
    {
        var (owner, acme, _) = await OpenAsync();
        var marked = (await owner.GetAsync("security/events?kind=settings_changed")).Expect(200).Data()[^1];
        Assert.Equal(("company", "employees", "True"), (Fact(marked, "type"), Fact(marked, "field"), Fact(marked, "sensitive")));
        (await owner.PatchAsync("types/company/fields/name", new { sensitive = true })).Invalid("sensitive:field.not_sensitive");
        (await owner.PatchAsync("types/company/fields/created_at", new { sensitive = true })).Invalid("sensitive:field.not_sensitive");
        (await owner.PatchAsync("types/company/fields/nothing", new { sensitive = true })).Refused(404);
        (await owner.PatchAsync("types/company/fields/employees", new { sensitive = false, required = true })).Invalid("field:field.not_own");
        var member = await server.ColleagueAsync(owner);
        (await member.PatchAsync("types/company/fields/employees", new { sensitive = false })).Refused(403);
        await MarkAsync(owner, "company", "employees", sensitive: false);
        (await owner.GetAsync($"companies/{acme}?fields=employees,twice_c")).Expect(200);
        Assert.Empty(await ReadAsync(owner));
        (await owner.DeleteAsync("types/company/fields/twice_c")).Expect(204);
    }
}
