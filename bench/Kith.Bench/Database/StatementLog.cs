using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;

namespace Kith.Bench.Database;

/// <summary>
/// Finds out which statements Kith sends for a request, from PostgreSQL's own log: what pgbench runs is then what Kith ran, not what
/// somebody believed it runs.
/// </summary>
internal sealed partial class StatementLog(NpgsqlConnection superuser)
{
    private const string Parameters = "parameters: ";
    private const string Current = "pg_current_logfile('jsonlog')";

    /// <summary>The statements of one request, which is sent inside.</summary>
    /// <param name="marks">Texts of which its values hold one at least, which tells it from work in the background; none where it stands out by being last.</param>
    public async Task<IReadOnlyList<Statement>> WatchAsync(Func<Task> request, params IReadOnlyList<string> marks)
    {
        await request(); // Signs in and prepares, so that the request watched is like all the later ones.
        await SetAsync("set log_destination = jsonlog", "set log_statement = 'all'", "set log_error_verbosity = 'default'");
        var begin = await ScalarAsync<long>($"select size from pg_stat_file({Current})");
        await request();
        await Task.Delay(300);
        var lines = Read(await ScalarAsync<string>($"select pg_read_file({Current}, {begin.ToString(CultureInfo.InvariantCulture)}, 1000000000)"));
        await SetAsync("reset log_destination", "reset log_statement", "reset log_error_verbosity");
        var statements = new List<Statement>();
        foreach (var transaction in OfRequest(lines, marks))
        {
            foreach (var line in transaction)
                statements.Add(new Statement(line.Sql, line.Values, line.Values.Count == 0 ? [] : await TypesAsync(line.Sql), line == transaction.First()));
        }
        return statements;
    }

    private async Task SetAsync(params IReadOnlyList<string> settings)
    {
        foreach (var setting in settings)
            await Filling.ExecuteAsync(superuser, "alter system " + setting);
        await Filling.ExecuteAsync(superuser, "select pg_reload_conf()");
        await Task.Delay(300);
    }

    /// <param name="Transaction">The same for statements of one batch, which are one implicit transaction.</param>
    private sealed record Logged(string Transaction, string Sql, IReadOnlyList<string?> Values);

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = new NpgsqlCommand(sql, superuser);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static List<Logged> Read(string log)
    {
        var statements = new List<Logged>();
        foreach (var line in log.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // A server that was stopped may have left half a line.
            if (!line.EndsWith('}'))
                continue;
            using var json = JsonDocument.Parse(line);
            var message = json.RootElement.GetProperty("message").GetString()!;
            if (json.RootElement.TryGetProperty("application_name", out var name) && name.GetString() == "kith" && Execute().Match(message) is { Success: true } match)
                statements.Add(new Logged(json.RootElement.GetProperty("vxid").GetString()!, message[match.Length..], json.RootElement.TryGetProperty("detail", out var detail) ? Values(detail.GetString()!) : []));
        }
        return statements;
    }

    // Kith begins each transaction by naming the workspace; what its background work sends meanwhile stands in others.
    private static IEnumerable<IGrouping<string, Logged>> OfRequest(IReadOnlyList<Logged> all, IReadOnlyList<string> marks)
    {
        bool Holds(Logged statement) => statement.Values.Any(v => v is not null && marks.Any(m => v.Contains(m, StringComparison.Ordinal)));
        var requests = all.GroupBy(s => s.Transaction).Where(t => t.Take(2).Any(s => s.Sql.Contains("kith.context", StringComparison.Ordinal))).ToList();
        // Readers of the stream meet the same values right behind it, and what seals it meets them in its sums.
        requests.RemoveAll(t => t.Any(s => s.Sql.Contains("from consumer", StringComparison.Ordinal) || s.Sql.Contains("from seal", StringComparison.Ordinal) || s.Sql.Contains("update job", StringComparison.Ordinal)));
        return requests.Where(t => t.Any(Holds)) is var held && held.Any() ? held : [requests[^1]];
    }

    /// <summary>Reads <c>parameters: $1 = 'a', $2 = NULL</c>; a quote inside a value is doubled.</summary>
    private static List<string?> Values(string detail)
    {
        var values = new List<string?>();
        var rest = detail[Parameters.Length..];
        while (rest.Length > 0)
        {
            rest = rest[(rest.IndexOf(" = ", StringComparison.Ordinal) + 3)..];
            if (rest[0] != '\'')
            {
                values.Add(null);
                rest = rest["NULL".Length..];
            }
            else
            {
                var value = new StringBuilder();
                var i = 1;
                for (; rest[i] != '\'' || (i + 1 < rest.Length && rest[i + 1] == '\''); i++)
                {
                    if (rest[i] == '\'')
                        i++;
                    value.Append(rest[i]);
                }
                values.Add(value.ToString());
                rest = rest[(i + 1)..];
            }
            rest = rest.TrimStart(',', ' ');
        }
        return values;
    }

    private async Task<IReadOnlyList<string>> TypesAsync(string sql)
    {
        await Filling.ExecuteAsync(superuser, "set search_path = kith");
        await Filling.ExecuteAsync(superuser, $"prepare watched as {sql}");
        await using var command = new NpgsqlCommand("select parameter_types::text[] from pg_prepared_statements where name = 'watched'", superuser);
        var types = (string[])(await command.ExecuteScalarAsync())!;
        await Filling.ExecuteAsync(superuser, "deallocate watched");
        return types;
    }

    [GeneratedRegex("^(?:execute [^:]+|statement): ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Execute();
}
