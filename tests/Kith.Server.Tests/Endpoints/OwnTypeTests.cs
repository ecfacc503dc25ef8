using System.Text.Json.Nodes;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Endpoints;

public sealed class OwnTypeTests(Installation server)
{
    [Fact]
    public async Task A_type_of_its_own_is_answered_as_the_schema_tells_it_and_used_at_once()
    {
        var client = await server.WorkspaceAsync();
        var version = (await client.GetAsync("schema")).Expect(200).GetProperty("version").GetInt64();
        var answer = await client.PostAsync("types", new
        {
            name = "project", plural = "projects", label = "Project",
            fields = new object[] { new { name = "title", kind = "text", label = "Title", title = true, required = true }, new { kind = "money", label = "Geplantes Büdget" }, new { name = "phase", kind = "choice", choices = new object[] { new { label = "On hold" }, new { value = "go", label = "Go!" } } } },
        });
        var type = new TypeSchema(answer.Expect(201));
        Assert.Equal(("project_c", "projects_c", "title_c"), (type.Name, type.Plural, type.Title));
        Assert.Equal("/api/v1/projects_c", answer.Headers["Location"]);
        Assert.Equal(["title_c", "geplantes_budget_c", "phase_c"], type.Fields.Where(f => f.Json.GetProperty("own").GetBoolean()).Select(f => f.Name));
        Assert.Equal(["on_hold", "go"], type["phase_c"].Choices);
        var schema = (await client.GetAsync("schema")).Expect(200);
        Assert.True(schema.GetProperty("version").GetInt64() > version);
        Assert.Equal(answer.Text, schema.GetProperty("types").EnumerateArray().Single(t => t.Text("name") == "project_c").GetRawText());
        var project = await client.CreateAsync("projects_c", new { title_c = "Bridge", geplantes_budget_c = 5, phase_c = "on hold" });
        Assert.Equal("on_hold", project.Text("phase_c"));
        var call = await client.CreateAsync("activities", new { subject = "Call", regarding = new { type = "project_c", id = project.Id() } });
        Assert.Equal("Bridge", call.GetProperty("regarding").Text("title"));
        Assert.Equal("""[{"phase_c":"on_hold","total":{"amount":"5.00","currency":"EUR"}}]""",
            (await client.PostAsync("query", new { from = "projects_c", group = new[] { "phase_c" }, measures = new { total = "sum(geplantes_budget_c)" } })).Expect(200).Raw("data"));
        (await client.PostAsync("types/project_c/fields", new { name = "done", kind = "boolean" })).Expect(201);
        Assert.Single(await client.ListAsync("projects_c", "done_c is empty"));
    }

    [Fact]
    public async Task Records_of_one_own_type_are_unknown_under_another()
    {
        var client = await server.WorkspaceAsync();
        foreach (var name in new[] { "boat", "crane" })
            (await client.PostAsync("types", new { name, plural = name + "s", fields = new object[] { new { name = "name", kind = "text", title = true } } })).Expect(201);
        var crane = (await client.CreateAsync("cranes_c", new { name_c = "Tall" })).Id();
        (await client.GetAsync($"cranes_c/{crane}")).Expect(200);
        foreach (var path in new[] { $"boats_c/{crane}", $"boats_c/{crane}/changes", $"boats_c/{crane}/timeline", $"boats_c/{crane}/access" })
            (await client.GetAsync(path)).Refused(404, "not_found");
        Assert.Empty((await client.GetAsync("boats_c")).Expect(200).Data());
        Assert.DoesNotContain("Tall", System.Text.Encoding.UTF8.GetString((await client.GetAsync("boats_c.csv")).Bytes), StringComparison.Ordinal);
        Assert.Equal("""[{"n":0}]""", (await client.PostAsync("query", new { from = "boats_c", measures = new { n = "count()" } })).Expect(200).Raw("data"));
        (await client.PatchAsync($"boats_c/{crane}", new { name_c = "Short" })).Refused(404, "not_found");
        (await client.DeleteAsync($"boats_c/{crane}")).Refused(404, "not_found");
        (await client.PostAsync("activities", new { subject = "Sail", regarding = new { type = "boat_c", id = crane } })).Invalid("regarding:link_not_found");
        Assert.Equal("Tall", (await client.GetAsync($"cranes_c/{crane}")).Expect(200).Text("name_c"));
    }

