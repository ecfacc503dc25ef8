using System.Globalization;
using Kith.Core.Problems;
using Kith.Identity.SigningUp;

namespace Kith.Identity.Tests;

/// <summary>A time zone goes into every statement about days, so only what .NET and PostgreSQL both know is taken.</summary>
public sealed class TimeZoneTests(Cluster cluster)
{
    private const int Inputs = 20_000;

    private static readonly string[] Attacks =
        ["../", "/", "..", "\0", "'", "'; drop table kith.workspace; --", "\n", " ", "localtime", "posixrules", "right/", "posix/", "Etc/GMT+5", "Factory", "GMT0", "<+03>-3", "EST5EDT", "W. Europe Standard Time", "😀", "\ud83d", "CON", "//", "."];

    private static string? Taken(string text)
    {
        var problems = new ProblemList();
        var zone = InputChecks.TimeZone(text, problems);
        return problems.None ? zone : null;
    }

    private async Task<List<string>> UnknownToPostgresAsync(IEnumerable<string> zones)
    {
        await using var ask = cluster.Owner.CreateCommand("select z from unnest($1::text[]) z where not exists (select 1 from pg_timezone_names n where lower(n.name) = lower(z))");
        ask.Parameters.AddWithValue(zones.ToArray());
        await using var reader = await ask.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var unknown = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            unknown.Add(reader.GetString(0));
        return unknown;
    }

    [Fact]
    public async Task Every_zone_that_is_taken_is_known_to_both()
    {
        var zones = TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).Where(id => Taken(id) is not null).ToList();
        Assert.InRange(zones.Count, 400, 700);
        Assert.Empty(await UnknownToPostgresAsync(zones));
    }

    [Fact]
    public async Task Whatever_else_is_written_is_refused()
    {
        var seed = Environment.GetEnvironmentVariable("KITH_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"KITH_SEED={seed}");
        var random = new Random(seed);
        string[] real = [.. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id)];
        var taken = new HashSet<string>();
        for (var i = 0; i < Inputs; i++)
        {
            var valid = real[random.Next(real.Length)];
            var (at, attack) = (random.Next(valid.Length + 1), Attacks[random.Next(Attacks.Length)]);
            var text = random.Next(4) switch
            {
                0 => valid[..at] + attack + valid[at..],
                1 => attack + valid,
                2 => string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => (char)random.Next(random.Next(2) == 0 ? 128 : 65536))),
                _ => valid[..at] + (char)random.Next(32, 127) + valid[Math.Min(valid.Length, at + 1)..],
            };
            if (Taken(text) is { } zone)
                taken.Add(zone);
        }
        Assert.All(taken, zone => Assert.True(TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _), zone));
        Assert.Empty(await UnknownToPostgresAsync(taken));
    }
}
