using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Server.Tests.Endpoints;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Fuzz;

/// <summary>A workspace with one of everything that paths can name, full of canaries.</summary>
internal sealed class FuzzWorld
{
    private readonly Dictionary<string, string> _open = [];
    private readonly Dictionary<string, string> _veiled = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _found = [];

    private FuzzWorld(Installation server, Furnished furnished) => (Server, Furnished) = (server, furnished);

    public Installation Server { get; }
    public Furnished Furnished { get; }
    public Client Owner => Furnished.Client;
    public IReadOnlyList<TypeSchema> Types { get; private set; } = [];
    /// <summary>By plural, a record that everybody sees whose role reads the type.</summary>
    public IReadOnlyDictionary<string, string> Open => _open;
    /// <summary>By plural, a record that only its owner sees.</summary>
    public IReadOnlyDictionary<string, string> Veiled => _veiled;

    /// <summary>A workspace in which one word is everywhere.</summary>
    public static async Task<FuzzWorld> ForeignAsync(Installation server)
    {
        var world = await FurnishedAsync(server);
        await world.SingAsync(_ => Canary.Foreign, Canary.Foreign);
        await world.SettleAsync(Canary.Foreign);
        (await world.Owner.PostAsync("types", new { name = Canary.Foreign, plural = Canary.Foreign + "s", label = Canary.Foreign })).Expect(201);
        (await world.Owner.PostAsync("roles", new { label = Canary.Foreign })).Expect(201);
        return world;
    }

    /// <summary>A workspace whose words tell who may hear them, with private records and things of Eva, who keeps them for herself.</summary>
    public static async Task<FuzzWorld> HomeAsync(Installation server)
    {
        var world = await FurnishedAsync(server);
        await world.SingAsync(Canary.Open, Canary.Field);
        await world.VeilAsync();
        await world.SettleAsync(Canary.Office);
        var eva = await server.ColleagueAsync(world.Owner, name: "Eva");
        world._veiled["views"] = (await eva.CreateAsync("views", new { name = Canary.Personal, type = "companies" })).Text("id")!;
        (await eva.PostAsync("auth/keys", new { name = Canary.Office, scopes = new[] { "all:read" } })).Expect(201);
        return world;
    }

    /// <summary>True where the records of a type belong to somebody, so that others may be kept from them.</summary>
    public static bool IsOwned(TypeSchema type) => !type.Setup && type.Plural != "views" && type.Fields.Any(f => f.Name == "owner");

    private static async Task<FuzzWorld> FurnishedAsync(Installation server)
    {
        var world = new FuzzWorld(server, await Furnished.OfAsync(server));
        foreach (var type in await world.Owner.SchemaAsync())
            (await world.Owner.PostAsync($"types/{type.Name}/fields", new { name = "feld", kind = "text" })).Expect(201);
        world.Types = await world.Owner.SchemaAsync();
        return world;
    }

    // People are named to everybody; Furnished has made one that nobody signs in as.
    private async Task SingAsync(Func<string, string> word, string field)
    {
        var make = await RecordMaker.OfAsync(Owner);
        foreach (var type in Types)
        {
            _open[type.Plural] = Furnished.Records[type.Plural];
            if (type.Plural == "people")
                continue;
            var body = Canary.Sing(type, await make.FullAsync(type, 7), word(type.Plural));
            if (IsOwned(type))
                body["feld_c"] = field;
            _open[type.Plural] = (await Owner.CreateAsync(type.Plural, body)).Text("id")!;
        }
    }

    private async Task VeilAsync()
    {
        var make = await RecordMaker.OfAsync(Owner);
        var linked = new Dictionary<string, string>();
        foreach (var type in Types.Where(IsOwned))
        {
            _veiled[type.Plural] = await KeptAsync(type, 8);
            linked[type.Plural] = await KeptAsync(type, 9);
        }
        // What everybody sees points at what only its owner sees, though not at the ones that are tried: who sees a link may send it back.
        foreach (var type in Types.Where(IsOwned))
        {
            var links = new JsonObject();
            foreach (var field in type.Writable.Where(f => f.IsLink && f.Kind != "person" && f.To != type.Name))
            {
                var to = Types.FirstOrDefault(t => t.Name == (field.To ?? "company"))?.Plural;
                if (to is null || !linked.TryGetValue(to, out var target))
                    continue;
                links[field.Name] = field.Kind == "links" ? new JsonArray(target) : field.To is null ? new JsonObject { ["type"] = "company", ["id"] = target } : target;
            }
            (await Owner.PatchAsync($"{type.Plural}/{_open[type.Plural]}", links)).Expect(200);
        }

        async Task<string> KeptAsync(TypeSchema type, int n)
        {
            var body = Canary.Sing(type, await make.FullAsync(type, n), Canary.Veiled);
            foreach (var field in type.Writable.Where(f => f is { Unique: true, Kind: "text" }))
                body[field.Name] = $"{Canary.Veiled} {n}";
            var id = (await Owner.CreateAsync(type.Plural, body)).Text("id")!;
            (await Owner.PutAsync($"{type.Plural}/{id}/private", null)).Expect(204);
            return id;
        }
    }

