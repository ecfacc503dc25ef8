using System.Text;
using Kith.Store;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using Kith.Store.Tests.Records;
using Kith.Store.Transfer.Running;
using Npgsql;

namespace Kith.Import.Tests;

/// <summary>Imports that are stopped, in every way they can be.</summary>
public sealed class SurvivalTests : IAsyncLifetime
{
    private const int Rows = 30_000;
    internal const string Mapping = """{"type": "contact", "mapping": {"first": "first_name", "last": "last_name", "mail": "email"}, "match_on": ["email"]}""";

    // Its own database: no other runner may take these imports.
    private readonly StoreFixture _fixture = new();

    public ValueTask InitializeAsync() => _fixture.InitializeAsync();
    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    private KithStore Store => _fixture.Store;

    internal static byte[] Contacts(int rows)
    {
        var file = new StringBuilder("first,last,mail\n");
        for (var i = 1; i <= rows; i++)
            file.Append(System.Globalization.CultureInfo.InvariantCulture, $"Anna{i % 977},Rossi{i},anna{i}@firm{i % 5000}.example\n");
        return Encoding.UTF8.GetBytes(file.ToString());
    }

    private async Task<(Workspace Workspace, Guid Import)> QueuedAsync()
    {
        var workspace = await _fixture.WorkspaceAsync();
        var upload = await Store.UploadAsync(workspace.Owner, "contacts.csv", Contacts(Rows));
        await Store.QueueAsync(workspace.Owner, upload.Id, Mapping);
        return (workspace, upload.Id);
    }

