using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Access;

public sealed class DeviceTests(Installation server)
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

    private static async Task<IReadOnlyList<JsonElement>> DevicesAsync(Client client) => (await client.GetAsync("auth/devices")).Expect(200).Data();

    private async Task<Client> SignInAsync(Client owner)
    {
        var client = server.Anonymous();
        (await client.PostAsync("auth/login", new { email = owner.Email, password = Installation.Password }, ("User-Agent", Firefox))).Expect(200);
        return client;
    }

    [Fact]
    public async Task Every_sign_in_is_listed_with_what_it_says_of_itself()
    {
        var owner = await server.WorkspaceAsync();
        var other = await SignInAsync(owner);
        (await other.GetAsync("me")).Expect(200);
        await owner.ProgramAsync();
        var devices = await DevicesAsync(owner);
        Assert.Equal(3, devices.Count);
        Assert.Single(devices, d => d.GetProperty("current").GetBoolean());
        Assert.Single(devices, d => d.GetProperty("program").GetBoolean());
        var seen = devices.Single(d => d.Text("browser") is not null);
        Assert.Equal(("Firefox", "Linux", "127.0.0.1", "Test"), (seen.Text("browser"), seen.Text("system"), seen.Text("address"), seen.GetProperty("workspace").Text("name")));
    }

    [Fact]
    public async Task Ending_one_or_all_others_acts_on_every_process_and_on_live_connections()
    {
        var owner = await server.WorkspaceAsync();
        var (first, second) = (await SignInAsync(owner), await SignInAsync(owner));
        var (host, http) = await server.SecondAsync();
        await using var _ = host;
        using var __ = http;
        using var live = await LiveAsync(http, first);
        await using var told = await live.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var current = (await DevicesAsync(first)).Single(d => d.GetProperty("current").GetBoolean()).Text("id");
        (await owner.DeleteAsync($"auth/devices/{current}")).Expect(204);
        (await first.GetAsync("me")).Refused(401, "unauthenticated");
        await EndsAsync(told);
        using var again = await LiveAsync(http, second);
        await using var stream = await again.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        (await owner.PostAsync("auth/devices/end_others", null)).Expect(204);
        (await second.GetAsync("me")).Refused(401);
        await EndsAsync(stream);
        Assert.Single(await DevicesAsync(owner));
    }

    [Fact]
    public async Task Sign_ins_of_others_are_unknown()
    {
        var (owner, other) = (await server.WorkspaceAsync(), await server.WorkspaceAsync());
        var theirs = (await DevicesAsync(other)).Single().Text("id");
        (await owner.DeleteAsync($"auth/devices/{theirs}")).Refused(404, "not_found");
        (await owner.PostAsync("auth/devices/end_others", null)).Expect(204);
        (await other.GetAsync("me")).Expect(200);
    }

    private static async Task<HttpResponseMessage> LiveAsync(HttpClient http, Client client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/live");
        request.Headers.Add("Cookie", $"kith={client.Cookie}");
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        return response;
    }

    private static async Task EndsAsync(Stream stream)
    {
        var buffer = new byte[256];
        while (await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) > 0)
        {
            // Until it ends it may say that it is alive.
        }
    }
}
