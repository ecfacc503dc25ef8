using Kith.Server.Tests.Endpoints;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Live;

public sealed class LiveTests(Installation server)
{
    private static async Task CompaniesAsync(Client client, int count, string name = "Acme")
    {
        for (var i = 0; i < count; i++)
            await client.CreateAsync("companies", new { name = $"{name} {i}" });
    }

    [Fact]
    public async Task Changes_are_told_as_the_stream_tells_them_to_cookies_and_tokens()
    {
        var client = await server.WorkspaceAsync();
        var program = await client.ProgramAsync();
        using var browser = await Listening.ToAsync(client);
        using var token = await Listening.ToAsync(program);
        var company = await client.CreateAsync("companies", new { name = "Acme" });
        var deal = await client.CreateAsync("deals", new { name = "First", company = company.Id() });
        (await client.PatchAsync($"deals/{deal.Id()}", new { name = "Second" })).Expect(200);
        (await client.DeleteAsync($"deals/{deal.Id()}")).Expect(204);
        var (heard, alike) = (await browser.TakeAsync(4), await token.TakeAsync(4));
        var stream = (await client.GetAsync($"changes?after={heard[0].Id - 1}")).Expect(200).Data();
        Assert.Equal(4, stream.Count);
        foreach (var ((live, other), change) in heard.Zip(alike).Zip(stream))
        {
            Assert.Equal((change.GetProperty("position").GetInt64(), "message"), (live.Id, live.Name));
            Assert.True(live.Data.Same(change) && other.Data.Same(change), $"{live.Data} and {other.Data} instead of {change}");
        }
    }

