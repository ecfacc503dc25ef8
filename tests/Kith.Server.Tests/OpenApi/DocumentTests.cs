using System.Net;
using System.Text.Json.Nodes;
using Kith.Server.Http;
using Kith.Store.Changesets;

namespace Kith.Server.Tests.OpenApi;

/// <summary>What the published description says, against what is mapped and declared.</summary>
[Collection("description")]
public sealed class DocumentTests(DescribedHost host)
{
    private ApiDocument Document => host.Document;

    [Fact]
    public void Every_call_has_an_id_a_summary_a_tag_and_described_answers()
    {
        Assert.All(Document.Calls, call =>
        {
            Assert.Matches("^[a-z][a-z0-9_]*$", call.Value["operationId"]!.GetValue<string>());
            Assert.False(string.IsNullOrWhiteSpace(call.Value["summary"]!.GetValue<string>()));
            Assert.Single(call.Value["tags"]!.AsArray());
            var answers = call.Value["responses"]!.AsObject();
            Assert.Contains(answers, a => a.Key.StartsWith('2'));
            Assert.All(answers, a => Assert.False(string.IsNullOrWhiteSpace(Document.Resolve(a.Value!.AsObject())["description"]!.GetValue<string>())));
        });
    }

    [Fact]
    public void Ids_are_unique()
    {
        var ids = Document.Calls.Values.Select(c => c["operationId"]!.GetValue<string>()).ToList();
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public void Every_mapped_endpoint_is_described()
    {
        Assert.NotEmpty(host.Operations);
        Assert.All(host.Operations, o => Assert.Contains((o.Path, o.Method.ToLowerInvariant()), Document.Calls.Keys));
    }

    [Fact]
    public void Per_type_calls_are_described_for_every_built_in_type()
    {
        foreach (var operation in host.Operations.Where(o => o.PerType))
        {
            var one = operation.Path.Contains("{id}", StringComparison.Ordinal);
            foreach (var type in host.BuiltIn.Types)
            {
                var path = operation.Path.Replace("{types}", type.Plural, StringComparison.Ordinal);
                var actions = type.Behaviour.Actions.Select(a => a.Name).Concat(one ? [] : ["update", "delete", "restore"]).Concat(!one && Merging.Takes(type) ? ["merge"] : []);
                var expected = path.Contains("{action}", StringComparison.Ordinal) ? actions.Select(a => path.Replace("{action}", a, StringComparison.Ordinal)) : [path];
                Assert.All(expected, p => Assert.Contains((p, operation.Method.ToLowerInvariant()), Document.Calls.Keys));
            }
        }
    }

    [Theory]
    [InlineData("leads", "convert")]
    [InlineData("leads", "assign")]
    [InlineData("deals", "win")]
    [InlineData("deals", "lose")]
    [InlineData("deals", "move")]
    [InlineData("companies", "transfer")]
    [InlineData("activities", "complete")]
    [InlineData("companies", "merge")]
    public void What_people_do_in_sales_is_described_for_one_and_for_many(string types, string action)
    {
        Assert.Contains(($"/api/v1/{types}/actions/{action}", "post"), Document.Calls.Keys);
        Assert.True(action == "merge" || Document.Calls.ContainsKey(($"/api/v1/{types}/{{id}}/actions/{action}", "post")));
    }

    [Fact]
    public void Records_are_described_with_every_field_and_taken_with_every_writable_one()
    {
        foreach (var type in host.BuiltIn.Types)
        {
            string Name(JsonNode? body) => body!["content"]!.AsObject().Single().Value!["schema"]!["$ref"]!.GetValue<string>().Split('/')[^1];
            var create = Document.Calls[($"/api/v1/{type.Plural}", "post")];
            var change = Document.Calls[($"/api/v1/{type.Plural}/{{id}}", "patch")];
            var answered = Document.Schema(Name(create["responses"]!["201"]))["properties"]!.AsObject().Select(p => p.Key);
            Assert.Equal(type.Fields.Select(f => f.Name).Concat(["id", "version"]).Order(), answered.Order());
            var writable = type.Fields.Where(f => f.Writable).Select(f => f.Name).Order();
            Assert.Equal(writable, Document.Schema(Name(create["requestBody"]))["properties"]!.AsObject().Select(p => p.Key).Order());
            Assert.Equal(writable, Document.Schema(Name(change["requestBody"]))["properties"]!.AsObject().Select(p => p.Key).Order());
        }
    }

    [Fact]
    public void Every_json_body_has_a_schema_that_says_something()
    {
        var bare = from call in Document.Calls
                   from content in Contents(call.Value)
                   where content.Key.EndsWith("json", StringComparison.Ordinal)
                   where content.Value!["schema"] is not JsonObject { Count: > 0 } || host.Operations.Any(o => o.Response == typeof(object) || o.Request == typeof(object))
                   select $"{call.Key.Method} {call.Key.Path}";
        Assert.Empty(bare);
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Contents(JsonObject call) =>
        call["responses"]!.AsObject().Select(r => r.Value!["content"]).Append(call["requestBody"]?["content"]).OfType<JsonObject>().SelectMany(c => c);

    [Fact]
    public void Only_open_calls_need_no_sign_in()
    {
        var open = host.Operations.Where(o => o.Guard is Guard.OpenToAll).Select(o => o.Path).ToHashSet();
        Assert.All(Document.Calls, c => Assert.Equal(open.Contains(c.Key.Path), c.Value["security"] is JsonArray { Count: 0 }));
        Assert.Equal(2, Document.Json["security"]!.AsArray().Count);
    }

    [Fact]
    public void Every_call_that_is_limited_describes_its_refusals()
    {
        foreach (var operation in host.Operations.Where(o => o.Cost != Cost.Free))
        {
            var answers = Document.Calls[(operation.Path, operation.Method.ToLowerInvariant())]["responses"]!.AsObject();
            Assert.Contains("429", answers.Select(a => a.Key));
            Assert.Equal(operation.Guard is not Guard.OpenToAll || operation.Cost == Cost.SignIn, answers.ContainsKey("401"));
        }
    }

    [Fact]
    public void Every_name_in_a_path_is_a_parameter()
    {
        Assert.All(Document.Calls, c =>
        {
            var named = (c.Value["parameters"] as JsonArray ?? []).Where(p => p!["in"]!.GetValue<string>() == "path").Select(p => $"{{{p!["name"]}}}");
            Assert.All(named, n => Assert.Contains(n, c.Key.Path, StringComparison.Ordinal));
            Assert.Equal(c.Key.Path.Count(x => x == '{'), named.Count());
        });
    }

    [Fact]
    public async Task The_document_is_not_sent_again_to_who_has_it()
    {
        using var first = await host.Http.GetAsync("/openapi/v1.json");
        Assert.Equal("application/json", first.Content.Headers.ContentType!.MediaType);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
        request.Headers.Add("If-None-Match", first.Headers.ETag!.ToString());
        using var again = await host.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
    }
}
