using Kith.Core.Problems;
using Kith.Store.Stream;
using Kith.Store.Tests.Records;
using Microsoft.Extensions.Logging.Abstractions;
using static Kith.Store.Tests.Stream.Consumers;

namespace Kith.Store.Tests.Stream;

/// <summary>What a consumer of the stream can rely on.</summary>
public sealed class ConsumerTests(StoreFixture fixture) : IAsyncLifetime
{
    private readonly Consumers _consumers = new(fixture);
    private static int _names;

    public async ValueTask InitializeAsync() => await PrepareAsync(fixture);
    public ValueTask DisposeAsync() => _consumers.DisposeAsync();

    private static string NewName() => "notes_" + Interlocked.Increment(ref _names);

    private static async Task<Guid[]> CompaniesAsync(Workspace workspace, int count)
    {
        var ids = new Guid[count];
        for (var i = 0; i < count; i++)
            ids[i] = (await workspace.CreateAsync("company", $$"""{"name": "Company {{i}}"}""")).Id();
        return ids;
    }

    [Fact]
    public async Task A_new_consumer_begins_at_the_end_unless_it_wants_the_beginning_and_at_the_first_change_of_later_workspaces()
    {
        var (old, late, early) = (await fixture.WorkspaceAsync(), new Notes(NewName()), new Notes(NewName()) { Early = true });
        await CompaniesAsync(old, 3);
        await _consumers.StartAsync(Hasty, late, early);
        await _consumers.CurrentAsync(old, late);
        var young = await fixture.WorkspaceAsync();
        await CompaniesAsync(old, 2);
        await CompaniesAsync(young, 2);
        foreach (var (workspace, consumer) in new[] { (old, late), (old, early), (young, late), (young, early) })
            await _consumers.CurrentAsync(workspace, consumer);
        Assert.Equal(Upto(5, 6), await _consumers.NotedAsync(old.Id, late.Name));
        Assert.Equal(Upto(1, 6), await _consumers.NotedAsync(old.Id, early.Name));
        Assert.Equal(Upto(1, 3), await _consumers.NotedAsync(young.Id, late.Name));
        Assert.Equal(Upto(1, 3), await _consumers.NotedAsync(young.Id, early.Name));
    }

    [Fact]
    public async Task A_commit_wakes_consumers_and_what_no_signal_told_of_is_found_by_looking()
    {
        var workspace = await fixture.WorkspaceAsync();
        var (woken, looking) = (new Notes(NewName()), new Notes(NewName()));
        await _consumers.StartAsync(new ConsumerOptions { Poll = TimeSpan.FromDays(1) }, woken);
        // Until it listens nothing tells it of anything.
        while ((await _consumers.NotedAsync(workspace.Id, woken.Name)).Length == 0)
            await CompaniesAsync(workspace, 1);
        await CompaniesAsync(workspace, 3);
        await _consumers.CurrentAsync(workspace, woken);
        using var deaf = new ChangeListener(fixture.Store.Database, TimeProvider.System, NullLogger<ChangeListener>.Instance);
        using var runner = new ConsumerRunner(fixture.Store.Database, [looking], deaf, Hasty, TimeProvider.System, NullLogger<ConsumerRunner>.Instance);
        await runner.StartAsync(Cancel);
        await _consumers.CurrentAsync(workspace, looking);
        await CompaniesAsync(workspace, 1);
        await _consumers.CurrentAsync(workspace, looking);
        await runner.StopAsync(Cancel);
        Assert.Equal(await _consumers.HeadAsync(workspace.Id), Assert.Single(await _consumers.NotedAsync(workspace.Id, looking.Name)));
    }

