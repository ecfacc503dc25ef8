using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Views;

public sealed class ViewTests(Installation server)
{
    private sealed record House(Client Owner, Client Administrator, Client Mia, Client Max);

    private async Task<House> HouseAsync()
    {
        var owner = await server.WorkspaceAsync();
        return new House(owner, await server.ColleagueAsync(owner, "administrator"), await server.ColleagueAsync(owner), await server.ColleagueAsync(owner, name: "Max Member"));
    }

    private static Task<JsonElement> SaveAsync(Client client, object? more = null, string name = "Mine") =>
        client.CreateAsync("views", With(more, name));

    private static JsonObject With(object? more, string name = "Mine")
    {
        var body = new JsonObject { ["name"] = name, ["type"] = "companies" };
        foreach (var (field, value) in JsonSerializer.SerializeToNode(more ?? new { })!.AsObject())
            body[field] = value?.DeepClone();
        return body;
    }

    private static async Task<bool> FindsAsync(Client client, JsonElement view)
    {
        var one = (await client.GetAsync($"views/{view.Id()}")).Status == 200;
        Assert.Equal(one, (await client.ListAsync("views")).Any(v => v.Id() == view.Id()));
        Assert.Equal(one, (await client.GetAsync($"views/{view.Id()}/changes")).Status == 200);
        Assert.Equal(one, (await client.GetAsync("changes?type=view&limit=200")).Expect(200).Data().Any(c => c.GetProperty("record").Id() == view.Id()));
        Assert.Equal(one, (await client.GetAsync("search?types=view&limit=100")).Expect(200).Data().Any(h => h.Id() == view.Id()));
        Assert.Equal(one ? 200 : 422, (await client.GetAsync($"companies?view={view.Id()}")).Status);
        return one;
    }

    private static async Task<bool> ChangesAsync(Client client, JsonElement view)
    {
        var patched = await client.PatchAsync($"views/{view.Id()}", new { name = "Renamed" });
        var done = (await client.PostAsync("views/actions/update", new { ids = new[] { view.Id() }, set = new { name = "Renamed again" } })).Expect(200).GetProperty("done").GetInt32();
        Assert.Equal(patched.Status == 200, done == 1);
        if (patched.Status == 200)
        {
            (await client.DeleteAsync($"views/{view.Id()}")).Expect(204);
            (await client.PostAsync($"views/{view.Id()}/restore", null)).Expect(200);
            return true;
        }
        patched.Refused(404, "not_found");
        (await client.DeleteAsync($"views/{view.Id()}")).Refused(404, "not_found");
        return false;
    }

    [Fact]
    public async Task A_personal_view_is_its_owners_alone()
    {
        var house = await HouseAsync();
        var view = await SaveAsync(house.Mia);
        Assert.Equal(house.Mia.Person, view.GetProperty("owner").Id());
        Assert.True(await FindsAsync(house.Mia, view));
        foreach (var other in new[] { house.Owner, house.Administrator, house.Max })
        {
            Assert.False(await FindsAsync(other, view));
            Assert.False(await ChangesAsync(other, view));
        }
        Assert.True(await ChangesAsync(house.Mia, view));
    }

    [Theory, InlineData("everyone"), InlineData("roles"), InlineData("people")]
    public async Task A_shared_view_is_found_by_those_it_is_for_and_changed_by_its_owner_and_administrators(string how)
    {
        var house = await HouseAsync();
        var view = await SaveAsync(house.Mia, how switch
        {
            "everyone" => new { everyone = true },
            "roles" => new { roles = new[] { "member" } },
            _ => new { people = new[] { house.Max.Person } },
        });
        Assert.True(await FindsAsync(house.Max, view));
        Assert.False(await ChangesAsync(house.Max, view));
        Assert.True(await FindsAsync(house.Administrator, view));
        Assert.True(await ChangesAsync(house.Administrator, view));
        Assert.True(await ChangesAsync(house.Owner, view));
        Assert.True(await ChangesAsync(house.Mia, view));
        var zoe = await server.ColleagueAsync(house.Owner, name: "Zoe Third");
        Assert.Equal(how != "people", await FindsAsync(zoe, view));
    }

