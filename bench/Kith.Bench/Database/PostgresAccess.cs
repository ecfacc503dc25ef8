using System.Globalization;
using System.Text;
using Kith.Core.Types;
using Kith.Store.Schema;
using Kith.Store.Sql;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Kith.Bench.Database;

/// <summary>Ways into the PostgreSQL that a Kith of the bench runs.</summary>
/// <param name="Socket">Directory of its socket.</param>
/// <param name="Role">What Kith signs in as.</param>
/// <param name="Version">What runs, such as <c>PostgreSQL 15.14</c>.</param>
/// <param name="Programs">Directory of PostgreSQL's programs.</param>
/// <param name="Process">Process id of the server.</param>
/// <param name="Signer">Signs workspaces as Kith does.</param>
internal sealed record PostgresAccess(string Socket, string Role, string Password, string Version, string Programs, int Process, string Superuser, ContextSigner Signer)
{
    public string Name => "kith";

    /// <summary>Connection string of Kith's role, as Kith itself uses it.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = Socket, Username = Role, Password = Password, Database = Name, SearchPath = "kith", NoResetOnClose = true, MaxAutoPrepare = 100, AutoPrepareMinUsages = 1,
    }.ConnectionString;

    /// <summary>Looks into the files of a Kith that runs.</summary>
    public static async Task<PostgresAccess> OfAsync(string data)
    {
        var root = Path.Combine(data, "postgres");
        var noted = Path.Combine(root, "socket.path");
        var socket = File.Exists(noted) ? await File.ReadAllTextAsync(noted) : Path.Combine(root, "socket");
        var migrator = new Migrator(Catalogue.BuiltIn([]), Encoding.UTF8.GetBytes((await File.ReadAllTextAsync(Path.Combine(data, "secret"))).Trim()), NullLogger<Migrator>.Instance);
        var superuser = new NpgsqlConnectionStringBuilder
        {
            Host = socket, Username = "postgres", Password = await File.ReadAllTextAsync(Path.Combine(root, "password")), Database = "kith",
        }.ConnectionString;
        await using var connection = new NpgsqlConnection(superuser);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select setting from pg_config where name in ('BINDIR', 'VERSION') order by name", connection);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        var programs = row.GetString(0);
        await row.ReadAsync();
        var version = row.GetString(0);
        var process = (await File.ReadAllLinesAsync(Path.Combine(root, "cluster", "postmaster.pid")))[0];
        return new PostgresAccess(socket, migrator.Roles.App, migrator.Roles.Password, version, programs, int.Parse(process, CultureInfo.InvariantCulture), superuser, new ContextSigner(migrator.ContextKey, TimeProvider.System));
    }

    /// <summary>A connection of the superuser.</summary>
    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(Superuser);
        await connection.OpenAsync();
        return connection;
    }
}