    [Fact]
    public async Task A_consumer_gets_the_types_and_kinds_it_wants_and_passes_over_the_rest()
    {
        var workspace = await fixture.WorkspaceAsync();
        var picky = new Notes(NewName()) { Wanted = ["company"], WantedKinds = ["updated", "deleted"], Size = 2, Early = true };
        var ids = await CompaniesAsync(workspace, 5);
        await workspace.CreateAsync("contact", """{"last_name": "Rossi"}""");
        await workspace.UpdateAsync("company", ids[1], """{"name": "Changed"}""");
        await workspace.DeleteAsync("company", ids[0]);
        await workspace.UpdateAsync("company", ids[2], """{"name": "Changed too"}""");
        await workspace.CreateAsync("contact", """{"last_name": "Bianchi"}""");
        await _consumers.StartAsync(Hasty with { Window = 3 }, picky);
        await _consumers.CurrentAsync(workspace, picky);
        Assert.Equal(Upto(8, 10), await _consumers.NotedAsync(workspace.Id, picky.Name));
    }

    [Fact]
    public async Task The_one_change_at_fault_is_parked_and_nothing_else_waits_for_it()
    {
        var (sick, healthy) = (await fixture.WorkspaceAsync(), await fixture.WorkspaceAsync());
        var (failing, other) = (new Notes(NewName()) { Early = true, Size = 50 }, new Notes(NewName()) { Early = true });
        failing.Then = (batch, _) => batch.Workspace == sick.Id && batch.Changes.Any(c => c.Position == 17) ? throw new InvalidOperationException("No way to handle this") : Task.CompletedTask;
        await CompaniesAsync(sick, 30);
        await CompaniesAsync(healthy, 30);
        await _consumers.StartAsync(Hasty, failing, other);
        var status = await _consumers.CurrentAsync(sick, failing);
        await _consumers.CurrentAsync(healthy, failing);
        await _consumers.CurrentAsync(sick, other);
        Assert.Equal(Upto(1, 31).Except([17L]), await _consumers.NotedAsync(sick.Id, failing.Name));
        Assert.Equal(Upto(1, 31), await _consumers.NotedAsync(healthy.Id, failing.Name));
        Assert.Equal(Upto(1, 31), await _consumers.NotedAsync(sick.Id, other.Name));
        Assert.Equal((1, ConsumerState.Current), (status.Parked, status.State));

        var console = new ConsumerConsole(fixture.Store.Database, [failing, other]);
        var parked = Assert.Single(await console.ParkedAsync(sick.Owner, failing.Name, 0, 10, Cancel));
        Assert.Equal((17, "company", "created", "InvalidOperationException: No way to handle this"), (parked.Position, parked.Type, parked.Kind, parked.Problem));
        Assert.Empty(await console.ParkedAsync(healthy.Owner, failing.Name, 0, 10, Cancel));

        await using (var session = await fixture.Store.Database.OpenAsync(sick.Id, Cancel))
        {
            var again = await Assert.ThrowsAsync<ProblemException>(() => console.RetryAsync(session, sick.Owner, failing.Name, 17, Cancel));
            Assert.Equal("consumer.failed", again.Problem.Code);
        }
        Assert.Single(await console.ParkedAsync(sick.Owner, failing.Name, 0, 10, Cancel));
        failing.Then = (_, _) => Task.CompletedTask;
        await using (var session = await fixture.Store.Database.OpenAsync(sick.Id, Cancel))
        {
            await console.RetryAsync(session, sick.Owner, failing.Name, 17, Cancel);
            var gone = await Assert.ThrowsAsync<ProblemException>(() => console.DropAsync(session, sick.Owner, failing.Name, 17, Cancel));
            Assert.Equal(ProblemKind.NotFound, gone.Problem.Kind);
        }
        Assert.Equal(17, (await _consumers.NotedAsync(sick.Id, failing.Name))[^1]);
        Assert.Empty(await console.ParkedAsync(sick.Owner, failing.Name, 0, 10, Cancel));
    }

