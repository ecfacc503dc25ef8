using System.Globalization;
using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

public sealed class ListTests(Installation server)
{
    private const int Count = 7;

    public static TheoryData<string> Types => EveryType.Plurals;

    /// <summary>Full and almost empty records by turns.</summary>
    private static async Task FillAsync(RecordMaker make, TypeSchema type)
    {
        // What links point at comes first, so that it is none of the counted records.
        for (var n = 1; n <= Count; n++)
            await make.FullAsync(type, n);
        for (var n = 1; n <= Count; n++)
            await (n % 3 == 0 ? make.CreateAsync(type, n) : make.CreateFullAsync(type, n == 7 ? 4 : n, unique: n));
    }

    [Theory, MemberData(nameof(Types))]
    public async Task Pages_in_any_order_hold_each_record_once(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        await FillAsync(make, type);
        var all = await client.ListAsync(plural);
        var ids = all.Select(r => r.Id()).ToList();
        Assert.True(ids.Count >= Count);
        Assert.Equal(ids.OrderDescending(), ids);
        foreach (var field in type.Fields.Where(f => f.Sortable))
        {
            var up = await client.ListAsync(plural, null, $"&sort={field}");
            var down = await client.ListAsync(plural, null, $"&sort=-{field}");
            Assert.Equal(ids.Order(), up.Select(r => r.Id()).Order());
            var (filled, empty) = (up.TakeWhile(r => !r.GetProperty(field.Name).IsEmpty()).ToList(), up.SkipWhile(r => !r.GetProperty(field.Name).IsEmpty()).ToList());
            Assert.All(empty, r => Assert.True(r.GetProperty(field.Name).IsEmpty(), $"{field}: an empty value stands before a filled one"));
            Assert.Equal(filled.AsEnumerable().Reverse().Concat(empty.AsEnumerable().Reverse()).Select(r => r.Id()), down.Select(r => r.Id()));
            Assert.Equal(filled.Select(r => Key(field, r)).Order(), filled.Select(r => Key(field, r)));
            foreach (var (sort, expected) in new[] { (field.Name, up), ("-" + field, down), ($"{field},-created_at", null) })
                await PagesAsync(client, plural, sort, expected?.Select(r => r.Id()), ids);
        }
    }

    private static async Task PagesAsync(Client client, string plural, string sort, IEnumerable<Guid>? expected, List<Guid> ids)
    {
        var paged = new List<Guid>();
        for (string? after = null; ;)
        {
            var page = (await client.GetAsync($"{plural}?limit=3&sort={sort}{(after is null ? "" : "&after=" + after)}")).Expect(200);
            paged.AddRange(page.Data().Select(r => r.Id()));
            after = page.Text("next");
            if (after is null)
                break;
            Assert.Equal(3, page.Data().Count);
        }
        Assert.Equal(ids.Order(), paged.Order());
        if (expected is null)
            return;
        Assert.Equal(expected, paged);
        Assert.Equal(paged.Skip(2).Take(3), (await client.ListAsync(plural, null, $"&sort={sort}&offset=2")).Take(3).Select(r => r.Id()));
        var jumped = (await client.GetAsync($"{plural}?limit=2&sort={sort}&offset=1")).Expect(200);
        Assert.Equal(paged.Skip(3).Take(2), (await client.GetAsync($"{plural}?limit=2&sort={sort}&after={jumped.Text("next")}")).Expect(200).Data().Select(r => r.Id()));
    }

    /// <summary>What a field is sorted by, in a form that compares alike here.</summary>
    private static string Key(FieldSchema field, JsonElement record)
    {
        var value = record.GetProperty(field.Name);
        return field.Kind switch
        {
            "integer" => value.GetInt64().ToString("0000000000", CultureInfo.InvariantCulture),
            "decimal" or "percent" => decimal.Parse(value.GetString()!, CultureInfo.InvariantCulture).ToString("0000000000.0000", CultureInfo.InvariantCulture),
            "money" => decimal.Parse(value.Text("amount")!, CultureInfo.InvariantCulture).ToString("0000000000.0000", CultureInfo.InvariantCulture),
            "link" or "person" => Natural(value.Text("title")!),
            "phone" => value.Text("number")!,
            "boolean" => value.GetBoolean() ? "1" : "0",
            "datetime" => value.GetDateTime().ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
            _ => Natural(value.GetString()!),
        };
    }

    // Numbers in texts count as numbers: “word9” stands before “word10”.
    private static string Natural(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text.ToLowerInvariant(), "[0-9]+", m => m.Value.PadLeft(40, '0'), System.Text.RegularExpressions.RegexOptions.NonBacktracking);

