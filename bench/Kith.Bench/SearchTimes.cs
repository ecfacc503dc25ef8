using System.Diagnostics;
using System.Globalization;
using Kith.Bench.Database;
using Npgsql;

namespace Kith.Bench;

/// <summary>How long one person waits for what the search key finds.</summary>
/// <param name="P50">Milliseconds; half of the answers are quicker.</param>
internal sealed record SearchTime(string What, double P50, double P99, double Slowest);

/// <summary>Types what people type, each text once, so that no answer was asked for before.</summary>
internal sealed class SearchTimes(KithProcess kith, PostgresAccess postgres)
{
    private const int Texts = 200;

    private static readonly IReadOnlyList<(string What, Func<string, string, string?, string> Of)> Typed =
    [
        ("a full name", (name, _, _) => name),
        ("the beginning of a last name, four letters", (name, _, _) => name.Split(' ')[^1][..4]),
        ("a first name and two letters", (name, _, _) => name.Split(' ')[0] + " " + name.Split(' ')[^1][..2]),
        ("part of an e-mail", (_, email, _) => email[(email.IndexOf('.', StringComparison.Ordinal) + 2)..^8]),
        ("the last seven digits of a phone number", (_, _, phone) => phone is null ? "nothing" : phone[^7..]),
        ("a name with two letters exchanged", (name, _, _) => Slipped(name)),
    ];

    public async Task<IReadOnlyList<SearchTime>> RunAsync(Tenant tenant)
    {
        var token = await kith.TokenAsync(tenant);
        var people = await PeopleAsync(tenant);
        var (figures, all) = (new List<SearchTime>(), new List<double>());
        foreach (var (what, of) in Typed)
        {
            var times = new List<double>();
            foreach (var typed in people.Select(p => of(p.Name, p.Email, p.Phone)).Distinct())
            {
                var started = Stopwatch.GetTimestamp();
                await kith.SendAsync(("GET", $"/api/v1/search?q={Uri.EscapeDataString(typed)}&limit=20", null), token);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
            all.AddRange(times);
            await AddAsync(what, times);
        }
        await AddAsync("all of them", all);
        return figures;

        async Task AddAsync(string what, List<double> times)
        {
            var sorted = times.Order().ToList();
            figures.Add(new SearchTime(what, sorted[sorted.Count / 2], sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * 0.99))], sorted[^1]));
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"search for {what}: {figures[^1].P50:0.0} ms, p99 {figures[^1].P99:0.0} ms, slowest {figures[^1].Slowest:0.0} ms, {sorted.Count} texts"));
        }
    }

    private async Task<IReadOnlyList<(string Name, string Email, string? Phone)>> PeopleAsync(Tenant tenant)
    {
        await using var connection = await postgres.OpenAsync();
        await using var command = new NpgsqlCommand($"select name, email, phone from kith.contact where workspace_id = '{tenant.Workspace}' order by hashtext(id::text || 'search') limit {Texts}", connection) { CommandTimeout = 0 };
        await using var row = await command.ExecuteReaderAsync();
        var people = new List<(string, string, string?)>();
        while (await row.ReadAsync())
            people.Add((row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)));
        return people;
    }

    private static string Slipped(string name)
    {
        var middle = name.Length - 3;
        return name[..middle] + name[middle + 1] + name[middle] + name[(middle + 2)..];
    }
}