    [Fact]
    public async Task A_view_for_administrators_is_not_found_by_members()
    {
        var house = await HouseAsync();
        var view = await SaveAsync(house.Administrator, new { roles = new[] { "administrator" } });
        Assert.True(await FindsAsync(house.Owner, view));
        Assert.False(await FindsAsync(house.Mia, view));
    }

    [Fact]
    public async Task Administrators_decide_what_a_role_begins_with()
    {
        var house = await HouseAsync();
        (await house.Mia.PostAsync("views", With(new { default_for = new[] { "member" } }))).Invalid("default_for:read_only");
        var first = await SaveAsync(house.Administrator, new { default_for = new[] { "member" } }, "First");
        Assert.True(await FindsAsync(house.Mia, first));
        Assert.False(await ChangesAsync(house.Mia, first));
        (await house.Owner.PatchAsync($"views/{first.Id()}", new { default_for = new[] { "owner" } })).Expect(200);
        Assert.False(await FindsAsync(house.Mia, first));
        Assert.True(await FindsAsync(house.Owner, first));
    }

    [Fact]
    public async Task Nobody_gives_a_view_away()
    {
        var house = await HouseAsync();
        (await house.Mia.PostAsync("views", With(new { owner = house.Max.Person }))).Invalid("owner:read_only");
        var view = await SaveAsync(house.Mia);
        (await house.Mia.PatchAsync($"views/{view.Id()}", new { owner = house.Max.Person })).Invalid("owner:read_only");
    }

    [Theory]
    [InlineData("type", "compnies", "unknown_type", null, "companies")]
    [InlineData("filter", "naem = \"A\"", "expression.unknown_name", 0, "name")]
    [InlineData("filter", "name = ", "expression.unexpected_end", null, null)]
    [InlineData("filter", "name", "expression.not_a_condition", 0, null)]
    [InlineData("filter", "contacts > 1", null, 0, null)]
    [InlineData("sort", "name,-emploees", "expression.unknown_name", 6, "employees")]
    [InlineData("sort", "name,tags", "not_sortable", 5, null)]
    [InlineData("columns", "name:240,industri", "unknown_field", 9, "industry")]
    [InlineData("columns", "name:wide", "view.bad_width", 0, null)]
    [InlineData("columns", "amount * 2", "unknown_field", 0, null)]
    [InlineData("group", "tags", "view.does_not_fit", 0, null)]
    [InlineData("across", "industri", "expression.unknown_name", 0, "industry")]
    [InlineData("start", "name", "view.does_not_fit", 0, null)]
    [InlineData("end", "createdat", "expression.unknown_name", 0, "created_at")]
    [InlineData("measure", "summ(employees)", "expression.unknown_function", 0, "sum")]
    [InlineData("scope", "first", "bad_id", null, null)]
    [InlineData("layout", "tabel", "unknown_choice", null, "Table")]
    public async Task What_a_view_names_must_exist_when_it_is_saved(string field, string text, string? code, int? position, string? suggestion)
    {
        var owner = await server.WorkspaceAsync();
        var view = await SaveAsync(owner);
        var body = With(null);
        body[field] = text;
        foreach (var answer in new[] { await owner.PostAsync("views", body), await owner.PatchAsync($"views/{view.Id()}", new JsonObject { [field] = text }) })
        {
            var error = Assert.Single(answer.Refused(422, "invalid").Errors);
            Assert.Equal(field, error.Text("field"));
            if (code is not null)
                Assert.Equal(code, error.Text("code"));
            if (position is { } at)
                Assert.Equal(at, error.GetProperty("position").GetInt32());
            if (suggestion is not null)
                Assert.Equal(suggestion, error.Text("suggestion"));
        }
    }