    [Theory, MemberData(nameof(Types))]
    public async Task Every_field_filters_by_its_value_and_by_being_empty(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        await FillAsync(make, type);
        var all = await client.ListAsync(plural);
        foreach (var field in type.Fields)
        {
            var filled = all.Where(r => !r.GetProperty(field.Name).IsEmpty()).ToList();
            Assert.Equal(filled.Select(r => r.Id()), (await client.ListAsync(plural, $"{field} is not empty")).Select(r => r.Id()));
            Assert.Equal(all.Except(filled).Select(r => r.Id()), (await client.ListAsync(plural, $"{field} is empty")).Select(r => r.Id()));
            foreach (var record in filled.DistinctBy(r => r.Raw(field.Name)).Take(3))
            {
                var value = record.GetProperty(field.Name);
                var expected = filled.Where(r => Equal(field, r.GetProperty(field.Name), value)).Select(r => r.Id());
                Assert.Equal(expected, (await client.ListAsync(plural, Condition(field, value))).Select(r => r.Id()));
                Assert.Equal(all.Select(r => r.Id()).Except(expected), (await client.ListAsync(plural, $"not ({Condition(field, value)})")).Select(r => r.Id()));
            }
        }
    }

    private static bool Equal(FieldSchema field, JsonElement left, JsonElement right) => field.Kind switch
    {
        "address" => left.Text("city") == right.Text("city"),
        "link" or "person" => left.Text("id") == right.Text("id"),
        "links" => left.EnumerateArray().Any(l => l.Text("id") == right[0].Text("id")),
        "tags" or "choices" => left.EnumerateArray().Any(l => l.GetString() == right[0].GetString()),
        _ => left.Same(right),
    };

    private static string Condition(FieldSchema field, JsonElement value) => field.Kind switch
    {
        "integer" => $"{field} = {value.GetRawText()}",
        "decimal" or "percent" => $"{field} = {value.GetString()}",
        "money" => $"{field} = {value.Text("amount")}",
        "boolean" => value.GetBoolean() ? field.Name : $"{field} = false",
        "address" => $"{field}.city = \"{value.Text("city")}\"",
        "link" or "person" => $"{field} = \"{value.Text("id")}\"",
        "links" => $"{field} contains \"{value[0].Text("title")}\"",
        "tags" or "choices" => $"{field} contains \"{value[0].GetString()}\"",
        "phone" => $"{field} = \"{value.Text("text")}\"",
        _ => $"{field} = {JsonSerializer.Serialize(value.GetString())}",
    };

    [Theory, MemberData(nameof(Types))]
    public async Task The_count_is_told_when_asked_for(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var present = (await client.ListAsync(plural)).Count;
        for (var n = 1; n <= 3; n++)
            await make.CreateAsync(type, n);
        var page = (await client.GetAsync($"{plural}?limit=2")).Expect(200);
        Assert.Equal(["data", "next"], page.EnumerateObject().Select(p => p.Name));
        foreach (var count in new[] { "exact", "estimated" })
        {
            page = (await client.GetAsync($"{plural}?limit=2&count={count}")).Expect(200);
            Assert.Equal((2, present + 3, true), (page.Data().Count, page.GetProperty("count").GetInt32(), page.GetProperty("count_exact").GetBoolean()));
            page = (await client.GetAsync($"{plural}?limit=2&offset=2&count={count}&where=created_at+in+today+or+created_at+in+last_2_days")).Expect(200);
            Assert.Equal(present + 3, page.GetProperty("count").GetInt32());
        }
    }

    [Theory, MemberData(nameof(Types))]
    public async Task A_parameter_that_cannot_be_used_is_refused_by_name(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        for (var n = 1; n <= 3; n++)
            await make.CreateAsync(type, n);
        var cursor = (await client.GetAsync($"{plural}?limit=1&sort=created_at")).Expect(200).Text("next");
        foreach (var (query, reasons) in new (string, string[])[]
        {
            ("limit=0", ["limit:bad_limit"]), ("limit=201", ["limit:bad_limit"]), ("limit=many", ["limit:bad_limit"]), ("limit=99999999999999999999", ["limit:bad_limit"]),
            ("offset=-1", ["offset:bad_limit"]), ("count=all", ["count:bad_count"]), ("trash=yes", ["trash:bad_trash"]),
            ("after=nonsense", ["after:bad_cursor"]), ($"after={cursor}", ["after:bad_cursor"]), ($"after={cursor}&sort=-created_at", ["after:bad_cursor"]),
            ("sort=created_att", ["sort:expression.unknown_name"]), ("sort=-", ["sort:expression.unexpected_end"]), ("sort=1", ["sort:not_sortable"]),
            ("where=created_att+is+empty", ["where:expression.unknown_name"]), ("where=(", ["where:expression.unexpected_end"]), ("where=1", ["where:expression.not_a_condition"]),
            ("limt=5", ["limt:unknown_parameter"]), ("limit=5&limit=6", ["limit:repeated_parameter"]), ("limt=5&offset=-1&Where=x", ["limt:unknown_parameter", "offset:bad_limit", "Where:unknown_parameter"]),
            ("sort=created_at,created_at,created_at,created_at,created_at,created_at", ["sort:too_many_items"]),
        })
        {
            var answer = await client.GetAsync($"{plural}?{query}");
            Assert.True(answer.Status == 422, $"{query}: {answer.Text}");
            answer.Invalid(reasons);
        }
        foreach (var field in type.Fields.Where(f => !f.Sortable))
            (await client.GetAsync($"{plural}?sort={field}")).Invalid("sort:not_sortable");
    }
}
