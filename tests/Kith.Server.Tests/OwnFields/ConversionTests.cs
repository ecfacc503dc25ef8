using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.OwnFields;

/// <summary>FEATURES 31: a type change shows how many values cannot be converted, keeps the originals, can be undone.</summary>
public sealed class ConversionTests(Installation server)
{
    private static async Task FieldAsync(Client client, object field) => (await client.PostAsync("types/company/fields", field)).Expect(201);

    private static Task<Answer> ConvertAsync(Client client, string kind, bool dryRun = false, string field = "size_c") => client.PostAsync($"types/company/fields/{field}/convert", new { kind, dry_run = dryRun });

    [Fact]
    public async Task What_does_not_convert_is_told_before_kept_and_comes_back()
    {
        var client = await server.WorkspaceAsync();
        await FieldAsync(client, new { label = "Size", kind = "text", indexed = true });
        var ids = new List<Guid>();
        foreach (var (i, size) in new[] { "5", "12", "about 7", "about 7", "" }.Index())
            ids.Add((await client.CreateAsync("companies", new { name = $"C{i}", size_c = size == "" ? null : size })).Id());
        (await client.DeleteAsync($"companies/{ids[1]}")).Expect(204);
        var trial = (await ConvertAsync(client, "integer", dryRun: true)).Expect(200);
        Assert.Equal((4, 2, "tried"), (trial.GetProperty("total").GetInt32(), trial.GetProperty("convertible").GetInt32(), trial.Text("state")));
        var failed = Assert.Single(trial.GetProperty("failed").EnumerateArray());
        Assert.Equal(("about 7", 2), (failed.Text("value"), failed.GetProperty("records").GetInt32()));
        Assert.Equal("text", (await client.TypeAsync("companies"))["size_c"].Kind);

        Assert.Equal("done", (await ConvertAsync(client, "integer")).Expect(200).Text("state"));
        Assert.Equal("integer", (await client.TypeAsync("companies"))["size_c"].Kind);
        Assert.Equal("C0", Assert.Single(await client.ListAsync("companies", "size_c > 4")).Text("name"));
        Assert.Equal(JsonValueKind.Null, (await client.GetAsync($"companies/{ids[2]}")).Expect(200).GetProperty("size_c").ValueKind);
        // What lay in the trash comes back converted, too.
        Assert.Equal(12, (await client.PostAsync($"companies/{ids[1]}/restore", null)).Expect(200).GetProperty("size_c").GetInt32());
        (await client.PatchAsync($"companies/{ids[0]}", new { size_c = 6 })).Expect(200);
        (await client.PatchAsync($"companies/{ids[2]}", new { name = "C2, renamed" })).Expect(200);
        (await client.PatchAsync($"companies/{ids[4]}", new { size_c = 9 })).Expect(200);

        // What was changed since is taken along, everything else is as it was.
        (await client.PostAsync("types/company/fields/size_c/unconvert", null)).Expect(200);
        var sizes = new List<string?>();
        foreach (var id in ids)
            sizes.Add((await client.GetAsync($"companies/{id}")).Expect(200).GetProperty("size_c").GetString());
        Assert.Equal(["6", "12", "about 7", "about 7", "9"], sizes);
        Assert.Empty((await client.GetAsync("types/company/removed_fields")).Expect(200).Data());
        (await client.GetAsync($"companies/{ids[0]}/changes")).Expect(200);
    }

    [Theory]
    [InlineData("money", "1200.5", "decimal", "\"1200.5\"")]
    [InlineData("decimal", "12.5", "text", "\"12.5\"")]
    [InlineData("integer", "3", "money", """{"amount":"3.00","currency":"EUR"}""")]
    [InlineData("date", "\"2026-03-04\"", "datetime", "\"2026-03-03T23:00:00Z\"")]
    [InlineData("datetime", "\"2026-03-03T23:30:00Z\"", "date", "\"2026-03-04\"")]
    [InlineData("text", "\"Yes\"", "boolean", "true")]
    [InlineData("tags", """["a","b"]""", "text", "\"a; b\"")]
    [InlineData("text", "\"a; b\"", "tags", """["a","b"]""")]
    [InlineData("text", "\"ada@example.com\"", "email", "\"ada@example.com\"")]
    [InlineData("text", "\"Low\"", "choice", "\"low\"")]
    [InlineData("address", """{"street":"Via Roma 1","city":"Turin"}""", "text", "\"Via Roma 1, Turin\"")]
    public async Task A_value_is_the_same_in_its_new_kind_as_people_read_it(string kind, string value, string other, string expected)
    {
        var client = await server.WorkspaceAsync(zone: "Europe/Rome");
        await FieldAsync(client, new { label = "Size", kind });
        var id = (await client.CreateAsync("companies", new { name = "One", size_c = JsonSerializer.Deserialize<JsonElement>(value) })).Id();
        var before = (await client.GetAsync($"companies/{id}")).Expect(200).Raw("size_c");
        Assert.Equal("done", (await ConvertAsync(client, other)).Expect(200).Text("state"));
        var record = (await client.GetAsync($"companies/{id}")).Expect(200);
        Assert.True(JsonElement.DeepEquals(JsonSerializer.Deserialize<JsonElement>(expected), record.GetProperty("size_c")), record.Raw("size_c"));
        (await client.PostAsync("types/company/fields/size_c/unconvert", null)).Expect(200);
        Assert.Equal(before, (await client.GetAsync($"companies/{id}")).Expect(200).Raw("size_c"));
    }

