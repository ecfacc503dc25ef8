using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace Kith.Import.Tests;

/// <summary>
/// Many clients write through the public API while everything under it is killed: what was acknowledged is stored, what is stored was attempted, each
/// Idempotency-Key had one effect, and every change came to every consumer and to a receiver of webhooks. <c>KITH_KILLS</c> and <c>KITH_SEED</c> make it long and repeatable; <c>bench/ledger</c> sets them.
/// </summary>
public sealed class LedgerTests
{
    private const int Writers = 8;

    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("KITH_KILLS") ?? "6", CultureInfo.InvariantCulture);

    /// <summary>One write: what it was to do, and what was answered.</summary>
    private sealed class Entry(string key)
    {
        public string Key => key;
        /// <summary>Ids of the records that were acknowledged; null while nothing was.</summary>
        public Guid[]? Acknowledged { get; set; }
    }

    [Fact]
    public async Task Acknowledged_is_within_stored_is_within_attempted_each_key_had_one_effect_and_every_change_was_delivered()
    {
        var seed = Environment.GetEnvironmentVariable("KITH_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"KITH_SEED={seed}");
        var cancellation = TestContext.Current.CancellationToken;
        await using var kith = await LedgerInstallation.StartAsync(cancellation);
        await SignUpAsync(kith, cancellation);
        await using var owner = NpgsqlDataSource.Create(kith.Owner);
        await using var receiver = await LedgerReceiver.StartAsync(seed, cancellation);
        var after = await HookAsync(kith, owner, receiver, cancellation);
        var stream = new LedgerStream(kith, owner, receiver);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var hastened = stream.HastenAsync(over.Token);
        var ledger = new ConcurrentQueue<Entry>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var writers = Enumerable.Range(0, Writers).Select(n => WriteAsync(kith, new Random(seed + n + 1), n, ledger, stop.Token, cancellation)).ToList();
        var killed = await KillAsync(kith, new Random(seed), cancellation);
        // Whoever still writes gets an answer now.
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        var head = await CheckAsync(owner, ledger, $"KITH_SEED={seed}", cancellation);
        await stream.CheckAsync(after, head, $"KITH_SEED={seed}", cancellation);
        await over.CancelAsync();
        await hastened;
        TestContext.Current.TestOutputHelper?.WriteLine($"{killed}; {ledger.Count} keys, {ledger.Count(e => e.Acknowledged is not null)} acknowledged; {head - after} changes, {receiver}");
    }

    private static async Task<string> KillAsync(LedgerInstallation kith, Random random, CancellationToken cancellation)
    {
        var counts = new int[5];
        for (var i = 0; i < Kills; i++)
        {
            await Task.Delay(random.Next(100, 900), cancellation);
            var what = i < counts.Length ? i : random.Next(counts.Length);
            counts[what]++;
            switch (what)
            {
                case 0: await kith.KillServerAsync(0, cancellation); break;
                case 1: kith.KillPostgres(); break;
                case 2: await kith.CutAsync(TimeSpan.FromMilliseconds(random.Next(50, 500)), cancellation); break;
                case 3: await kith.KillServerAsync(1, cancellation); break;
                default: await kith.RestartServerAsync(1, cancellation); break;
            }
        }
        await Task.Delay(500, cancellation);
        return $"servers killed {counts[0] + counts[3]}, PostgreSQL killed {counts[1]}, network cut {counts[2]}, second server stopped and started {counts[4]}";
    }

    /// <summary>Writes until told to stop: one record, or a batch of some; each again under its key until it is acknowledged.</summary>
    private static async Task WriteAsync(LedgerInstallation kith, Random random, int writer, ConcurrentQueue<Entry> ledger, CancellationToken stop, CancellationToken cancellation)
    {
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            var entry = new Entry($"w{writer}-{n}");
            ledger.Enqueue(entry);
            var records = random.Next(4) == 0 ? random.Next(2, 6) : 1;
            // Some callers give up, as people do.
            var patience = random.Next(10) == 0 ? 1 : int.MaxValue;
            for (var attempt = 0; attempt < patience && entry.Acknowledged is null; attempt++)
                entry.Acknowledged = await AttemptAsync(kith.Clients[random.Next(2)], entry.Key, records, random, cancellation);
        }
    }

    private static async Task<Guid[]?> AttemptAsync(HttpClient client, string key, int records, Random random, CancellationToken cancellation)
    {
        object Contact(int i) => new { last_name = key, external_id = $"{key}/{i}" };
        var body = records == 1 ? Contact(0) : new { all_or_nothing = true, calls = Enumerable.Range(0, records).Select(i => new { method = "POST", path = "contacts", body = Contact(i) }) };
        using var request = new HttpRequestMessage(HttpMethod.Post, records == 1 ? "contacts" : "batch") { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var response = await client.SendAsync(request, cancellation);
            if (response.IsSuccessStatusCode)
            {
                var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(cancellation));
                return records == 1 ? [answer.GetProperty("id").GetGuid()] : [.. answer.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("id").GetGuid())];
            }
            var refusal = await response.Content.ReadAsStringAsync(cancellation);
            // The first try still runs, or nobody can answer now; anything else would be a wrong answer.
            Assert.True((int)response.StatusCode >= 500 || ((int)response.StatusCode == 409 && refusal.Contains("idempotency_running", StringComparison.Ordinal)), $"{response.StatusCode}: {refusal}");
        }
        catch (Exception away) when (away is HttpRequestException or IOException || (away is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            // Dead, or dying: whether it was saved is not known.
        }
        await Task.Delay(random.Next(5, 50), cancellation);
        return null;
    }

    /// <summary>Has all changes sent to the receiver; answers the position of the newest one, which is not sent any more.</summary>
    private static async Task<long> HookAsync(LedgerInstallation kith, NpgsqlDataSource owner, LedgerReceiver receiver, CancellationToken cancellation)
    {
        using var made = await kith.Clients[0].PostAsJsonAsync("webhooks", new { url = receiver.Url }, cancellation);
        receiver.Secret = JsonElement.Parse(await made.Content.ReadAsStringAsync(cancellation)).GetProperty("secret").GetString()!;
        return Assert.Single(await ReadAsync(owner, "select begins_after from kith.webhook", r => r.GetInt64(0), cancellation));
    }

    /// <summary>Checks what is stored; answers the position of the newest change.</summary>
    private static async Task<long> CheckAsync(NpgsqlDataSource owner, ConcurrentQueue<Entry> ledger, string seed, CancellationToken cancellation)
    {
        var stored = await ReadAsync(owner, "select id, last_name, external_id from kith.contact", r => (Id: r.GetGuid(0), Key: r.GetString(1), Record: r.GetString(2)), cancellation);
        var attempted = ledger.ToDictionary(e => e.Key);
        Assert.True(stored.TrueForAll(s => attempted.ContainsKey(s.Key)), $"{seed}: something is stored that nobody attempted");
        Assert.True(stored.Select(s => s.Record).Distinct().Count() == stored.Count, $"{seed}: a key had more than one effect");
        var byKey = stored.ToLookup(s => s.Key, s => s.Id);
        foreach (var entry in ledger.Where(e => e.Acknowledged is not null))
            Assert.True(entry.Acknowledged!.Order().SequenceEqual(byKey[entry.Key].Order()), $"{seed}: {entry.Key} was acknowledged as {string.Join(", ", entry.Acknowledged!)} and stored as {string.Join(", ", byKey[entry.Key])}");
        // The stream tells each record's making once, and has no gap.
        var changes = await ReadAsync(owner, "select position, record_id, kind, type from kith.change order by position", r => (Position: r.GetInt64(0), Record: r.GetGuid(1), Kind: r.GetString(2), Type: r.GetString(3)), cancellation);
        Assert.True(changes.Select((c, i) => c.Position == i + 1).All(c => c), $"{seed}: the stream has a gap");
        Assert.True(changes.Where(c => c is { Type: "contact", Kind: "created" }).Select(c => c.Record).Order().SequenceEqual(stored.Select(s => s.Id).Order()), $"{seed}: the stream and the table differ");
        var position = Assert.Single(await ReadAsync(owner, "select position from kith.position", r => r.GetInt64(0), cancellation));
        Assert.Equal(changes.Count, position);
        Assert.True(ledger.Count(e => e.Acknowledged is not null) > Kills, $"{seed}: hardly anything was acknowledged");
        return position;
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlDataSource source, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(read(reader));
        return rows;
    }

    private static async Task SignUpAsync(LedgerInstallation kith, CancellationToken cancellation)
    {
        var account = new { workspace = "Ledger", name = "Lea", email = "lea@example.com", password = "seven green umbrellas" };
        using var signUp = new HttpRequestMessage(HttpMethod.Post, "auth/signup") { Content = JsonContent.Create(account) };
        signUp.Headers.Add("Origin", kith.Clients[0].BaseAddress!.GetLeftPart(UriPartial.Authority));
        using (var made = await kith.Clients[0].SendAsync(signUp, cancellation))
            made.EnsureSuccessStatusCode();
        foreach (var client in kith.Clients)
        {
            using var tokens = await client.PostAsJsonAsync("auth/tokens", new { account.email, account.password }, cancellation);
            var token = JsonElement.Parse(await tokens.Content.ReadAsStringAsync(cancellation)).GetProperty("access_token").GetString();
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }
}
