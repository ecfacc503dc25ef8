using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kith.Bench.Database;

namespace Kith.Bench;

/// <summary>What it took to deal leads out by rules.</summary>
/// <param name="Seconds">From the call until the changeset says that it is done.</param>
/// <param name="Plain">Seconds in which PostgreSQL alone writes as many owners, with nothing decided and nothing told.</param>
internal sealed record AssignmentFigure(int Leads, int Rules, double Seconds, double Plain)
{
    public double Ratio => Seconds / Plain;
}

/// <summary>Deals a hundred thousand leads out by two hundred rules, through the bulk action that the screen uses, and has plain SQL write as many owners.</summary>
internal sealed class AssignmentTimes(KithProcess kith, PostgresAccess postgres)
{
    private const int Leads = 100_000;
    private const int Rules = 200;
    private const int People = 20;

    private const string Fill = """
        insert into kith.lead (workspace_id, id, created_at, created_by, updated_at, updated_by, name, last_name, company_name, status, industry, employees, source, email, owner_id)
        select $1, ('0198d000-0000-7000-8000-' || 100000000000 + n)::uuid, now(), $2, now(), $2, 'Lead ' || n, 'Lead ' || n, 'Firm ' || n % 5000, 'new', (array['retail', 'medical', 'software', 'finance'])[1 + n % 4], n % 2000, 'website', 'lead' || n || '@firm.example', $2
        from generate_series(1, $3::bigint) n;
        insert into kith.entry (workspace_id, id, type, title, words, title_words, owner_id)
        select l.workspace_id, l.id, 'lead', l.name, array_to_tsvector(array[right(l.workspace_id::text, 6) || 'lead']), lower(l.name), l.owner_id from kith.lead l where l.workspace_id = $1;
        """;

    private const string Plain = """
        update kith.lead set owner_id = $2, version = version + 1, updated_at = now() where workspace_id = $1;
        update kith.entry set owner_id = $2 where workspace_id = $1 and type = 'lead';
        """;

    public async Task<AssignmentFigure> RunAsync()
    {
        var (workspace, person) = await kith.SignUpAsync("Assignment");
        await using var connection = await postgres.OpenAsync();
        foreach (var statement in Statements(Fill))
            await ExecuteAsync(connection, statement, workspace, person, statement.Contains("$3", StringComparison.Ordinal) ? (long)Leads : null);
        await Filling.ExecuteAsync(connection, "vacuum analyze");
        await Filling.ExecuteAsync(connection, "checkpoint");
        var token = await kith.TokenAsync(new Tenant(workspace, person, Guid.Empty));
        await MakeRulesAsync(token);

        var started = Stopwatch.GetTimestamp();
        using var answer = JsonDocument.Parse(await kith.SendAsync(("POST", "/api/v1/leads/actions/assign", """{"where":"id is not empty"}"""), token));
        var id = answer.RootElement.GetProperty("changeset").GetString()!;
        await DoneAsync(token, id);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;

        await Filling.ExecuteAsync(connection, "vacuum analyze");
        await Filling.ExecuteAsync(connection, "checkpoint");
        started = Stopwatch.GetTimestamp();
        foreach (var statement in Statements(Plain))
            await ExecuteAsync(connection, statement, workspace, person, null);
        var figure = new AssignmentFigure(Leads, Rules, seconds, Stopwatch.GetElapsedTime(started).TotalSeconds);
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"assignment: {figure.Leads} leads by {figure.Rules} rules in {figure.Seconds:0.0} s; plain SQL writes as many owners in {figure.Plain:0.0} s, {figure.Ratio:0.0} times"));
        return figure;
    }

    // Ten employees to a rule, so that on average a hundred conditions are false before one holds.
    private async Task MakeRulesAsync(string token)
    {
        var people = new List<string>();
        for (var i = 0; i < People; i++)
            people.Add(await MakeAsync(token, "people", JsonSerializer.Serialize(new { name = $"Seller {i}" })));
        string[] ways = ["round_robin", "load", "weighted", "person"];
        for (var i = 0; i < Rules; i++)
        {
            var body = new { name = $"Rule {i}", condition = $"employees >= {i * 10} and employees < {i * 10 + 10} and industry in (\"retail\", \"medical\", \"software\", \"finance\")", way = ways[i % ways.Length], people = people.Skip(i % 10).Take(5) };
            await MakeAsync(token, "assignment_rules", JsonSerializer.Serialize(body));
        }
    }

    private async Task<string> MakeAsync(string token, string types, string body)
    {
        using var made = JsonDocument.Parse(await kith.SendAsync(("POST", $"/api/v1/{types}", body), token));
        return made.RootElement.GetProperty("id").GetString()!;
    }

    private async Task DoneAsync(string token, string id)
    {
        while (true)
        {
            await Task.Delay(200);
            using var set = JsonDocument.Parse(await kith.SendAsync(("GET", $"/api/v1/changesets/{id}", null), token));
            var state = set.RootElement.GetProperty("state").GetString();
            if (state is "waiting" or "running")
                continue;
            if (state != "done" || set.RootElement.GetProperty("changed").GetInt64() != Leads)
                throw new InvalidOperationException($"Not every lead was dealt out: {set.RootElement}");
            return;
        }
    }

    private static IEnumerable<string> Statements(string script) => script.Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(s => s.TrimEnd(';'));

    private static async Task ExecuteAsync(Npgsql.NpgsqlConnection connection, string statement, Guid workspace, Guid person, long? count)
    {
        await using var command = new Npgsql.NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = workspace });
        if (statement.Contains("$2", StringComparison.Ordinal))
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = person });
        if (count is { } rows)
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = rows });
        await command.ExecuteNonQueryAsync();
    }
}
