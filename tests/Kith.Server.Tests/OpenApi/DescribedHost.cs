using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Kith.Core.Types;
using Kith.Server.Http;
using Kith.Store;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Kith.Server.Tests.OpenApi;

/// <summary>A started server with the description it publishes.</summary>
public sealed class DescribedHost : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "kith-" + Path.GetRandomFileName())).FullName;
    private KithHost _host = null!;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>The OpenAPI document as it is served.</summary>
    public ApiDocument Document { get; private set; } = null!;

    /// <summary>What is mapped.</summary>
    public IReadOnlyList<Operation> Operations { get; private set; } = [];

    /// <summary>The types every workspace has.</summary>
    public Catalogue BuiltIn => _host.App.Services.GetRequiredService<KithStore>().Catalogues.BuiltIn;

    public async ValueTask InitializeAsync()
    {
        var settings = KithSettings.Read(name => name switch
        {
            "KITH_DATA" => _directory,
            "KITH_LISTEN" => "http://127.0.0.1:0",
            "KITH_POSTGRES_BIN" => Environment.GetEnvironmentVariable(name),
            _ => null,
        });
        _host = await KithHost.BuildAsync(settings, [], CancellationToken.None);
        await _host.App.StartAsync();
        Http = Client(new Uri(_host.App.Urls.First()));
        Operations = Published.Operations(_host.App);
        Document = new ApiDocument(JsonNode.Parse(await Http.GetStringAsync("/openapi/v1.json"))!.AsObject());
    }

    /// <summary>Signs up a workspace of its own and answers a client with its owner's token.</summary>
    public async Task<HttpClient> OwnerAsync(string name)
    {
        var email = $"{name}@example.com";
        await PostAsync(Http, "/api/v1/auth/signup", new JsonObject { ["workspace"] = name, ["name"] = "Olga Owner", ["email"] = email, ["password"] = "seven green umbrellas" });
        await PostAsync(Http, "/api/v1/auth/email/verify", new JsonObject { ["token"] = await ProofAsync(email) });
        var tokens = await PostAsync(Http, "/api/v1/auth/tokens", new JsonObject { ["email"] = email, ["password"] = "seven green umbrellas" });
        var client = Client(Http.BaseAddress!);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens["access_token"]!.GetValue<string>());
        return client;
    }

    // The secret of the link that proves an address, out of its mail.
    private async Task<string> ProofAsync(string email)
    {
        while (true)
        {
            foreach (var file in Directory.CreateDirectory(Path.Combine(_directory, "outbox")).GetFiles("*.eml"))
            {
                var mail = (await File.ReadAllTextAsync(file.FullName)).Replace("=\r\n", "", StringComparison.Ordinal);
                if (mail.Contains(email, StringComparison.Ordinal) && mail.IndexOf("/verify/", StringComparison.Ordinal) is var at and >= 0)
                    return mail[(at + "/verify/".Length)..][..43];
            }
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    // Without a jar for cookies: a session that one test starts must not sign in another.
    private static HttpClient Client(Uri address) => new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = address };

    private static async Task<JsonNode> PostAsync(HttpClient http, string path, JsonObject body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.Add("Origin", "http://127.0.0.1:5080");
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, string.Create(CultureInfo.InvariantCulture, $"{path} answered {(int)answer.StatusCode}: {text}"));
        return JsonNode.Parse(text)!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}

/// <summary>The tests that share one described server.</summary>
[CollectionDefinition("description")]
public sealed class DescriptionCollection : ICollectionFixture<DescribedHost>;
