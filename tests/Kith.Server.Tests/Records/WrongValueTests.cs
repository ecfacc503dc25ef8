using System.Text.Json.Nodes;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

public sealed class WrongValueTests(Installation server)
{
    public static TheoryData<string> Types => EveryType.Plurals;

    /// <summary>Values that a field of the kind cannot take, as JSON.</summary>
    private static string[] Wrong(FieldSchema field) => field.Kind switch
    {
        "text" => ["5", "true", "[]", "{}", """["a"]""", "\"a\\u0000b\"", $"\"{new string('x', 10_001)}\""],
        "markdown" => ["5", "true", "[]", "{}", "\"a\\u0000b\"", $"\"{new string('x', 100_001)}\""],
        "integer" => ["\"many\"", "1.5", "true", "[]", "{}", "1e30", "99999999999999999999999999", "9007199254740992", "-9007199254740992", "\"1,5\""],
        "decimal" => ["\"many\"", "true", "[]", "{}", "\"1,5\"", "1e16", "1e400", "\"1000000000000000\""],
        "percent" => ["\"many\"", "true", "[]", "{}", "\"1,5\"", "100.0001", "-1", "1e400"],
        "money" => ["\"many\"", "true", "[]", "{}", """{"amount": "x"}""", """{"amount": 1, "currency": "ZZZ"}""", """{"amount": 1, "cents": 2}""", """{"amount": 1, "currency": "USD"}""", "1e16", "1e400", """{"amount": {"amount": 1}}""", """{"amount": 1, "currency": 5}"""],
        "date" => ["\"20/11/2026\"", "\"2026-02-30\"", "5", "true", "\"10000-01-01\"", "\"0000-01-01\"", "\"-0001-01-01\"", "[]", "{}", "\"today\""],
        "datetime" => ["\"2026-11-20\"", "\"2026-11-20T10:00:00\"", "5", "true", "\"2026-11-20T25:00:00Z\"", "\"0000-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59-14:00\"", "[]", "{}"],
        "boolean" => ["\"true\"", "1", "\"yes\"", "[]", "{}"],
        "choice" => ["\"no such choice\"", "5", "true", "[]", "{}", "\"a\\u0000b\""],
        "choices" => ["\"red\"", "5", "[5]", """["no such choice"]""", "{}", "[[]]", """["a\u0000b"]"""],
        "tags" => ["\"vip\"", "5", "[5]", "{}", "[[]]", "[null]", """["a;b"]""", """["a\u0000b"]""", $"[\"{new string('x', 51)}\"]"],
        "email" => ["\"nobody\"", "5", "[]", "{}", "\"a@b@c\"", "\"a b@example.com\"", "\"a\\u0000@example.com\""],
        "phone" => ["\"call me\"", "5", "[]", "{}", """{"number": 5}""", "\"1\"", "\"+39 06\\u0000 1234\"", "\"+12345678901234567890\""],
        "url" => ["\"javascript:alert(1)\"", "\"ftp://example.com\"", "5", "[]", "{}", "\"no dots\"", "\"https://paypal.com@evil.example\""],
        "address" => ["\"Rome\"", "5", "[]", """{"town": "Rome"}""", """{"country": "Atlantis"}""", """{"city": 5}""", """{"city": "a\u0000b"}"""],
        "link" or "person" => ["\"no id\"", "5", "true", "[]", "{}", """{"id": 5}""", """{"id": "x"}"""],
        "links" => ["\"no id\"", "5", "{}", "[5]", """["x"]""", """[{"id": 5}]""", "[null]"],
        _ => throw new ArgumentOutOfRangeException(nameof(field), field.Kind, null),
    };

    [Theory, MemberData(nameof(Types))]
    public async Task A_value_of_the_wrong_kind_is_refused_for_its_field(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var record = await make.CreateFullAsync(type);
        var before = await Snapshot.OfAsync(client);
        var rounds = type.Writable.Max(f => Wrong(f).Length);
        for (var i = 0; i < rounds; i++)
        {
            var body = new JsonObject();
            foreach (var field in type.Writable)
                body[field.Name] = JsonNode.Parse(Wrong(field)[i % Wrong(field).Length]);
            foreach (var answer in new[] { await client.PatchAsync($"{plural}/{record.Id()}", body), await client.PostAsync(plural, body) })
            {
                answer.Refused(422, "invalid");
                var missed = type.Writable.Where(f => !answer.Fields.Any(e => e == f.Name || e.StartsWith(f.Name + ".", StringComparison.Ordinal))).Select(f => $"{f}: {body[f.Name]?.ToJsonString()}");
                Assert.Empty(missed);
            }
        }
        Assert.Equal(before, await Snapshot.OfAsync(client));
    }

    [Theory, MemberData(nameof(Types))]
    public async Task A_link_to_nothing_to_the_trash_or_to_another_type_is_refused_for_its_field(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var record = await make.CreateAsync(type);
        var company = await client.CreateAsync("companies", new { name = "Gone" });
        (await client.DeleteAsync($"companies/{company.Id()}")).Expect(204);
        var product = await client.CreateAsync("products", new { name = "Of another type" });
        var before = await Snapshot.OfAsync(client);
        foreach (var field in type.Writable.Where(f => f.IsLink))
        {
            Guid[] absent = field is { To: null } ? [server.NewId(), company.Id()] : [server.NewId(), company.Id(), product.Id()];
            foreach (var id in absent.Where(id => field.To != "product" || id != product.Id()))
            {
                JsonNode value = field.Kind == "links" ? new JsonArray(id.ToString()) : field.To is null ? new JsonObject { ["type"] = "company", ["id"] = id.ToString() } : id.ToString();
                (await client.PatchAsync($"{plural}/{record.Id()}", new JsonObject { [field.Name] = value })).Invalid($"{field}:link_not_found");
            }
        }
        if (type.Fields.FirstOrDefault(f => f is { Kind: "link", To: null }) is { } any)
            (await client.PatchAsync($"{plural}/{record.Id()}", new JsonObject { [any.Name] = new JsonObject { ["type"] = "company", ["id"] = product.Id().ToString() } })).Invalid($"{any}:link_not_found");
        Assert.Equal(before, await Snapshot.OfAsync(client));
    }
}
