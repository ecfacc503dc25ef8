using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.OwnFields;

/// <summary>Links that a workspace makes itself, to one record or to many, of built-in types and of its own.</summary>
public sealed class OwnLinkTests(Installation server)
{
    private static readonly object[] ProjectFields =
    [
        new { name = "name", kind = "text", title = true, required = true },
        new { name = "company", kind = "link", to = "company" },
        new { name = "cost", kind = "money" },
        new { name = "part of", kind = "link", to = "project_c" },
        new { name = "people", kind = "links", to = "contact" },
        new { name = "about", kind = "link" },
    ];

    private static async Task<Client> WithProjectsAsync(Installation server)
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("types", new { name = "project", plural = "projects", label = "Project", fields = ProjectFields })).Expect(201);
        return client;
    }

    [Fact]
    public async Task A_link_leads_to_a_record_is_asked_from_both_ends_and_is_summed_up_at_once()
    {
        var client = await WithProjectsAsync(server);
        (await client.PostAsync("types/company/fields", new { label = "Project cost", formula = "sum(projects_c.cost_c)" })).Expect(201);
        var (iris, other) = ((await client.CreateAsync("companies", new { name = "Iris" })).Id(), (await client.CreateAsync("companies", new { name = "Other" })).Id());
        var bridge = await client.CreateAsync("projects_c", new { name_c = "Bridge", company_c = iris, cost_c = 1200 });
        await client.CreateAsync("projects_c", new { name_c = "Tunnel", company_c = iris, cost_c = 300 });
        Assert.Equal("Iris", bridge.GetProperty("company_c").Text("title"));
        Assert.Equal("1500.00", (await client.GetAsync($"companies/{iris}")).Expect(200).GetProperty("project_cost_c").Text("amount"));
        Assert.Equal("Iris", Assert.Single(await client.ListAsync("companies", "project_cost_c > 1000")).Text("name"));
        Assert.Equal("Iris", Assert.Single(await client.ListAsync("companies", "count(projects_c where cost_c > 1000) > 0")).Text("name"));
        Assert.Equal(2, (await client.ListAsync("projects_c", "company_c.name = \"Iris\"")).Count);
        Assert.Equal(2, (await client.ListAsync("projects_c", $"about(company_c, \"{iris}\")")).Count);

        (await client.PatchAsync($"projects_c/{bridge.Id()}", new { company_c = other })).Expect(200);
        Assert.Equal("300.00", (await client.GetAsync($"companies/{iris}")).Expect(200).GetProperty("project_cost_c").Text("amount"));
        Assert.Equal("1200.00", (await client.GetAsync($"companies/{other}")).Expect(200).GetProperty("project_cost_c").Text("amount"));
        (await client.DeleteAsync($"projects_c/{bridge.Id()}")).Expect(204);
        Assert.Empty(await client.ListAsync("companies", "name = \"Other\" and project_cost_c > 0"));
        (await client.PostAsync($"projects_c/{bridge.Id()}/restore", null)).Expect(200);
        Assert.Single(await client.ListAsync("companies", "name = \"Other\" and project_cost_c = 1200"));
    }

    [Fact]
    public async Task A_link_to_many_leads_to_each_and_back()
    {
        var client = await WithProjectsAsync(server);
        var (ada, grace) = ((await client.CreateAsync("contacts", new { last_name = "Lovelace" })).Id(), (await client.CreateAsync("contacts", new { last_name = "Hopper" })).Id());
        var bridge = await client.CreateAsync("projects_c", new { name_c = "Bridge", people_c = new[] { ada, grace } });
        await client.CreateAsync("projects_c", new { name_c = "Tunnel", people_c = new[] { grace } });
        Assert.Equal(["Lovelace", "Hopper"], bridge.GetProperty("people_c").EnumerateArray().Select(p => p.Text("title")));
        Assert.Equal(2, (await client.ListAsync("projects_c", $"about(people_c, \"{grace}\")")).Count);
        Assert.Single(await client.ListAsync("contacts", "count(projects_c) = 2"));
        (await client.PatchAsync($"projects_c/{bridge.Id()}", new { people_c = new[] { ada } })).Expect(200);
        Assert.Single(await client.ListAsync("projects_c", $"about(people_c, \"{grace}\")"));
    }

    [Fact]
    public async Task A_link_to_any_type_says_which()
    {
        var client = await WithProjectsAsync(server);
        var deal = (await client.CreateAsync("deals", new { name = "Lenses" })).Id();
        var project = await client.CreateAsync("projects_c", new { name_c = "Bridge", about_c = new { type = "deal", id = deal } });
        Assert.Equal(("deal", "Lenses"), (project.GetProperty("about_c").Text("type"), project.GetProperty("about_c").Text("title")));
        Assert.Single(await client.ListAsync("projects_c", $"about(about_c, \"{deal}\")"));
    }

    [Fact]
    public async Task A_link_leads_nowhere_where_nothing_may_be_seen_and_never_in_a_circle()
    {
        var client = await WithProjectsAsync(server);
        (await client.PostAsync("projects_c", new { name_c = "Bridge", company_c = "01a20000-0000-7000-8000-000000000000" })).Invalid("company_c:link_not_found");
        var gone = (await client.CreateAsync("companies", new { name = "Gone" })).Id();
        (await client.DeleteAsync($"companies/{gone}")).Expect(204);
        (await client.PostAsync("projects_c", new { name_c = "Bridge", company_c = gone })).Invalid("company_c:link_not_found");
        var top = (await client.CreateAsync("projects_c", new { name_c = "Top" })).Id();
        var below = (await client.CreateAsync("projects_c", new { name_c = "Below", part_of_c = top })).Id();
        (await client.PatchAsync($"projects_c/{top}", new { part_of_c = below })).Invalid("part_of_c:link_cycle");
    }

    [Fact]
    public async Task Where_companies_are_merged_the_projects_come_along()
    {
        var client = await WithProjectsAsync(server);
        var (stays, goes) = ((await client.CreateAsync("companies", new { name = "Iris" })).Id(), (await client.CreateAsync("companies", new { name = "Iris Ltd" })).Id());
        var project = (await client.CreateAsync("projects_c", new { name_c = "Bridge", company_c = goes })).Id();
        (await client.PostAsync("companies/actions/merge", new { ids = new[] { stays, goes } })).Expect(200);
        Assert.Equal(stays.ToString(), (await client.GetAsync($"projects_c/{project}")).Expect(200).GetProperty("company_c").Text("id"));
        Assert.Single(await client.ListAsync("companies", $"count(projects_c) = 1"));
    }

    [Fact]
    public async Task A_required_link_keeps_what_it_leads_to()
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("types", new { name = "visit", plural = "visits", fields = new object[] { new { name = "name", kind = "text", title = true }, new { name = "company", kind = "link", to = "company", required = true } } })).Expect(201);
        (await client.PostAsync("visits_c", new { name_c = "First" })).Invalid("company_c:required");
        var iris = (await client.CreateAsync("companies", new { name = "Iris" })).Id();
        var visit = (await client.CreateAsync("visits_c", new { name_c = "First", company_c = iris })).Id();
        (await client.DeleteAsync($"companies/{iris}")).Refused(409, "has_dependents");
        (await client.DeleteAsync($"visits_c/{visit}")).Expect(204);
        (await client.DeleteAsync($"companies/{iris}")).Expect(204);
    }

    [Fact]
    public async Task The_past_is_asked_through_a_link_too()
    {
        var client = await WithProjectsAsync(server);
        var (iris, other) = ((await client.CreateAsync("companies", new { name = "Iris" })).Id(), (await client.CreateAsync("companies", new { name = "Other" })).Id());
        var project = await client.CreateAsync("projects_c", new { name_c = "Bridge", company_c = iris });
        var then = project.GetProperty("updated_at").GetDateTime().AddMilliseconds(1).ToUniversalTime();
        (await client.PatchAsync($"projects_c/{project.Id()}", new { company_c = other })).Expect(200);
        var was = (await client.GetAsync($"projects_c/{project.Id()}?at={then:O}")).Expect(200);
        Assert.Equal("Iris", was.GetProperty("company_c").Text("title"));
    }

    [Theory]
    [InlineData("""{"label": "X", "kind": "link", "to": "nothing"}""", "to:unknown_type")]
    [InlineData("""{"label": "X", "kind": "text", "to": "company"}""", "to:link.kind")]
    [InlineData("""{"label": "X", "kind": "links", "to": "company", "required": true}""", "required:links.required")]
    public async Task A_link_that_cannot_be_made_is_refused_where_it_is_wrong(string body, params string[] reasons)
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("types/deal/fields", body)).Invalid(reasons);
    }
}
