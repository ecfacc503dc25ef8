using System.Collections.Concurrent;
using System.Globalization;
using Kith.Core.Changes;
using Kith.Store.Sql;
using Kith.Store.Stream;
using Kith.Store.Tests.Records;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Kith.Store.Tests.Stream;

/// <summary>Notes in a table, in the batch's transaction, each change it was given; fails where a test says so.</summary>
internal sealed class Notes(string name) : StoredConsumer
{
    public override string Name => name;
    public override IReadOnlyCollection<string>? Types => Wanted;
    public override IReadOnlyCollection<string>? Kinds => WantedKinds;
    public override int BatchSize => Size;
    public override bool FromBeginning => Early;

    public string[]? Wanted { get; init; }
    public string[]? WantedKinds { get; init; }
    public int Size { get; init; } = 10;
    public bool Early { get; init; }
    /// <summary>Called after the notes were written and before they are kept.</summary>
    public Func<ChangeBatch, CancellationToken, Task> Then { get; set; } = (_, _) => Task.CompletedTask;

    protected override async Task HandleAsync(StoredBatch batch, CancellationToken cancellation)
    {
        foreach (var change in batch.Changes)
            await batch.Session.ExecuteAsync(SqlText.Of($"insert into public.note (workspace, consumer, position) values ({batch.Workspace}, {SqlText.Text(name)}, {change.Position})"), cancellation);
        await Then(batch, cancellation);
    }
}

/// <summary>Another consumer, from the beginning and in small batches.</summary>
/// <param name="then">Called after each batch was handled and before it is kept.</param>
internal sealed class Early(ChangeConsumer inner, Func<ChangeBatch, CancellationToken, Task>? then = null) : ChangeConsumer
{
    public override string Name => inner.Name;
    public override int BatchSize => 5;
    public override bool FromBeginning => true;

    public override async Task HandleAsync(ChangeBatch batch, CancellationToken cancellation)
    {
        await inner.HandleAsync(batch, cancellation);
        if (then is not null)
            await then(batch, cancellation);
    }
}

/// <summary>Consumers at work on a database of their own, in as many runners as a test starts.</summary>
internal sealed class Consumers(StoreFixture fixture) : IAsyncDisposable
{
    private readonly ConcurrentStack<(ChangeListener Listener, ConsumerRunner Runner)> _running = [];

    public static readonly ConsumerOptions Hasty = new() { FirstWait = TimeSpan.FromMilliseconds(5), LongestWait = TimeSpan.FromMilliseconds(50), Poll = TimeSpan.FromMilliseconds(20), MostAttempts = 3 };

    /// <summary>The seed of a run, which it prints; <c>KITH_SEED</c> repeats one.</summary>
    public static int Seed()
    {
        var seed = Environment.GetEnvironmentVariable("KITH_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"KITH_SEED={seed}");
        return seed;
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Makes the table of notes.</summary>
    public static async Task PrepareAsync(StoreFixture fixture)
    {
        await using var command = fixture.Owner.CreateCommand("create table if not exists public.note (id bigint generated always as identity, workspace uuid, consumer text, position bigint); grant select, insert on public.note to public");
        await command.ExecuteNonQueryAsync(Cancel);
    }

    /// <summary>Starts a runner, as a process of the installation does.</summary>
    public async Task<ConsumerRunner> StartAsync(ConsumerOptions options, params ChangeConsumer[] consumers)
    {
        var listener = new ChangeListener(fixture.Store.Database, TimeProvider.System, NullLogger<ChangeListener>.Instance);
        var runner = new ConsumerRunner(fixture.Store.Database, consumers, listener, options, TimeProvider.System, NullLogger<ConsumerRunner>.Instance);
        await listener.StartAsync(Cancel);
        await runner.StartAsync(Cancel);
        _running.Push((listener, runner));
        return runner;
    }

    /// <summary>Stops the runner that was started last.</summary>
    public async Task StopAsync()
    {
        if (!_running.TryPop(out var last))
            return;
        await last.Runner.StopAsync(CancellationToken.None);
        await last.Listener.StopAsync(CancellationToken.None);
        last.Runner.Dispose();
        last.Listener.Dispose();
    }

    /// <summary>The positions a consumer has noted in a workspace, in the order of noting.</summary>
    public async Task<long[]> NotedAsync(Guid workspace, string consumer)
    {
        await using var command = fixture.Owner.CreateCommand("select coalesce(array_agg(position order by id), '{}') from public.note where workspace = $1 and consumer = $2");
        command.Parameters.Add(new NpgsqlParameter { Value = workspace });
        command.Parameters.Add(new NpgsqlParameter { Value = consumer });
        return (long[])(await command.ExecuteScalarAsync(Cancel))!;
    }

    /// <summary>Waits until a consumer has read everything in a workspace.</summary>
    public async Task<ConsumerStatus> CurrentAsync(Workspace workspace, ChangeConsumer consumer)
    {
        var console = new ConsumerConsole(fixture.Store.Database, [consumer]);
        while (true)
        {
            var status = (await console.ListAsync(workspace.Owner, Cancel))[0];
            if (status.Position == status.Head)
                return status;
            await Task.Delay(5, Cancel);
        }
    }

    /// <summary>Position of the newest change.</summary>
    public async Task<long> HeadAsync(Guid workspace)
    {
        await using var command = fixture.Owner.CreateCommand("select position from kith.position where workspace_id = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = workspace });
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    /// <summary>The whole numbers between two, both included.</summary>
    public static IEnumerable<long> Upto(long from, long to) => Enumerable.Range((int)from, (int)(to - from + 1)).Select(i => (long)i);

    public async ValueTask DisposeAsync()
    {
        while (!_running.IsEmpty)
            await StopAsync();
    }
}
