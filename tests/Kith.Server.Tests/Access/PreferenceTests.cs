using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Access;

public sealed class PreferenceTests(Installation server)
{
    [Fact]
    public async Task What_is_chosen_on_one_device_holds_on_another_and_in_every_workspace()
    {
        var client = await server.WorkspaceAsync();
        var before = (await client.GetAsync("auth/preferences")).Expect(200);
        Assert.Equal((false, "system", "en"), (before.GetProperty("chosen").GetBoolean(), before.Text("theme"), before.Text("language")));
        (await client.PatchAsync("auth/preferences", new { theme = "dark", time_zone = "Asia/Tokyo", formats = "en-GB" })).Expect(200);
        (await client.PatchAsync("auth/preferences", new { density = "compact", formats = "" })).Expect(200);
        var other = server.Anonymous();
        (await other.PostAsync("auth/login", new { email = client.Email, password = Installation.Password })).Expect(200);
        var there = (await other.GetAsync("auth/preferences")).Expect(200);
        Assert.Equal((true, "dark", "compact", "Asia/Tokyo"), (there.GetProperty("chosen").GetBoolean(), there.Text("theme"), there.Text("density"), there.Text("time_zone")));
        Assert.Equal(JsonValueKind.Null, there.GetProperty("formats").ValueKind);
        var stranger = await server.WorkspaceAsync();
        Assert.False((await stranger.GetAsync("auth/preferences")).Expect(200).GetProperty("chosen").GetBoolean());
    }

    [Fact]
    public async Task What_there_is_not_cannot_be_preferred()
    {
        var client = await server.WorkspaceAsync();
        (await client.PatchAsync("auth/preferences", new { language = "xx", time_zone = "Mars/Olympus", formats = "en_GB; drop" })).Invalid("formats:preferences.unknown_formats", "language:preferences.unknown_language", "time_zone:unknown_time_zone");
        (await client.PatchAsync("auth/preferences", new { theme = "pink" })).Refused(422);
    }
}
