using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Access;

public sealed class ViewAsTests(Installation server)
{
    // Longer than a sign-in is remembered.
    private const int Remembered = 700;
    private static readonly string[] Refusals = ["view_as.read_only"];

    private static async Task<string> AskAsync(Client viewer, Client seen, int hours = 2) =>
        (await viewer.PostAsync("viewings", new { person = seen.Person, reason = "They miss a deal", hours })).Expect(201).Text("id")!;

    private static async Task<string> AllowedAsync(Client viewer, Client seen)
    {
        var id = await AskAsync(viewer, seen);
        Assert.Equal("allowed", (await seen.PostAsync($"viewings/{id}/allow", new { })).Expect(200).Text("state"));
        return id;
    }

    private static async Task<List<(string Kind, string? By)>> EventsAsync(Client owner)
    {
        var events = (await owner.GetAsync("security/events?kind=view_as_asked,view_as_allowed,view_as_refused,view_as_started,view_as_ended&limit=50")).Expect(200).Data();
        return [.. events.Select(e => (e.Text("kind")!, e.GetProperty("by").ValueKind == JsonValueKind.Null ? null : e.GetProperty("by").Text("title")))];
    }

    [Fact]
    public async Task Who_was_allowed_sees_what_the_person_sees_and_changes_nothing()
    {
        var owner = await server.WorkspaceAsync();
        (await owner.PostAsync("roles", new { label = "Seller", functions = new[] { "export" }, types = new { company = new { read = "own", create = "own", update = "own", export = "own", other_fields = "write" } } })).Expect(201);
        var seen = await server.ColleagueAsync(owner, "seller_c", "Sally Seller");
        await owner.CreateAsync("companies", new { name = "Not theirs" });
        var theirs = await seen.CreateAsync("companies", new { name = "Theirs", owner = seen.Person });
        var before = owner.Cookie;
        var id = await AskAsync(owner, seen);
        var told = Assert.Single((await seen.GetAsync("notifications")).Expect(200).Data());
        Assert.Equal("view_asked", told.Text("kind"));
        Assert.EndsWith("asks to see Kith as you do", told.Text("text"), StringComparison.Ordinal);
        (await owner.PostAsync($"viewings/{id}/start", null)).Refused(409, "view_as.not_allowed");
        (await owner.PostAsync($"viewings/{id}/allow", new { })).Refused(404);
        (await seen.PostAsync($"viewings/{id}/allow", new { hours = 1 })).Expect(200);
        Assert.StartsWith("Sally Seller lets you see Kith as they do until", (await owner.GetAsync("notifications")).Expect(200).Data()[0].Text("text"), StringComparison.Ordinal);
        var me = (await owner.PostAsync($"viewings/{id}/start", null)).Expect(200);
        Assert.Equal(("Sally Seller", seen.Person), (me.GetProperty("person").Text("title")!, me.GetProperty("person").Id()));
        Assert.Equal(owner.Person, me.GetProperty("viewing").GetProperty("by").Id());
        Assert.Empty(me.GetProperty("functions").EnumerateArray());
        Assert.NotEqual(before, owner.Cookie);
        Assert.Equal("Theirs", Assert.Single(await owner.ListAsync("companies")).Text("name"));
        (await owner.PostAsync("query", new { from = "companies", measures = new { n = "count()" } })).Expect(200);
        (await owner.PostAsync("companies", new { name = "New" })).Refused(403, "view_as.read_only");
        (await owner.PatchAsync($"companies/{theirs.Id()}", new { name = "Other" })).Refused(403, "view_as.read_only");
        (await owner.DeleteAsync($"companies/{theirs.Id()}")).Refused(403, "view_as.read_only");
        (await owner.GetAsync("companies.csv")).Refused(403);
        (await owner.GetAsync("notifications")).Refused(403, "view_as.read_only");
        (await owner.GetAsync("auth/keys")).Refused(403, "view_as.read_only");
        (await owner.GetAsync("auth/devices")).Refused(403, "view_as.read_only");
        (await owner.GetAsync("viewings")).Refused(403, "view_as.read_only");
        (await owner.PostAsync("viewings", new { person = seen.Person, reason = "Deeper" })).Refused(403, "view_as.read_only");
        Assert.Equal(JsonValueKind.Null, (await owner.PostAsync("viewings/end", null)).Expect(200).GetProperty("viewing").ValueKind);
        Assert.Equal(2, (await owner.ListAsync("companies")).Count);
        await owner.CreateAsync("companies", new { name = "Mine again" });
        Assert.Equal(
            [("view_as_ended", "Olga Owner"), ("view_as_started", "Olga Owner"), ("view_as_allowed", "Sally Seller"), ("view_as_asked", "Olga Owner")],
            await EventsAsync(owner));
    }

    [Fact]
    public async Task Every_operation_that_is_more_than_looking_is_refused()
    {
        var owner = await server.WorkspaceAsync();
        var seen = await server.ColleagueAsync(owner);
        await server.LeftAsync(seen.Email);
        (await owner.PostAsync($"viewings/{await AllowedAsync(owner, seen)}/start", null)).Expect(200);
        foreach (var operation in server.Operations.Where(o => o.Guard is not Kith.Server.Http.Guard.OpenToAll && !o.EndsViewing && o.Method != "GET" && o.Id is not ("query" or "match_lead" or "match_contact" or "match_company")))
        {
            var path = operation.Path["/api/v1/".Length..].Replace("{types}", "companies", StringComparison.Ordinal);
            foreach (var name in new[] { "{id}", "{delivery}", "{share}", "{grant}" })
                path = path.Replace(name, Guid.Empty.ToString(), StringComparison.Ordinal);
            path = path.Replace("{name}", "company", StringComparison.Ordinal).Replace("{field}", "name", StringComparison.Ordinal).Replace("{position}", "1", StringComparison.Ordinal).Replace("{action}", "delete", StringComparison.Ordinal);
            var answer = await owner.SendAsync(operation.Method, path, operation.Method == "DELETE" ? null : Client.Content(new { }));
            Assert.True(answer.Status == 403 && Refusals.Contains(answer.Code), $"{operation.Id}: {answer.Status} {answer.Text}");
        }
    }