    [Fact]
    public async Task Choices_keep_their_labels_and_texts_become_choices()
    {
        var client = await server.WorkspaceAsync();
        await FieldAsync(client, new { label = "Size", kind = "choice", choices = new object[] { new { value = "s", label = "Small" }, new { value = "l", label = "Large" } } });
        var id = (await client.CreateAsync("companies", new { name = "One", size_c = "s" })).Id();
        (await ConvertAsync(client, "text")).Expect(200);
        Assert.Equal("Small", (await client.GetAsync($"companies/{id}")).Expect(200).Text("size_c"));
        (await client.PostAsync("types/company/fields/size_c/unconvert", null)).Expect(200);
        Assert.Equal(["s", "l"], (await client.TypeAsync("companies"))["size_c"].Choices);
        (await ConvertAsync(client, "choices")).Expect(200);
        Assert.Equal("""["s"]""", (await client.GetAsync($"companies/{id}")).Expect(200).Raw("size_c"));
    }

    [Fact]
    public async Task What_others_need_and_what_cannot_be_is_refused()
    {
        var client = await server.WorkspaceAsync();
        await FieldAsync(client, new { label = "Size", kind = "integer" });
        await FieldAsync(client, new { label = "Code", kind = "text", unique = true });
        await FieldAsync(client, new { label = "Double", formula = "size_c * 2" });
        await FieldAsync(client, new { label = "Friend", kind = "link", to = "company" });
        (await ConvertAsync(client, "text")).Invalid("kind:formula.used");
        (await ConvertAsync(client, "link")).Invalid("kind:convert.kind");
        (await ConvertAsync(client, "shape")).Invalid("kind:unknown_kind");
        (await ConvertAsync(client, "text", field: "double_c")).Invalid("kind:convert.kind");
        (await ConvertAsync(client, "text", field: "friend_c")).Invalid("kind:convert.kind");
        (await ConvertAsync(client, "tags", field: "code_c")).Invalid("kind:unique.kind");
        (await ConvertAsync(client, "text", field: "name")).Invalid("field:field.not_own");
        (await client.PostAsync("types/company/fields/size_c/unconvert", null)).Refused(409, "convert.nothing_before");
        await client.CreateAsync("companies", new { name = "One", code_c = "1" });
        (await ConvertAsync(client, "integer", field: "code_c")).Expect(200);
        (await client.PostAsync("companies", new { name = "Two", code_c = 1 })).Invalid("code_c:unique");
        (await client.PostAsync("types/company/fields/code_c/unconvert", null)).Expect(200);
        (await client.PostAsync("companies", new { name = "Two", code_c = "1" })).Invalid("code_c:unique");
    }

    [Fact]
    public async Task Very_many_values_are_moved_in_the_background_while_people_write()
    {
        var client = await server.WorkspaceAsync();
        await FieldAsync(client, new { label = "Size", kind = "text" });
        await server.FillCompaniesAsync(client, 20_500, "size_c");
        Assert.Equal("running", (await ConvertAsync(client, "integer")).Expect(200).Text("state"));
        var one = await client.CreateAsync("companies", new { name = "Meanwhile" });
        while ((await client.TypeAsync("companies"))["size_c"].Kind != "integer")
        {
            (await client.PatchAsync($"companies/{one.Id()}", new { name = "Meanwhile " + one.Id() })).Expect(200);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        Assert.Equal(20_500, (await client.GetAsync("companies?where=" + Uri.EscapeDataString("size_c > 0") + "&limit=1&count=exact")).Expect(200).GetProperty("count").GetInt32());
    }
}
