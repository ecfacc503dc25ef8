using Kith.Server.Http;
using Kith.Server.Tests.Endpoints;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Access;

public sealed class CrossSiteTests(Installation server)
{
    [Fact]
    public async Task A_cookie_from_another_site_changes_nothing_anywhere()
    {
        var home = await Furnished.OfAsync(server);
        var before = await Snapshot.OfAsync(home.Client);
        (string Name, string Value)[][] foreign =
        [
            [], [("Origin", "https://evil.example")], [("Origin", "null")], [("Origin", server.Url.GetLeftPart(UriPartial.Authority) + ".evil.example")], [("Sec-Fetch-Site", "cross-site")],
            [("Sec-Fetch-Site", "same-site")], [("Sec-Fetch-Site", "none")], [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")],
        ];
        // Forms take no cookie: who sends one is nobody, wherever they send it from.
        foreach (var operation in server.Operations.Where(o => o.Method != "GET" && !o.Path.StartsWith("/api/v1/auth/tokens", StringComparison.Ordinal) && !o.Path.StartsWith("/forms/", StringComparison.Ordinal)))
        {
            foreach (var path in home.Paths(operation).Take(2))
            {
                foreach (var headers in foreign)
                {
                    var client = home.Client.Copy();
                    client.Origin = null;
                    (await client.SendAsync(operation.Method, path, Client.Content(Furnished.Body(operation, path)), headers)).Refused(403, "cross_site");
                }
            }
        }
        Assert.Equal(before, await Snapshot.OfAsync(home.Client));
        (await home.Client.GetAsync("me")).Expect(200);
    }

    [Fact]
    public async Task A_page_of_ours_and_a_caller_that_names_our_origin_may_write()
    {
        var client = await server.WorkspaceAsync();
        client.Origin = null;
        (await client.PostAsync("companies", new { name = "A" }, ("Sec-Fetch-Site", "same-origin"))).Expect(201);
        (await client.PostAsync("companies", new { name = "B" }, ("Origin", server.Url.GetLeftPart(UriPartial.Authority)))).Expect(201);
        (await client.GetAsync("companies", ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example"))).Expect(200);
    }

    [Fact]
    public async Task A_program_says_nothing_of_where_it_comes_from()
    {
        var owner = await server.WorkspaceAsync();
        var program = await owner.ProgramAsync();
        (await program.PostAsync("companies", new { name = "A" })).Expect(201);
        (await program.PostAsync("companies", new { name = "B" }, ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"))).Expect(201);
        // With a token the cookie beside it is not looked at.
        program.Cookie = owner.Cookie;
        var company = (await program.PostAsync("companies", new { name = "C" })).Expect(201);
        Assert.Equal("api", (await owner.GetAsync($"companies/{company.Id()}/changes")).Expect(200).Data()[0].Text("via"));
    }

    [Fact]
    public async Task Nobody_is_signed_in_by_another_site()
    {
        var owner = await server.WorkspaceAsync();
        foreach (var operation in server.Operations.Where(o => o.Guard is Guard.OpenToAll && o.Method == "POST" && !o.Path.StartsWith("/api/v1/auth/tokens", StringComparison.Ordinal)))
        {
            var client = server.Anonymous();
            client.Origin = "https://evil.example";
            var answer = await client.SendAsync("POST", operation.Path, Client.Content(new { email = owner.Email, password = Installation.Password }));
            // Any site may send a form, and there is none of that name.
            if (operation.Path.StartsWith("/forms/", StringComparison.Ordinal))
                answer.Refused(404, "not_found");
            else
                answer.Refused(403, "cross_site");
            Assert.Null(client.Cookie);
        }
    }
}
