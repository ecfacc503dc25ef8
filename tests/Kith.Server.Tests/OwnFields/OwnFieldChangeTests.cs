using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.OwnFields;

/// <summary>Own fields after they were made: unique, filled in by themselves, put away, removed and brought back.</summary>
public sealed class OwnFieldChangeTests(Installation server)
{
    private static async Task FieldAsync(Client client, object field, string type = "company") => (await client.PostAsync($"types/{type}/fields", field)).Expect(201);

    [Fact]
    public async Task A_unique_field_holds_each_value_once_through_every_door()
    {
        var client = await server.WorkspaceAsync();
        await FieldAsync(client, new { label = "Tax id", kind = "text", unique = true });
        Assert.True((await client.TypeAsync("companies"))["tax_id_c"].Json.GetProperty("unique").GetBoolean());
        var first = await client.CreateAsync("companies", new { name = "One", tax_id_c = "IT-1" });
        (await client.PostAsync("companies", new { name = "Two", tax_id_c = "it-1" })).Invalid("tax_id_c:unique");
        var second = await client.CreateAsync("companies", new { name = "Two", tax_id_c = "IT-2" });
        (await client.PatchAsync($"companies/{second.Id()}", new { tax_id_c = "IT-1" })).Invalid("tax_id_c:unique");
        var batch = (await client.PostAsync("companies/actions/update", new { ids = new[] { second.Id() }, set = new { tax_id_c = "IT-1" } })).Expect(200);
        Assert.Equal(1, batch.GetProperty("failed").GetInt32());
        // What lies in the trash holds nothing, and gets it back only where it is still free.
        (await client.DeleteAsync($"companies/{first.Id()}")).Expect(204);
        (await client.PatchAsync($"companies/{second.Id()}", new { tax_id_c = "IT-1" })).Expect(200);
        (await client.PostAsync($"companies/{first.Id()}/restore", null)).Invalid("tax_id_c:unique");
        (await client.PatchAsync($"companies/{second.Id()}", new { tax_id_c = (string?)null })).Expect(200);
        (await client.PostAsync($"companies/{first.Id()}/restore", null)).Expect(200);
        // Long values are told apart, too.
        (await client.PatchAsync($"companies/{second.Id()}", new { tax_id_c = new string('x', 900) + "1" })).Expect(200);
        (await client.PatchAsync($"companies/{first.Id()}", new { tax_id_c = new string('x', 900) + "2" })).Expect(200);
        (await client.PatchAsync($"companies/{first.Id()}", new { tax_id_c = new string('X', 900) + "1" })).Invalid("tax_id_c:unique");
    }

