using System.Buffers;
using System.Text.Json;
using Kith.Activities;
using Kith.Core.Access;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Products;
using Kith.Sales;
using Kith.Store.Embedded;
using Kith.Store.Schema;
using Kith.Store.Sql;
using Kith.Store.Writing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

[assembly: AssemblyFixture(typeof(Kith.Store.Tests.Records.StoreFixture))]

namespace Kith.Store.Tests.Records;

/// <summary>One migrated database for all tests of the assembly; each test takes a workspace of its own.</summary>
public sealed class StoreFixture : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "kith-" + Path.GetRandomFileName())).FullName;
    private EmbeddedPostgres _postgres = null!;

    /// <summary>The installation's secret.</summary>
    public static byte[] Secret => "a secret of at least thirty-two bytes for tests"u8.ToArray();

    /// <summary>Connection string of the role that owns the database.</summary>
    public string OwnerConnection => _postgres.ConnectionString;

    /// <summary>Connection string of the role that owns nothing.</summary>
    public string AppConnection { get; private set; } = "";

    public KithStore Store { get; private set; } = null!;
    public NpgsqlDataSource Owner { get; private set; } = null!;
    public NpgsqlDataSource App { get; private set; } = null!;
    public ContextSigner Signer { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = _directory, Durable = false }, NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        var catalogue = Catalogue.BuiltIn([new SalesModule(), new ActivitiesModule(), new ProductsModule()]);
        var migrator = new Migrator(catalogue, Secret, NullLogger<Migrator>.Instance);
        AppConnection = await migrator.RunAsync(_postgres.ConnectionString, CancellationToken.None);
        Owner = NpgsqlDataSource.Create(_postgres.ConnectionString);
        App = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(AppConnection) { MaxAutoPrepare = 100, NoResetOnClose = true, IncludeErrorDetail = true }.ConnectionString);
        Signer = new ContextSigner(migrator.ContextKey, TimeProvider.System);
        Store = new KithStore(new Database(App, Signer), catalogue, new RolePolicy(), TimeProvider.System);
    }

    /// <summary>The same workspace under other rights.</summary>
    public Workspace Under(AccessPolicy policy, Workspace workspace) =>
        new(new KithStore(Store.Database, Store.Catalogues.BuiltIn, policy, TimeProvider.System), workspace.Id, workspace.Owner);

    /// <summary>A new workspace with an owner.</summary>
    public Task<Workspace> WorkspaceAsync() => WorkspaceAsync(Store);

    /// <summary>A new workspace with an owner in a store.</summary>
    public static async Task<Workspace> WorkspaceAsync(KithStore store)
    {
        var id = store.Ids.Next();
        await using var session = await store.Database.OpenAsync(id, CancellationToken.None);
        await session.ExecuteAsync(
        [
            SqlText.Of($"insert into workspace (id, name, currency, time_zone, created_at) values ({id}, 'Test', 'EUR', 'Europe/Rome', now())"),
            SqlText.Of($"insert into position (workspace_id) values ({id})"),
        ], CancellationToken.None);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome");
        var system = Caller.System("test", id, "EUR", zone);
        var person = new WriteRequest(WriteKind.Create, store.Ids.Next());
        var type = store.Catalogues.BuiltIn["person"];
        person.Values[type["name"]] = "Olga Owner";
        person.Values[type["role"]] = "owner";
        await store.Writes.OneAsync(session, system, store.Catalogues.BuiltIn, type, person, null, null, CancellationToken.None);
        return new Workspace(store, id, Caller.Of(id, person.Id, Role.Owner, Via.Api, "EUR", zone));
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Owner.DisposeAsync();
        await _postgres.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}

/// <summary>A workspace in a test, with short calls.</summary>
public sealed class Workspace(KithStore store, Guid id, Caller owner)
{
    public Guid Id => id;
    public Caller Owner => owner;

    public async Task<JsonElement> CreateAsync(string type, string json) => (await WriteAsync(type, new WriteRequest(WriteKind.Create, store.Ids.Next()), json))!.Value;
    public async Task<JsonElement> UpdateAsync(string type, Guid record, string json, long? version = null) => (await WriteAsync(type, new WriteRequest(WriteKind.Update, record) { Version = version }, json))!.Value;
    public Task DeleteAsync(string type, Guid record) => WriteAsync(type, new WriteRequest(WriteKind.Delete, record), "{}");
    public async Task<JsonElement> RestoreAsync(string type, Guid record) => (await WriteAsync(type, new WriteRequest(WriteKind.Restore, record), "{}"))!.Value;

    private async Task<JsonElement?> WriteAsync(string typeName, WriteRequest request, string json)
    {
        var catalogue = await store.Catalogues.OfAsync(id, 0, CancellationToken.None);
        var type = catalogue[typeName];
        RecordInput.Bind(JsonDocument.Parse(json).RootElement, type, store.Policy.Rights(owner, type), new InputFormat("EUR"), request);
        var output = new ArrayBufferWriter<byte>();
        await using var session = await store.Database.OpenAsync(id, CancellationToken.None);
        await store.Writes.OneAsync(session, owner, catalogue, type, request, null, output, CancellationToken.None);
        return output.WrittenCount == 0 ? null : JsonDocument.Parse(output.WrittenMemory).RootElement;
    }

    public async Task<JsonElement> ListAsync(string typeName, ListQuery query)
    {
        var catalogue = await store.Catalogues.OfAsync(id, 0, CancellationToken.None);
        var output = new ArrayBufferWriter<byte>();
        await store.Reads.ListAsync(owner, catalogue, catalogue[typeName], query, output, CancellationToken.None);
        return JsonDocument.Parse(output.WrittenMemory).RootElement;
    }

    public async Task<JsonElement> ReportAsync(string typeName, ReportQuery query)
    {
        var catalogue = await store.Catalogues.OfAsync(id, 0, CancellationToken.None);
        var output = new ArrayBufferWriter<byte>();
        await store.Reads.ReportAsync(owner, catalogue, catalogue[typeName], query, output, CancellationToken.None);
        return JsonDocument.Parse(output.WrittenMemory).RootElement;
    }

    public async Task<JsonElement> HistoryAsync(Guid record)
    {
        var catalogue = await store.Catalogues.OfAsync(id, 0, CancellationToken.None);
        var output = new ArrayBufferWriter<byte>();
        await store.Changes.ListAsync(owner, catalogue, new Store.Stream.ChangeQuery { Record = record, NewestFirst = true }, output, CancellationToken.None);
        return JsonDocument.Parse(output.WrittenMemory).RootElement.GetProperty("data");
    }

    public async Task<JsonElement> SearchAsync(string typed)
    {
        var catalogue = await store.Catalogues.OfAsync(id, 0, CancellationToken.None);
        var output = new ArrayBufferWriter<byte>();
        await store.Search.WriteAsync(owner, catalogue, typed, [], 20, output, CancellationToken.None);
        return JsonDocument.Parse(output.WrittenMemory).RootElement.GetProperty("data");
    }
}

/// <summary>Short readings of records in tests.</summary>
public static class JsonReading
{
    public static Guid Id(this JsonElement record) => record.GetProperty("id").GetGuid();
    public static string? Text(this JsonElement record, string field) => record.GetProperty(field).GetString();
    public static IEnumerable<string?> Texts(this JsonElement page, string field) => page.GetProperty("data").EnumerateArray().Select(r => r.GetProperty(field).GetString());
}
