using System.Net;
using Kith.Core.Access;
using Kith.Core.Problems;
using Microsoft.Extensions.Logging;

namespace Kith.Store.Stream.Live;

/// <summary>Everybody of this process who watches a stream. Each workspace that is watched is followed once.</summary>
/// <param name="mostOfPerson">How many connections a person may keep open at a time.</param>
public sealed class LiveHub(KithStore store, ChangeListener listener, int mostOfPerson, TimeProvider clock, ILogger<LiveHub> log) : IAsyncDisposable
{
    private const int TryAgain = 10;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, LiveTail> _tails = [];
    private readonly HashSet<LiveClient> _clients = [];
    private readonly Dictionary<Guid, int> _ofPerson = [];
    private IDisposable? _woken;
    private bool _closed;

    /// <summary>Everybody who watches.</summary>
    public IReadOnlyList<LiveClient> Clients
    {
        get
        {
            lock (_gate)
                return [.. _clients];
        }
    }

    /// <summary>Begins to watch; ended by disposing of the client.</summary>
    /// <param name="signIn">The sign-in it came with.</param>
    /// <param name="from">The address it came from.</param>
    /// <param name="until">When its token ends; null where only the sign-in does.</param>
    /// <exception cref="ProblemException">The person has too many open already, or this process is about to stop.</exception>
    public async Task<LiveClient> JoinAsync(Caller caller, long catalogueVersion, Guid signIn, IPAddress? from, DateTime? until, CancellationToken cancellation)
    {
        var client = new LiveClient(caller, catalogueVersion, signIn, from, until, Leave);
        LiveTail tail;
        lock (_gate)
        {
            if (_closed)
                throw new ProblemException(Problem.Of(ProblemKind.Unavailable, "unavailable"));
            var person = caller.Person!.Value;
            if (_ofPerson.GetValueOrDefault(person) >= mostOfPerson)
                throw new ProblemException(Problem.TooMany(TryAgain));
            _ofPerson[person] = _ofPerson.GetValueOrDefault(person) + 1;
            _woken ??= listener.Subscribe(Wake);
            if (!_tails.TryGetValue(caller.Workspace, out tail!))
                _tails[caller.Workspace] = tail = new LiveTail(caller.Workspace, store.Database, store.Changes, store.Catalogues, clock, log);
            tail.Holders++;
            _clients.Add(client);
        }
        try
        {
            await tail.JoinAsync(client, cancellation);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Says which version of a workspace's types there is by now.</summary>
    public void Know(Guid workspace, long catalogueVersion)
    {
        lock (_gate)
            _tails.GetValueOrDefault(workspace)?.Know(catalogueVersion);
    }

    /// <summary>Sends everybody away after what was sent so far, and takes nobody any more.</summary>
    /// <param name="last">What is sent last, made for each.</param>
    public void Finish(Func<ReadOnlyMemory<byte>> last)
    {
        lock (_gate)
            _closed = true;
        foreach (var client in Clients)
            client.Finish(last());
    }

    private void Wake(Guid workspace, Guid? person)
    {
        lock (_gate)
        {
            if (person is null)
                _tails.GetValueOrDefault(workspace)?.Wake();
            foreach (var client in person is null ? [] : _clients.Where(c => c.Caller.Workspace == workspace && c.Caller.Person == person))
                client.Send(LiveEvents.Notified);
        }
    }

    private void Leave(LiveClient client)
    {
        LiveTail? ended = null;
        lock (_gate)
        {
            if (!_clients.Remove(client))
                return;
            var (workspace, person) = (client.Caller.Workspace, client.Caller.Person!.Value);
            if (--_ofPerson[person] == 0)
                _ofPerson.Remove(person);
            if (_tails.TryGetValue(workspace, out var tail))
            {
                tail.Leave(client);
                if (--tail.Holders == 0 && _tails.Remove(workspace))
                    ended = tail;
            }
        }
        if (ended is not null)
            _ = Task.Run(async () => await ended.DisposeAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _woken?.Dispose();
        LiveTail[] tails;
        lock (_gate)
        {
            (_closed, tails) = (true, [.. _tails.Values]);
            _tails.Clear();
        }
        foreach (var client in Clients)
            client.Close();
        foreach (var tail in tails)
            await tail.DisposeAsync();
    }
}
