using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Server.Tests.OpenApi;

/// <summary>What the server answers, against what its description promises: every status described, every body of its schema, no member forgotten.</summary>
[Collection("description")]
public sealed class AnswerTests(DescribedHost host)
{
    [Fact]
    public async Task Records_of_every_type_are_as_described()
    {
        using var owner = await LoadedAsync("records");
        var person = (await CallAsync(owner, "list_people"))["data"]![0]!["id"]!.GetValue<string>();
        var territory = (await CallAsync(owner, "create_territory", body: new JsonObject { ["name"] = "North" }, expect: 201))["id"]!.GetValue<string>();
        var deal = (await CallAsync(owner, "list_deals"))["data"]![0]!["id"]!.GetValue<string>();
        var form = (await CallAsync(owner, "create_web_form", body: new JsonObject { ["name"] = "Contact us" }, expect: 201))["id"]!.GetValue<string>();
        var comment = (await CallAsync(owner, "create_comment", body: new JsonObject { ["about"] = new JsonObject { ["type"] = "deal", ["id"] = deal }, ["body"] = "North" }, expect: 201))["id"]!.GetValue<string>();
        foreach (var type in host.BuiltIn.Types)
        {
            var page = await CallAsync(owner, "list_" + type.Plural, query: "?limit=200&count=exact");
            // What the sample data lacks is made; such types ask for no more than one text, a view for what it shows and a mapping for what it maps.
            var record = page["data"]!.AsArray().FirstOrDefault() ?? await CallAsync(owner, "create_" + type.Name, body: Least(type, person, territory, deal, form, comment), expect: 201);
            var id = record["id"]!.GetValue<string>();
            await CallAsync(owner, "get_" + type.Name, id);
            await CallAsync(owner, "history_" + type.Name, id);
            await CallAsync(owner, "timeline_" + type.Name, id);
            await CallAsync(owner, "get_" + type.Name, "01980f6e-7a3c-7d42-9a51-3f0c8d2b6e10", expect: 404);
        }
    }

    private static JsonObject Least(RecordType type, string person, string territory, string deal, string form, string comment) => type.Name switch
    {
        "view" => new JsonObject { ["name"] = "North", ["type"] = "companies" },
        "lead_mapping" => new JsonObject { ["field"] = "description", ["target"] = "deal", ["to"] = "description" },
        "assignee" => new JsonObject { ["person"] = person },
        "form_question" => new JsonObject { ["web_form"] = form, ["field"] = "email" },
        "deal_member" => new JsonObject { ["person"] = person, ["deal"] = deal },
        "territory_member" => new JsonObject { ["person"] = person, ["territory"] = territory },
        "repetition" => new JsonObject { ["subject"] = "North", ["rule"] = "FREQ=DAILY", ["first_day"] = "2026-03-01", ["made_until"] = "2026-03-01", ["time_zone"] = "UTC" },
        "forecast_submission" => new JsonObject { ["person"] = person, ["starts_on"] = "2026-11-20", ["commit"] = "10" },
        "comment" => new JsonObject { ["about"] = new JsonObject { ["type"] = "deal", ["id"] = deal }, ["body"] = "North" },
        "reaction" => new JsonObject { ["comment"] = comment, ["emoji"] = "heart" },
        "file" => new JsonObject { ["name"] = "offer.pdf", ["regarding"] = new JsonObject { ["type"] = "deal", ["id"] = deal } },
        "quota" => new JsonObject { ["starts_on"] = "2026-11-20", ["amount"] = "10" },
        _ => new JsonObject { [type.Fields.First(f => f.Writable && f.Kind == FieldKinds.Text).Name] = "North" },
    };