    [Fact]
    public async Task A_field_of_its_own_on_every_type_is_there_at_once()
    {
        var client = await server.WorkspaceAsync();
        foreach (var type in await client.SchemaAsync())
        {
            var answer = (await client.PostAsync($"types/{type.Name}/fields", new { name = "shoe size", kind = "integer", label = "Shoe size" })).Expect(201);
            Assert.Equal("shoe_size_c", new TypeSchema(answer).Fields[^1].Name);
            Assert.Empty(await client.ListAsync(type.Plural, "shoe_size_c > 40"));
        }
        Assert.Equal(41, (await client.CreateAsync("companies", new { name = "A", shoe_size_c = 41 })).GetProperty("shoe_size_c").GetInt32());
    }

    [Theory]
    [InlineData("""{}""", "name:required")]
    [InlineData("""{"name": "!!!", "plural": "???"}""", "name:required", "plural:plural_needed")]
    [InlineData("""{"name": "thing", "plural": "thing"}""", "plural:plural_needed")]
    [InlineData("""{"name": "gadget", "plural": "gadgets"}""", "name:name_taken", "plural:name_taken")]
    [InlineData("""{"name": "gadgets", "plural": "gadget"}""", "name:name_taken", "plural:name_taken")]
    [InlineData("""{"name": "a", "plural": "as", "fields": [{"name": "x", "kind": "number"}, {"name": "name", "kind": "text"}]}""", "fields[0].kind:unknown_kind")]
    [InlineData("""{"name": "a", "plural": "as", "fields": [{"kind": "text"}]}""", "fields[0].name:required")]
    [InlineData("""{"name": "a", "plural": "as", "fields": [{"name": "x", "kind": "text"}, {"name": "X", "kind": "text"}]}""", "fields[1].name:name_taken")]
    [InlineData("""{"name": "a", "plural": "as", "fields": [{"name": "x", "kind": "integer"}]}""", "fields:title_needed")]
    [InlineData("""{"name": "a", "plural": "as", "fields": [{"name": "x", "kind": "integer", "title": true}]}""", "fields[0].title:title_needed")]
    [InlineData("""{"name": "a", "plural": "as", "fields": [{"name": "x", "kind": "text", "title": true}, {"name": "y", "kind": "text", "title": true}]}""", "fields:one_title")]
    [InlineData("""{"name": "a", "plural": "as", "fields": [null]}""", "fields[0]:required")]
    [InlineData("""{"name": "a", "plural": "as", "fields": [{"name": "x", "kind": "choice", "choices": [{"label": " "}]}, {"name": "name", "kind": "text"}]}""", "fields[0].choices:required")]
    [InlineData("""{"name": "a", "plural": "as", "fields": [{"name": "x", "kind": "choice", "choices": [{"label": "X", "color": 400}]}, {"name": "name", "kind": "text"}]}""", "fields[0].choices:out_of_range")]
    [InlineData("""{"name": "a", "plural": "as", "fields": [{"name": "x", "kind": "choice", "choices": [null]}, {"name": "name", "kind": "text"}]}""", "fields[0].choices[0]:required")]
    [InlineData("""{"name": "a", "plural": "as", "fields": [{"nmae": "x", "kind": "text"}]}""", "fields[0].nmae:unknown_field")]
    public async Task A_type_that_cannot_be_made_is_refused_where_it_is_wrong(string body, params string[] reasons)
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("types", new { name = "gadget", plural = "gadgets" })).Expect(201);
        var before = await Snapshot.OfAsync(client);
        (await client.PostAsync("types", body)).Invalid(reasons);
        Assert.Equal(before, await Snapshot.OfAsync(client));
    }

    [Theory]
    [InlineData("""{}""", "name:required", "kind:unknown_kind")]
    [InlineData("""{"name": "x", "kind": "Text"}""", "kind:unknown_kind")]
    [InlineData("""{"name": "taken", "kind": "text"}""", "name:name_taken")]
    [InlineData("""{"name": "x", "kind": "text", "title": true}""", "title:one_title")]
    [InlineData("""{"name": "x", "kind": "text", "onlyone": true}""", "onlyone:unknown_field")]
    [InlineData("""{"name": "x", "kind": "tags", "indexed": true}""", "indexed:index.kind")]
    [InlineData("""{"name": "x", "kind": "markdown", "indexed": true}""", "indexed:index.kind")]
    [InlineData("""{"name": "x", "kind": "text", "formula": "name", "indexed": true}""", "indexed:index.kind", "formula:formula.alone")]
    public async Task A_field_that_cannot_be_made_is_refused_where_it_is_wrong(string body, params string[] reasons)
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("types/company/fields", new { name = "taken", kind = "text" })).Expect(201);
        var before = await Snapshot.OfAsync(client);
        (await client.PostAsync("types/company/fields", body)).Invalid(reasons);
        Assert.Equal(before, await Snapshot.OfAsync(client));
        (await client.PostAsync("types/compani/fields", new { name = "x", kind = "text" })).Refused(404, "unknown_type");
    }

    [Fact]
    public async Task Ten_fields_of_a_workspace_have_indexes()
    {
        var client = await server.WorkspaceAsync();
        for (var i = 0; i < 10; i++)
            (await client.PostAsync($"types/{(i % 2 == 0 ? "company" : "deal")}/fields", new { name = $"f{i}", kind = "text", indexed = i < 9 })).Expect(201);
        Assert.False((await client.TypeAsync("deals"))["f9_c"].Json.GetProperty("indexed").GetBoolean());
        (await client.PatchAsync("types/deal/fields/f9_c", new { indexed = true })).Expect(200);
        Assert.True((await client.TypeAsync("deals"))["f9_c"].Json.GetProperty("indexed").GetBoolean());
        (await client.PostAsync("types/contact/fields", new { name = "x", kind = "text", indexed = true })).Invalid("indexed:index.too_many");
        (await client.PatchAsync("types/deal/fields/f9_c", new { indexed = false })).Expect(200);
        (await client.PostAsync("types/contact/fields", new { name = "x", kind = "text", indexed = true })).Expect(201);
    }

    [Fact]
    public async Task Names_and_labels_have_a_longest_length()
    {
        var client = await server.WorkspaceAsync();
        var longText = new string('x', 101);
        (await client.PostAsync("types", new { name = "a", plural = "as", label = longText, plural_label = longText })).Invalid("label:max_length", "plural_label:max_length");
        (await client.PostAsync("types/company/fields", new { name = "x", kind = "text", label = longText })).Invalid("label:max_length");
        (await client.PostAsync("types/company/fields", new { name = "x", kind = "choice", choices = new[] { new { label = longText } } })).Invalid("choices:max_length");
        var made = new TypeSchema((await client.PostAsync("types", new { name = longText, plural = "y" + longText, label = "L" })).Expect(201));
        Assert.Equal((50, 50), (made.Name.Length, made.Plural.Length));
    }

    [Fact]
    public async Task A_required_field_that_comes_later_is_asked_for_by_the_next_change()
    {
        var client = await server.WorkspaceAsync();
        var company = await client.CreateAsync("companies", new { name = "Acme" });
        (await client.PostAsync("types/company/fields", new { name = "segment", kind = "text", required = true })).Expect(201);
        (await client.PostAsync("companies", new { name = "B" })).Invalid("segment_c:required");
        (await client.PatchAsync($"companies/{company.Id()}", new { segment_c = "" })).Invalid("segment_c:required");
        (await client.PatchAsync($"companies/{company.Id()}", new JsonObject { ["segment_c"] = "A" })).Expect(200);
    }

    [Fact]
    public async Task People_who_make_the_same_type_at_once_make_one()
    {
        var client = await server.WorkspaceAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => client.PostAsync("types", new { name = "gadget", plural = "gadgets" })));
        Assert.Single(answers, a => a.Status == 201);
        Assert.All(answers.Where(a => a.Status != 201), a => a.Refused(422, "invalid"));
        Assert.Single(await client.SchemaAsync(), t => t.Name == "gadget_c");
    }

    [Fact]
    public async Task Sample_data_comes_and_goes_in_one_step()
    {
        var client = await server.WorkspaceAsync();
        var stages = (await client.ListAsync("stages")).Count;
        Assert.True((await client.PostAsync("workspace/sample_data", null)).Expect(200).GetProperty("records").GetInt32() > 10);
        Assert.True((await client.GetAsync("me")).Expect(200).GetProperty("workspace").GetProperty("sample_data").GetBoolean());
        Assert.NotEmpty(await client.ListAsync("deals"));
        (await client.PostAsync("workspace/sample_data", null)).Refused(409, "sample_data.loaded");
        (await client.DeleteAsync("workspace/sample_data")).Expect(204);
        foreach (var types in new[] { "companies", "contacts", "deals", "products", "activities" })
            Assert.Empty(await client.ListAsync(types));
        Assert.Equal(stages, (await client.ListAsync("stages")).Count);
        (await client.DeleteAsync("workspace/sample_data")).Expect(204);
    }
}
