using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Configurations;

/// <summary>The configuration as one file: told, applied elsewhere, compared, tried, put back, and told of in the stream.</summary>
public sealed class ConfigurationTests(Installation server)
{
    private static async Task<JsonObject> ExportAsync(Client client) => JsonNode.Parse((await client.GetAsync("configuration")).Expect(200).GetRawText())!.AsObject();

    private static async Task<JsonElement> ApplyAsync(Client client, JsonNode configuration, bool remove = false, bool trial = false) =>
        (await client.PostAsync("configuration/apply", new { configuration, remove, dry_run = trial })).Expect(200);

    private static string[] Paths(JsonElement applied) => [.. applied.GetProperty("differences").EnumerateArray().Select(d => $"{d.Text("change")} {d.Text("path")}")];

    /// <summary>A workspace in which administrators made something of everything.</summary>
    private static async Task ShapeAsync(Client client)
    {
        (await client.PostAsync("types", new
        {
            label = "Project", plural_label = "Projects",
            fields = new object[]
            {
                new { label = "Name", kind = "text", title = true, required = true },
                new { label = "Cost", kind = "money" },
                new { label = "State", kind = "choice", choices = new object[] { new { label = "Idea", color = 40 }, new { label = "Running", color = 120 } } },
                new { label = "Number", kind = "series", series = new { pattern = "P-{number}", digits = 3 } },
            },
        })).Expect(201);
        foreach (var field in new object[]
        {
            new { label = "Company", kind = "link", to = "company", required = true },
            new { label = "Code", kind = "text", unique = true, help = "As the accountants write it" },
            new { label = "Begun", kind = "text", preset = "\"now\"" },
            new { label = "Twice", formula = "cost_c * 2" },
        })
            (await client.PostAsync("types/project_c/fields", field)).Expect(201);
        (await client.PostAsync("types/company/fields", new { label = "Spent", formula = "sum(projects_c.cost_c)" })).Expect(201);
        (await client.PostAsync("types/company/fields", new { label = "Tier", kind = "choice", choices = new object[] { new { label = "Gold" }, new { label = "Silver" } } })).Expect(201);
        (await client.PatchAsync("types/company/fields/tier_c", new { active = false })).Expect(200);
        (await client.PatchAsync("types/deal", new { label = "Opportunity", plural_label = "Opportunities" })).Expect(200);
        (await client.PatchAsync("types/deal/fields/amount", new { label = "Volume" })).Expect(200);
        (await client.PutAsync("navigation", new { order = new[] { "project_c", "deal" }, hidden = new[] { "lead" } })).Expect(204);
        (await client.PatchAsync("types/contact/fields/phone", new { sensitive = true })).Expect(200);
        (await client.PostAsync("types/deal/rules", new { kind = "valid", field = "amount", condition = "amount > 0", message = "A deal is worth something." })).Expect(201);
        (await client.PostAsync("types/project_c/rules", new { kind = "required", field = "cost_c", when = "state_c = \"running\"" })).Expect(201);
        (await client.PostAsync("roles", new { label = "Helper", functions = new[] { "import" }, types = new Dictionary<string, object> { ["project_c"] = new { read = "all", update = "own", other_fields = "read" } } })).Expect(201);
        (await client.PostAsync("roles", new { label = "Above", builds_on = new[] { "helper_c" }, functions = Array.Empty<string>(), types = new Dictionary<string, object>() })).Expect(201);
        var team = await client.CreateAsync("teams", new { name = "South" });
        await client.CreateAsync("teams", new { name = "Rome", parent = team.Id() });
        (await client.PostAsync("sharing_rules", new { type = "deal", label = "Large ones", condition = "amount > 1000", to = new { kind = "team", id = team.Id() } })).Expect(201);
        var pipeline = await client.CreateAsync("pipelines", new { name = "Renewals" });
        await client.CreateAsync("stages", new { name = "Asked", pipeline = pipeline.Id(), position = 1, probability = "20" });
        await client.CreateAsync("stages", new { name = "Renewed", pipeline = pipeline.Id(), position = 2, probability = "100", won = true });
        await client.CreateAsync("close_reasons", new { name = "Too dear", outcome = "lost" });
        await client.CreateAsync("territories", new { name = "Italy", countries = new[] { "IT" } });
        var form = await client.CreateAsync("web_forms", new { name = "Ask us", heading = "Hello" });
        await client.CreateAsync("form_questions", new { web_form = form.Id(), field = "email", mandatory = true, position = 1 });
        await client.CreateAsync("views", new { name = "Renewals", type = "deals", layout = "board", everyone = true, scope = pipeline.Id() });
        await client.CreateAsync("views", new { name = "Mine alone", type = "deals" });
        (await client.PatchAsync("workspace", new { week_start = "sunday", fiscal_month = 4 })).Expect(200);
    }

