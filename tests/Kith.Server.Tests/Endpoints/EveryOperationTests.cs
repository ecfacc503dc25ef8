using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Server.Http;
using Kith.Server.Tests.Harness;
using Answer = Kith.Server.Tests.Harness.Answer;

namespace Kith.Server.Tests.Endpoints;

public sealed class EveryOperationTests(Installation server)
{
    private IEnumerable<Operation> Guarded => server.Operations.Where(o => o.Guard is not Guard.OpenToAll);
    private IEnumerable<Operation> OfTheApi => server.Operations.Where(o => o.Path.StartsWith("/api/", StringComparison.Ordinal));

    [Fact]
    public async Task Nobody_calls_anything_without_signing_in()
    {
        var home = await Furnished.OfAsync(server);
        var before = await Snapshot.OfAsync(home.Client);
        foreach (var operation in Guarded)
        {
            foreach (var path in home.Paths(operation))
            {
                foreach (var caller in new[] { server.Anonymous(), new Client(server) { Bearer = "nonsense" }, new Client(server) { Cookie = "nonsense" }, new Client(server) { Bearer = home.Client.Cookie } })
                    (await caller.SendAsync(operation.Method, path, Client.Content(Furnished.Body(operation, path)))).Refused(401, "unauthenticated");
            }
        }
        Assert.Equal(before, await Snapshot.OfAsync(home.Client));
    }

    [Fact]
    public async Task Ids_of_another_workspace_are_answered_as_ids_of_nothing()
    {
        var (home, other) = (await Furnished.OfAsync(server), await Furnished.OfAsync(server));
        var (before, there) = (await Snapshot.OfAsync(home.Client), await Snapshot.OfAsync(other.Client));
        foreach (var operation in Guarded.Where(o => o.Path.Contains("{id}", StringComparison.Ordinal)))
        {
            var nothing = server.NewId().ToString();
            foreach (var (own, absent, foreign) in home.Paths(operation).Zip(home.Paths(operation, nothing), other.Paths(operation)))
            {
                Assert.NotEqual(own, foreign);
                var body = Client.Content(Furnished.Body(operation, own));
                var expected = (await home.Client.SendAsync(operation.Method, absent, body)).Refused(404, "not_found").Comparable();
                Assert.Equal(expected, (await home.Client.SendAsync(operation.Method, foreign, Client.Content(Furnished.Body(operation, own)))).Comparable());
                Assert.Equal(expected, (await home.Client.SendAsync(operation.Method, absent.Replace(nothing, "no-id", StringComparison.Ordinal), Client.Content(Furnished.Body(operation, own)))).Comparable());
            }
        }
        Assert.Equal((before, there), (await Snapshot.OfAsync(home.Client), await Snapshot.OfAsync(other.Client)));
    }

