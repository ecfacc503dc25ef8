using System.Globalization;
using System.Text;
using Npgsql;

namespace Kith.Store.Tests.Isolation;

/// <summary>What an attempt brought: the rows as text, or the error with everything PostgreSQL says of it.</summary>
public sealed record Loot(string Text, string? Error)
{
    public bool Tells => CanaryDatabase.Tells(Text);
}

/// <summary>Runs whatever SQL as the application's role, each attempt in a transaction that is rolled back.</summary>
public static class Attacker
{
    /// <summary>Runs statements one after the other after setting the context, if there is one.</summary>
    public static async Task<Loot> TryAsync(NpgsqlConnection connection, string? context, params string[] statements)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var told = new StringBuilder();
        try
        {
            if (context is not null)
            {
                await using var enter = new NpgsqlCommand("select set_config('kith.context', $1, true)", connection) { Parameters = { new() { Value = context } } };
                await enter.ExecuteNonQueryAsync();
            }
            foreach (var statement in statements)
                await RunAsync(connection, statement, told);
            return new Loot(told.ToString(), null);
        }
        catch (PostgresException error)
        {
            told.Append(CultureInfo.InvariantCulture, $"{error.MessageText} {error.Detail} {error.Hint} {error.Where} {error.InternalQuery} {error.ConstraintName}");
            return new Loot(told.ToString(), error.SqlState);
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string statement, StringBuilder told)
    {
        if (statement.StartsWith("copy ", StringComparison.Ordinal))
        {
            using var copy = await connection.BeginTextExportAsync(statement);
            told.Append(await copy.ReadToEndAsync());
            return;
        }
        await using var command = new NpgsqlCommand(statement, connection) { AllResultTypesAreUnknown = true };
        await using var reader = await command.ExecuteReaderAsync();
        do
        {
            while (await reader.ReadAsync())
            {
                for (var i = 0; i < reader.FieldCount; i++)
                    told.Append(await reader.IsDBNullAsync(i) ? "" : reader.GetString(i)).Append('\t');
                told.Append('\n');
            }
        }
        while (await reader.NextResultAsync());
    }
}
