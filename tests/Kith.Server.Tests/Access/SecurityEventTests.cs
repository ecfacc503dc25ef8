using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Access;

public sealed class SecurityEventTests(Installation server)
{
    [Fact]
    public void Every_kind_has_a_text() =>
        Assert.All(Enum.GetValues<SecurityEventKind>(), k => Assert.True(Messages.Knows("security." + Naming.Snake(k.ToString())), k.ToString()));

    [Fact]
    public async Task Who_gave_which_role_to_whom_is_found_again()
    {
        var owner = await server.WorkspaceAsync();
        var (first, second) = (await server.ColleagueAsync(owner), await server.ColleagueAsync(owner));
        (await owner.PostAsync($"people/{first.Person}/actions/set_role", new { role = "administrator" })).Expect(200);
        (await owner.PostAsync($"people/{second.Person}/actions/set_role", new { role = "administrator" })).Expect(200);
        var all = (await owner.GetAsync("security/events?kind=role_given")).Expect(200).Data();
        Assert.Equal([second.Person, first.Person], all.Select(e => e.GetProperty("subject").GetProperty("id").GetGuid()));
        Assert.Equal("""["member","administrator"]""", all[0].GetProperty("details").GetProperty("role").GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(owner.Person, all[0].GetProperty("by").GetProperty("id").GetGuid());
        Assert.Equal("Gave a role", all[0].Text("text"));
        Assert.Single((await owner.GetAsync($"security/events?person={first.Person}&q=ADMINISTRATOR&kind=role_given&from=2020-01-01")).Expect(200).Data());
        Assert.Empty((await owner.GetAsync("security/events?kind=role_given&to=2020-01-01")).Expect(200).Data());
        var page = (await owner.GetAsync("security/events?kind=role_given&limit=1")).Expect(200);
        Assert.Equal(first.Person, Assert.Single((await owner.GetAsync($"security/events?kind=role_given&limit=1&after={page.GetProperty("next").GetInt64()}")).Expect(200).Data()).GetProperty("subject").GetProperty("id").GetGuid());
        (await owner.GetAsync("security/events?kind=role_givn")).Invalid("kind:security.unknown_kind");
        (await owner.GetAsync("security/events?person=me")).Invalid("person:not_an_id");
    }

    [Fact]
    public async Task They_are_for_those_who_may_read_the_audit_and_no_part_of_what_others_read()
    {
        var owner = await server.WorkspaceAsync();
        var member = await server.ColleagueAsync(owner);
        (await owner.PostAsync($"people/{member.Person}/actions/set_role", new { role = "member" })).Expect(200);
        (await member.GetAsync("security/events")).Refused(403, "forbidden");
        foreach (var client in new[] { owner, member })
            Assert.DoesNotContain((await client.GetAsync("changes?limit=200")).Expect(200).Data(), c => c.Text("type") == SecurityEvent.Type);
    }
}
