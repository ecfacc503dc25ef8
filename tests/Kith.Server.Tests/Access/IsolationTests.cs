using System.Text.Json;
using Kith.Server.Tests.Endpoints;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Access;

public sealed class IsolationTests(Installation server)
{
    private const string Canary = "zwitscherling";

    /// <summary>A workspace with the canary in everything that can hold a text.</summary>
    private async Task<(Client Client, Dictionary<string, string> Records)> SingingAsync()
    {
        var client = await server.WorkspaceAsync($"{Canary} workspace");
        (await client.PostAsync("types", new { name = $"{Canary}ware", plural = $"{Canary}wares", label = $"{Canary} ware" })).Expect(201);
        foreach (var type in await client.SchemaAsync())
        {
            (await client.PostAsync($"types/{type.Name}/fields", new { name = $"{Canary}_text", kind = "text", label = $"{Canary} label" })).Expect(201);
            (await client.PostAsync($"types/{type.Name}/fields", new { name = $"{Canary}_choice", kind = "choice", choices = new[] { new { label = $"{Canary} choice" } } })).Expect(201);
        }
        var make = await RecordMaker.OfAsync(client);
        var records = new Dictionary<string, string>();
        foreach (var type in await client.SchemaAsync())
        {
            var body = Fuzz.Canary.Sing(type, await make.FullAsync(type, 1), Canary);
            records[type.Plural] = (await client.CreateAsync(type.Plural, body)).Text("id")!;
        }
        (await client.PostAsync("invitations", new { email = $"{Canary}@example.com", name = Canary })).Expect(201);
        records["webhooks"] = (await client.PostAsync("webhooks", new { url = $"https://{Canary}.example/hook" })).Expect(201).GetProperty("webhook").Text("id")!;
        (await client.PatchAsync($"webhooks/{records["webhooks"]}", new { active = false })).Expect(200);
        records["imports"] = (await Furnished.UploadAsync(client, $"name,{Canary}\n{Canary},{Canary}\n")).Text("id")!;
        return (client, records);
    }

    [Fact]
    public async Task Nothing_of_one_workspace_is_heard_in_another()
    {
        var (singing, there) = await SingingAsync();
        var home = await Furnished.OfAsync(server);
        var types = await singing.SchemaAsync();
        // The canary is loud where it lives, or its silence elsewhere would say nothing.
        foreach (var type in types)
            Assert.Contains(Canary, (await singing.GetAsync($"{type.Plural}/{there[type.Plural]}")).Text);
        foreach (var path in new[] { "schema", "me", "changes?limit=200", "invitations", "people", $"search?q={Canary}", "companies?sort=-name" })
            Assert.Contains(Canary, (await singing.GetAsync(path)).Text);
        var cursors = new Dictionary<string, string?>();
        foreach (var type in types)
            cursors[type.Plural] = (await singing.GetAsync($"{type.Plural}?limit=1")).Expect(200).Text("next");

        var heard = new List<string>();
        async Task ListenAsync(Task<Answer> call)
        {
            var answer = await call;
            // What the caller itself has written may come back in what is wrong with it.
            var text = answer.Status >= 400 ? answer.Text.Replace("“" + Canary, "", StringComparison.Ordinal) : answer.Text;
            if (text.Contains(Canary, StringComparison.Ordinal))
                heard.Add($"{answer.Call}: {text}");
        }
        foreach (var operation in server.Operations.Where(o => o is { Method: "GET", Endless: false }))
        {
            foreach (var path in home.Paths(operation))
            {
                await ListenAsync(home.Client.GetAsync(path));
                foreach (var parameter in operation.Parameters.Where(p => p.In == "query"))
                {
                    foreach (var value in new[] { Canary, $"name ~ \"{Canary[..8]}\"", "id is not empty", there["companies"], "only", "exact", "created_by.name", cursors["companies"] ?? "" })
                        await ListenAsync(home.Client.GetAsync($"{path}?{parameter.Name}={Uri.EscapeDataString(value)}"));
                }
            }
            if (operation.Path.Contains("{id}", StringComparison.Ordinal))
            {
                foreach (var path in there.Values.SelectMany(id => home.Paths(operation, id)))
                    await ListenAsync(home.Client.GetAsync(path));
            }
        }
        foreach (var type in home.Types)
        {
            await ListenAsync(home.Client.PostAsync("query", new { from = type.Plural, group = new[] { type.Title, "created_by.name" }, measures = new { n = "count()", last = $"max({type.Title})" } }));
            await ListenAsync(home.Client.PostAsync($"{type.Plural}/actions/update", new { where = $"{type.Title} ~ \"{Canary[..8]}\"", set = new { } }));
        }
        Assert.Empty(heard);
        Assert.Equal(JsonValueKind.Array, (await home.Client.GetAsync($"search?q={Canary}")).Expect(200).GetProperty("data").ValueKind);
        Assert.Empty((await home.Client.GetAsync($"search?q={Canary}")).Expect(200).Data());
    }
}
