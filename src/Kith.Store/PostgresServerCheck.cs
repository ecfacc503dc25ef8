using System.Net.Sockets;
using Kith.Store.Embedded;
using Npgsql;

namespace Kith.Store;

/// <summary>Finds out at start whether the server that <c>KITH_DATABASE</c> names can hold Kith, and says what is wrong in words.</summary>
public static class PostgresServerCheck
{
    private const int OldestVersion = PostgresBinaries.OldestMajor * 10_000;
    private const int PatienceInSeconds = 10;

    /// <summary>Connects and checks everything Kith needs of the server, the database and the account.</summary>
    /// <param name="connectionString">The value of <c>KITH_DATABASE</c>; its password is in no message.</param>
    /// <param name="extensions">The extensions that Kith's schema makes.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="DatabaseUnusableException">Something is missing; the message says what, and what to do.</exception>
    public static async Task RunAsync(string connectionString, IReadOnlyCollection<string> extensions, CancellationToken cancellationToken)
    {
        var settings = Parse(connectionString);
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await CheckServerAsync(connection, cancellationToken);
            await CheckRightsAsync(connection, cancellationToken);
            await CheckExtensionsAsync(connection, extensions, cancellationToken);
        }
        catch (Exception problem) when (problem is NpgsqlException or SocketException or TimeoutException or ArgumentException)
        {
            throw new DatabaseUnusableException(Explain(problem, settings), problem);
        }
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        const string Example = "Write it like \"Host=db.example.com;Username=kith;Password=…;Database=kith\".";
        if (connectionString.Contains("://", StringComparison.Ordinal) && !connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase))
        {
            throw new DatabaseUnusableException($"KITH_DATABASE is an address (postgres://…), but Kith reads a connection string. {Example}");
        }

        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception problem) when (problem is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The inner message may quote the string, and so the password: it goes no further.
            throw new DatabaseUnusableException($"KITH_DATABASE cannot be read as a connection string. {Example}");
        }

        if (string.IsNullOrEmpty(settings.Host))
        {
            throw new DatabaseUnusableException($"KITH_DATABASE names no Host. {Example}");
        }

        settings.Pooling = false;
        settings.Timeout = PatienceInSeconds;
        return settings;
    }

    private static async Task CheckServerAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT current_setting('server_version_num')::int, current_setting('server_version'),
                   current_setting('server_encoding'), pg_is_in_recovery()
            """;
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        Require(
            row.GetInt32(0) >= OldestVersion,
            $"KITH_DATABASE names a PostgreSQL {row.GetString(1)}, but Kith needs {PostgresBinaries.OldestMajor} or newer.");
        Require(
            row.GetString(2) == "UTF8",
            $"The database in KITH_DATABASE has the encoding {row.GetString(2)}, but Kith needs UTF8: CREATE DATABASE kith ENCODING 'UTF8' TEMPLATE template0;");
        Require(!row.GetBoolean(3), "KITH_DATABASE names a replica, which cannot be written to. Name the primary server.");
    }

    private static async Task CheckRightsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT quote_ident(current_user), quote_ident(current_database()), rolsuper OR rolcreaterole,
                   has_database_privilege(current_database(), 'CREATE')
            FROM pg_roles WHERE rolname = current_user
            """;
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (user, database) = (row.GetString(0), row.GetString(1));
        Require(
            row.GetBoolean(2),
            $"The user {user} in KITH_DATABASE may not create roles, which Kith needs to give itself fewer rights. As a superuser run: ALTER ROLE {user} CREATEROLE;");
        Require(
            row.GetBoolean(3),
            $"The user {user} in KITH_DATABASE may not create schemas and extensions in {database}. As its owner run: GRANT CREATE ON DATABASE {database} TO {user};");
    }

    private static async Task CheckExtensionsAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> extensions, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT wanted.name, available.name IS NOT NULL,
                   installed.oid IS NOT NULL OR me.rolsuper OR coalesce(version.trusted OR NOT version.superuser, false)
            FROM unnest($1) AS wanted(name)
            JOIN pg_roles me ON me.rolname = current_user
            LEFT JOIN pg_available_extensions available ON available.name = wanted.name
            LEFT JOIN pg_available_extension_versions version ON version.name = available.name AND version.version = available.default_version
            LEFT JOIN pg_extension installed ON installed.extname = wanted.name
            ORDER BY wanted.name
            """;
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. extensions] });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var name = row.GetString(0);
            Require(row.GetBoolean(1), $"The server in KITH_DATABASE lacks the extension {name}. Install its package of extensions (Debian: postgresql-contrib).");
            Require(
                row.GetBoolean(2),
                $"The user in KITH_DATABASE may not create the extension {name}. As a superuser run in that database: CREATE EXTENSION \"{name}\";");
        }
    }

    private static string Explain(Exception problem, NpgsqlConnectionStringBuilder settings)
    {
        var place = $"{settings.Host}, port {settings.Port}";
        return (problem as PostgresException)?.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword =>
                $"The server in KITH_DATABASE ({place}) does not accept the password of the user {settings.Username}.",
            PostgresErrorCodes.InvalidAuthorizationSpecification =>
                $"The server in KITH_DATABASE ({place}) does not let the user {settings.Username} in from here: the role is missing, or pg_hba.conf or its demand for TLS is in the way.",
            PostgresErrorCodes.InvalidCatalogName =>
                $"The database {settings.Database ?? settings.Username} in KITH_DATABASE does not exist on {place}. Make it: CREATE DATABASE {settings.Database ?? settings.Username};",
            PostgresErrorCodes.InsufficientPrivilege =>
                $"The user {settings.Username} in KITH_DATABASE may not connect to the database {settings.Database ?? settings.Username}.",
            PostgresErrorCodes.TooManyConnections => $"The server in KITH_DATABASE ({place}) has no free connection. Raise its max_connections.",
            PostgresErrorCodes.CannotConnectNow => $"The server in KITH_DATABASE ({place}) is starting or stopping. Try again in a moment.",
            { } code => $"The server in KITH_DATABASE ({place}) refuses with the error {code}.",
            null when problem is ArgumentException => "KITH_DATABASE holds settings that do not go together.",
            null when problem is TimeoutException || problem.InnerException is TimeoutException =>
                $"The server in KITH_DATABASE ({place}) did not answer within {PatienceInSeconds} seconds. Check the name, the port and the firewall.",
            null when Socket(problem) is { } socket =>
                $"The server in KITH_DATABASE ({place}) cannot be reached: {socket.Message}. Check the name and the port, and that it runs.",
            null when settings.Password is null && problem.Message.Contains("password", StringComparison.OrdinalIgnoreCase) =>
                $"The server in KITH_DATABASE ({place}) asks for a password, but none is given.",
            null => $"The server in KITH_DATABASE ({place}) cannot be used: {problem.Message}",
        };
    }

    private static SocketException? Socket(Exception? problem) =>
        problem is null or SocketException ? problem as SocketException : Socket(problem.InnerException);

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new DatabaseUnusableException(message);
        }
    }
}
