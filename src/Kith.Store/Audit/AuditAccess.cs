using Kith.Core.Types;
using Kith.Store.Schema;
using Kith.Store.Sql;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Kith.Store.Audit;

/// <summary>A database as an audit needs it: without a server over it, and without changing its schema.</summary>
public sealed class AuditAccess : IAsyncDisposable
{
    private readonly string _owner;
    private readonly DatabaseRoles _roles;
    private readonly ContextSigner _signer;

    /// <param name="owner">Connection string of the role that owns the tables.</param>
    /// <param name="secret">The installation's secret.</param>
    public AuditAccess(string owner, byte[] secret)
    {
        (_owner, _roles) = (owner, DatabaseRoles.Of(secret));
        var app = new NpgsqlConnectionStringBuilder(owner) { Username = _roles.App, Password = _roles.Password, SearchPath = RowSecurity.SearchPath, CommandTimeout = 0 };
        var key = new Migrator(Catalogue.BuiltIn([]), secret, NullLogger<Migrator>.Instance).ContextKey;
        _signer = new ContextSigner(key, TimeProvider.System);
        Database = new Database(NpgsqlDataSource.Create(app.ConnectionString), _signer);
    }

    /// <summary>Reads as the server does.</summary>
    public Database Database { get; }

    /// <summary>All workspaces, the oldest first.</summary>
    public async Task<IReadOnlyList<Guid>> WorkspacesAsync(CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_owner) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellation);
        // The owner of the tables need not be above row-level security; the role of jobs sees which workspaces there are.
        await using (var role = new NpgsqlCommand($"set role {new SqlName(_roles.Jobs).Quoted}", connection))
            await role.ExecuteNonQueryAsync(cancellation);
        await using (var context = new NpgsqlCommand("select set_config('kith.context', $1, false)", connection) { Parameters = { new() { Value = _signer.SignOutside() } } })
            await context.ExecuteNonQueryAsync(cancellation);
        await using var command = new NpgsqlCommand("select id from kith.workspace order by created_at, id", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<Guid>();
        while (await reader.ReadAsync(cancellation))
            found.Add(reader.GetGuid(0));
        return found;
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