    [Fact]
    public async Task What_one_workspace_is_made_of_makes_another_the_same()
    {
        var (one, other) = (await server.WorkspaceAsync(), await server.WorkspaceAsync());
        await ShapeAsync(one);
        var file = await ExportAsync(one);
        Assert.Equal("kith.configuration/1", file["format"]!.GetValue<string>());
        Assert.DoesNotContain("Mine alone", file.ToJsonString(), StringComparison.Ordinal);
        var applied = await ApplyAsync(other, file);
        Assert.Empty(applied.GetProperty("problems").EnumerateArray());
        Assert.Equal(file.ToJsonString(), (await ExportAsync(other)).ToJsonString());
        // It works there: links, roll-ups, presets, rules, numbers, what is put away, and the board's pipeline.
        var company = await other.CreateAsync("companies", new { name = "Acme" });
        var project = await other.CreateAsync("projects_c", new { name_c = "Roof", cost_c = new { amount = "12.50", currency = "EUR" }, company_c = company.Id(), state_c = "idea" });
        Assert.Equal(("P-001", "now"), (project.Text("number_c"), project.Text("begun_c")));
        Assert.Equal("12.50", (await other.GetAsync($"companies/{company.Id()}")).Expect(200).GetProperty("spent_c").Text("amount"));
        (await other.PostAsync("projects_c", new { name_c = "Wall", company_c = company.Id(), state_c = "running" })).Invalid("cost_c:required");
        var view = Assert.Single(await other.ListAsync("views", "name = \"Renewals\""));
        Assert.Equal(Assert.Single(await other.ListAsync("pipelines", "name = \"Renewals\"")).Id().ToString(), view.Text("scope"));
        // A second time there is nothing left to do.
        Assert.Empty(Paths(await ApplyAsync(other, file)));
        Assert.Empty(Paths(await ApplyAsync(other, file, remove: true)));
        // Who is not here is left out.
        await one.CreateAsync("assignment_rules", new { name = "To me", way = "person", people = new[] { one.Person } });
        applied = await ApplyAsync(other, await ExportAsync(one));
        Assert.Equal([$"records.assignment_rules.To me.people: {one.Email}"], applied.GetProperty("left_out").EnumerateArray().Select(l => l.GetString()));
        Assert.Empty(Assert.Single(await other.ListAsync("assignment_rules")).GetProperty("people").EnumerateArray());
    }

