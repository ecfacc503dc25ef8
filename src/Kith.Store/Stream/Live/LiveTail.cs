using Kith.Core.Changes;
using Kith.Store.Catalogues;
using Kith.Store.Sql;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kith.Store.Stream.Live;

/// <summary>Follows the stream of one workspace for everybody of this process who watches it.</summary>
internal sealed partial class LiveTail : IAsyncDisposable
{
    private const int MostChanges = 200;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenHeartbeats = TimeSpan.FromSeconds(15);

    private readonly Guid _workspace;
    private readonly Database _database;
    private readonly ChangeReader _reader;
    private readonly WorkspaceCatalogues _catalogues;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _wake = new(0);
    // Held while changes go out, so that who comes meanwhile neither misses nor doubles any.
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();
    private readonly List<LiveClient> _clients = [];
    private readonly Task _running;
    private long? _position;
    private long _catalogueVersion;
    private long _beaten;

    public LiveTail(Guid workspace, Database database, ChangeReader reader, WorkspaceCatalogues catalogues, TimeProvider clock, ILogger log)
    {
        (_workspace, _database, _reader, _catalogues, _clock, _log) = (workspace, database, reader, catalogues, clock, log);
        _beaten = clock.GetTimestamp();
        _running = Task.Run(RunAsync);
    }

    /// <summary>How many hold on to it; counted by whoever hands it out.</summary>
    public int Holders { get; set; }

    /// <summary>Lets a client take part from the stream's present position on.</summary>
    public async Task JoinAsync(LiveClient client, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            client.Start = await PositionAsync(cancellation);
            Know(client.CatalogueVersion);
            lock (_gate)
                _clients.Add(client);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Leave(LiveClient client)
    {
        lock (_gate)
            _clients.Remove(client);
    }

    /// <summary>Says that the stream may have got longer.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount == 0)
            _wake.Release();
    }

    /// <summary>Says which version of the workspace's types there is by now.</summary>
    public void Know(long catalogueVersion) => _catalogueVersion = Math.Max(_catalogueVersion, catalogueVersion);

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                while (await ForwardAsync(_stopping.Token))
                {
                    // Until the end of the stream.
                }
                await _wake.WaitAsync(Look, _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            // The border of the tail: clients that hear nothing more would wait for ever, so they are sent away to come again.
            catch (Exception error)
            {
                Failed(_log, _workspace, error is NpgsqlException ? null : error);
                foreach (var client in Present())
                    client.Close();
                await Task.Delay(Look, _clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> ForwardAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var clients = Present();
            if (clients.Length == 0)
                return false;
            var position = await PositionAsync(cancellation);
            await using var session = await _database.OpenAsync(_workspace, cancellation);
            var changes = await session.ListAsync(ChangeRows.Select(SqlText.Of($"c.workspace_id = {_workspace} and c.position > {position}"), SqlText.Of($"order by c.position limit {(long)MostChanges}")), ChangeRows.Read, cancellation);
            if (changes.Count == 0)
            {
                Beat(clients, position);
                return false;
            }
            var catalogue = await _catalogues.OfAsync(_workspace, _catalogueVersion, cancellation);
            if (changes.Any(c => c.Type != SecurityEvent.Type && catalogue.Find(c.Type) is null))
                catalogue = await _catalogues.RefreshAsync(_workspace, cancellation);
            var linked = await ChangeReader.LinkedAsync(session, _workspace, catalogue, changes, null, cancellation);
            var batch = new LiveBatch(_reader, catalogue, changes, linked, session);
            foreach (var client in clients)
            {
                if (await batch.OfAsync(client, cancellation) is { IsEmpty: false } piece)
                    client.Send(piece);
            }
            _position = changes[^1].Position;
            return changes.Count == MostChanges;
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Beat(LiveClient[] clients, long position)
    {
        if (_clock.GetElapsedTime(_beaten) < BetweenHeartbeats)
            return;
        _beaten = _clock.GetTimestamp();
        var beat = LiveEvents.Heartbeat(position);
        foreach (var client in clients)
            client.Send(beat);
    }

    private async Task<long> PositionAsync(CancellationToken cancellation)
    {
        if (_position is { } known)
            return known;
        await using var session = await _database.OpenAsync(_workspace, cancellation);
        var position = await session.FirstAsync(SqlText.Of($"select position from position where workspace_id = {_workspace}"), r => r.GetInt64(0), cancellation);
        _position = position;
        return position;
    }

    private LiveClient[] Present()
    {
        lock (_gate)
            return [.. _clients];
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
        _wake.Dispose();
        _turn.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stream of workspace {Workspace} could not be followed; who watches it is sent away to come again")]
    private static partial void Failed(ILogger log, Guid workspace, Exception? error);
}
