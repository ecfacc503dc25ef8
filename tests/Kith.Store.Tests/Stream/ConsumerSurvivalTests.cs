using Kith.Store.Stream;
using Kith.Store.Tests.Records;
using Npgsql;
using static Kith.Store.Tests.Stream.Consumers;

namespace Kith.Store.Tests.Stream;

/// <summary>Consumers that are stopped, cut off and killed while many write: every change has its effect, once and in order.</summary>
public sealed class ConsumerSurvivalTests : IAsyncLifetime
{
    // Its own database: connections are ended here.
    private readonly StoreFixture _fixture = new();
    private Consumers _consumers = null!;

    public async ValueTask InitializeAsync()
    {
        await _fixture.InitializeAsync();
        await PrepareAsync(_fixture);
        _consumers = new Consumers(_fixture);
    }

    public async ValueTask DisposeAsync()
    {
        await _consumers.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    // Writes until so many were acknowledged; what fails when connections end is left behind.
    private static async Task WriteAsync(Workspace workspace, int count, int seed)
    {
        var random = new Random(seed);
        for (var done = 0; done < count;)
        {
            try
            {
                await workspace.CreateAsync("company", $$"""{"name": "Company {{random.Next()}}"}""");
                done++;
            }
            catch (Exception error) when (error is NpgsqlException or IOException or ObjectDisposedException)
            {
                await Task.Delay(5, Cancel);
            }
        }
    }

    private async Task EndConnectionsAsync()
    {
        await using var command = _fixture.Owner.CreateCommand("select count(pg_terminate_backend(pid)) from pg_stat_activity where usename like 'kith_app%'");
        await command.ExecuteScalarAsync(Cancel);
        NpgsqlConnection.ClearAllPools();
    }

    [Fact]
    public async Task While_many_write_and_runners_come_go_fail_and_lose_their_connections_nothing_is_missed_doubled_or_reordered()
    {
        var seed = Seed();
        var random = new Random(seed);
        Workspace[] workspaces = [.. await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _fixture.WorkspaceAsync()))];
        Notes[] notes = [.. new[] { "one", "two" }.Select(n => new Notes(n) { Early = true, Size = 7, Then = (_, _) => Random.Shared.Next(6) == 0 ? throw new InvalidOperationException("By chance") : Task.CompletedTask })];
        // By chance a batch may fail often; no change is ever at fault.
        var options = Hasty with { MostAttempts = 1_000_000 };
        var writing = Task.WhenAll(Enumerable.Range(0, 12).Select(i => WriteAsync(workspaces[i % 3], 60, seed + i)));
        await _consumers.StartAsync(options, notes);
        while (!writing.IsCompleted)
        {
            switch (random.Next(3))
            {
                case 0:
                    await _consumers.StartAsync(options, notes);
                    break;
                case 1:
                    await _consumers.StopAsync();
                    break;
                default:
                    await EndConnectionsAsync();
                    break;
            }
            await Task.Delay(random.Next(60), Cancel);
        }
        await writing;
        await _consumers.StartAsync(options, notes);
        foreach (var workspace in workspaces)
        {
            foreach (var note in notes)
            {
                await _consumers.CurrentAsync(workspace, note);
                var head = await _consumers.HeadAsync(workspace.Id);
                Assert.InRange(head, 241, long.MaxValue);
                Assert.Equal(Upto(1, head), await _consumers.NotedAsync(workspace.Id, note.Name));
            }
        }
    }

    [Fact]
    public async Task A_process_killed_in_the_middle_of_a_batch_leaves_it_to_the_others_whole()
    {
        var workspace = await _fixture.WorkspaceAsync();
        await WriteAsync(workspace, 199, 0);
        for (var kill = 0; kill < 3; kill++)
        {
            using var process = ConsumerProcess.Start(_fixture.AppConnection);
            await process.KillAmidAsync(after: 4, Cancel);
        }
        var notes = ConsumerProcess.Notes();
        var before = await _consumers.NotedAsync(workspace.Id, notes.Name);
        Assert.InRange(before.Length, 5, 195);
        await _consumers.StartAsync(Hasty, notes);
        await _consumers.CurrentAsync(workspace, notes);
        Assert.Equal(Upto(1, 200), await _consumers.NotedAsync(workspace.Id, notes.Name));
    }

    [Fact]
    public async Task A_change_that_ends_every_process_is_parked_and_all_others_are_handled_once()
    {
        var workspace = await _fixture.WorkspaceAsync();
        await WriteAsync(workspace, 7, 0);
        await workspace.CreateAsync("company", $$"""{"name": "{{ConsumerProcess.Poison}}"}""");
        var poison = await _consumers.HeadAsync(workspace.Id);
        await WriteAsync(workspace, 7, 1);
        var notes = ConsumerProcess.Notes();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var current = _consumers.CurrentAsync(workspace, notes);
        var ended = 0;
        while (!current.IsCompleted)
        {
            using var process = ConsumerProcess.Start(_fixture.AppConnection);
            if (await Task.WhenAny(current, process.EndedAsync(over.Token)) != current)
                ended++;
        }
        await over.CancelAsync();
        Assert.InRange(ended, Hasty.MostAttempts, 20);
        var parked = Assert.Single(await new ConsumerConsole(_fixture.Store.Database, [notes]).ParkedAsync(workspace.Owner, notes.Name, 0, 10, Cancel));
        Assert.Equal(poison, parked.Position);
        Assert.Contains("ended", parked.Problem);
        Assert.Equal(Upto(1, poison + 7).Where(p => p != poison), await _consumers.NotedAsync(workspace.Id, notes.Name));
    }
}
