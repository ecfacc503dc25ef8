using Kith.Store.Tests.Records;
using Npgsql;

namespace Kith.Store.Tests.Isolation;

/// <summary>Every function that the application's role may call, with every kind of argument, tells nothing of another workspace and changes nothing there.</summary>
[Collection(nameof(Canaries))]
public sealed class FunctionTests(StoreFixture fixture, CanaryDatabase canaries)
{
    private const int MostCalls = 40;

    // Most of the word that is looked for: functions answer with their arguments, too, and a whole one would pass for a find.
    private static readonly string Guess = CanaryDatabase.TheirWord[..^2];

    private sealed record Callable(string Name, string[] Types, bool Trusted);

    private async Task<List<Callable>> FunctionsAsync()
    {
        var app = new NpgsqlConnectionStringBuilder(canaries.App.ConnectionString).Username!;
        await using var command = canaries.Owner.CreateCommand("""
            select p.oid::regproc::text, array(select format_type(t, null) from unnest(p.proargtypes) with ordinality u (t, n) order by n), p.prosecdef
            from pg_proc p where p.pronamespace in ('kith'::regnamespace, 'kith_private'::regnamespace, 'kith_stream'::regnamespace)
                and p.prorettype <> 'trigger'::regtype and has_function_privilege($1, p.oid, 'execute') order by 1
            """);
        command.Parameters.Add(new() { Value = app });
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<Callable>();
        while (await reader.ReadAsync())
            found.Add(new Callable(reader.GetString(0), reader.GetFieldValue<string[]>(1), reader.GetBoolean(2)));
        return found;
    }

    private static string[] Candidates(string type) => type switch
    {
        "uuid" => [$"'{CanaryDatabase.Theirs}'", "'0198c0de-1111-7000-8000-00000000000b'", "null"],
        "uuid[]" => [$"array['{CanaryDatabase.Theirs}', '0198c0de-1111-7000-8000-00000000000b']::uuid[]"],
        "text" => ["'company'", "'own_record'", "'entry'", "'name'", "'title'", $"'{Guess}'", "'%'", "''", "null"],
        "text[]" => [$"array['{Guess}', 'company', 'own_record', '{CanaryDatabase.MyWord}']", "array['']", "null"],
        "bytea" => ["'\\x0b'"],
        "tsquery" => [$"'{CanaryDatabase.Theirs.ToString()[^6..]}{Guess}:*'::tsquery", $"'{Guess}:*'::tsquery", "null"],
        "tsquery[]" => [$"array['{Guess}:*'::tsquery]", "null"],
        "boolean" => ["true", "false"],
        "integer" or "bigint" or "smallint" or "numeric" => ["100", "0", "98"],
        "interval" => ["interval '1 minute'"],
        "jsonb" => [$"'{{\"name\": \"{CanaryDatabase.MyWord}\"}}'"],
        "date" => ["'2026-01-01'"],
        _ when type.StartsWith("timestamp", StringComparison.Ordinal) => ["'2026-01-01'", "now()"],
        _ => ["null"],
    };

    private static IEnumerable<string> Calls(Callable function)
    {
        var choices = function.Types.Select(Candidates).ToList();
        var all = choices.Aggregate(1L, (n, c) => Math.Min(n * c.Length, 1_000_000));
        // Where there are too many, every value of every place comes at least once.
        for (var i = 0L; i < Math.Min(all, MostCalls); i++)
        {
            var rest = i;
            var picked = choices.Select((c, place) =>
            {
                var at = all <= MostCalls ? rest % c.Length : (i + (place * i / 7)) % c.Length;
                rest /= c.Length;
                return $"{c[at]}::{function.Types[place]}";
            });
            yield return $"select * from {function.Name}({string.Join(", ", picked)})";
        }
    }

    // A hash of everything that is not the attacker's own.
    private async Task<string> TheirsAsync()
    {
        var hash = "";
        foreach (var table in canaries.Tables)
        {
            var others = table.HasWorkspace ? $"workspace_id <> '{CanaryDatabase.Mine}'" : "true";
            await using var command = canaries.Owner.CreateCommand($"select md5(coalesce(string_agg(t::text, '' order by t::text), '')) from kith.{table.Name} t where {others}");
            hash += $"{table.Name} {await command.ExecuteScalarAsync()}\n";
        }
        return hash;
    }

    [Fact]
    public async Task No_call_tells_of_another_workspace_or_changes_it()
    {
        var functions = await FunctionsAsync();
        Assert.Contains(functions, f => f.Name == "kith.take_job");
        var before = await TheirsAsync();
        await using var connection = await canaries.App.OpenConnectionAsync();
        foreach (var call in functions.SelectMany(Calls))
        {
            var loot = await Attacker.TryAsync(connection, fixture.Signer.Sign(CanaryDatabase.Mine), call, "set constraints all immediate");
            Assert.False(Tells(loot, call), $"{call} told: {loot.Text}");
        }
        Assert.Equal(before, await TheirsAsync());
    }

    private static bool Tells(Loot loot, string call) => loot.Tells && !(call.Contains(CanaryDatabase.Theirs.ToString(), StringComparison.Ordinal) && !loot.Text.Contains(CanaryDatabase.TheirWord, StringComparison.Ordinal));

    [Fact]
    public async Task Those_with_more_rights_than_the_caller_do_nothing_without_a_context()
    {
        await using var connection = await canaries.App.OpenConnectionAsync();
        foreach (var function in (await FunctionsAsync()).Where(f => f.Trusted))
        {
            foreach (var call in Calls(function))
            {
                var loot = await Attacker.TryAsync(connection, null, call);
                Assert.False(Tells(loot, call) || (loot.Error is null && loot.Text.Contains(CanaryDatabase.MyWord, StringComparison.Ordinal)), $"{call} told: {loot.Text}");
            }
        }
    }

    [Fact]
    public async Task Those_with_more_rights_than_the_caller_look_for_names_among_temporary_ones_last()
    {
        await using var command = canaries.Owner.CreateCommand("""
            select coalesce(string_agg(p.oid::regprocedure::text, ', '), '') from pg_proc p
            where p.prosecdef and p.pronamespace = 'kith'::regnamespace and not exists (select from unnest(p.proconfig) s where s like 'search_path=%pg_temp')
            """);
        Assert.Equal("", await command.ExecuteScalarAsync());
    }
}
