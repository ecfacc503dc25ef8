using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Access;

public sealed class NewWorkspaceTests(Installation server)
{
    [Fact]
    public async Task Somebody_signed_in_makes_another_workspace_and_owns_it()
    {
        var client = await server.WorkspaceAsync("First");
        await client.CreateAsync("companies", new { name = "Only in the first" });
        var before = client.Cookie;
        var me = (await client.PostAsync("auth/workspaces", new { workspace = "Second", currency = "USD", time_zone = "Asia/Tokyo" })).Expect(201);
        Assert.Equal(("Second", "USD", "owner"), (me.GetProperty("workspace").Text("name"), me.GetProperty("workspace").Text("currency"), me.Text("role")));
        Assert.Equal(["First", "Second"], me.GetProperty("workspaces").EnumerateArray().Select(w => w.Text("name")));
        Assert.NotEqual(before, client.Cookie);
        Assert.Empty(await client.ListAsync("companies"));
        var old = server.Anonymous();
        old.Cookie = before;
        (await old.GetAsync("me")).Refused(401);
    }

    [Fact]
    public async Task Only_a_browser_with_a_proved_address_makes_one_and_says_what_it_is_called()
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("auth/workspaces", new { workspace = " ", currency = "XXXX" })).Invalid("currency:unknown_currency", "workspace:required");
        var program = await client.ProgramAsync();
        (await program.PostAsync("auth/workspaces", new { workspace = "Mine" })).Refused(403, "cookie_only");
        var unproved = server.Anonymous();
        (await unproved.PostAsync("auth/signup", new { workspace = "Test", name = "Olga Owner", email = server.NewEmail(), password = Installation.Password })).Expect(201);
        (await unproved.PostAsync("auth/workspaces", new { workspace = "Mine" })).Refused(403, "account.unverified");
    }
}