    [Fact]
    public async Task A_records_life_is_as_described()
    {
        using var owner = await LoadedAsync("life");
        var company = await CallAsync(owner, "create_company", body: new JsonObject
        {
            ["name"] = "Acme", ["annual_revenue"] = 1200, ["employees"] = 7, ["website"] = "acme.example", ["phone"] = "+39 06 1234 5678",
            ["address"] = new JsonObject { ["city"] = "Rome", ["country"] = "IT" }, ["tags"] = new JsonArray("new"), ["industry"] = "retail",
        }, expect: 201);
        var id = company["id"]!.GetValue<string>();
        var deal = await CallAsync(owner, "create_deal", body: new JsonObject { ["name"] = "First", ["company"] = id, ["amount"] = new JsonObject { ["amount"] = "10.5", ["currency"] = "EUR" } }, expect: 201);
        await CallAsync(owner, "create_activity", body: new JsonObject { ["subject"] = "Call", ["regarding"] = new JsonObject { ["type"] = "company", ["id"] = id }, ["participants"] = new JsonArray(id), ["starts_at"] = "2026-11-20T09:30:00Z" }, expect: 201);
        await CallAsync(owner, "update_company", id, body: new JsonObject { ["employees"] = null, ["name"] = "Acme Ltd" });
        await CallAsync(owner, "update_company", id, body: new JsonObject { ["name"] = "Older" }, ifMatch: "\"1\"", expect: 412);
        await CallAsync(owner, "update_company", id, body: new JsonObject { ["nmae"] = "x" }, expect: 422);
        await CallAsync(owner, "win_deal", deal["id"]!.GetValue<string>());
        await CallAsync(owner, "update_companies", body: new JsonObject { ["ids"] = new JsonArray(id), ["set"] = new JsonObject { ["email"] = "none" } });
        await CallAsync(owner, "update_deals", body: new JsonObject { ["where"] = "name = \"First\"", ["set"] = new JsonObject { ["amount"] = null } });
        await CallAsync(owner, "timeline_company", id);
        await CallAsync(owner, "delete_activities", body: new JsonObject { ["where"] = "subject = \"Call\"" });
        await CallAsync(owner, "delete_deal", deal["id"]!.GetValue<string>(), expect: 204);
        await CallAsync(owner, "restore_deal", deal["id"]!.GetValue<string>());
        await CallAsync(owner, "changes", query: "?limit=200");
    }

    [Fact]
    public async Task The_other_calls_are_as_described()
    {
        using var owner = await LoadedAsync("others");
        foreach (var id in new[] { "me", "schema", "changes", "search", "list_invitations", "list_consumers", "list_webhooks", "health_live", "health_ready" })
            await CallAsync(owner, id);
        await CallAsync(owner, "query", body: new JsonObject { ["from"] = "deals", ["group"] = new JsonArray("stage", "year(close_date)"), ["measures"] = new JsonObject { ["n"] = "count()", ["total"] = "sum(amount)" }, ["limit"] = 2 });
        await CallAsync(owner, "search", query: "?q=a&limit=100");
        await CallAsync(owner, "create_type", body: new JsonObject { ["name"] = "project", ["label"] = "Project", ["fields"] = new JsonArray(new JsonObject { ["name"] = "code", ["kind"] = "text" }) }, expect: 201);
        await CallAsync(owner, "create_type", body: new JsonObject { ["nam"] = "x" }, expect: 422);
        await CallAsync(owner, "schema");
        await CallAsync(owner, "invite", body: new JsonObject { ["email"] = "new@example.com" }, expect: 201);
        await CallAsync(host.Http, "schema", expect: 401);
        await CallAsync(host.Http, "issue_tokens", body: new JsonObject { ["email"] = "nobody@example.com", ["password"] = "not this one" }, expect: 401);
    }

    private async Task<HttpClient> LoadedAsync(string name)
    {
        var owner = await host.OwnerAsync(name);
        await CallAsync(owner, "load_sample_data");
        return owner;
    }

    private async Task<JsonNode> CallAsync(HttpClient caller, string operation, string? id = null, JsonObject? body = null, string query = "", string? ifMatch = null, int expect = 200)
    {
        var (path, method, described) = host.Document.Find(operation);
        using var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), path.Replace("{id}", id, StringComparison.Ordinal) + query);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, described["requestBody"]!["content"]!.AsObject().Single().Key);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var answer = await caller.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == expect, string.Create(CultureInfo.InvariantCulture, $"{operation} answered {(int)answer.StatusCode}: {text[..Math.Min(text.Length, 500)]}"));
        if (body is not null && expect < 300)
            Assert.Empty(SchemaCheck.Faults(host.Document, described["requestBody"]!["content"]!.AsObject().Single().Value!["schema"]!.AsObject(), body));
        Assert.True(described["responses"]![expect.ToString(CultureInfo.InvariantCulture)] is JsonObject, $"{operation} does not describe {expect}.");
        var promised = host.Document.Resolve(described["responses"]![expect.ToString(CultureInfo.InvariantCulture)]!.AsObject());
        if (promised["content"] is not JsonObject content)
        {
            Assert.Empty(text);
            return new JsonObject();
        }
        Assert.Equal(content.Single().Key, answer.Content.Headers.ContentType!.MediaType);
        var value = JsonNode.Parse(text)!;
        Assert.True(SchemaCheck.Faults(host.Document, content.Single().Value!["schema"]!.AsObject(), value).ToList() is var faults && faults.Count == 0, $"{operation}: {string.Join("; ", faults.Take(5))}");
        return value;
    }
}