    private async Task SettleAsync(string word)
    {
        (await Owner.PostAsync("invitations", new { email = $"{word}@example.com", name = word })).Expect(201);
        var webhook = (await Owner.PostAsync("webhooks", new { url = $"https://{word}.example/hook" })).Expect(201).GetProperty("webhook").Text("id")!;
        (await Owner.PatchAsync($"webhooks/{webhook}", new { active = false })).Expect(200);
        (await Owner.PostAsync("auth/keys", new { name = word, scopes = new[] { "all:read" } })).Expect(201);
        (await Owner.PostAsync("sharing_rules", new { type = "company", label = word, condition = $"name = \"{word}\"", to = new { kind = "role", id = "helper_c" } })).Expect(201);
        (await Furnished.UploadAsync(Owner, $"name,{word}\n{word},{word}\n")).Text("id");
    }

    /// <summary>Ids that a parameter of a path may have in this workspace, out of the list at the path before it, or else out of its tables.</summary>
    /// <param name="filled">The path before the parameter, its own parameters filled in for this workspace.</param>
    public async Task<IReadOnlyList<string>> IdsAsync(string filled, string parameter)
    {
        var collection = filled["/api/v1/".Length..].Trim('/');
        if (parameter == "id" && _open.TryGetValue(collection, out var record))
            return [record];
        if (parameter == "id" && Furnished.Records.TryGetValue(collection, out var kept))
            return [kept];
        if (_found.TryGetValue(filled + parameter, out var found))
            return found;
        if (await ListedAsync(collection, parameter) is not { Count: > 0 } listed)
            return await StoredAsync(collection, parameter);
        return _found[filled + parameter] = listed;
    }

    private async Task<IReadOnlyList<string>> ListedAsync(string collection, string parameter)
    {
        if (collection == "types")
            return [.. Types.Select(t => t.Name).Reverse()];
        if (parameter == "field")
            return [.. Types[0].Fields.Where(f => f.Name.EndsWith("_c", StringComparison.Ordinal)).Select(f => f.Name)];
        var answer = await Owner.GetAsync(collection);
        if (answer.Status != 200 || answer.ContentType != "application/json" || answer.Json.ValueKind != JsonValueKind.Object)
            return [];
        var items = answer.Json.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Array).SelectMany(m => m.Value.EnumerateArray()).Where(i => i.ValueKind == JsonValueKind.Object);
        return [.. items.Select(i => i.TryGetProperty(parameter, out var own) || i.TryGetProperty("id", out own) ? own.ToString() : null).OfType<string>()];
    }

    // By the name of the parameter or of the collection, which tables have too; any id of the workspace otherwise.
    private async Task<IReadOnlyList<string>> StoredAsync(string collection, string parameter)
    {
        var last = collection.Split('/')[^1];
        await using var command = Server.Owner.CreateCommand("""
            select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'kith' and c.relkind in ('r', 'p')
              and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id')
              and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'id' and a.atttypid = 'uuid'::regtype)
            order by c.relname = any($1) desc, c.relname
            """);
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = new[] { parameter, last, last.TrimEnd('s') } });
        var tables = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
                tables.Add(reader.GetString(0));
        }
        foreach (var table in tables)
        {
            await using var ids = Server.Owner.CreateCommand($"select id::text from kith.{table} where workspace_id = $1 limit 1");
            ids.Parameters.Add(new Npgsql.NpgsqlParameter { Value = Owner.Workspace });
            if (await ids.ExecuteScalarAsync(TestContext.Current.CancellationToken) is string id)
                return [id];
        }
        return [];
    }

    /// <summary>An id in this workspace of a record of a type, or of anything.</summary>
    public string Id(string? typeName, bool veiled, Random random)
    {
        var of = veiled ? _veiled : _open;
        var plural = Types.FirstOrDefault(t => t.Name == typeName)?.Plural;
        return plural is not null && of.TryGetValue(plural, out var id) ? id : of.Values.ElementAt(random.Next(of.Count));
    }
}
