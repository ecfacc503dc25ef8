using System.Diagnostics;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Access;

public sealed class LeavingTests(Installation server)
{
    [Fact]
    public async Task Who_is_deactivated_hands_over_what_is_open_in_one_changeset_that_is_undone_as_a_whole()
    {
        var (owner, mia, max) = await TeamAsync();
        var open = await mia.CreateAsync("deals", new { name = "Open" });
        var won = await mia.CreateAsync("deals", new { name = "Won", amount = new { amount = "10.00", currency = "EUR" } });
        (await mia.PostAsync($"deals/{won.Id()}/actions/win", null)).Expect(200);
        var (call, done) = (await mia.CreateAsync("activities", new { subject = "Call" }), await mia.CreateAsync("activities", new { subject = "Done", done_at = "2026-01-05T10:00:00Z" }));
        var company = await mia.CreateAsync("companies", new { name = "Acme", owner = mia.Person });
        (await mia.PostAsync($"companies/{company.Id()}/watch", null)).Expect(204);
        var team = await owner.CreateAsync("teams", new { name = "North", lead = mia.Person });

        var held = (await owner.GetAsync($"people/{mia.Person}/holdings")).Expect(200).Data();
        Assert.Equal([("activities", 1, true), ("companies", 1, false), ("deals", 1, true), ("teams", 1, false), ("watched", 1, false)],
            held.Select(h => (h.Text("name")!, h.GetProperty("count").GetInt32(), h.GetProperty("open").GetBoolean())).Order());

        var before = await Snapshot.OfAsync(owner);
        (await owner.PostAsync($"people/{mia.Person}/actions/deactivate", new { }))
            .Invalid("successors.activities:handover.successor_needed", "successors.companies:handover.successor_needed", "successors.deals:handover.successor_needed", "successors.teams:handover.successor_needed", "successors.watched:handover.successor_needed");
        (await owner.PostAsync($"people/{mia.Person}/actions/deactivate", new { successor = mia.Person })).Invalid("successor:handover.no_successor");
        (await owner.PostAsync($"people/{mia.Person}/actions/deactivate", new { successor = max.Person, successors = new { products = max.Person } })).Invalid("successors.products:handover.nothing_held");
        Assert.Equal(before, await Snapshot.OfAsync(owner));

        var answer = (await owner.PostAsync($"people/{mia.Person}/actions/deactivate", new { successor = max.Person, successors = new Dictionary<string, Guid?> { ["teams"] = null, ["activities"] = owner.Person } })).Expect(200);
        Assert.Equal((0, 3), (answer.GetProperty("failed").GetInt32(), answer.GetProperty("done").GetInt32()));
        Assert.Equal(max.Person, await OwnerOfAsync(owner, "deals", open));
        Assert.Equal(mia.Person, await OwnerOfAsync(owner, "deals", won));
        Assert.Equal(owner.Person, await OwnerOfAsync(owner, "activities", call));
        Assert.Equal(mia.Person, await OwnerOfAsync(owner, "activities", done));
        Assert.Equal(max.Person, await OwnerOfAsync(owner, "companies", company));
        Assert.Equal(mia.Person, (await owner.GetAsync($"teams/{team.Id()}")).Expect(200).GetProperty("lead").Id());
        Assert.Equal("Max Member", Assert.Single((await owner.GetAsync($"companies/{company.Id()}/watchers")).Expect(200).Data()).Text("title"));
        (await mia.GetAsync("companies")).Refused(401, "unauthenticated");
        (await owner.PostAsync($"people/{mia.Person}/actions/deactivate", new { })).Refused(409, "person.left_already");

        (await owner.PostAsync($"changesets/{answer.Text("changeset")}/undo", new { })).Expect(200);
        Assert.Equal(mia.Person, await OwnerOfAsync(owner, "deals", open));
        Assert.Equal(mia.Person, await OwnerOfAsync(owner, "activities", call));
        Assert.True((await owner.GetAsync($"people/{mia.Person}")).Expect(200).GetProperty("active").GetBoolean());
        (await mia.PostAsync("auth/login", new { email = mia.Email, password = Installation.Password })).Expect(200);
    }

