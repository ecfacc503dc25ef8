using Kith.Core.Problems;
using Kith.Core.Queries;

namespace Kith.Store.Tests.Records;

public sealed class WritePathTests(StoreFixture fixture)
{
    [Fact]
    public async Task A_created_record_is_answered_as_it_is_read_and_has_a_history()
    {
        var workspace = await fixture.WorkspaceAsync();
        var parent = await workspace.CreateAsync("company", """{"name": "Acme"}""");
        var company = await workspace.CreateAsync("company", $$"""
            {"name": " Bluth Company ", "industry": "Retail", "annual_revenue": "1242.32", "employees": 3027, "website": "bluth.example",
             "phone": "+39 06 123-4567", "email": "hello@BLUTH.example", "parent": "{{parent.Id()}}", "tags": ["a", "b"],
             "address": {"city": "Rome", "country": "Italy"} }
            """);
        Assert.Equal("Bluth Company", company.Text("name"));
        Assert.Equal("retail", company.Text("industry"));
        Assert.Equal("""{"amount":"1242.32","currency":"EUR"}""", company.GetProperty("annual_revenue").GetRawText());
        Assert.Equal("https://bluth.example", company.Text("website"));
        Assert.Equal("""{"number":"+39061234567","text":"+39 06 123-4567"}""", company.GetProperty("phone").GetRawText());
        Assert.Equal("hello@bluth.example", company.Text("email"));
        Assert.Equal("Acme", company.GetProperty("parent").Text("title"));
        Assert.Equal("Olga Owner", company.GetProperty("owner").Text("title"));
        Assert.Equal("IT", company.GetProperty("address").Text("country"));
        Assert.Equal(1, company.GetProperty("version").GetInt64());
        var listed = await workspace.ListAsync("company", new ListQuery { Where = """name = "Bluth Company" """ });
        Assert.Equal(company.GetRawText(), Assert.Single(listed.GetProperty("data").EnumerateArray()).GetRawText());
        var change = Assert.Single((await workspace.HistoryAsync(company.Id())).EnumerateArray());
        Assert.Equal("created", change.Text("kind"));
        Assert.Equal("Acme", change.GetProperty("diff").EnumerateArray().Single(d => d.Text("field") == "parent").GetProperty("to").Text("title"));
    }