    [Fact]
    public async Task A_reader_goes_on_where_it_was_without_missing_or_doubling_anything_while_others_write()
    {
        var client = await server.WorkspaceAsync();
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(i => CompaniesAsync(client.Copy(), 60, $"Writer {i}")));
        var positions = new List<long>();
        long last = 0;
        var lengths = new Random(7);
        while (!writing.IsCompleted || positions.Count < 240)
        {
            using var listening = await Listening.ToAsync(client, positions.Count == 0 ? "?after=0" : "?after=3", positions.Count == 0 ? null : last);
            for (var i = lengths.Next(1, 30); i > 0 && positions.Count < 240; i--)
            {
                var heard = (await listening.NextAsync())!;
                last = heard.Id;
                if (heard.Data.Text("type") == "company")
                    positions.Add(heard.Id);
            }
        }
        var stream = new List<long>();
        for (long after = 0; stream.Count < 240;)
        {
            var page = (await client.GetAsync($"changes?type=company&limit=200&after={after}")).Expect(200);
            stream.AddRange(page.Data().Select(c => c.GetProperty("position").GetInt64()));
            after = page.GetProperty("next").GetInt64();
        }
        Assert.Equal(stream, positions);
    }

    [Fact]
    public async Task Who_missed_very_much_is_told_to_read_anew()
    {
        var client = await server.WorkspaceAsync();
        var import = (await Furnished.UploadAsync(client, "name\n" + string.Concat(Enumerable.Range(0, 1_200).Select(i => $"Firm {i}\n")))).Text("id");
        (await client.PostAsync($"imports/{import}/run", new { type = "company", mapping = new { name = "name" } })).Expect(202);
        while ((await client.GetAsync($"imports/{import}")).Expect(200).Text("state") != "done")
            await Task.Delay(10, TestContext.Current.CancellationToken);
        using var listening = await Listening.ToAsync(client, "?after=0");
        var reset = (await listening.NextAsync())!;
        Assert.Equal(("reset", reset.Id), (reset.Name, reset.Data.GetProperty("position").GetInt64()));
        await client.CreateAsync("companies", new { name = "After" });
        Assert.Equal(reset.Id + 1, (await listening.NextAsync())!.Id);
    }

    [Fact]
    public async Task Nobody_hears_of_records_they_may_not_see_nor_of_other_workspaces()
    {
        var (owner, stranger) = (await server.WorkspaceAsync(), await server.WorkspaceAsync());
        var member = await server.ColleagueAsync(owner);
        using var ownerHears = await Listening.ToAsync(owner);
        using var memberHears = await Listening.ToAsync(member);
        using var strangerHears = await Listening.ToAsync(stranger);
        var view = await owner.CreateAsync("views", new { name = "Mine alone", type = "companies" });
        await owner.CreateAsync("companies", new { name = "For all" });
        // What counts are the rights in the moment of telling, so all are told before they change.
        var ownerHeard = (await ownerHears.TakeAsync(2)).ToList();
        var heard = (await memberHears.TakeAsync(1)).ToList();
        (await owner.PatchAsync($"views/{view.Id()}", new { everyone = true })).Expect(200);
        ownerHeard.AddRange(await ownerHears.TakeAsync(1));
        heard.AddRange(await memberHears.TakeAsync(1));
        (await owner.PatchAsync($"views/{view.Id()}", new { everyone = false })).Expect(200);
        ownerHeard.AddRange(await ownerHears.TakeAsync(1));
        await owner.CreateAsync("companies", new { name = "Last" });
        await stranger.CreateAsync("companies", new { name = "Elsewhere" });

        string[] Of(IEnumerable<LiveEvent> events) => [.. events.Select(e => $"{e.Data.GetProperty("record").Text("title")} {e.Data.Text("kind")}")];
        Assert.Equal(["Mine alone created", "For all created", "Mine alone updated", "Mine alone updated", "Last created"], Of(ownerHeard.Concat(await ownerHears.TakeAsync(1))));
        heard.AddRange(await memberHears.TakeAsync(1));
        Assert.Equal(["For all created", "Mine alone updated", "Last created"], Of(heard));
        Assert.Equal(["Elsewhere created"], Of(await strangerHears.TakeAsync(1)));
        // What is caught up is held to the same rights.
        using var again = await Listening.ToAsync(member, "?after=0");
        while ((await again.NextAsync())!.Data is var data && data.GetProperty("record").Text("title") != "Last")
            Assert.NotEqual("view", data.Text("type"));
    }

    [Fact]
    public async Task A_connection_ends_with_its_sign_in_its_person_and_its_rights()
    {
        var owner = await server.WorkspaceAsync();
        var (leaving, demoted, gone, program) = (await server.ColleagueAsync(owner), await server.ColleagueAsync(owner, "administrator"), await server.ColleagueAsync(owner), await (await server.ColleagueAsync(owner)).ProgramAsync());
        using var stays = await Listening.ToAsync(owner);
        using var left = await Listening.ToAsync(leaving);
        using var lost = await Listening.ToAsync(demoted);
        using var deactivated = await Listening.ToAsync(gone);
        using var revoked = await Listening.ToAsync(program);
        (await leaving.PostAsync("auth/logout", null)).Expect(204);
        (await owner.PostAsync($"people/{demoted.Person}/actions/set_role", new { role = "member" })).Expect(200);
        (await owner.PatchAsync($"people/{gone.Person}", new { active = false })).Expect(200);
        (await program.PostAsync("auth/tokens/revoke", null)).Expect(204);
        foreach (var ended in new[] { left, lost, deactivated, revoked })
            await ended.EndAsync();
        // A sign-in looked up just before is remembered for half a second; what is opened with it is closed again.
        foreach (var caller in new[] { gone, program })
        {
            while ((await caller.GetAsync("live")).Status == 200)
                await Task.Delay(10, TestContext.Current.CancellationToken);
            (await caller.GetAsync("live")).Refused(401);
        }
        // Other rights, another connection.
        using var back = await Listening.ToAsync(demoted);
        await owner.CreateAsync("companies", new { name = "Still there" });
        Assert.Equal("Still there", (await back.NextAsync())!.Data.GetProperty("record").Text("title"));
        while ((await stays.NextAsync())!.Data.GetProperty("record").Text("title") != "Still there")
        {
            // Told of the people before.
        }
    }

    [Fact]
    public async Task What_one_process_writes_another_tells_and_one_that_stops_sends_its_readers_away()
    {
        var client = await server.WorkspaceAsync();
        var (second, http) = await server.SecondAsync();
        using var there = await Listening.ToAsync(client, http: http);
        using var here = await Listening.ToAsync(client);
        await client.CreateAsync("companies", new { name = "Acme" });
        Assert.Equal("Acme", (await there.NextAsync())!.Data.GetProperty("record").Text("title"));
        await second.App.StopAsync(TestContext.Current.CancellationToken);
        await there.EndAsync();
        Assert.InRange(there.Retry, 500, 3_000);
        await second.DisposeAsync();
        http.Dispose();
        await client.CreateAsync("companies", new { name = "After" });
        Assert.Equal(["Acme", "After"], (await here.TakeAsync(2)).Select(e => e.Data.GetProperty("record").Text("title")));
        using var resumed = await Listening.ToAsync(client, lastEventId: there.LastId);
        Assert.Equal("After", (await resumed.NextAsync())!.Data.GetProperty("record").Text("title"));
    }

    [Fact]
    public async Task Where_to_go_on_must_be_a_position()
    {
        var client = await server.WorkspaceAsync();
        (await client.GetAsync("live?after=soon")).Invalid("after:bad_limit");
        (await client.GetAsync("live?after=-1")).Invalid("after:bad_limit");
        (await client.GetAsync("live?since=1")).Invalid("since:unknown_parameter");
        (await client.GetAsync("live", ("Last-Event-ID", "x"))).Invalid("Last-Event-ID:bad_limit");
    }
}
