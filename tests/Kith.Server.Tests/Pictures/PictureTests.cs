using System.Net.Http.Headers;
using System.Text;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Pictures;

public sealed class PictureTests(Installation server)
{
    /// <summary>Of one grey pixel.</summary>
    internal static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==");

    internal static ByteArrayContent Content(byte[] bytes, string type = "image/png") => new(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    private static Task<Answer> PutAsync(Client client, Guid person, byte[] bytes, string type = "image/png") => client.SendAsync("PUT", $"people/{person}/picture", Content(bytes, type));

    [Fact]
    public async Task Colleagues_see_the_picture_and_nobody_else()
    {
        var owner = await server.WorkspaceAsync();
        var (ada, viewer) = (await server.ColleagueAsync(owner), await server.ColleagueAsync(owner, "viewer"));
        var first = (await PutAsync(ada, ada.Person, Png)).Expect(200);
        var answer = await viewer.GetAsync($"people/{ada.Person}/picture");
        Assert.Equal((200, "image/png"), (answer.Status, answer.ContentType));
        Assert.Equal(Png, answer.Bytes);
        var listed = Assert.Single((await viewer.GetAsync("pictures")).Expect(200).Data());
        Assert.Equal((ada.Person, first.Text("version")), (listed.GetProperty("person").GetGuid(), listed.Text("version")));
        Assert.NotEqual(first.Text("version"), (await PutAsync(ada, ada.Person, Png)).Expect(200).Text("version"));
        var stranger = await server.WorkspaceAsync();
        (await stranger.GetAsync($"people/{ada.Person}/picture")).Refused(404);
        Assert.Empty((await stranger.GetAsync("pictures")).Expect(200).Data());
        (await server.Anonymous().GetAsync($"people/{ada.Person}/picture")).Refused(401);
        (await viewer.GetAsync($"people/{viewer.Person}/picture")).Refused(404);
    }

    [Fact]
    public async Task One_changes_ones_own_and_who_manages_people_everybodys()
    {
        var owner = await server.WorkspaceAsync();
        var (ada, bob) = (await server.ColleagueAsync(owner), await server.ColleagueAsync(owner));
        (await PutAsync(bob, ada.Person, Png)).Refused(403);
        (await PutAsync(ada, ada.Person, Png)).Expect(200);
        (await bob.DeleteAsync($"people/{ada.Person}/picture")).Refused(403);
        (await owner.DeleteAsync($"people/{ada.Person}/picture")).Expect(204);
        (await ada.GetAsync($"people/{ada.Person}/picture")).Refused(404);
        (await PutAsync(owner, bob.Person, Png)).Expect(200);
        var key = (await ada.PostAsync("auth/keys", new { name = "Bot", scopes = new[] { "all:read" } })).Expect(201);
        (await PutAsync(new Client(server) { Bearer = key.Text("secret"), Me = ada.Me, Origin = null }, ada.Person, Png)).Refused(403);
        var stranger = await server.WorkspaceAsync();
        (await PutAsync(stranger, ada.Person, Png)).Refused(404);
        (await stranger.DeleteAsync($"people/{bob.Person}/picture")).Refused(404);
        Assert.Equal(200, (await bob.GetAsync($"people/{bob.Person}/picture")).Status);
    }

    [Fact]
    public async Task What_is_no_picture_or_too_large_is_refused()
    {
        var ada = await server.WorkspaceAsync();
        (await PutAsync(ada, ada.Person, Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'/>"))).Refused(422, "picture.unknown");
        (await PutAsync(ada, ada.Person, [])).Refused(422, "picture.unknown");
        (await PutAsync(ada, ada.Person, Png, "application/json")).Refused(415, "picture.no_image");
        (await PutAsync(ada, ada.Person, new byte[200_001])).Refused(413);
        var wide = (byte[])Png.Clone();
        wide[18] = 0x10;
        (await PutAsync(ada, ada.Person, wide)).Refused(422, "picture.large");
        (await ada.GetAsync($"people/{ada.Person}/picture")).Refused(404);
    }
}