    private async Task<ImportStatus> ReachedAsync(Workspace workspace, Guid import, long rows)
    {
        while (true)
        {
            var status = await Store.Imports.StatusAsync(workspace.Owner, import, TestContext.Current.CancellationToken);
            if (status.Processed >= rows)
                return status;
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    private async Task EachRowOnceAsync(Workspace workspace, Guid import)
    {
        var status = await Store.OverAsync(workspace.Owner, import);
        Assert.Equal((Rows, 0, 0, 0), status.Counts());
        Assert.Equal(Rows, await _fixture.CountAsync(workspace.Id, "contact"));
        Assert.Equal(Rows, await _fixture.CountAsync(workspace.Id, "change", "type = 'contact'"));
        Assert.Equal(0, await _fixture.CountAsync(workspace.Id, "job"));
    }

    [Fact]
    public async Task A_runner_that_stops_gives_its_job_back_and_the_next_goes_on()
    {
        var (workspace, import) = await QueuedAsync();
        using (var first = Store.Runner())
        {
            await first.StartAsync(default);
            await ReachedAsync(workspace, import, 1);
            await first.StopAsync(default);
        }
        var stopped = await Store.Imports.StatusAsync(workspace.Owner, import, default);
        Assert.InRange(stopped.Processed, 1, Rows - 1);
        Assert.Equal(1, await _fixture.CountAsync(workspace.Id, "job", "lease_until is null"));
        using var second = Store.Runner();
        await second.StartAsync(default);
        await EachRowOnceAsync(workspace, import);
        await second.StopAsync(default);
    }

    [Fact]
    public async Task A_runner_whose_connections_die_in_the_middle_goes_on()
    {
        var (workspace, import) = await QueuedAsync();
        using var runner = Store.Runner();
        await runner.StartAsync(default);
        await ReachedAsync(workspace, import, 1);
        for (var i = 0; i < 3; i++)
        {
            await _fixture.ScalarAsync<long>("select count(pg_terminate_backend(pid)) from pg_stat_activity where usename like 'kith_app%'");
            NpgsqlConnection.ClearAllPools();
            await Task.Delay(100);
        }
        await EachRowOnceAsync(workspace, import);
        await runner.StopAsync(default);
    }

    [Fact]
    public async Task A_stalled_runner_is_taken_over_and_cannot_commit_any_more()
    {
        var (workspace, import) = await QueuedAsync();
        var queue = new JobQueue(Store.Database);
        // This process took the job and then stood still: it holds no advisory lock, and its lease is over.
        var stalled = (await queue.TakeAsync(["import"], 42, TimeSpan.FromMilliseconds(1), default))!;
        using var runner = Store.Runner();
        await runner.StartAsync(default);
        await ReachedAsync(workspace, import, 1);
        await using (var session = await Store.Database.OpenAsync(workspace.Id, default))
        {
            await session.BeginAsync(default);
            await Assert.ThrowsAsync<LeaseLostException>(() => JobQueue.ProveAsync(session, stalled, TimeSpan.FromSeconds(1), default));
        }
        Assert.False(await queue.BeatAsync(stalled, TimeSpan.FromSeconds(1), default));
        await EachRowOnceAsync(workspace, import);
        await runner.StopAsync(default);
    }

    [Fact]
    public async Task Two_runners_make_each_row_once_even_when_the_lease_moves_between_them()
    {
        var (workspace, import) = await QueuedAsync();
        using var first = Store.Runner();
        using var second = Store.Runner();
        await Task.WhenAll(first.StartAsync(default), second.StartAsync(default));
        for (var done = 1L; done < Rows; done += Rows / 4)
        {
            if ((await ReachedAsync(workspace, import, done)).State == ImportState.Done)
                break;
            await using var command = _fixture.Owner.CreateCommand($"update kith.job set lease_until = now() - interval '1 minute' where workspace_id = '{workspace.Id}'");
            await command.ExecuteNonQueryAsync();
        }
        await EachRowOnceAsync(workspace, import);
        await Task.WhenAll(first.StopAsync(default), second.StopAsync(default));
    }

    [Fact]
    public async Task A_paused_import_stands_still_until_it_is_resumed_and_a_cancelled_one_keeps_its_rows()
    {
        var (workspace, import) = await QueuedAsync();
        using var runner = Store.Runner();
        await runner.StartAsync(default);
        await ReachedAsync(workspace, import, 1);
        var paused = await Store.SteerAsync(workspace.Owner, import, ImportSteer.Pause);
        Assert.Equal(ImportState.Paused, paused.State);
        await Task.Delay(500);
        Assert.Equal(paused, await Store.Imports.StatusAsync(workspace.Owner, import, default));
        Assert.Equal(paused.Created, await _fixture.CountAsync(workspace.Id, "contact"));
        await Store.SteerAsync(workspace.Owner, import, ImportSteer.Resume);
        await EachRowOnceAsync(workspace, import);

        var (other, cancelled) = await QueuedAsync();
        await ReachedAsync(other, cancelled, 1);
        var status = await Store.SteerAsync(other.Owner, cancelled, ImportSteer.Cancel);
        Assert.Equal(ImportState.Cancelled, status.State);
        await Task.Delay(300);
        Assert.Equal(status.Created, await _fixture.CountAsync(other.Id, "contact"));
        Assert.Equal(0, await _fixture.CountAsync(other.Id, "import_piece"));
        await runner.StopAsync(default);
    }

    [Fact]
    public async Task Memory_does_not_grow_with_the_file()
    {
        using var runner = Store.Runner();
        await runner.StartAsync(default);
        var workspace = await _fixture.WorkspaceAsync();
        var upload = await Store.UploadAsync(workspace.Owner, "contacts.csv", Contacts(200_000));
        await Store.QueueAsync(workspace.Owner, upload.Id, Mapping);
        await ReachedAsync(workspace, upload.Id, 20_000);
        var early = GC.GetTotalMemory(forceFullCollection: true);
        await ReachedAsync(workspace, upload.Id, 180_000);
        var late = GC.GetTotalMemory(forceFullCollection: true);
        Assert.InRange(late - early, long.MinValue, 24 << 20);
        Assert.Equal((200_000, 0, 0, 0), (await Store.OverAsync(workspace.Owner, upload.Id, 120)).Counts());
        await runner.StopAsync(default);
    }
}
