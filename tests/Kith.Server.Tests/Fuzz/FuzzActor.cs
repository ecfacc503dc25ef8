using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Fuzz;

/// <summary>Somebody who calls everything.</summary>
/// <param name="SignedIn">False where every call that is not for all must be refused as that of nobody.</param>
/// <param name="Hears">True for a word they may be told.</param>
/// <param name="Renew">The same once more, where what they did has ended their sign-in.</param>
internal sealed record FuzzActor(string Name, bool SignedIn, Func<string, bool> Hears, Func<Task<Client>> Renew)
{
    public required Client Client { get; set; }
    /// <summary>False where private records are theirs.</summary>
    public bool IsVeiled { get; init; } = true;
    /// <summary>True where requests of people about their data are theirs to answer.</summary>
    public bool AnswersPeople { get; init; }
    /// <summary>Tells whether what they were called for still holds.</summary>
    public Func<Client, Task<bool>> Stands { get; init; } = _ => Task.FromResult(true);

    public static async Task<FuzzActor> OfAsync(string name, bool signedIn, Func<string, bool> hears, Func<Task<Client>> make) => new(name, signedIn, hears, make) { Client = await make() };

    public override string ToString() => Name;
}

/// <summary>Everybody who can stand before the door, or behind it.</summary>
internal static class FuzzActors
{
    private static readonly string[] Kept = [Canary.Foreign, Canary.Veiled, Canary.Personal];

    /// <summary>Those who are nobody.</summary>
    public static async Task<IReadOnlyList<FuzzActor>> NobodiesAsync(FuzzWorld home)
    {
        var server = home.Server;
        async Task<Client> MemberAsync() => await server.ColleagueAsync(home.Owner);
        return
        [
            await Of("nobody", () => Task.FromResult(server.Anonymous())),
            await Of("a session that was ended", async () =>
            {
                var member = await MemberAsync();
                var copy = member.Copy();
                (await member.PostAsync("auth/logout", null)).Expect(204);
                return copy;
            }),
            await Of("a token that has expired", async () =>
            {
                var program = await (await MemberAsync()).ProgramAsync();
                await server.ExpireAsync(program);
                return program;
            }),
            await Of("a key that was ended", async () =>
            {
                var member = await MemberAsync();
                var key = (await member.PostAsync("auth/keys", new { name = "Bot", scopes = new[] { "all:write" } })).Expect(201);
                (await member.DeleteAsync($"auth/keys/{key.GetProperty("key").Text("id")}")).Expect(204);
                return new Client(server) { Bearer = key.Text("secret"), Me = member.Me, Email = member.Email };
            }),
            await Of("somebody deactivated", async () =>
            {
                var member = await MemberAsync();
                (await home.Owner.PostAsync($"people/{member.Person}/actions/deactivate", new { })).Expect(200);
                return member;
            }),
        ];

        static Task<FuzzActor> Of(string name, Func<Task<Client>> make) => FuzzActor.OfAsync(name, false, _ => false, make);
    }

