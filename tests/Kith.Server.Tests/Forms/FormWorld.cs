using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Server.Forms;
using Kith.Server.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using PublicAddress = Kith.Server.Http.PublicAddress;

namespace Kith.Server.Tests.Forms;

/// <summary>A workspace with a form that asks for names, an e-mail address and a message.</summary>
internal sealed class FormWorld
{
    private readonly Installation _server;

    private FormWorld(Installation server, Client owner, JsonElement form, string path) => (_server, Owner, Form, Path) = (server, owner, form, path);

    public Client Owner { get; }
    public JsonElement Form { get; }
    /// <summary>The form's public address, below the server's.</summary>
    public string Path { get; }
    public Client Stranger => new(_server) { Origin = null };

    public static async Task<FormWorld> OfAsync(Installation server, object? form = null, Client? owner = null)
    {
        owner ??= await server.WorkspaceAsync();
        var body = JsonSerializer.SerializeToNode(form ?? new { })!.AsObject();
        body.TryAdd("name", "Contact us");
        var made = await owner.CreateAsync("web_forms", body);
        var world = new FormWorld(server, owner, made, new Uri((await owner.GetAsync($"web_forms/{made.Id()}/address")).Expect(200).Text("url")!).AbsolutePath);
        await world.AskAsync("first_name", new { });
        await world.AskAsync("last_name", new { mandatory = true });
        await world.AskAsync("email", new { name = "Your e-mail", mandatory = true });
        await world.AskAsync("description", new { name = "Message" });
        return world;
    }

    public async Task AskAsync(string field, object more)
    {
        var question = JsonSerializer.SerializeToNode(more)!.AsObject();
        (question["web_form"], question["field"]) = (Form.Id().ToString(), field);
        await Owner.CreateAsync("form_questions", question);
    }

    /// <summary>A ticket of a page that was opened some time ago.</summary>
    public string Ticket(TimeSpan? age = null) => new FormTickets(_server.Services.GetRequiredService<KithSettings>(), new Earlier(age ?? TimeSpan.FromMinutes(1))).Make(PublicAddress.Read(Path.Split('/')[^1])!.Key);

    /// <summary>What Ada sends, with a ticket; what is named is put in place of it, and null left out.</summary>
    public JsonObject Filled(object? other = null)
    {
        var sent = new JsonObject { ["first_name"] = "Ada", ["last_name"] = "Lovelace", ["email"] = "ada@engines.example", ["ticket"] = Ticket() };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(other ?? new { })!.AsObject().ToList())
        {
            sent.Remove(name);
            if (value is not null)
                sent[name] = value.DeepClone();
        }
        return sent;
    }

    public Task<Answer> SendAsync(object? other = null, params (string Name, string Value)[] headers) => Stranger.PostAsync(Path, Filled(other), headers);

    /// <summary>As a browser sends a form.</summary>
    public Task<Answer> BrowseAsync(object? other = null, params (string Name, string Value)[] headers) =>
        Stranger.SendAsync("POST", Path, new FormUrlEncodedContent(Filled(other).Select(f => KeyValuePair.Create(f.Key, f.Value!.ToString()))), [("Accept", "text/html"), .. headers]);

    public async Task<JsonElement> LeadAsync() => (await Owner.ListAsync("leads")).Single();
    public Task<IReadOnlyList<JsonElement>> HeldAsync() => Owner.ListAsync("submissions");

    private sealed class Earlier(TimeSpan age) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - age;
    }
}
