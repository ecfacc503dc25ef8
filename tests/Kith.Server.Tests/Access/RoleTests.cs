using System.Diagnostics;
using System.Text.Json.Nodes;
using Kith.Core.Access;
using Kith.Server.Http;
using Kith.Server.Tests.Endpoints;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Access;

public sealed class RoleTests(Installation server)
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_member_works_with_records_and_leaves_the_setup_alone()
    {
        var home = await Furnished.OfAsync(server);
        var member = await server.ColleagueAsync(home.Client);
        var make = await RecordMaker.OfAsync(home.Client);
        var seen = await member.SchemaAsync();
        // What came through forms and is doubtful is for those who look after them.
        Assert.Equal(home.Types.Select(t => t.Plural).Where(t => t != "submissions"), seen.Select(t => t.Plural));
        // Views, submitted forecasts, comments and signs are everyone's own; who may do what with them is told in ViewTests, ForecastSubmissionTests and CommentTests.
        foreach (var type in seen.Where(t => t.Plural is not ("views" or "forecast_submissions" or "comments" or "reactions")))
        {
            var can = type.Json.GetProperty("can");
            Assert.Equal([!type.Setup, !type.Setup, !type.Setup], new[] { "create", "update", "delete" }.Select(c => can.GetProperty(c).GetBoolean()));
            var id = home.Records[type.Plural];
            var body = await make.LeastAsync(home.Types.Single(t => t.Plural == type.Plural), 9);
            Assert.NotEmpty(await member.ListAsync(type.Plural));
            if (!type.Setup)
            {
                var made = await member.CreateAsync(type.Plural, body);
                (await member.PatchAsync($"{type.Plural}/{id}", "{}")).Expect(200);
                (await member.DeleteAsync($"{type.Plural}/{made.Id()}")).Expect(204);
                (await member.PostAsync($"{type.Plural}/{made.Id()}/restore", null)).Expect(200);
                continue;
            }
            var before = await Snapshot.OfAsync(home.Client);
            foreach (var target in new[] { id, server.NewId().ToString() })
            {
                (await member.PatchAsync($"{type.Plural}/{target}", "{}")).Refused(403, "forbidden");
                (await member.DeleteAsync($"{type.Plural}/{target}")).Refused(403, "forbidden");
                (await member.PostAsync($"{type.Plural}/{target}/restore", null)).Refused(403, "forbidden");
                (await member.PostAsync($"{type.Plural}/actions/update", new { ids = new[] { target }, set = new { } })).Refused(403, "forbidden");
                (await member.PostAsync($"{type.Plural}/actions/delete", new { ids = new[] { target } })).Refused(403, "forbidden");
            }
            (await member.PostAsync(type.Plural, body)).Refused(403, "forbidden");
            (await member.PostAsync($"{type.Plural}/actions/delete", new { where = "id is not empty" })).Refused(403, "forbidden");
            Assert.Equal(before, await Snapshot.OfAsync(home.Client));
        }
    }

    [Fact]
    public async Task What_takes_a_function_is_refused_to_those_without_it()
    {
        var home = await Furnished.OfAsync(server);
        var (member, administrator) = (await server.ColleagueAsync(home.Client), await server.ColleagueAsync(home.Client, "administrator"));
        var before = await Snapshot.OfAsync(home.Client);
        var guarded = server.Operations.Where(o => o.Guard is Guard.WithFunction { Function: Function.ManagePeople or Function.ManageTypes or Function.ManageJobs or Function.ReadAudit }).ToList();
        Assert.Contains(guarded, o => o.Id == "create_type");
        Assert.Contains(guarded, o => o.Id == "invite");
        foreach (var operation in guarded)
        {
            foreach (var path in home.Paths(operation))
                (await member.SendAsync(operation.Method, path, Client.Content(Furnished.Body(operation, path)))).Refused(403, "forbidden");
        }
        Assert.Equal(before, await Snapshot.OfAsync(home.Client));
        Assert.Equal(["import", "export", "make_keys"], member.Me.GetProperty("functions").EnumerateArray().Select(f => f.GetString()));
        Assert.Equal(["manage_people", "manage_types", "import", "export", "manage_jobs", "manage_webhooks", "read_audit", "make_keys", "manage_access", "view_as", "see_work", "manage_privacy"], administrator.Me.GetProperty("functions").EnumerateArray().Select(f => f.GetString()));
        foreach (var operation in guarded)
        {
            foreach (var path in home.Paths(operation, server.NewId().ToString()))
                Assert.NotEqual(403, (await administrator.SendAsync(operation.Method, path, Client.Content(Furnished.Body(operation, path)))).Status);
        }
        await administrator.CreateAsync("pipelines", new { name = "Partners" });
        (await administrator.PostAsync("types", new { name = "thing", plural = "things" })).Expect(201);
    }

    [Fact]
    public async Task Nobody_gives_or_takes_rights_above_their_own_and_the_last_owner_stays()
    {
        var owner = await server.WorkspaceAsync();
        var administrator = await server.ColleagueAsync(owner, "administrator");
        var member = await server.ColleagueAsync(owner);
        var before = await Snapshot.OfAsync(owner);
        (await administrator.PostAsync("invitations", new { email = server.NewEmail(), role = "owner" })).Refused(403, "person.above_you");
        (await administrator.PostAsync($"people/{administrator.Person}/actions/set_role", new { role = "owner" })).Refused(403, "person.above_you");
        (await administrator.PostAsync($"people/{owner.Person}/actions/set_role", new { role = "member" })).Refused(403, "person.above_you");
        (await administrator.PatchAsync($"people/{owner.Person}", new { active = false })).Invalid("active:person.above_you");
        (await administrator.DeleteAsync($"people/{owner.Person}")).Refused(422, "invalid");
        (await owner.PostAsync($"people/{owner.Person}/actions/set_role", new { role = "member" })).Invalid("role:person.last_owner");
        (await owner.PatchAsync($"people/{owner.Person}", new { active = false })).Invalid("active:person.last_owner");
        (await owner.DeleteAsync($"people/{owner.Person}")).Refused(422, "invalid");
        (await owner.PatchAsync($"people/{member.Person}", new { role = "owner" })).Invalid("role:read_only");
        (await owner.PostAsync($"people/{member.Person}/actions/set_role", new { role = "king" })).Invalid("role:person.unknown_role");
        Assert.Equal(before, await Snapshot.OfAsync(owner));
        Assert.Equal("owner", (await owner.PostAsync($"people/{member.Person}/actions/set_role", new { role = "owner" })).Expect(200).Text("role"));
        (await owner.PostAsync($"people/{owner.Person}/actions/set_role", new { role = "member" })).Expect(200);
    }

    [Theory, InlineData("deactivated"), InlineData("deleted"), InlineData("many deactivated")]
    public async Task Who_may_no_longer_work_here_is_out_within_a_second(string how)
    {
        var owner = await server.WorkspaceAsync();
        var browser = await server.ColleagueAsync(owner);
        var program = await browser.ProgramAsync();
        foreach (var client in new[] { browser, program })
            (await client.GetAsync("companies")).Expect(200);
        switch (how)
        {
            case "deactivated":
                (await owner.PatchAsync($"people/{browser.Person}", new { active = false })).Expect(200);
                break;
            case "deleted":
                (await owner.DeleteAsync($"people/{browser.Person}")).Expect(204);
                break;
            default:
                (await owner.PostAsync("people/actions/update", new { ids = new[] { browser.Person }, set = new { active = false } })).Expect(200);
                break;
        }
        var began = Stopwatch.GetTimestamp();
        foreach (var client in new[] { browser.Copy(), program })
            await UntilAsync(began, async () => (await client.GetAsync("companies")).Status == 401);
        (await server.Anonymous().PostAsync("auth/tokens/refresh", new { refresh_token = program.Tokens.Text("refresh_token") })).Refused(401, "bad_token");
        (await server.Anonymous().PostAsync("auth/login", new { email = browser.Email, password = Installation.Password })).Refused(403, "no_workspace");
        (await server.Anonymous().PostAsync("auth/login", new { email = browser.Email, password = Installation.Password, workspace = owner.Workspace })).Invalid("workspace:workspace.unknown");
    }

    [Fact]
    public async Task Another_role_acts_within_a_second()
    {
        var owner = await server.WorkspaceAsync();
        var member = await server.ColleagueAsync(owner);
        (await member.PostAsync("teams", new { name = "T" })).Refused(403, "forbidden");
        (await owner.PostAsync($"people/{member.Person}/actions/set_role", new { role = "administrator" })).Expect(200);
        await UntilAsync(Stopwatch.GetTimestamp(), async () => (await member.PostAsync("teams", new { name = "T" })).Status == 201);
        (await owner.PostAsync($"people/{member.Person}/actions/set_role", new { role = "member" })).Expect(200);
        await UntilAsync(Stopwatch.GetTimestamp(), async () => (await member.PostAsync("teams", new JsonObject { ["name"] = "T" })).Status == 403);
    }

    /// <summary>What has not become true a second after it should have is wrong, however slow the machine: the last look begins after it.</summary>
    private static async Task UntilAsync(long began, Func<Task<bool>> condition)
    {
        for (var last = false; ; last = Stopwatch.GetElapsedTime(began) > AtOnce)
        {
            if (await condition())
                return;
            Assert.False(last, "It still is as it was after a second.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