    /// <summary>Those who are signed in, from the one that may least.</summary>
    public static async Task<IReadOnlyList<FuzzActor>> SomebodiesAsync(FuzzWorld home)
    {
        var server = home.Server;
        var narrow = await NarrowRoleAsync(home);
        async Task<Client> ColleagueAsync(string role) => await server.ColleagueAsync(home.Owner, role, "Fuzz " + role);
        async Task<Client> KeyAsync(string role, params string[] scopes)
        {
            var person = await ColleagueAsync(role);
            return new Client(server) { Bearer = (await person.PostAsync("auth/keys", new { name = "Bot", scopes })).Expect(201).Text("secret"), Me = person.Me, Email = person.Email, Origin = null };
        }
        var setup = home.Types.Where(t => t.Setup).Select(t => Canary.Open(t.Plural)).ToHashSet();
        bool Works(string word) => !Kept.Contains(word) && word != Canary.Office;
        // Made before anything ends sign-ins.
        var owners = new Queue<Client>();
        for (var i = 0; i < 20; i++)
        {
            var owner = new Client(server) { Email = home.Owner.Email, Me = home.Owner.Me };
            (await owner.PostAsync("auth/login", new { email = owner.Email, password = Installation.Password })).Expect(200);
            owners.Enqueue(owner);
        }
        return
        [
            await FuzzActor.OfAsync("another workspace", true, _ => false, async () => await server.WorkspaceAsync("Elsewhere")),
            await FuzzActor.OfAsync("a key that reads companies", true, w => w == Canary.Open("companies") || w is Canary.Field or Canary.Mine, () => KeyAsync("administrator", "company:read")),
            await FuzzActor.OfAsync("a key that reads all", true, Works, () => KeyAsync("member", "all:read")),
            await FuzzActor.OfAsync("a viewer's key that writes all", true, Works, () => KeyAsync("viewer", "all:write")),
            await FuzzActor.OfAsync("the narrow role", true, w => w == Canary.Mine || setup.Contains(w), () => NarrowAsync(home, narrow)),
            await FuzzActor.OfAsync("viewer", true, Works, () => ColleagueAsync("viewer")),
            await FuzzActor.OfAsync("member", true, Works, () => ColleagueAsync("member")),
            await FuzzActor.OfAsync("an administrator who sees as a member", true, Works, async () => await SeeingAsync(await ColleagueAsync("administrator"), await ColleagueAsync("member"))) with { Stands = IsSeeingAsync },
            await FuzzActor.OfAsync("a member's program", true, Works, async () => await (await ColleagueAsync("member")).ProgramAsync()),
            await FuzzActor.OfAsync("manager", true, Works, () => ColleagueAsync("manager")),
            await FuzzActor.OfAsync("administrator", true, w => !Kept.Contains(w), () => ColleagueAsync("administrator")) with { AnswersPeople = true },
            await FuzzActor.OfAsync("owner", true, w => w is not Canary.Foreign and not Canary.Personal, () => Task.FromResult(owners.Count > 1 ? owners.Dequeue() : owners.Peek())) with { IsVeiled = false },
        ];
    }

    private static async Task<Client> SeeingAsync(Client viewer, Client seen)
    {
        var id = (await viewer.PostAsync("viewings", new { person = seen.Person, reason = "They miss a deal", hours = 2 })).Expect(201).Text("id");
        (await seen.PostAsync($"viewings/{id}/allow", new { })).Expect(200);
        (await viewer.PostAsync($"viewings/{id}/start", null)).Expect(200);
        return viewer;
    }

    private static async Task<bool> IsSeeingAsync(Client viewer) => (await viewer.GetAsync("me")).Json is { ValueKind: JsonValueKind.Object } me && me.TryGetProperty("viewing", out var viewing) && viewing.ValueKind == JsonValueKind.Object;

    // Sees what it owns, and one field less.
    private static async Task<string> NarrowRoleAsync(FuzzWorld home)
    {
        var owned = home.Types.Where(FuzzWorld.IsOwned);
        var types = owned.ToDictionary(t => t.Name, _ => (object)new { read = "own", create = "own", update = "own", delete = "own", export = "own", fields = new { feld_c = "hidden" }, other_fields = "write" });
        return (await home.Owner.PostAsync("roles", new { label = "Narrow", functions = new[] { "export", "import" }, types })).Expect(201).Text("name")!;
    }

    private static async Task<Client> NarrowAsync(FuzzWorld home, string role)
    {
        var person = await home.Server.ColleagueAsync(home.Owner);
        (await home.Owner.PostAsync($"people/{person.Person}/actions/set_role", new { role })).Expect(200);
        var make = await RecordMaker.OfAsync(home.Owner);
        foreach (var type in (await person.SchemaAsync()).Where(FuzzWorld.IsOwned))
        {
            var body = await make.LeastAsync(type, 11);
            foreach (var field in type.Writable.Where(f => body.ContainsKey(f.Name)))
                body[field.Name] = Canary.In(field, body[field.Name], Canary.Mine);
            var id = (await person.CreateAsync(type.Plural, body)).Text("id");
            (await home.Owner.PatchAsync($"{type.Plural}/{id}", new { feld_c = Canary.Field })).Expect(200);
        }
        return person;
    }
}
