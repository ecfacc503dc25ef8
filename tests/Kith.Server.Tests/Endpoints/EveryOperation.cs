using System.Text.Json;
using Kith.Server.Http;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.Pictures;

namespace Kith.Server.Tests.Endpoints;

/// <summary>A workspace with one of everything that paths can name, so that every operation of the application can be called.</summary>
public sealed class Furnished
{
    private readonly Dictionary<string, string> _records = [];

    private Furnished(Client client) => Client = client;

    public Client Client { get; }
    public IReadOnlyList<TypeSchema> Types { get; private set; } = [];
    public IReadOnlyDictionary<string, string> Records => _records;

    public static async Task<Furnished> OfAsync(Installation server)
    {
        var furnished = new Furnished(await server.WorkspaceAsync());
        await OwnTypes.AddTypeAsync(furnished.Client);
        var make = await RecordMaker.OfAsync(furnished.Client);
        furnished.Types = await furnished.Client.SchemaAsync();
        foreach (var type in furnished.Types)
            furnished._records[type.Plural] = (await make.CreateFullAsync(type)).Text("id")!;
        (await furnished.Client.PutAsync($"people/{furnished._records["people"]}/picture", PictureTests.Content(PictureTests.Png))).Expect(200);
        furnished._records["files"] = (await furnished.Client.SendAsync("POST", $"files/upload?name=one.png&regarding_type=company&regarding={furnished._records["companies"]}", PictureTests.Content(PictureTests.Png))).Expect(201).Text("id")!;
        var invited = server.NewEmail();
        furnished._records["invitations"] = (await furnished.Client.PostAsync("invitations", new { email = invited })).Expect(201).Text("id")!;
        await server.LeftAsync(invited);
        furnished._records["mails"] = (await furnished.Client.GetAsync("mails")).Expect(200).Data()[0].Text("id")!;
        furnished._records["imports"] = (await UploadAsync(furnished.Client, "name\nAcme\n")).Text("id")!;
        var company = furnished._records["companies"];
        furnished._records["changesets"] = (await furnished.Client.PostAsync("companies/actions/update", new { ids = new[] { company }, set = new { employees = 4711 } })).Expect(200).Text("changeset")!;
        furnished._records["changes"] = (await furnished.Client.GetAsync($"companies/{company}/changes")).Expect(200).Data()[0].Raw("position");
        furnished._records["jobs"] = (await server.ParkedJobAsync(furnished.Client, furnished.Client.Workspace)).ToString();
        furnished._records["notifications"] = (await server.NotificationAsync(furnished.Client, Guid.Parse(company))).ToString();
        // Switched off, so that nothing happens by itself.
        var webhook = (await furnished.Client.PostAsync("webhooks", new { url = "https://receiver.example/hook" })).Expect(201).GetProperty("webhook").Text("id")!;
        (await furnished.Client.PatchAsync($"webhooks/{webhook}", new { active = false })).Expect(200);
        while ((await furnished.Client.GetAsync("jobs?kind=webhook")).Expect(200).Data().Count > 0)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        furnished._records["webhooks"] = webhook;
        await furnished.Client.ProgramAsync();
        furnished._records["auth/devices"] = (await furnished.Client.GetAsync("auth/devices")).Expect(200).Data().First(d => d.GetProperty("program").GetBoolean()).Text("id")!;
        furnished._records["auth/passkeys"] = (await server.PasskeyAsync(furnished.Client)).ToString();
        furnished._records["auth/keys"] = (await furnished.Client.PostAsync("auth/keys", new { name = "Bot", scopes = new[] { "all:read" } })).Expect(201).GetProperty("key").Text("id")!;
        furnished._records["domains"] = (await furnished.Client.PostAsync("domains", new { domain = "kith-tests.example" })).Expect(201).Text("id")!;
        (await furnished.Client.PostAsync("types/company/fields", new { name = "gone", kind = "text" })).Expect(201);
        (await furnished.Client.DeleteAsync("types/company/fields/gone_c")).Expect(204);
        // Every company has a name, so it stops nothing.
        furnished._records["types"] = (await furnished.Client.PostAsync("types/company/rules", new { kind = "valid", field = "name", condition = "name is not empty", message = "No name." })).Expect(201).GetProperty("rule").Text("id")!;
        (await furnished.Client.PostAsync("roles", new { label = "Helper", types = new { company = new { read = "own" } } })).Expect(201);
        furnished._records["sharing_rules"] = (await furnished.Client.PostAsync("sharing_rules", new { type = "company", label = "Large", condition = "employees > 100000", to = new { kind = "role", id = "helper_c" } })).Expect(201).Text("id")!;
        furnished._records["viewings"] = (await server.ViewingAsync(furnished.Client, Guid.Parse(furnished._records["people"]))).ToString();
        furnished._records["privacy_requests"] = (await furnished.Client.PostAsync("privacy_requests", new { kind = "access", name = "Nobody Known" })).Expect(201).Text("id")!;
        (await furnished.Client.PutAsync($"legal_holds/{company}", new { reason = "A dispute." })).Expect(204);
        furnished._records["legal_holds"] = company;
        furnished._records["purposes"] = (await furnished.Client.PostAsync("purposes", new { name = "News", basis = "consent", wording = "You may send me news." })).Expect(201).Text("id")!;
        furnished._records["retention_rules"] = (await furnished.Client.PostAsync("retention_rules", new { name = "Old", type = "deal", from = "created_at", days = 36500, action = "trash" })).Expect(201).Text("id")!;
        (await furnished.Client.PutAsync("exchange_rates/USD/2026-01-05", new { rate = "0.92" })).Expect(200);
        while ((await furnished.Client.GetAsync("jobs?kind=revaluation")).Expect(200).Data().Count > 0)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        (await furnished.Client.PostAsync("configuration/kept", new { note = "At first" })).Expect(201);
        furnished._records["consents"] = furnished._records["contacts"];
        return furnished;
    }

