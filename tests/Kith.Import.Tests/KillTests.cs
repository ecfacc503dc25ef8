using System.Net;
using System.Text.Json;

namespace Kith.Import.Tests;

/// <summary>The whole product, killed in the middle of an import.</summary>
public sealed class KillTests
{
    private const int Rows = 60_000;

    [Fact]
    public async Task An_import_outlives_the_server_and_postgresql_each_killed_in_its_middle()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var kith = new Installed();
        await kith.StartAsync(cancellation);
        await kith.SignUpAsync(cancellation);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(SurvivalTests.Contacts(Rows)), "file", "contacts.csv" } };
        var import = (await kith.CallAsync("imports", form, cancellation)).GetProperty("id").GetString()!;
        await kith.CallAsync($"imports/{import}/run", JsonElement.Parse(SurvivalTests.Mapping), cancellation);

        var atServerDeath = await ReachedAsync(1);
        await kith.KillServerAsync();
        await kith.StartAsync(cancellation);
        var atPostgresDeath = await ReachedAsync(atServerDeath + 1);
        kith.KillPostgres();
        // The server brings PostgreSQL back by itself, and with it the import.
        var atBoth = await ReachedAsync(atPostgresDeath + 1);
        kith.KillPostgres();
        await kith.KillServerAsync();
        Assert.InRange(atBoth, 1, Rows - 1);
        await kith.StartAsync(cancellation);
        await ReachedAsync(Rows);

        JsonElement status;
        while ((status = await kith.CallAsync($"imports/{import}", null, cancellation)).GetProperty("state").GetString() is "running" or "waiting")
            await Task.Delay(20, cancellation);
        Assert.Equal(("done", Rows, 0), (status.GetProperty("state").GetString(), status.GetProperty("created").GetInt32(), status.GetProperty("failed").GetInt32()));
        Assert.Equal(Rows, (await QueryAsync(new { from = "contacts", measures = new { n = "count()" } })).GetProperty("n").GetInt32());
        Assert.Equal(1, (await QueryAsync(new { from = "contacts", group = new[] { "email" }, measures = new { n = "count()" }, sort = new[] { "-n" }, limit = 1 })).GetProperty("n").GetInt32());

        async Task<JsonElement> QueryAsync(object query) => (await kith.CallAsync("query", query, cancellation)).GetProperty("data")[0];

        // While PostgreSQL is away calls are refused; one that never came back would fail the test by its time limit.
        async Task<int> ReachedAsync(int rows)
        {
            while (true)
            {
                try
                {
                    var processed = (await kith.CallAsync($"imports/{import}", null, cancellation)).GetProperty("processed").GetInt32();
                    if (processed >= rows)
                        return processed;
                }
                catch (HttpRequestException away) when (away.StatusCode is HttpStatusCode.ServiceUnavailable)
                {
                }
                await Task.Delay(5, cancellation);
            }
        }
    }
}
