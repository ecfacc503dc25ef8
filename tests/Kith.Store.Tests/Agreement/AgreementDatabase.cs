using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Schema;
using Kith.Store.Sql;
using Kith.Store.Tests.Records;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Kith.Store.Tests.Agreement;

/// <summary>A database of its own with the types of <see cref="AgreementModule"/>.</summary>
public sealed class AgreementDatabase : IAsyncDisposable
{
    // Two at once would alter the roles, which all databases of a cluster share.
    private static readonly SemaphoreSlim Migrating = new(1);

    private readonly NpgsqlDataSource _app;

    private AgreementDatabase(NpgsqlDataSource owner, NpgsqlDataSource app, KithStore store) => (Owner, _app, Store) = (owner, app, store);

    public NpgsqlDataSource Owner { get; }

    public KithStore Store { get; }

    public static async Task<AgreementDatabase> MakeAsync(StoreFixture fixture, string name)
    {
        await using (var create = fixture.Owner.CreateCommand($"create database {name}"))
            await create.ExecuteNonQueryAsync();
        var ownerConnection = new NpgsqlConnectionStringBuilder(fixture.OwnerConnection) { Database = name }.ConnectionString;
        var catalogue = Catalogue.BuiltIn([new AgreementModule()]);
        var migrator = new Migrator(catalogue, "a secret of at least thirty-two bytes for tests"u8.ToArray(), NullLogger<Migrator>.Instance);
        await Migrating.WaitAsync();
        NpgsqlDataSource app;
        try
        {
            app = NpgsqlDataSource.Create(await migrator.RunAsync(ownerConnection, CancellationToken.None));
        }
        finally
        {
            Migrating.Release();
        }
        var store = new KithStore(new Database(app, new ContextSigner(migrator.ContextKey, TimeProvider.System)), catalogue, new RolePolicy(), TimeProvider.System);
        return new AgreementDatabase(NpgsqlDataSource.Create(ownerConnection), app, store);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Owner.DisposeAsync();
    }
}
