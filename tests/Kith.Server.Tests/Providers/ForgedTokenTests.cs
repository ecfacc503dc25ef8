using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Providers;

/// <summary>What a provider answers is believed only where everything about it is right.</summary>
public sealed class ForgedTokenTests(Installation server)
{
    private sealed record Visit(ForgedProvider Provider, Client Owner, string Domain) : IAsyncDisposable
    {
        /// <summary>Signs in with a token made of the right claims, changed by a test.</summary>
        public async Task<Answer> SignInAsync(Func<JsonObject, string> token, string? access = null, string? issuer = null)
        {
            var browser = Owner.Server.Anonymous();
            var query = HttpUtility.ParseQueryString(new Uri(await browser.BeginAsync(Owner.Workspace)).Query);
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            var claims = new JsonObject { ["iss"] = Provider.Issuer, ["aud"] = "kith", ["sub"] = "ann", ["nonce"] = query["nonce"], ["iat"] = now, ["exp"] = now + 300, ["email"] = $"ann@{Domain}", ["email_verified"] = true };
            Provider.Tokens = () => new { id_token = token(claims), access_token = access };
            return await browser.PostAsync("auth/providers/finish", new { code = "code", state = query["state"], iss = issuer });
        }

        public ValueTask DisposeAsync() => Provider.DisposeAsync();
    }

    private async Task<Visit> VisitAsync()
    {
        var provider = await ForgedProvider.StartAsync();
        var owner = await server.WorkspaceAsync();
        (await owner.SetProviderAsync(provider.Issuer)).Expect(200);
        return new Visit(provider, owner, await owner.VerifiedDomainAsync());
    }

    private static string Changed(ForgedProvider provider, JsonObject claims, string name, JsonNode? value)
    {
        claims.Remove(name);
        if (value is not null)
            claims[name] = value;
        return provider.Token(claims);
    }

    [Fact]
    public async Task Claims_that_are_not_meant_for_this_sign_in_are_refused()
    {
        await using var visit = await VisitAsync();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        foreach (var (name, value, code) in new (string, JsonNode?, string)[]
        {
            ("iss", "https://elsewhere.example", "provider.token_issuer"), ("iss", visit.Provider.Issuer + "/", "provider.token_issuer"), ("iss", null, "provider.token_issuer"),
            ("aud", "another", "provider.token_audience"), ("aud", null, "provider.token_audience"), ("aud", new JsonArray("kith", "another"), "provider.token_audience"), ("azp", "another", "provider.token_audience"),
            ("exp", now - 61, "provider.token_time"), ("exp", null, "provider.token_time"), ("exp", "tomorrow", "provider.token_time"), ("iat", now + 600, "provider.token_time"), ("iat", null, "provider.token_time"), ("nbf", now + 600, "provider.token_time"),
            ("nonce", "another", "provider.token_nonce"), ("nonce", null, "provider.token_nonce"),
            ("sub", null, "provider.token_subject"), ("sub", "", "provider.token_subject"), ("sub", 5, "provider.token_subject"),
        })
            (await visit.SignInAsync(claims => Changed(visit.Provider, claims, name, value?.DeepClone()))).Refused(401, code);
        (await visit.SignInAsync(claims => visit.Provider.Token(claims))).Expect(200);
        (await visit.SignInAsync(claims => Changed(visit.Provider, Named(claims), "aud", new JsonArray("kith", "another")))).Expect(200);

        static JsonObject Named(JsonObject claims)
        {
            claims["azp"] = "kith";
            return claims;
        }
    }