    [Fact]
    public async Task Consent_that_is_taken_back_or_runs_out_ends_it_within_a_second()
    {
        var owner = await server.WorkspaceAsync();
        var seen = await server.ColleagueAsync(owner);
        var id = await AllowedAsync(owner, seen);
        (await owner.PostAsync($"viewings/{id}/start", null)).Expect(200);
        (await owner.GetAsync("companies")).Expect(200);
        (await seen.DeleteAsync($"viewings/{id}")).Expect(204);
        (await owner.GetAsync("companies")).Refused(403, "view_as.over");
        (await owner.GetAsync("me")).Refused(403, "view_as.over");
        (await owner.PostAsync("viewings/end", null)).Expect(200);
        (await owner.GetAsync("companies")).Expect(200);
        id = await AllowedAsync(owner, seen);
        (await owner.PostAsync($"viewings/{id}/start", null)).Expect(200);
        await ExecuteAsync($"update kith.viewing set until = now() - interval '1 second' where id = '{id}'");
        await OverAsync(owner);
        Assert.Equal("ended", (await seen.GetAsync("viewings")).Expect(200).Data()[0].Text("state"));
    }

    [Fact]
    public async Task It_ends_when_the_person_leaves_or_rises_above_who_looks()
    {
        var owner = await server.WorkspaceAsync();
        var viewer = await server.ColleagueAsync(owner, "administrator", "Adam Admin");
        var seen = await server.ColleagueAsync(owner);
        (await viewer.PostAsync($"viewings/{await AllowedAsync(viewer, seen)}/start", null)).Expect(200);
        (await owner.PostAsync($"people/{seen.Person}/actions/set_role", new { role = "owner" })).Expect(200);
        await OverAsync(viewer);
        (await viewer.PostAsync("viewings/end", null)).Expect(200);
        (await viewer.PostAsync("viewings", new { person = seen.Person, reason = "Why not" })).Refused(403, "view_as.above_you");
        (await viewer.PostAsync("viewings", new { person = owner.Person, reason = "Why not" })).Refused(403, "view_as.above_you");
        (await owner.PostAsync($"people/{seen.Person}/actions/set_role", new { role = "member" })).Expect(200);
        await Task.Delay(Remembered, TestContext.Current.CancellationToken);
        (await viewer.PostAsync($"viewings/{await AllowedAsync(viewer, seen)}/start", null)).Expect(200);
        (await owner.PostAsync($"people/{seen.Person}/actions/deactivate", new { })).Expect(200);
        await OverAsync(viewer);
        (await viewer.PostAsync("viewings/end", null)).Expect(200);
        (await viewer.PostAsync("viewings", new { person = seen.Person, reason = "Why not" })).Invalid("person:view_as.nobody");
    }

    [Fact]
    public async Task Who_lacks_the_function_and_programs_may_not()
    {
        var owner = await server.WorkspaceAsync();
        var (member, other) = (await server.ColleagueAsync(owner), await server.ColleagueAsync(owner));
        (await member.PostAsync("viewings", new { person = other.Person, reason = "Curious" })).Refused(403);
        (await owner.PostAsync("viewings", new { person = owner.Person, reason = "Curious" })).Invalid("person:view_as.self");
        (await owner.PostAsync("viewings", new { person = member.Person, reason = " ", hours = 9 })).Invalid("hours:out_of_range", "reason:required");
        var id = await AllowedAsync(owner, member);
        var program = await owner.ProgramAsync();
        (await program.PostAsync($"viewings/{id}/start", null)).Refused(403, "view_as.cookie_only");
        (await other.DeleteAsync($"viewings/{id}")).Refused(404);
        Assert.Empty((await other.GetAsync("viewings")).Expect(200).Data());
    }

    [Fact]
    public async Task Without_consent_only_where_an_owner_said_so_and_the_person_is_told()
    {
        var owner = await server.WorkspaceAsync();
        var admin = await server.ColleagueAsync(owner, "administrator", "Adam Admin");
        var seen = await server.ColleagueAsync(owner);
        (await admin.PutAsync("viewings/rules", new { without_consent = true })).Refused(403, "view_as.owner_only");
        (await owner.PutAsync("viewings/rules", new { without_consent = true })).Expect(204);
        var id = await AskAsync(admin, seen);
        (await admin.PostAsync($"viewings/{id}/start", null)).Expect(200);
        Assert.Contains((await seen.GetAsync("notifications")).Expect(200).Data(), n => n.Text("kind") == "view_told" && n.Text("text")!.StartsWith("Adam Admin may see Kith as you do until", StringComparison.Ordinal));
        Assert.Contains((await owner.GetAsync("security/events?kind=settings_changed")).Expect(200).Data(), e => e.GetRawText().Contains("view_as_freely", StringComparison.Ordinal));
    }

    private static async Task OverAsync(Client viewer)
    {
        await Task.Delay(Remembered, TestContext.Current.CancellationToken);
        (await viewer.GetAsync("companies")).Refused(403, "view_as.over");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = server.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