    [Fact]
    public async Task Every_problem_of_the_input_is_told_at_once()
    {
        var workspace = await fixture.WorkspaceAsync();
        var refused = await Assert.ThrowsAsync<ProblemException>(() => workspace.CreateAsync("company", """{"employees": "many", "industri": "x", "email": "nobody", "version": 3}"""));
        Assert.Equal(["email", "employees", "industri", "name", "version"], refused.Problem.Errors.Select(e => e.Field).Order());
        Assert.Equal("industry", refused.Problem.Errors.Single(e => e.Field == "industri").Suggestion);
        Assert.Empty((await workspace.ListAsync("company", new ListQuery())).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task An_update_with_a_stale_version_is_refused_and_without_one_wins()
    {
        var workspace = await fixture.WorkspaceAsync();
        var company = await workspace.CreateAsync("company", """{"name": "Acme"}""");
        var second = await workspace.UpdateAsync("company", company.Id(), """{"employees": 5}""", version: 1);
        Assert.Equal(2, second.GetProperty("version").GetInt64());
        var refused = await Assert.ThrowsAsync<ProblemException>(() => workspace.UpdateAsync("company", company.Id(), """{"employees": 6}""", version: 1));
        Assert.Equal(ProblemKind.Stale, refused.Problem.Kind);
        var third = await workspace.UpdateAsync("company", company.Id(), """{"employees": null, "name": "Acme 2"}""");
        Assert.Equal(3, third.GetProperty("version").GetInt64());
        Assert.Equal("Acme 2", third.Text("name"));
    }

    [Fact]
    public async Task An_update_that_changes_nothing_leaves_version_and_history_alone()
    {
        var workspace = await fixture.WorkspaceAsync();
        var company = await workspace.CreateAsync("company", """{"name": "Acme", "tags": ["x"], "annual_revenue": {"amount": "5.00", "currency": "EUR"}}""");
        var same = await workspace.UpdateAsync("company", company.Id(), """{"name": "Acme", "tags": ["x"], "annual_revenue": 5}""");
        Assert.Equal(1, same.GetProperty("version").GetInt64());
        Assert.Single((await workspace.HistoryAsync(company.Id())).EnumerateArray());
    }

    [Fact]
    public async Task Parallel_updates_of_one_record_all_count()
    {
        var workspace = await fixture.WorkspaceAsync();
        var company = await workspace.CreateAsync("company", """{"name": "Acme"}""");
        await Task.WhenAll(Enumerable.Range(1, 4).Select(i => workspace.UpdateAsync("company", company.Id(), $$"""{"employees": {{i}} }""")));
        var positions = (await workspace.HistoryAsync(company.Id())).EnumerateArray().Select(c => c.GetProperty("position").GetInt64()).ToList();
        Assert.Equal(5, positions.Count);
        Assert.Equal(positions, positions.OrderDescending());
    }

    [Fact]
    public async Task A_unique_value_is_refused_while_its_record_lives_and_free_when_it_is_in_the_trash()
    {
        var workspace = await fixture.WorkspaceAsync();
        var first = await workspace.CreateAsync("company", """{"name": "Acme", "external_id": "A-1"}""");
        var refused = await Assert.ThrowsAsync<ProblemException>(() => workspace.CreateAsync("company", """{"name": "Other", "external_id": "a-1"}"""));
        Assert.Equal(("external_id", "unique"), (refused.Problem.Errors[0].Field, refused.Problem.Errors[0].Code));
        await workspace.DeleteAsync("company", first.Id());
        await workspace.CreateAsync("company", """{"name": "Other", "external_id": "a-1"}""");
        refused = await Assert.ThrowsAsync<ProblemException>(() => workspace.RestoreAsync("company", first.Id()));
        Assert.Equal("unique", refused.Problem.Errors[0].Code);
    }

    [Fact]
    public async Task A_link_to_an_absent_trashed_or_foreign_record_is_refused_alike()
    {
        var workspace = await fixture.WorkspaceAsync();
        var other = await (await fixture.WorkspaceAsync()).CreateAsync("company", """{"name": "Foreign"}""");
        var trashed = await workspace.CreateAsync("company", """{"name": "Gone"}""");
        await workspace.DeleteAsync("company", trashed.Id());
        foreach (var id in new[] { Guid.Parse("0190aaaa-0000-7000-8000-000000000000"), other.Id(), trashed.Id() })
        {
            var refused = await Assert.ThrowsAsync<ProblemException>(() => workspace.CreateAsync("contact", $$"""{"last_name": "X", "company": "{{id}}"}"""));
            Assert.Equal(("company", "link_not_found"), (refused.Problem.Errors[0].Field, refused.Problem.Errors[0].Code));
            refused = await Assert.ThrowsAsync<ProblemException>(() => workspace.CreateAsync("activity", $$"""{"subject": "X", "regarding": {"type": "company", "id": "{{id}}"} }"""));
            Assert.Equal(("regarding", "link_not_found"), (refused.Problem.Errors[0].Field, refused.Problem.Errors[0].Code));
        }
        Assert.Empty((await workspace.ListAsync("contact", new ListQuery())).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task No_company_stands_above_itself()
    {
        var workspace = await fixture.WorkspaceAsync();
        var a = await workspace.CreateAsync("company", """{"name": "A"}""");
        var b = await workspace.CreateAsync("company", $$"""{"name": "B", "parent": "{{a.Id()}}"}""");
        var c = await workspace.CreateAsync("company", $$"""{"name": "C", "parent": "{{b.Id()}}"}""");
        var refused = await Assert.ThrowsAsync<ProblemException>(() => workspace.UpdateAsync("company", a.Id(), $$"""{"parent": "{{c.Id()}}"}"""));
        Assert.Equal(("parent", "link_cycle"), (refused.Problem.Errors[0].Field, refused.Problem.Errors[0].Code));
        await workspace.UpdateAsync("company", c.Id(), """{"parent": null}""");
    }

    [Fact]
    public async Task Deals_take_the_default_pipeline_and_close_when_won()
    {
        var workspace = await fixture.WorkspaceAsync();
        await workspace.CreateAsync("pipeline", """{"name": "Sales"}""");
        await workspace.CreateAsync("stage", """{"name": "New", "probability": 10}""");
        var won = await workspace.CreateAsync("stage", """{"name": "Won", "won": true}""");
        var deal = await workspace.CreateAsync("deal", """{"name": "First", "amount": "200"}""");
        Assert.Equal("Sales", deal.GetProperty("pipeline").Text("title"));
        Assert.Equal("New", deal.GetProperty("stage").Text("title"));
        Assert.Equal("20.00", deal.GetProperty("weighted").Text("amount"));
        var closed = await workspace.UpdateAsync("deal", deal.Id(), $$"""{"stage": "{{won.Id()}}"}""");
        Assert.NotNull(closed.Text("close_date"));
        Assert.Equal("200.00", closed.GetProperty("weighted").Text("amount"));
        var bare = await workspace.CreateAsync("deal", """{"name": "Second"}""");
        var refused = await Assert.ThrowsAsync<ProblemException>(() => workspace.UpdateAsync("deal", bare.Id(), $$"""{"stage": "{{won.Id()}}"}"""));
        Assert.Equal("deal.required_when_won", refused.Problem.Errors[0].Code);
        var used = await Assert.ThrowsAsync<ProblemException>(() => workspace.DeleteAsync("stage", won.Id()));
        Assert.Equal(ProblemKind.Conflict, used.Problem.Kind);
    }

    [Fact]
    public async Task Relations_are_read_back_in_their_order_and_replaced_whole()
    {
        var workspace = await fixture.WorkspaceAsync();
        var a = await workspace.CreateAsync("contact", """{"first_name": "Ada", "last_name": "A"}""");
        var b = await workspace.CreateAsync("contact", """{"first_name": "Bob", "last_name": "B"}""");
        var activity = await workspace.CreateAsync("activity", $$"""{"body": "# Talked\nmore", "regarding": {"type": "contact", "id": "{{a.Id()}}"}, "participants": ["{{b.Id()}}", "{{a.Id()}}"]}""");
        Assert.Equal("Talked", activity.Text("subject"));
        Assert.Equal(["Bob B", "Ada A"], activity.GetProperty("participants").EnumerateArray().Select(p => p.Text("title")));
        Assert.Equal("contact", activity.GetProperty("regarding").Text("type"));
        activity = await workspace.UpdateAsync("activity", activity.Id(), $$"""{"participants": ["{{a.Id()}}"], "regarding": null}""");
        Assert.Single(activity.GetProperty("participants").EnumerateArray());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, activity.GetProperty("regarding").ValueKind);
        var found = await workspace.ListAsync("activity", new ListQuery { Where = $"participants = \"{a.Id()}\"" });
        Assert.Single(found.GetProperty("data").EnumerateArray());
    }
}
