using System.Buffers;
using System.Globalization;
using System.Text;
using Kith.Core.Problems;
using Kith.Store.Stream;
using Kith.Store.Stream.Live;
using Kith.Store.Tests.Records;
using Microsoft.Extensions.Logging.Abstractions;
using static Kith.Store.Tests.Stream.Consumers;

namespace Kith.Store.Tests.Stream;

/// <summary>What the hub of live connections does for those who read slowly, and against those who take too much.</summary>
public sealed class LiveHubTests(StoreFixture fixture) : IAsyncLifetime
{
    private ChangeListener _listener = null!;
    private LiveHub _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _listener = new ChangeListener(fixture.Store.Database, TimeProvider.System, NullLogger<ChangeListener>.Instance);
        await _listener.StartAsync(Cancel);
        _hub = new LiveHub(fixture.Store, _listener, 2, TimeProvider.System, NullLogger<LiveHub>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _listener.StopAsync(CancellationToken.None);
        _listener.Dispose();
    }

    private static IEnumerable<long> Ids(ReadOnlySpan<byte> piece) =>
        [.. Encoding.UTF8.GetString(piece).Split('\n').Where(l => l.StartsWith("id: ", StringComparison.Ordinal)).Select(l => long.Parse(l[4..], CultureInfo.InvariantCulture))];

    [Fact]
    public async Task Who_reads_too_slowly_is_closed_and_finds_the_rest_when_it_comes_again()
    {
        var workspace = await fixture.WorkspaceAsync();
        using var slow = await _hub.JoinAsync(workspace.Owner, 0, Guid.Empty, null, null, Cancel);
        using var quick = await _hub.JoinAsync(workspace.Owner, 0, Guid.Empty, null, null, Cancel);
        var heard = new List<long>();
        var reading = Task.Run(async () =>
        {
            await foreach (var piece in quick.Pieces(Cancel))
                heard.AddRange(Ids(piece.Span));
        });
        // One at a time, so that each is a piece of its own; the slow one takes none of them.
        for (var i = 2; i <= 80; i++)
        {
            await workspace.CreateAsync("company", $$"""{"name": "Company {{i}}"}""");
            while (Volatile.Read(ref heard) is var list && list.Count < i - 1)
                await Task.Delay(1, Cancel);
        }
        var told = new List<long>();
        await foreach (var piece in slow.Pieces(Cancel))
            told.AddRange(Ids(piece.Span));
        Assert.Equal(Upto(2, told.Count + 1), told);
        Assert.InRange(told.Count, 1, 78);
        var rest = new ArrayBufferWriter<byte>();
        var catalogue = await fixture.Store.Catalogues.OfAsync(workspace.Id, 0, Cancel);
        Assert.Equal(80, await LiveEvents.WriteAsync(fixture.Store.Changes, workspace.Owner, catalogue, told[^1], 80, 200, rest, Cancel));
        Assert.Equal(Upto(told.Count + 2, 80), Ids(rest.WrittenSpan));
        quick.Close();
        await reading;
        Assert.Equal(Upto(2, 80), heard);
    }

    [Fact]
    public async Task A_person_keeps_so_many_connections_open_and_no_more()
    {
        var workspace = await fixture.WorkspaceAsync();
        var first = await _hub.JoinAsync(workspace.Owner, 0, Guid.Empty, null, null, Cancel);
        using var second = await _hub.JoinAsync(workspace.Owner, 0, Guid.Empty, null, null, Cancel);
        var refused = await Assert.ThrowsAsync<ProblemException>(() => _hub.JoinAsync(workspace.Owner, 0, Guid.Empty, null, null, Cancel));
        Assert.Equal(ProblemKind.TooMany, refused.Problem.Kind);
        first.Dispose();
        using var third = await _hub.JoinAsync(workspace.Owner, 0, Guid.Empty, null, null, Cancel);
        Assert.Equal(2, _hub.Clients.Count);
        _hub.Finish(() => "retry: 1\n\n"u8.ToArray());
        Assert.Equal(ProblemKind.Unavailable, (await Assert.ThrowsAsync<ProblemException>(() => _hub.JoinAsync(workspace.Owner, 0, Guid.Empty, null, null, Cancel))).Problem.Kind);
        await foreach (var last in third.Pieces(Cancel))
            Assert.Equal("retry: 1\n\n", Encoding.UTF8.GetString(last.Span));
    }
}