    [Fact]
    public async Task A_consumer_that_hangs_holds_up_no_other_and_is_tried_again()
    {
        var workspace = await fixture.WorkspaceAsync();
        var (hanging, other) = (new Notes(NewName()) { Early = true }, new Notes(NewName()) { Early = true });
        var hung = 0;
        hanging.Then = async (_, cancellation) =>
        {
            if (Interlocked.Increment(ref hung) == 1)
                await Task.Delay(Timeout.Infinite, cancellation);
        };
        await CompaniesAsync(workspace, 3);
        await _consumers.StartAsync(Hasty with { Time = TimeSpan.FromMilliseconds(300) }, hanging, other);
        await _consumers.CurrentAsync(workspace, other);
        await _consumers.CurrentAsync(workspace, hanging);
        Assert.Equal(Upto(1, 4), await _consumers.NotedAsync(workspace.Id, hanging.Name));
    }

    [Fact]
    public async Task A_consumer_of_one_workspace_is_set_back_alone()
    {
        var (one, two) = (await fixture.WorkspaceAsync(), await fixture.WorkspaceAsync());
        var (replayed, other) = (new Notes(NewName()) { Early = true }, new Notes(NewName()) { Early = true });
        await CompaniesAsync(one, 5);
        await CompaniesAsync(two, 5);
        await _consumers.StartAsync(Hasty, replayed, other);
        foreach (var (workspace, consumer) in new[] { (one, replayed), (one, other), (two, replayed), (two, other) })
            await _consumers.CurrentAsync(workspace, consumer);
        var console = new ConsumerConsole(fixture.Store.Database, [replayed, other]);
        await using (var session = await fixture.Store.Database.OpenAsync(one.Id, Cancel))
        {
            foreach (var from in new[] { 0, 8 })
                Assert.Equal("bad_limit", (await Assert.ThrowsAsync<ProblemException>(() => console.ReplayAsync(session, one.Owner, replayed.Name, from, Cancel))).Problem.Errors.Single().Code);
            Assert.Equal(ProblemKind.NotFound, (await Assert.ThrowsAsync<ProblemException>(() => console.ReplayAsync(session, one.Owner, "nobody", 1, Cancel))).Problem.Kind);
            Assert.Equal(2, (await console.ReplayAsync(session, one.Owner, replayed.Name, 3, Cancel)).Position);
        }
        await CompaniesAsync(one, 1);
        await _consumers.CurrentAsync(one, replayed);
        await _consumers.CurrentAsync(one, other);
        Assert.Equal(Upto(1, 6).Concat(Upto(3, 7)), await _consumers.NotedAsync(one.Id, replayed.Name));
        Assert.Equal(Upto(1, 7), await _consumers.NotedAsync(one.Id, other.Name));
        Assert.Equal(Upto(1, 6), await _consumers.NotedAsync(two.Id, replayed.Name));
    }

    [Fact]
    public async Task How_far_a_consumer_is_behind_is_told_and_ends_when_it_has_read_all()
    {
        var workspace = await fixture.WorkspaceAsync();
        var stuck = new Notes(NewName()) { Early = true, Then = (_, _) => throw new InvalidOperationException("Not yet") };
        await CompaniesAsync(workspace, 4);
        var runner = await _consumers.StartAsync(Hasty with { MostAttempts = 1_000_000 }, stuck);
        var console = new ConsumerConsole(fixture.Store.Database, [stuck]);
        ConsumerStatus status;
        while ((status = (await console.ListAsync(workspace.Owner, Cancel))[0]).State != ConsumerState.Retrying)
            await Task.Delay(5, Cancel);
        Assert.Equal((0, 5, "InvalidOperationException: Not yet"), (status.Position, status.Head, status.Problem));
        Assert.NotNull(status.Since);
        while (runner.Lags is not [{ Changes: >= 5, Age: > 0 }])
            await Task.Delay(5, Cancel);
        stuck.Then = (_, _) => Task.CompletedTask;
        Assert.Null((await _consumers.CurrentAsync(workspace, stuck)).Problem);
        while (runner.Lags is not [{ Changes: 0, Age: 0 }])
            await Task.Delay(5, Cancel);
    }
}
