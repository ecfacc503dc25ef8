using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.Providers;

namespace Kith.Server.Tests.Scim;

/// <summary>A directory that calls a workspace.</summary>
internal sealed record ScimDirectory(Installation Server, string? Token, string Domain)
{
    /// <summary>Lets a directory in, with the rights of an administrator of a workspace.</summary>
    public static async Task<ScimDirectory> OfAsync(Client administrator, object? groups = null, Guid? successor = null, string role = "member")
    {
        var domain = await administrator.VerifiedDomainAsync();
        (await administrator.PutAsync("workspace/directory", new { active = true, default_role = role, successor, groups })).Expect(200);
        return new ScimDirectory(administrator.Server, (await administrator.PostAsync("workspace/directory/token", null)).Expect(201).Text("secret"), domain);
    }

    /// <summary>Calls a path below the service's address.</summary>
    public async Task<(int Status, JsonElement Body)> SendAsync(string method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/scim/v2/" + path);
        if (Token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        if (body is not null)
            request.Content = new StringContent(body is JsonNode node ? node.ToJsonString() : JsonSerializer.Serialize(body), Encoding.UTF8, "application/scim+json");
        using var response = await Server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        if (bytes.Length > 0)
            Assert.Equal("application/scim+json", response.Content.Headers.ContentType?.MediaType);
        return ((int)response.StatusCode, bytes.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(bytes));
    }

    /// <summary>The body of an answer that must have this status.</summary>
    public async Task<JsonElement> ExpectAsync(int status, string method, string path, object? body = null)
    {
        var (actual, answer) = await SendAsync(method, path, body);
        Assert.True(actual == status, $"{method} {path} answered {actual} instead of {status}: {answer}");
        return answer;
    }

    public object User(string name, string? domain = null) => new { userName = $"{name}@{domain ?? Domain}", name = new { givenName = name, familyName = "Moore" }, emails = new[] { new { value = $"{name}@{domain ?? Domain}", primary = true } }, active = true };

    /// <summary>Makes somebody and answers their id.</summary>
    public async Task<Guid> MakeAsync(string name) => (await ExpectAsync(201, "POST", "Users", User(name))).Id();

    public Task<JsonElement> PatchAsync(int status, string path, string op, string? attribute, object? value) =>
        ExpectAsync(status, "PATCH", path, new { schemas = new[] { "urn:ietf:params:scim:api:messages:2.0:PatchOp" }, Operations = new[] { new { op, path = attribute, value } } });
}