    [Fact]
    public async Task Whoever_is_deactivated_is_out_within_a_second_on_every_process_and_may_come_back()
    {
        var (owner, mia, _) = await TeamAsync();
        var program = await mia.ProgramAsync();
        var (host, http) = await server.SecondAsync();
        await using var second = host;
        using var elsewhere = http;
        async Task<int> ThereAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/companies");
            request.Headers.Add("Authorization", "Bearer " + program.Bearer);
            using var answer = await elsewhere.SendAsync(request, TestContext.Current.CancellationToken);
            return (int)answer.StatusCode;
        }
        Assert.Equal(200, await ThereAsync());
        (await owner.PostAsync($"people/{mia.Person}/actions/deactivate", new { })).Expect(200);
        var began = Stopwatch.GetTimestamp();
        (await mia.GetAsync("me")).Refused(401, "unauthenticated");
        for (var last = false; await ThereAsync() != 401; last = Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(1))
        {
            Assert.False(last, "Another process still lets them in after a second.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        (await owner.PostAsync($"people/{mia.Person}/actions/reactivate", null)).Expect(200);
        (await owner.PostAsync($"people/{mia.Person}/actions/reactivate", null)).Refused(409, "person.works_here");
        (await mia.PostAsync("auth/login", new { email = mia.Email, password = Installation.Password })).Expect(200);
    }

    [Fact]
    public async Task The_last_owner_stays_and_nobody_deactivates_those_above_them()
    {
        var (owner, mia, _) = await TeamAsync();
        var administrator = await server.ColleagueAsync(owner, "administrator");
        var before = await Snapshot.OfAsync(owner);
        (await owner.PostAsync($"people/{owner.Person}/actions/deactivate", new { successor = mia.Person })).Invalid("active:person.last_owner");
        (await owner.PostAsync("workspace/leave", new { successor = mia.Person })).Invalid("active:person.last_owner");
        (await administrator.PostAsync($"people/{owner.Person}/actions/deactivate", new { successor = mia.Person })).Invalid("active:person.above_you");
        (await mia.PostAsync($"people/{administrator.Person}/actions/deactivate", new { })).Refused(403, "forbidden");
        (await mia.GetAsync($"people/{administrator.Person}/holdings")).Refused(403, "forbidden");
        Assert.Equal(before, await Snapshot.OfAsync(owner));
    }

    [Fact]
    public async Task A_member_leaves_a_workspace_and_what_they_hold_goes_to_whom_they_say()
    {
        var (owner, mia, max) = await TeamAsync();
        var deal = await mia.CreateAsync("deals", new { name = "Open" });
        Assert.Equal("deals", Assert.Single((await mia.GetAsync($"people/{mia.Person}/holdings")).Expect(200).Data()).Text("name"));
        (await mia.PostAsync("workspace/leave", new { })).Invalid("successors.deals:handover.successor_needed");
        (await mia.PostAsync("workspace/leave", new { successor = max.Person })).Expect(204);
        Assert.Null(mia.Cookie);
        Assert.Equal(max.Person, await OwnerOfAsync(owner, "deals", deal));
        (await mia.PostAsync("auth/login", new { email = mia.Email, password = Installation.Password })).Refused(403, "no_workspace");
    }

    [Fact]
    public async Task An_invitation_is_sent_again_with_a_link_of_its_own_also_when_it_has_expired()
    {
        var owner = await server.WorkspaceAsync();
        var email = server.NewEmail("ines");
        var first = await server.InviteAsync(owner, email, "member");
        var id = (await owner.GetAsync("invitations")).Expect(200).Data()[0].Text("id");
        (await owner.PostAsync($"invitations/{id}/resend", null)).Refused(429, "too_many");
        await using (var expire = server.Owner.CreateCommand($"update kith.invitation set expires_at = now() - interval '1 day' where id = '{id}'"))
            await expire.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        Assert.True((await owner.GetAsync("invitations")).Expect(200).Data()[0].GetProperty("expired").GetBoolean());
        Assert.False((await owner.PostAsync($"invitations/{id}/resend", null)).Expect(200).GetProperty("expired").GetBoolean());
        var second = await server.LinkAsync(email, "invite");
        var colleague = server.Anonymous();
        (await colleague.PostAsync("invitations/accept", new { token = first, name = "Ines", password = Installation.Password })).Invalid("token:invitation.invalid");
        (await colleague.PostAsync("invitations/accept", new { token = second, name = "Ines", password = Installation.Password })).Expect(200);
        (await owner.PostAsync($"invitations/{id}/resend", null)).Refused(404, "not_found");
    }

    private async Task<(Client Owner, Client Mia, Client Max)> TeamAsync()
    {
        var owner = await server.WorkspaceAsync();
        return (owner, await server.ColleagueAsync(owner), await server.ColleagueAsync(owner, name: "Max Member"));
    }

    private static async Task<Guid> OwnerOfAsync(Client client, string types, System.Text.Json.JsonElement record) =>
        (await client.GetAsync($"{types}/{record.Id()}")).Expect(200).GetProperty("owner").Id();
}