    /// <summary>Uploads a file of companies and answers what was found in it.</summary>
    public static async Task<JsonElement> UploadAsync(Client client, string csv)
    {
        using var form = new MultipartFormDataContent { { new StringContent(csv), "file", "companies.csv" }, { new StringContent("company"), "type" } };
        return (await client.PostAsync("imports", form)).Expect(201);
    }

    /// <summary>The operation's paths with everything filled in: for each type, where it is about types, and with an action the type has.</summary>
    /// <param name="id">What stands for the id; null names the workspace's own record.</param>
    public IEnumerable<string> Paths(Operation operation, string? id = null)
    {
        foreach (var type in operation.PerType ? Types : (IEnumerable<TypeSchema?>)[null])
        {
            var path = operation.Path.Replace("{types}", type?.Plural, StringComparison.Ordinal);
            if (path.Contains("{id}", StringComparison.Ordinal))
                path = path.Replace("{id}", id ?? _records[Collection(path)], StringComparison.Ordinal);
            path = path.Replace("{name}", path.Contains("/roles/", StringComparison.Ordinal) ? "helper_c" : "company", StringComparison.Ordinal).Replace("{field}", "name", StringComparison.Ordinal)
                .Replace("{position}", id is null ? _records["changes"] : "999999999", StringComparison.Ordinal)
                .Replace("{delivery}", Guid.Empty.ToString(), StringComparison.Ordinal).Replace("{share}", Guid.Empty.ToString(), StringComparison.Ordinal).Replace("{grant}", Guid.Empty.ToString(), StringComparison.Ordinal)
                .Replace("{key}", "gone_c", StringComparison.Ordinal).Replace("{number}", "1", StringComparison.Ordinal).Replace("{currency}", "USD", StringComparison.Ordinal).Replace("{day}", "2026-01-05", StringComparison.Ordinal);
            if (!path.Contains("{action}", StringComparison.Ordinal))
                yield return path;
            var own = type?.Json.GetProperty("actions").EnumerateArray().Select(a => a.Text("name")!) ?? [];
            string[] all = ["update", "delete"];
            foreach (var action in path.Contains("{action}", StringComparison.Ordinal) ? own.Concat(path.Contains("/{action}", StringComparison.Ordinal) && !operation.Path.Contains("{id}", StringComparison.Ordinal) ? all : []) : [])
                yield return path.Replace("{action}", action, StringComparison.Ordinal);
        }
    }

    // What is kept of accounts stands below auth/.
    private static string Collection(string path) => path.Split('/') is [_, _, _, "auth", var kept, ..] ? "auth/" + kept : path.Split('/')[3];

    /// <summary>A body that the operation takes; null where it takes none.</summary>
    public static object? Body(Operation operation, string path, Guid? id = null) => operation switch
    {
        { Method: "GET" or "DELETE" } or { Id: "restore" or "log_out" or "load_sample_data" or "send_verification" or "reactivate_person" or "resend_invitation" or "refuse_viewing" or "start_viewing" or "end_viewing" or "erase_person" or "try_retention_rule" or "restore_field" or "unconvert_field" } => null,
        { Id: "act_on_many" } => path.EndsWith("/update", StringComparison.Ordinal) ? new { ids = new[] { id }, set = new { } } : new { ids = new[] { id } },
        { Id: "replay_webhook" } => new { from = 1 },
        { Id: "make_private" } => null,
        { Id: "share" } => new { to = new { kind = "role", id = "viewer" } },
        { Id: "create_grant" } => new { role = "viewer" },
        { Id: "set_role" } => new { role = "administrator" },
        { Id: "create_privacy_request" } => new { kind = "access", email = "someone@example.com" },
        { Id: "privacy_search" or "update_privacy_request" } => new { email = "someone@example.com" },
        { Id: "put_legal_hold" } or { Id: "refuse_privacy_request" } => new { reason = "Nobody we know." },
        { Id: "set_exchange_rate" } => new { rate = "0.92" },
        { Id: "create_purpose" or "update_purpose" } => new { name = "Contracts", basis = "contract" },
        { Id: "create_retention_rule" or "update_retention_rule" } => new { name = "Older", type = "deal", from = "created_at", days = 36500, action = "trash" },
        { Id: "record_consent" } => new { state = "given", channel = "phone" },
        { Id: "apply_configuration" } => new { configuration = new { format = "kith.configuration/1" } },
        { Id: "keep_configuration" } => new { note = "As it was" },
        { Id: "set_choices" } => new { choices = Array.Empty<object>() },
        { Id: "query" } => new { from = "deals", measures = new { n = "count()" } },
        _ => new { },
    };
}

/// <summary>Which operations take what.</summary>
public static class OperationReading
{
    public static bool TakesJson(this Operation operation) =>
        operation.RequestType == "application/json" && (operation.Request is not null || operation.RequestShape != RecordShape.None);

    /// <summary>A typed body, whose members are known.</summary>
    public static bool TakesMembers(this Operation operation) => operation.TakesJson() && operation.Request is { IsGenericType: false };

    public static bool NeedsBody(this Operation operation) => operation.TakesJson() && operation.Id is not ("act_on_one" or "revoke_tokens" or "undo_changeset" or "undo_import" or "undo_change");

    /// <summary>The members of a typed body by the name that travels.</summary>
    public static IEnumerable<(string Name, Type Type)> Members(this Operation operation) =>
        operation.Request!.GetProperties().Select(p => (JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name), Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType));
}