    [Fact]
    public async Task A_view_whose_field_is_gone_can_be_opened_renamed_and_mended()
    {
        var owner = await server.WorkspaceAsync();
        (await owner.PostAsync("types/company/fields", new { name = "rank", kind = "integer", label = "Rank" })).Expect(201);
        var view = await SaveAsync(owner, new { filter = "rank_c > 3", sort = "-rank_c", columns = "name,rank_c" });
        (await owner.GetAsync($"companies?view={view.Id()}")).Expect(200);
        await using (var command = server.Owner.CreateCommand("delete from kith.own_field where workspace_id = $1"))
        {
            command.Parameters.AddWithValue(owner.Workspace);
            Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        }
        // Any change of the workspace's own fields has the catalogue read anew.
        (await owner.PostAsync("types/contact/fields", new { name = "other", kind = "text", label = "Other" })).Expect(201);
        Assert.Equal("rank_c > 3", (await owner.GetAsync($"views/{view.Id()}")).Expect(200).Text("filter"));
        (await owner.GetAsync($"companies?view={view.Id()}")).Invalid("where:expression.unknown_name");
        (await owner.PatchAsync($"views/{view.Id()}", new { name = "Still mine", pinned = true })).Expect(200);
        (await owner.PatchAsync($"views/{view.Id()}", new { filter = "rank_c > 4" })).Invalid("filter:expression.unknown_name");
        (await owner.PatchAsync($"views/{view.Id()}", new { filter = "employees > 3", sort = "name", columns = "name" })).Expect(200);
        (await owner.GetAsync($"companies?view={view.Id()}")).Expect(200);
    }

    [Fact]
    public async Task A_list_through_a_view_has_its_filter_sort_and_columns_and_takes_more()
    {
        var owner = await server.WorkspaceAsync();
        foreach (var (name, employees) in new[] { ("Ant", 5), ("Bee", 50), ("Cat", 500) })
            await owner.CreateAsync("companies", new { name, employees });
        var view = await SaveAsync(owner, new { filter = "employees > 10 or name = \"none\"", sort = "-employees", columns = "name:240,employees" });
        async Task<IEnumerable<string?>> NamesAsync(string more = "") => (await owner.GetAsync($"companies?view={view.Id()}{more}")).Expect(200).Data().Select(c => c.Text("name"));
        Assert.Equal(["Cat", "Bee"], await NamesAsync());
        Assert.Equal(["Bee", "Cat"], await NamesAsync("&sort=name"));
        Assert.Equal(["Bee"], await NamesAsync("&where=employees%20%3C%20100"));
        Assert.Equal(["id", "version", "name", "employees"], (await owner.GetAsync($"companies?view={view.Id()}")).Expect(200).Data()[0].EnumerateObject().Select(m => m.Name));
        // What is asked for beside the view is an expression of its own, with places of its own.
        Assert.Equal(0, (await owner.GetAsync($"companies?view={view.Id()}&where={Uri.EscapeDataString("emploees > 5")}")).Invalid("where:expression.unknown_name").Errors[0].GetProperty("position").GetInt32());
        (await owner.GetAsync($"companies?view={view.Id()}&where={Uri.EscapeDataString("employees > 5) or (employees < 5")}")).Invalid("where:expression.unexpected");
        (await owner.GetAsync($"contacts?view={view.Id()}")).Invalid("view:view.not_found");
        (await owner.GetAsync("companies?view=mine")).Invalid("view:view.not_found");
    }

    [Fact]
    public async Task Views_are_not_among_the_records_that_search_finds()
    {
        var owner = await server.WorkspaceAsync();
        await SaveAsync(owner, new { everyone = true }, "Zebras");
        Assert.Empty((await owner.GetAsync("search?q=zebras")).Expect(200).Data());
        Assert.DoesNotContain((await owner.GetAsync("search")).Expect(200).Data(), h => h.Text("type") == "view");
        Assert.Single((await owner.GetAsync("search?q=zebras&types=view")).Expect(200).Data());
    }

    [Fact]
    public async Task Views_of_another_workspace_do_not_exist()
    {
        var (here, there) = (await server.WorkspaceAsync(), await server.WorkspaceAsync());
        var view = await SaveAsync(there, new { everyone = true });
        Assert.False(await FindsAsync(here, view));
        Assert.False(await ChangesAsync(here, view));
    }
}
