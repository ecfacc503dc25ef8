using System.Web;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Providers;

/// <summary>Short calls of signing in through providers.</summary>
internal static class Signing
{
    /// <summary>Sets a workspace's provider.</summary>
    public static async Task<Answer> SetProviderAsync(this Client administrator, string issuer, string client = "kith", string? secret = OpenIdProvider.Secret, Dictionary<string, object?>? more = null)
    {
        var body = new Dictionary<string, object?> { ["name"] = "Corp login", ["issuer"] = issuer, ["client_id"] = client, ["client_secret"] = secret, ["default_role"] = "member", ["joins"] = true };
        foreach (var (name, value) in more ?? [])
            body[name] = value;
        return await administrator.SendAsync("PUT", "workspace/provider", Client.Content(body));
    }

    /// <summary>A domain that is nobody else's, verified for the workspace.</summary>
    public static async Task<string> VerifiedDomainAsync(this Client administrator)
    {
        var domain = $"corp-{administrator.Server.NewId():N}.example";
        var added = (await administrator.PostAsync("domains", new { domain })).Expect(201);
        administrator.Server.Names.Texts[added.Text("record_name")!] = ["something else", added.Text("record_value")!];
        Assert.NotNull((await administrator.PostAsync($"domains/{added.Text("id")}/verify", null)).Expect(200).Text("verified_at"));
        return domain;
    }

    /// <summary>Begins to sign in and answers where the browser is sent.</summary>
    public static async Task<string> BeginAsync(this Client client, Guid workspace, bool? tie = null) =>
        (await client.PostAsync("auth/providers/begin", new { provider = workspace, tie })).Expect(200).Text("url")!;

    /// <summary>Comes back from the provider.</summary>
    public static Task<Answer> FinishAsync(this Client client, Uri back)
    {
        var query = HttpUtility.ParseQueryString(back.Query);
        return client.PostAsync("auth/providers/finish", new { code = query["code"], state = query["state"], iss = query["iss"], error = query["error"] });
    }

    /// <summary>Signs in through a workspace's provider from beginning to end.</summary>
    public static async Task<Answer> SignInAsync(this Client client, Guid workspace, string login, bool mfa = true) =>
        await client.FinishAsync(await OpenIdProvider.WalkAsync(await client.BeginAsync(workspace), login, mfa));
}