    [Fact]
    public async Task Signatures_that_prove_nothing_are_refused()
    {
        await using var visit = await VisitAsync();
        var provider = visit.Provider;
        using var other = RSA.Create(2048);
        var pem = Encoding.ASCII.GetBytes(provider.Keys["first"].ExportSubjectPublicKeyInfoPem());
        var der = provider.Keys["first"].ExportSubjectPublicKeyInfo();
        (await visit.SignInAsync(c => provider.Token(c, algorithm: "none", sign: _ => []))).Refused(401, "provider.token_algorithm");
        (await visit.SignInAsync(c => provider.Token(c, algorithm: "None", sign: _ => []))).Refused(401, "provider.token_algorithm");
        foreach (var key in new[] { pem, der })
            (await visit.SignInAsync(c => provider.Token(c, algorithm: "HS256", sign: b => HMACSHA256.HashData(key, b)))).Refused(401, "provider.token_algorithm");
        (await visit.SignInAsync(c => provider.Token(c, sign: b => other.SignData(b, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)))).Refused(401, "provider.token_signature");
        (await visit.SignInAsync(c => provider.Token(c, sign: _ => []))).Refused(401, "provider.token_signature");
        (await visit.SignInAsync(c => provider.Token(c, algorithm: "PS256"))).Refused(401, "provider.token_signature");
        (await visit.SignInAsync(c => provider.Token(c, algorithm: "ES256"))).Refused(401, "provider.token_signature");
        (await visit.SignInAsync(c => Rewritten(provider.Token(c), c))).Refused(401, "provider.token_signature");
        (await visit.SignInAsync(_ => "not.a-token")).Refused(401, "provider.token_malformed");
        (await visit.SignInAsync(_ => $"{ForgedProvider.Part(new[] { 1 })}.{ForgedProvider.Part(new { })}.AA")).Refused(401, "provider.token_malformed");

        static string Rewritten(string token, JsonObject claims)
        {
            claims["sub"] = "somebody else";
            var parts = token.Split('.');
            return $"{parts[0]}.{ForgedProvider.Part(claims)}.{parts[2]}";
        }
    }

    [Fact]
    public async Task New_keys_are_asked_for_once_and_withdrawn_ones_sign_nothing()
    {
        await using var visit = await VisitAsync();
        var provider = visit.Provider;
        (await visit.SignInAsync(c => provider.Token(c))).Expect(200);
        Assert.Equal(1, provider.KeysAsked);
        var withdrawn = provider.Keys["first"];
        provider.Keys.Remove("first");
        provider.Keys["second"] = RSA.Create(2048);
        (await visit.SignInAsync(c => provider.Token(c, "second"))).Expect(200);
        Assert.Equal(2, provider.KeysAsked);
        (await visit.SignInAsync(c => provider.Token(c, "first", sign: b => withdrawn.SignData(b, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)))).Refused(401, "provider.token_signature");
        Assert.Equal(3, provider.KeysAsked);
        withdrawn.Dispose();
    }

    [Fact]
    public async Task The_parts_of_an_answer_belong_together()
    {
        await using var visit = await VisitAsync();
        var provider = visit.Provider;
        string Hashed(JsonObject claims, string access)
        {
            claims["at_hash"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(access)).AsSpan(0, 16));
            return provider.Token(claims);
        }
        (await visit.SignInAsync(c => Hashed(c, "mine"), access: "mine")).Expect(200);
        (await visit.SignInAsync(c => Hashed(c, "mine"), access: "another")).Refused(401, "provider.token_access");
        // Sent back by another provider than the one it went to.
        (await visit.SignInAsync(c => provider.Token(c), issuer: "https://elsewhere.example")).Refused(401, "provider.token_issuer");
        (await visit.SignInAsync(c => Changed(provider, c, "email_verified", "true"))).Expect(200);
        (await visit.SignInAsync(c => Changed(provider, Another(c), "email_verified", "true"))).Refused(403, "provider.email_unverified");

        static JsonObject Another(JsonObject claims)
        {
            claims["sub"] = "somebody new";
            return claims;
        }
    }

    [Fact]
    public async Task A_provider_that_names_another_or_answers_by_itself_no_more_is_refused()
    {
        await using var visit = await VisitAsync();
        await using var other = await ForgedProvider.StartAsync();
        other.Discovery = d => d["issuer"] = visit.Provider.Issuer;
        (await visit.Owner.SetProviderAsync(other.Issuer)).Expect(200);
        (await server.Anonymous().PostAsync("auth/providers/begin", new { provider = visit.Owner.Workspace })).Refused(409, "provider.other_issuer");
        other.Discovery = d => d["authorization_response_iss_parameter_supported"] = true;
        (await visit.Owner.SetProviderAsync(other.Issuer)).Expect(200);
        var mixed = visit with { Provider = other };
        (await mixed.SignInAsync(c => other.Token(c))).Refused(401, "provider.token_issuer");
        (await mixed.SignInAsync(c => other.Token(c), issuer: other.Issuer)).Expect(200);
    }
}