    [Fact]
    public async Task Ids_of_another_workspace_in_bodies_filters_and_links_are_nothing_either()
    {
        var (home, other) = (await Furnished.OfAsync(server), await Furnished.OfAsync(server));
        var (before, there) = (await Snapshot.OfAsync(home.Client), await Snapshot.OfAsync(other.Client));
        string Of(Answer answer, string id) => Encoding.UTF8.GetString(answer.Bytes).Replace(id, "", StringComparison.Ordinal);
        async Task AlikeAsync(Func<string, Task<Answer>> call, string foreign)
        {
            var absent = server.NewId().ToString();
            var (expected, actual) = (await call(absent), await call(foreign));
            Assert.Equal(expected.Status, actual.Status);
            Assert.Equal(expected.Status >= 400 ? expected.Comparable() : Of(expected, absent), actual.Status >= 400 ? actual.Comparable() : Of(actual, foreign));
        }
        foreach (var type in home.Types)
        {
            var (own, foreign) = (home.Records[type.Plural], other.Records[type.Plural]);
            foreach (var action in new[] { "update", "delete", "restore" })
                await AlikeAsync(id => home.Client.PostAsync($"{type.Plural}/actions/{action}", new { ids = new[] { id }, set = action == "update" ? new { } : null }), foreign);
            await AlikeAsync(id => home.Client.GetAsync($"changes?record={id}"), foreign);
            await AlikeAsync(id => home.Client.GetAsync($"{type.Plural}?where=id+%3D+%22{id}%22"), foreign);
            foreach (var field in type.Writable.Where(f => f.IsLink))
            {
                var target = other.Records[home.Types.Single(t => t.Name == (field.To ?? "company")).Plural];
                if (field.Kind != "links" && field.To is not null)
                    await AlikeAsync(id => home.Client.GetAsync($"{type.Plural}?where={field}+%3D+%22{id}%22"), target);
                await AlikeAsync(id => home.Client.PatchAsync($"{type.Plural}/{own}", new JsonObject
                {
                    [field.Name] = field.Kind == "links" ? new JsonArray(id) : field.To is null ? new JsonObject { ["type"] = "company", ["id"] = id } : id,
                }), target);
            }
        }
        await AlikeAsync(id => home.Client.PostAsync("auth/switch", new { workspace = id }), other.Client.Workspace.ToString());
        await AlikeAsync(id => server.Anonymous().PostAsync("auth/login", new { email = home.Client.Email, password = Installation.Password, workspace = id }), other.Client.Workspace.ToString());
        await AlikeAsync(id => server.Anonymous().PostAsync("auth/tokens", new { email = home.Client.Email, password = Installation.Password, workspace = id }), other.Client.Workspace.ToString());
        Assert.Equal((before, there), (await Snapshot.OfAsync(home.Client), await Snapshot.OfAsync(other.Client)));
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_object_is_refused()
    {
        var home = await Furnished.OfAsync(server);
        var before = await Snapshot.OfAsync(home.Client);
        var deep = new string('[', 100) + new string(']', 100);
        foreach (var operation in OfTheApi.Where(o => o.TakesJson()))
        {
            foreach (var path in home.Paths(operation))
            {
                async Task<Answer> SendAsync(byte[] body, string type = "application/json")
                {
                    var content = new ByteArrayContent(body);
                    content.Headers.ContentType = type.Length == 0 ? null : MediaTypeHeaderValue.Parse(type);
                    return await home.Client.SendAsync(operation.Method, path, content);
                }
                async Task<Answer> TextAsync(string body) => await SendAsync(Encoding.UTF8.GetBytes(body));
                foreach (var text in new[] { "{", "{\"a\": }", "nonsense", "{} {}", "{\"a\": 1,}", "{'a': 1}", "{\"a\": NaN}", "{\"a\": 1, \"a\": 2}", $"{{\"a\": {deep}}}", "{\"a\": \"\\ud800\"}", "{\"\\ud800\": 1}", "{\"a\": \"\\x\"}", "\uFEFF{", "{\"a\": 01}" })
                    (await TextAsync(text)).Refused(400, "malformed_json");
                (await SendAsync([.. "{\"a\": \""u8, 0xC3, 0x28, .. "\"}"u8])).Refused(400, "malformed_json");
                (await SendAsync([.. "{\""u8, 0xED, 0xA0, 0x80, .. "\": 1}"u8])).Refused(400, "malformed_json");
                foreach (var text in new[] { "[]", "null", "5", "\"text\"", "true", "[{}]" })
                    (await TextAsync(text)).Invalid(":not_an_object");
                foreach (var type in new[] { "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "" })
                    (await SendAsync("{}"u8.ToArray(), type)).Refused(415, "not_json");
                if (operation.NeedsBody())
                    (await SendAsync([])).Refused(400, "malformed_json");
            }
        }
        Assert.Equal(before, await Snapshot.OfAsync(home.Client));
    }

    [Fact]
    public async Task Members_of_a_body_are_known_and_of_their_kind()
    {
        var home = await Furnished.OfAsync(server);
        var before = await Snapshot.OfAsync(home.Client);
        foreach (var operation in OfTheApi.Where(o => o.TakesMembers()))
        {
            var path = home.Paths(operation).First();
            var unknown = Complaints(operation, await home.Client.SendAsync(operation.Method, path, Client.Content("""{"workspace_id": 1}""")));
            Assert.StartsWith("unknown_", unknown.Single(e => e.Text("field") == "workspace_id").Text("code"));
            foreach (var (name, type) in operation.Members())
            {
                object? wrong = type == typeof(string) ? 5 : type == typeof(bool) ? "yes" : type == typeof(int) || type == typeof(long) ? "many" : type == typeof(JsonElement) ? null : "text";
                if (wrong is not null)
                {
                    var told = await FieldsAsync(operation, path, name, wrong);
                    Assert.True(told.Contains(name) || told.Contains(""), $"{operation.Id} takes {name} of another kind and complains about {string.Join(", ", told)}");
                }
                if (type != typeof(string))
                    continue;
                var fields = await FieldsAsync(operation, path, name, "a\0b");
                Assert.True(fields.Contains(name), $"{operation.Id} takes {name} with a character that cannot be stored and complains about {string.Join(", ", fields)}");
            }
        }
        Assert.Equal(before, await Snapshot.OfAsync(home.Client));

        async Task<IReadOnlyList<string>> FieldsAsync(Operation operation, string path, string name, object wrong)
        {
            // Members that must be there are, so that the wrong one is what is complained about.
            var body = operation is { Tag: "imports", Id: not "undo_import" } ? new JsonObject { ["type"] = "company", ["mapping"] = new JsonObject { ["name"] = "name" } } : [];
            foreach (var parameter in operation.Request!.GetConstructors()[0].GetParameters().Where(p => !p.IsOptional))
                body.TryAdd(JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!), parameter.ParameterType == typeof(string) ? "some text" : new JsonArray());
            body[name] = JsonSerializer.SerializeToNode(wrong);
            return [.. Complaints(operation, await home.Client.SendAsync(operation.Method, path, Client.Content(body))).Select(e => e.Text("field")!)];
        }

        // A preview tells what is wrong with a mapping and is no refusal.
        static IReadOnlyList<JsonElement> Complaints(Operation operation, Answer answer) =>
            operation.Id == "preview_import" ? [.. answer.Expect(200).GetProperty("problems").EnumerateArray()] : answer.Refused(422, "invalid").Errors;
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_unread()
    {
        var home = await Furnished.OfAsync(server);
        foreach (var operation in OfTheApi.Where(o => o.TakesJson()))
        {
            var content = new ByteArrayContent(new byte[Body.MostBytes + 1]);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            (await home.Client.SendAsync(operation.Method, home.Paths(operation).First(), content, ("Expect", "100-continue"))).Refused(413, "too_large");
        }
    }

    [Fact]
    public async Task A_parameter_that_no_operation_has_is_refused()
    {
        var home = await Furnished.OfAsync(server);
        var before = await Snapshot.OfAsync(home.Client);
        foreach (var operation in OfTheApi)
        {
            foreach (var path in home.Paths(operation, server.NewId().ToString()))
            {
                var answer = await home.Client.Copy().SendAsync(operation.Method, path + "?no_such_parameter=1", Client.Content(Furnished.Body(operation, path)));
                Assert.True(answer.Status == 422 && answer.Fields.Contains("no_such_parameter"), $"{operation.Id}: {answer.Text}");
            }
        }
        Assert.Equal(before, await Snapshot.OfAsync(home.Client));
    }

    [Fact]
    public async Task Parameters_that_are_published_are_taken_and_cannot_break_anything()
    {
        var home = await Furnished.OfAsync(server);
        string? before = await Snapshot.OfAsync(home.Client);
        string[] values = ["%00", "a%00b", "%ED%A0%80", "%FF", "'", "\"", "%25", "1e400", "-99999999999999999999", new string('x', 5_000), "(((((", "id;drop table kith.company", "../../etc/passwd", "%E2%80%AE", "%F0%9F%98%80"];
        foreach (var operation in OfTheApi.Where(o => o is { Method: "GET", Endless: false }).OrderBy(IsExport))
        {
            // From here on the audit grows: each export is told in it.
            if (IsExport(operation))
                before = before is null ? null : Same(before, await Snapshot.OfAsync(home.Client));
            var path = home.Paths(operation).First();
            foreach (var parameter in operation.Parameters.Where(p => p.In == "query"))
            {
                foreach (var value in values)
                {
                    var answer = await home.Client.SendAsync("GET", $"{path}?{parameter.Name}={value}", null);
                    Assert.True(answer.Status is 200 or 404 or 422, $"{operation.Id} {parameter.Name}={value}: {answer.Text}");
                    Assert.DoesNotContain("unknown_parameter", answer.Text);
                    if (value.Contains("%00", StringComparison.Ordinal) && answer.Status == 422)
                        Assert.Equal([parameter.Name], answer.Fields.Distinct());
                }
            }
        }
        Assert.Null(before);

        static bool IsExport(Operation operation) => operation.ResponseType == "text/csv";
        static string? Same(string before, string after)
        {
            Assert.Equal(before, after);
            return null;
        }
    }

    [Fact]
    public async Task What_is_not_served_is_told_as_a_problem()
    {
        var client = await server.WorkspaceAsync();
        foreach (var caller in new[] { client, server.Anonymous() })
        {
            (await caller.GetAsync("no/such/path/at/all")).Refused(404, "not_found");
            (await caller.GetAsync("/api/v2/companies")).Refused(404, "not_found");
            var refused = (await caller.SendAsync("PUT", "companies", Client.Content("{}"))).Refused(405, "method_not_allowed");
            Assert.Equal("GET, POST", string.Join(", ", refused.Headers["Allow"].Split(", ").Order()));
        }
        var unknown = (await client.GetAsync("companys")).Refused(404, "unknown_type");
        Assert.Contains("companies", unknown.Json.Text("detail"));
    }
}
