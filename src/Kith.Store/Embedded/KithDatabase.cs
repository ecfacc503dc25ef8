using Npgsql;

namespace Kith.Store.Embedded;

/// <summary>The one database in an embedded cluster.</summary>
internal static class KithDatabase
{
    private const string Name = "kith";

    /// <summary>Makes the database when it is missing and returns the connection string for it.</summary>
    public static async Task<string> EnsureAsync(NpgsqlConnectionStringBuilder superuser, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(superuser.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var find = new NpgsqlCommand($"SELECT 1 FROM pg_database WHERE datname = '{Name}'", connection);
            if (await find.ExecuteScalarAsync(cancellationToken) is null)
            {
                await using var create = new NpgsqlCommand($"CREATE DATABASE {Name}", connection);
                await create.ExecuteNonQueryAsync(cancellationToken);
            }
        }
        catch (NpgsqlException problem)
        {
            throw new DatabaseUnusableException($"The embedded PostgreSQL runs, but does not let Kith in: {problem.Message}", problem);
        }

        return new NpgsqlConnectionStringBuilder(superuser.ConnectionString) { Database = Name, Pooling = true }.ConnectionString;
    }
}
