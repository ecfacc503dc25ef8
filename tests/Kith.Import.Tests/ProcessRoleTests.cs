using System.Net;
using System.Text.Json;
using Kith.Store.Tests.Records;

namespace Kith.Import.Tests;

/// <summary>Processes that share a PostgreSQL: one that answers people, and workers, one of them killed in the middle of its job.</summary>
public sealed class ProcessRoleTests : IAsyncLifetime
{
    private const int Rows = 60_000;
    private readonly StoreFixture _fixture = new();
    private readonly string _secret = Path.GetTempFileName();

    public async ValueTask InitializeAsync()
    {
        await _fixture.InitializeAsync();
        await File.WriteAllTextAsync(_secret, "a secret of at least thirty-two bytes for tests");
    }

    public ValueTask DisposeAsync()
    {
        File.Delete(_secret);
        return _fixture.DisposeAsync();
    }

    private Installed Process(string role) => new(("KITH_ROLE", role), ("KITH_DATABASE", _fixture.OwnerConnection), ("KITH_SECRET_FILE", _secret), ("KITH_POOL", "8"));

    [Fact]
    public async Task What_a_web_process_takes_in_workers_do_also_when_one_is_killed_in_the_middle()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var web = Process("web");
        await web.StartAsync(cancellation);
        await web.SignUpAsync(cancellation);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(SurvivalTests.Contacts(Rows)), "file", "contacts.csv" } };
        var import = (await web.CallAsync("imports", form, cancellation)).GetProperty("id").GetString()!;
        await web.CallAsync($"imports/{import}/run", JsonElement.Parse(SurvivalTests.Mapping), cancellation);
        var waiting = Assert.Single((await web.CallAsync("jobs?kind=import", null, cancellation)).GetProperty("data").EnumerateArray());
        Assert.Equal(("waiting", 0), (waiting.GetProperty("state").GetString(), waiting.GetProperty("attempts").GetInt32()));

        await using var first = Process("worker");
        await first.StartAsync(cancellation);
        Assert.Equal("ready", (await first.CallAsync("/health/ready", null, cancellation)).GetProperty("status").GetString());
        foreach (var path in new[] { "me", "/openapi/v1.json", "/" })
            Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<HttpRequestException>(() => first.CallAsync(path, null, cancellation))).StatusCode);
        await using var second = Process("worker");
        await second.StartAsync(cancellation);
        var atDeath = await ReachedAsync(1);
        Assert.InRange(atDeath, 1, Rows - 1);
        await first.KillServerAsync();
        await ReachedAsync(Rows);
        while ((await StatusAsync()).GetProperty("state").GetString() is "running" or "waiting")
            await Task.Delay(20, cancellation);
        var status = await StatusAsync();
        Assert.Equal(("done", Rows, 0), (status.GetProperty("state").GetString(), status.GetProperty("created").GetInt32(), status.GetProperty("failed").GetInt32()));
        Assert.Equal(Rows, await _fixture.ScalarAsync<long>("select count(distinct email) from kith.contact"));
        Assert.Equal(Rows, await _fixture.ScalarAsync<long>("select count(*) from kith.contact"));
        Assert.Empty((await web.CallAsync("jobs?kind=import", null, cancellation)).GetProperty("data").EnumerateArray());

        Task<JsonElement> StatusAsync() => web.CallAsync($"imports/{import}", null, cancellation);

        async Task<int> ReachedAsync(int rows)
        {
            while (true)
            {
                var processed = (await StatusAsync()).GetProperty("processed").GetInt32();
                if (processed >= rows)
                    return processed;
                await Task.Delay(5, cancellation);
            }
        }
    }
}