    [Fact]
    public async Task A_trial_says_what_would_happen_and_does_nothing()
    {
        var client = await server.WorkspaceAsync();
        await ShapeAsync(client);
        var before = await ExportAsync(client);
        var file = await ExportAsync(client);
        var fields = file["types"]!.AsArray().First(t => t!["name"]!.GetValue<string>() == "company")!["fields"]!.AsArray();
        fields[1]!["label"] = "Level";
        fields.Add(new JsonObject { ["name"] = "since_c", ["label"] = "Since", ["kind"] = "date" });
        file["records"]!["teams"]!.AsArray().RemoveAt(0);
        var would = await ApplyAsync(client, file, remove: true, trial: true);
        Assert.Equal(["changed types.company.fields.tier_c.label", "added types.company.fields.since_c", "removed records.teams.Rome"], Paths(would));
        Assert.Equal(["changed types.company.fields.tier_c.label", "added types.company.fields.since_c"], Paths(await ApplyAsync(client, file, trial: true)));
        Assert.Equal(before.ToJsonString(), (await ExportAsync(client)).ToJsonString());
        // Comparing two files says the same without looking at what may be.
        var compared = (await client.PostAsync("configuration/compare", new { to = file })).Expect(200);
        Assert.Equal(Paths(would), Paths(compared));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_its_place_and_nothing_of_the_file_is_kept()
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("types/company/fields", new { label = "Tier", kind = "text" })).Expect(201);
        var before = await ExportAsync(client);
        var file = new
        {
            configuration = new
            {
                format = "kith.configuration/1",
                types = new object[]
                {
                    new { name = "company", fields = new object[] { new { name = "tier_c", kind = "integer" }, new { name = "good_c", kind = "text" }, new { name = "sum_c", formula = "nonsense + 1" }, new { name = "to_c", kind = "link", to = "nobody" } }, rules = new object[] { new { kind = "valid", field = "name", condition = "name >", message = "No." } } },
                    new { name = "starship", fields = new object[] { new { name = "x_c", kind = "text" } } },
                },
                records = new { stages = Array.Empty<object>(), pipelines = new object[] { new { name = "New", colour = "red" }, new { reason_needed = "never" } } },
                sharing = new object[] { new { label = "With nobody", type = "deal", condition = "amount > 1", with = "team:Nowhere" } },
            },
        };
        var trial = (await client.PostAsync("configuration/apply", new { file.configuration, dry_run = true })).Expect(200);
        Assert.Equal(
            """
            types.company.fields.tier_c.kind:configuration.kind
            types.company.fields.sum_c.formula:expression.unknown_name
            types.company.fields.to_c.to:unknown_type
            types.starship:unknown_type
            types.company.rules.0.condition:expression.unexpected_end
            records.stages:unknown_type
            records.pipelines[1].name:required
            records.pipelines.New.colour:unknown_field
            """, string.Join('\n', trial.GetProperty("problems").EnumerateArray().Select(p => $"{p.Text("field")}:{p.Text("code")}")));
        Assert.Equal(["sharing.With nobody.with: team:Nowhere"], trial.GetProperty("left_out").EnumerateArray().Select(l => l.GetString()));
        (await client.PostAsync("configuration/apply", file)).Expect(422);
        Assert.Equal(before.ToJsonString(), (await ExportAsync(client)).ToJsonString());
        (await client.PostAsync("configuration/apply", new { configuration = new { format = "something/2" } })).Invalid("format:configuration.format");
        (await client.PostAsync("configuration/apply", new { configuration = new { format = "kith.configuration/1", typos = 1 } })).Expect(422);
    }

    [Fact]
    public async Task A_state_is_put_back_with_the_values_that_its_fields_held()
    {
        var client = await server.WorkspaceAsync();
        await ShapeAsync(client);
        await client.CreateAsync("assignment_rules", new { name = "To me", way = "person", people = new[] { client.Person } });
        var company = await client.CreateAsync("companies", new { name = "Acme", tier_c = "gold" });
        var before = await ExportAsync(client);
        var kept = (await client.PostAsync("configuration/kept", new { note = "As it was" })).Expect(201).GetProperty("number").GetInt64();
        // As a file it is the same as it was, people by their addresses.
        Assert.Equal(before.ToJsonString(), JsonNode.Parse((await client.GetAsync($"configuration/kept/{kept}")).Expect(200).GetRawText())!.ToJsonString());
        (await client.DeleteAsync("types/company/fields/tier_c")).Expect(204);
        (await client.PatchAsync("types/company/fields/spent_c", new { label = "Cost" })).Expect(200);
        (await client.PostAsync("types/company/fields", new { label = "Later", kind = "text" })).Expect(201);
        (await client.PostAsync("types", new { label = "Passing" })).Expect(201);
        (await client.PatchAsync("types/deal", new { label = "Chance" })).Expect(200);
        (await client.PutAsync("navigation", new { })).Expect(204);
        (await client.PatchAsync("types/lead", new { label = "Prospect" })).Expect(200);
        (await client.PatchAsync("types/deal/fields/amount", new { label = "" })).Expect(200);
        (await client.PatchAsync("types/lead/fields/email", new { help = "The one at work" })).Expect(200);
        await client.CreateAsync("close_reasons", new { name = "Too late", outcome = "lost" });
        var south = Assert.Single(await client.ListAsync("teams", "name = \"South\""));
        (await client.PatchAsync($"teams/{south.Id()}", new { name = "The south" })).Expect(200);
        Assert.NotEqual(before.ToJsonString(), (await ExportAsync(client)).ToJsonString());
        var would = (await client.PostAsync($"configuration/kept/{kept}/restore", new { dry_run = true })).Expect(200);
        Assert.Empty(would.GetProperty("problems").EnumerateArray());
        var back = (await client.PostAsync($"configuration/kept/{kept}/restore", new { })).Expect(200);
        Assert.Equal(Paths(would), Paths(back));
        Assert.Equal(before.ToJsonString(), (await ExportAsync(client)).ToJsonString());
        Assert.Equal("gold", (await client.GetAsync($"companies/{company.Id()}")).Expect(200).Text("tier_c"));
        // What was before that is kept, too.
        var states = (await client.GetAsync("configuration/kept")).Expect(200).Data();
        Assert.Equal([kept + 1, kept], states.Select(s => s.GetProperty("number").GetInt64()));
        Assert.Equal($"Before state {kept} was put back", states[0].Text("note"));
        (await client.PostAsync($"configuration/kept/{kept + 1}/restore", new { })).Expect(200);
        Assert.Equal("The south", Assert.Single(await client.ListAsync("teams", "name ~ \"south\"")).Text("name"));
        (await client.GetAsync("configuration/kept/99")).Expect(404);
    }

    [Fact]
    public async Task Every_change_of_it_stands_in_the_stream_with_what_was_and_what_is()
    {
        var client = await server.WorkspaceAsync();
        await ShapeAsync(client);
        (await client.PatchAsync("types/company/fields/tier_c", new { label = "Level" })).Expect(200);
        var events = (await client.GetAsync("security/events?kind=configuration_changed&limit=100")).Expect(200).Data();
        var last = events[0];
        Assert.Equal("Types › Company › Fields › Level › Label", last.GetProperty("subject").Text("title"));
        Assert.Equal(["Tier", "Level"], last.GetProperty("details").GetProperty("types.company.fields.tier_c.label").EnumerateArray().Select(v => v.GetString()));
        Assert.Contains(events, e => e.GetProperty("subject").Text("title") == "Types › Project");
        Assert.Contains(events, e => e.GetProperty("details").EnumerateObject().Any(d => d.Name == "types.deal.rules.A deal is worth something."));
        var count = events.Count;
        (await client.PatchAsync("types/company/fields/tier_c", new { label = "Level" })).Expect(200);
        Assert.Equal(count, (await client.GetAsync("security/events?kind=configuration_changed&limit=100")).Expect(200).Data().Count);
    }

    [Fact]
    public async Task Only_who_may_change_all_of_it_sees_or_applies_it()
    {
        var client = await server.WorkspaceAsync();
        var member = await server.ColleagueAsync(client);
        foreach (var path in new[] { "configuration", "configuration/kept" })
            (await member.GetAsync(path)).Expect(403);
        (await member.PostAsync("configuration/apply", new { configuration = new { format = "kith.configuration/1" } })).Expect(403);
    }
}
