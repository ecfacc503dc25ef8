using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Web;
using Kith.Server.Tests.Access;
using Kith.Server.Tests.Endpoints;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.Providers;
using Kith.Server.Tests.Webhooks;

namespace Kith.Server.Tests.Logging;

/// <summary>People and programs do what they do every day, with secrets and values that nobody else has; none of these may stand in any line of the log.</summary>
public sealed class LogScanTests : IAsyncLifetime
{
    private readonly LogWatch _log = new();
    private readonly Dictionary<string, string> _canaries = [];
    private readonly Installation _kith;

    public LogScanTests() => _kith = new Installation { Watch = _log };

    public ValueTask InitializeAsync() => _kith.InitializeAsync();

    public ValueTask DisposeAsync() => _kith.DisposeAsync();

    /// <summary>Remembers a secret or a value of somebody's.</summary>
    private string Hide(string what, string? value)
    {
        Assert.True(value is { Length: >= 6 }, $"“{what}” is too short to be looked for.");
        return _canaries[what] = value;
    }

    private string Canary(string what) => Hide(what, "canary" + what.Replace(" ", "", StringComparison.Ordinal) + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)));

    [Fact]
    public async Task No_line_of_the_log_has_a_secret_or_a_value_of_a_person()
    {
        var owner = await SignInAsync();
        await ForgetAsync(owner);
        await ProtectAsync(await _kith.ColleagueAsync(owner, name: Canary("name")));
        await ProgramAsync(owner);
        await RecordsAsync(owner);
        await ImportAsync(owner);
        await WebhookAsync(owner);
        await ProviderAsync();
        await _kith.GatherAsync(owner);
        await _kith.LeftAsync(owner.Email);
        // What is looked through is what was written: the host logs what it does, and what fails.
        Assert.NotEmpty(_log.Lines);
        Assert.Contains(_log.Lines, l => l.Contains("exported", StringComparison.Ordinal));
        var found = _log.Lines.SelectMany(line => _canaries.Where(c => line.Contains(c.Value, StringComparison.OrdinalIgnoreCase) || line.Contains(Uri.EscapeDataString(c.Value), StringComparison.OrdinalIgnoreCase)).Select(c => $"{c.Key}: {line}"));
        Assert.Empty(found.Distinct());
    }

    private async Task<Client> SignInAsync()
    {
        var owner = _kith.Anonymous();
        owner.Email = Canary("address") + "@example.com";
        owner.Me = (await owner.PostAsync("auth/signup", new { workspace = Canary("workspace"), name = Canary("owner"), email = owner.Email, password = Installation.Password })).Expect(201);
        Hide("password", Installation.Password);
        (await _kith.Anonymous().PostAsync("auth/email/verify", new { token = Hide("verification", await _kith.LinkAsync(owner.Email, "verify")) })).Expect(200);
        for (var i = 0; i < 7; i++)
            await _kith.Anonymous().PostAsync("auth/login", new { email = i % 2 == 0 ? owner.Email : Canary("stranger") + "@example.com", password = Canary("wrong password") });
        var again = _kith.Anonymous();
        await again.PostAsync("auth/login", new { email = owner.Email, password = Installation.Password });
        Hide("cookie", owner.Cookie);
        var forged = _kith.Anonymous();
        forged.Cookie = Canary("forged cookie").PadRight(43, 'x');
        (await forged.GetAsync("me")).Refused(401);
        await _kith.Anonymous().PostAsync("auth/login", $$"""{"email": "{{Canary("broken body")}}", """);
        return owner;
    }

    private async Task ForgetAsync(Client owner)
    {
        (await _kith.Anonymous().PostAsync("auth/password/forgot", new { email = owner.Email })).Expect(202);
        var link = Hide("reset", await _kith.LinkAsync(owner.Email, "reset"));
        await _kith.Anonymous().PostAsync("auth/password/reset", new { token = Canary("made-up link"), password = Canary("other password") });
        await owner.PostAsync("auth/password", new { present = Canary("mistaken password"), password = Canary("new password") });
        Assert.NotEmpty(link);
        await _kith.InviteAsync(owner, Canary("invited") + "@example.com", "member");
    }

    private async Task ProtectAsync(Client who)
    {
        Hide("address of a colleague", who.Email);
        var app = await SecondFactorTests.ProtectAsync(who);
        Hide("code secret", app.Secret);
        Hide("recovery code", app.Recovery[0]);
        await _kith.Anonymous().PostAsync("auth/login", new { email = who.Email, password = Installation.Password, code = app.Recovery[0] });
        await _kith.Anonymous().PostAsync("auth/login", new { email = who.Email, password = Installation.Password, code = Canary("wrong code") });
    }

    private async Task ProgramAsync(Client owner)
    {
        var key = (await owner.PostAsync("auth/keys", new { name = Canary("key name"), scopes = new[] { "all:read" }, networks = new[] { "127.0.0.1" } })).Expect(201);
        var program = _kith.Anonymous();
        program.Bearer = Hide("key", key.Text("secret"));
        (await program.GetAsync("me")).Expect(200);
        var far = _kith.Anonymous();
        far.Bearer = Hide("key of elsewhere", (await owner.PostAsync("auth/keys", new { name = "Far", scopes = new[] { "all:read" }, networks = new[] { "192.0.2.0/24" } })).Expect(201).Text("secret"));
        (await far.GetAsync("me")).Refused(401);
        far.Bearer = Canary("forged token").PadRight(43, 'x');
        (await far.GetAsync("me")).Refused(401);
    }

    private async Task RecordsAsync(Client owner)
    {
        var code = Canary("external id");
        var contact = await owner.CreateAsync("contacts", new { last_name = Canary("contact"), email = Canary("contact address") + "@example.org", phone = "+39 06 5550 1234", external_id = code, description = Canary("note") });
        await owner.PostAsync("contacts", new { last_name = "Twin", external_id = code });
        await owner.PatchAsync($"contacts/{contact.Id()}", new { last_name = new string('x', 300) + Canary("too long") });
        await owner.PatchAsync($"contacts/{contact.Id()}", new { unknown = Canary("unknown field") }, ("If-Match", "\"1\""), ("Idempotency-Key", Canary("idempotency")));
        await owner.GetAsync("search?q=" + Canary("searched"));
        await owner.GetAsync($"contacts?where=last_name%20%3D%20%22{Canary("filter")}%22");
        await owner.GetAsync($"contacts?where=1%20%2F%200%20%3E%20{Canary("broken filter")}");
        await owner.PostAsync("query", new { from = "contacts", where = $"email = \"{Canary("asked")}\"", measures = new { n = "count()" } });
        Assert.Equal(200, (await owner.GetAsync($"contacts.csv?where=last_name%20%3D%20%22{Canary("exported filter")}%22")).Status);
        await owner.DeleteAsync($"contacts/{contact.Id()}");
        await owner.GetAsync($"{Canary("path")}/{Canary("id in a path")}");
    }

    private async Task ImportAsync(Client owner)
    {
        var upload = await Furnished.UploadAsync(owner, $"name,website,employees\n{Canary("imported")},not an address {Canary("bad cell")},{Canary("no number")}\n{Canary("second row")},,5\n");
        (await owner.PostAsync($"imports/{upload.Text("id")}/run", new { type = "company", mapping = new { name = "name", website = "website", employees = "employees" } })).Expect(202);
        while ((await owner.GetAsync($"imports/{upload.Text("id")}")).Expect(200).Text("state") is "waiting" or "running" or "queued")
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private async Task WebhookAsync(Client owner)
    {
        await using var receiver = await Receiver.StartAsync();
        var made = (await owner.PostAsync("webhooks", new { url = $"{receiver.Url}/{Canary("path of a receiver")}" })).Expect(201);
        Hide("webhook secret", made.Text("secret"));
        // Nobody listens there: what fails is logged the most.
        (await owner.PostAsync("webhooks", new { url = $"http://127.0.0.1:9/{Canary("path of nobody")}" })).Expect(201);
        await owner.CreateAsync("companies", new { name = Canary("company") });
        await receiver.TakeAsync(1);
    }

    private async Task ProviderAsync()
    {
        await using var provider = await ForgedProvider.StartAsync();
        var owner = await _kith.WorkspaceAsync();
        (await owner.SetProviderAsync(provider.Issuer, secret: Canary("client secret"))).Expect(200);
        var domain = await owner.VerifiedDomainAsync();
        foreach (var right in new[] { true, false })
        {
            var browser = _kith.Anonymous();
            var query = HttpUtility.ParseQueryString(new Uri(await browser.BeginAsync(owner.Workspace)).Query);
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            var claims = new JsonObject { ["iss"] = provider.Issuer, ["aud"] = right ? "kith" : "another", ["sub"] = Canary("subject"), ["nonce"] = Hide("nonce", query["nonce"]), ["iat"] = now, ["exp"] = now + 300, ["email"] = $"{Canary("provided")}@{domain}", ["email_verified"] = true, ["name"] = Canary("provided name") };
            var token = Hide("id token", provider.Token(claims));
            provider.Tokens = () => new { id_token = token, access_token = Canary("access token") };
            Assert.Equal(right ? 200 : 401, (await browser.PostAsync("auth/providers/finish", new { code = Canary("code"), state = Hide("state", query["state"]) })).Status);
        }
    }
}