    [Fact]
    public async Task Of_many_who_save_one_value_at_the_same_moment_one_succeeds()
    {
        var client = await server.WorkspaceAsync();
        await FieldAsync(client, new { label = "Code", kind = "integer", unique = true });
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => client.PostAsync("companies", new { name = $"C{i}", code_c = 7 })));
        Assert.Equal(1, answers.Count(a => a.Status == 201));
        Assert.All(answers.Where(a => a.Status != 201), a => a.Invalid("code_c:unique"));
        Assert.Single(await client.ListAsync("companies", "code_c = 7"));
    }

    [Fact]
    public async Task A_field_becomes_unique_where_its_values_are_and_may_be_doubled_again()
    {
        var client = await server.WorkspaceAsync();
        await FieldAsync(client, new { label = "Code", kind = "text" });
        await client.CreateAsync("companies", new { name = "One", code_c = "A" });
        var two = await client.CreateAsync("companies", new { name = "Two", code_c = "a" });
        (await client.PatchAsync("types/company/fields/code_c", new { unique = true })).Invalid("unique:unique.twice");
        (await client.PatchAsync($"companies/{two.Id()}", new { code_c = "B" })).Expect(200);
        (await client.PatchAsync("types/company/fields/code_c", new { unique = true })).Expect(200);
        (await client.PatchAsync($"companies/{two.Id()}", new { code_c = "A" })).Invalid("code_c:unique");
        (await client.PatchAsync("types/company/fields/code_c", new { unique = false })).Expect(200);
        (await client.PatchAsync($"companies/{two.Id()}", new { code_c = "A" })).Expect(200);
        Assert.Equal(2, (await client.ListAsync("companies", "code_c = \"A\" or code_c = \"a\"")).Count);
        foreach (var kind in new[] { "money", "tags", "boolean", "address" })
            (await client.PostAsync("types/company/fields", new { name = "u " + kind, kind, unique = true })).Invalid("unique:unique.kind");
    }

    [Fact]
    public async Task A_unique_field_updates_by_its_value_and_an_import_matches_by_it()
    {
        var client = await server.WorkspaceAsync();
        await FieldAsync(client, new { label = "Code", kind = "text", unique = true });
        (await client.PutAsync("companies/by/code_c/K-1", new { name = "One" })).Expect(201);
        (await client.PutAsync("companies/by/code_c/k-1", new { name = "One more" })).Expect(200);
        Assert.Equal("One more", Assert.Single(await client.ListAsync("companies")).Text("name"));
    }

    [Fact]
    public async Task A_new_record_takes_what_the_field_says_where_it_is_given_nothing()
    {
        var client = await server.WorkspaceAsync();
        await FieldAsync(client, new { label = "Due", kind = "date", preset = "today() + 30" });
        await FieldAsync(client, new { label = "Greeting", kind = "text", preset = "concat(\"Dear \", name)" });
        await FieldAsync(client, new { label = "Keeper", kind = "person", preset = "me()" });
        await FieldAsync(client, new { label = "Level", kind = "choice", choices = new object[] { new { label = "Low" }, new { label = "High" } }, preset = "if(employees > 100, \"high\", \"low\")" });
        await FieldAsync(client, new { label = "Budget", kind = "money", preset = "annual_revenue / 10" });
        var made = await client.CreateAsync("companies", new { name = "Iris", employees = 500, annual_revenue = 1000 });
        Assert.Equal(("Dear Iris", "high", "100.00"), (made.Text("greeting_c"), made.Text("level_c"), made.GetProperty("budget_c").Text("amount")));
        Assert.Equal("Olga Owner", made.GetProperty("keeper_c").Text("title"));
        Assert.Single(await client.ListAsync("companies", "due_c = today() + 30"));
        // What is given stands, also nothing; and what was made before is left alone.
        var given = await client.CreateAsync("companies", new { name = "Other", greeting_c = "Hello", level_c = (string?)null });
        Assert.Equal(("Hello", JsonValueKind.Null), (given.Text("greeting_c"), given.GetProperty("level_c").ValueKind));
        (await client.PatchAsync($"companies/{given.Id()}", new { greeting_c = (string?)null })).Expect(200);
        Assert.Single(await client.ListAsync("companies", "greeting_c is empty"));
        var many = (await client.PostAsync("batch", new { calls = new object[] { new { method = "POST", path = "companies", body = new { name = "A" } }, new { method = "POST", path = "companies", body = new { name = "B", employees = 101 } } } })).Expect(200);
        Assert.Equal("high", (await client.GetAsync($"companies/{many.GetProperty("results")[1].Id()}")).Expect(200).Text("level_c"));
    }

    [Theory]
    [InlineData("""{"label": "X", "kind": "date", "preset": "name"}""", "preset:preset.kind")]
    [InlineData("""{"label": "X", "kind": "text", "preset": "nothing"}""", "preset:expression.unknown_name")]
    [InlineData("""{"label": "X", "kind": "tags", "preset": "name"}""", "preset:preset.kind")]
    public async Task A_preset_that_does_not_fit_is_refused(string body, params string[] reasons)
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("types/company/fields", body)).Invalid(reasons);
    }

    [Fact]
    public async Task A_field_that_is_put_away_keeps_its_values_and_asks_for_none()
    {
        var client = await server.WorkspaceAsync();
        await FieldAsync(client, new { label = "Size", kind = "integer", required = true, help = "In square metres" });
        var made = await client.CreateAsync("companies", new { name = "One", size_c = 5 });
        (await client.PatchAsync("types/company/fields/size_c", new { active = false })).Expect(200);
        var field = (await client.TypeAsync("companies"))["size_c"].Json;
        Assert.Equal((false, false, "In square metres"), (field.GetProperty("active").GetBoolean(), field.GetProperty("required").GetBoolean(), field.Text("help")));
        await client.CreateAsync("companies", new { name = "Two" });
        (await client.PatchAsync($"companies/{made.Id()}", new { name = "One, renamed" })).Expect(200);
        Assert.Equal(5, (await client.GetAsync($"companies/{made.Id()}")).Expect(200).GetProperty("size_c").GetInt32());
        (await client.PatchAsync("types/company/fields/size_c", new { active = true, help = "" })).Expect(200);
        (await client.PostAsync("companies", new { name = "Three" })).Invalid("size_c:required");
        Assert.Single(await client.ListAsync("companies", "size_c = 5"));
    }

    [Fact]
    public async Task A_removed_field_comes_back_with_its_values_and_its_name_may_be_given_anew()
    {
        var client = await server.WorkspaceAsync();
        await FieldAsync(client, new { label = "Size", kind = "text", unique = true });
        await FieldAsync(client, new { label = "Friends", kind = "links", to = "company" });
        var one = await client.CreateAsync("companies", new { name = "One", size_c = "tall" });
        var two = await client.CreateAsync("companies", new { name = "Two", friends_c = new[] { one.Id() } });
        (await client.DeleteAsync("types/company/fields/size_c")).Expect(204);
        (await client.DeleteAsync("types/company/fields/friends_c")).Expect(204);
        Assert.DoesNotContain((await client.TypeAsync("companies")).Fields, f => f.Name == "size_c");
        // Under the same name stands something else meanwhile, with values of its own.
        await FieldAsync(client, new { label = "Size", kind = "integer" });
        await FieldAsync(client, new { label = "Friends", kind = "links", to = "company" });
        Assert.Equal(JsonValueKind.Null, (await client.GetAsync($"companies/{one.Id()}")).Expect(200).GetProperty("size_c").ValueKind);
        Assert.Empty((await client.GetAsync($"companies/{two.Id()}")).Expect(200).GetProperty("friends_c").EnumerateArray());
        (await client.PatchAsync($"companies/{one.Id()}", new { size_c = 3 })).Expect(200);
        Assert.Single(await client.ListAsync("companies", "size_c = 3"));
        var removed = (await client.GetAsync("types/company/removed_fields")).Expect(200).Data();
        Assert.Equal(["friends_c", "size_c"], removed.Select(r => r.Text("key")));
        (await client.PostAsync("types/company/removed_fields/size_c/restore", null)).Invalid("name:name_taken");
        (await client.DeleteAsync("types/company/fields/size_c")).Expect(204);
        (await client.DeleteAsync("types/company/fields/friends_c")).Expect(204);
        (await client.PostAsync("types/company/removed_fields/size_c/restore", null)).Expect(200);
        (await client.PostAsync("types/company/removed_fields/friends_c/restore", null)).Expect(200);
        Assert.Equal("tall", (await client.GetAsync($"companies/{one.Id()}")).Expect(200).Text("size_c"));
        Assert.Equal("One", (await client.GetAsync($"companies/{two.Id()}")).Expect(200).GetProperty("friends_c")[0].Text("title"));
        (await client.PostAsync("companies", new { name = "Three", size_c = "Tall" })).Invalid("size_c:unique");
        // The history tells of both, and the past is asked without a fault.
        (await client.GetAsync($"companies/{one.Id()}/changes")).Expect(200);
        (await client.GetAsync($"companies/{one.Id()}?at={one.GetProperty("updated_at").GetDateTime().AddMilliseconds(1).ToUniversalTime():O}")).Expect(200);
    }

    [Fact]
    public async Task The_history_tells_what_stood_under_a_name_when_it_meant_something_else()
    {
        var client = await server.WorkspaceAsync();
        await FieldAsync(client, new { label = "Mark", kind = "tags" });
        var one = await client.CreateAsync("companies", new { name = "One", mark_c = new[] { "red", "blue" } });
        (await client.PatchAsync($"companies/{one.Id()}", new { mark_c = new[] { "red" } })).Expect(200);
        foreach (var field in new object[] { new { label = "Mark", kind = "links", to = "company" }, new { label = "Mark", kind = "link", to = "company" }, new { label = "Mark", kind = "money" } })
        {
            (await client.DeleteAsync("types/company/fields/mark_c")).Expect(204);
            await FieldAsync(client, field);
            foreach (var path in new[] { "changes", "timeline", "compare?from=2026-01-01", "changes?field=mark_c" })
                (await client.GetAsync($"companies/{one.Id()}/{path}")).Expect(200);
            (await client.GetAsync("changes")).Expect(200);
            (await client.GetAsync($"companies/{one.Id()}?at={one.GetProperty("updated_at").GetDateTime().AddMilliseconds(1).ToUniversalTime():O}")).Expect(200);
            (await client.GetAsync($"companies?at={one.GetProperty("updated_at").GetDateTime().AddMilliseconds(1).ToUniversalTime():O}&sort=mark_c"))
                .Expect(field.ToString()!.Contains("links", StringComparison.Ordinal) ? 422 : 200);
        }
    }

    [Fact]
    public async Task What_others_use_and_what_records_are_called_by_stays()
    {
        var client = await server.WorkspaceAsync();
        await FieldAsync(client, new { label = "Size", kind = "integer" });
        await FieldAsync(client, new { label = "Double", formula = "size_c * 2" });
        (await client.DeleteAsync("types/company/fields/size_c")).Invalid("field:formula.used");
        await FieldAsync(client, new { label = "Copy", kind = "integer", preset = "double_c" });
        (await client.DeleteAsync("types/company/fields/double_c")).Invalid("field:preset.used");
        (await client.PostAsync("types", new { name = "boat", plural = "boats" })).Expect(201);
        (await client.DeleteAsync("types/boat_c/fields/name_c")).Invalid("field:field.is_title");
        (await client.PatchAsync("types/boat_c/fields/name_c", new { active = false })).Invalid("active:field.is_title");
        (await client.PatchAsync("types/company/fields/double_c", new { required = true })).Invalid("required:field.filled_by_kith");
    }

    [Fact]
    public async Task Fields_stand_in_the_order_they_are_put_in()
    {
        var client = await server.WorkspaceAsync();
        foreach (var label in new[] { "A", "B", "C" })
            await FieldAsync(client, new { label, kind = "text" });
        (await client.PatchAsync("types/company", new { order = new[] { "c_c", "a_c" } })).Expect(200);
        Assert.Equal(["c_c", "a_c", "b_c"], (await client.TypeAsync("companies")).Fields.Where(f => f.Json.GetProperty("own").GetBoolean()).Select(f => f.Name));
        (await client.PatchAsync("types/company", new { order = new[] { "name" } })).Invalid("order[0]:unknown_field");
    }

    [Fact]
    public async Task An_own_type_is_renamed_and_removed_once_it_is_empty()
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("types", new { name = "boat", plural = "boats", label = "Boat" })).Expect(201);
        var changed = (await client.PatchAsync("types/boat_c", new { label = "Ship", plural_label = "Ships", icon = "anchor" })).Expect(200);
        Assert.Equal(("Ship", "Ships", "anchor", "boats_c"), (changed.Text("label"), changed.Text("plural_label"), changed.Text("icon"), changed.Text("plural")));
        (await client.PatchAsync("types/boat_c", new { label = " ", icon = "<svg>" })).Invalid("label:required", "icon:type.icon");
        await FieldAsync(client, new { label = "Boat", kind = "link", to = "boat_c" });
        (await client.DeleteAsync("types/boat_c")).Invalid(":type.linked");
        (await client.DeleteAsync("types/company/fields/boat_c")).Expect(204);
        var boat = await client.CreateAsync("boats_c", new { name_c = "Ark" });
        (await client.DeleteAsync($"boats_c/{boat.Id()}")).Expect(204);
        (await client.DeleteAsync("types/boat_c")).Invalid(":type.has_records");
        (await client.PostAsync("types", new { name = "raft", plural = "rafts" })).Expect(201);
        (await client.DeleteAsync("types/raft_c")).Expect(204);
        (await client.GetAsync("rafts_c")).Refused(404, "unknown_type");
        (await client.PostAsync("types", new { name = "raft", plural = "rafts" })).Expect(201);
        (await client.PostAsync("types/company/removed_fields/boat_c/restore", null)).Expect(200);
    }
}
