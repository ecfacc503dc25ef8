using System.Collections.Concurrent;
using Kith.Store.Sql;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kith.Store.Stream;

/// <summary>Hears in this process that a stream got longer, whichever process wrote. What is not heard must be found by looking.</summary>
public sealed class ChangeListener(Database database, TimeProvider clock, ILogger<ChangeListener> log) : BackgroundService
{
    private readonly ConcurrentDictionary<Subscription, Action<Guid, Guid?>> _subscribed = [];

    /// <summary>Has something called with the workspace, on the connection's own thread, until the subscription is disposed of.</summary>
    /// <param name="heard">Must not wait.</param>
    public IDisposable Subscribe(Action<Guid> heard) => Subscribe((workspace, person) =>
    {
        if (person is null)
            heard(workspace);
    });

    /// <summary>As above, and told as well whose notifications are others now.</summary>
    /// <param name="heard">With a person where it is about that person's notifications, else about the stream. Must not wait.</param>
    public IDisposable Subscribe(Action<Guid, Guid?> heard)
    {
        var subscription = new Subscription(this);
        _subscribed[subscription] = heard;
        return subscription;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(
        () => new KeptSession(database, clock, log).KeepAsync([SqlText.Of($"listen kith_change")], () => { }, () => { }, Hear, stoppingToken), stoppingToken);

    private void Hear(string told)
    {
        var parts = told.Split(' ');
        if (!Guid.TryParse(parts[0], out var workspace))
            return;
        foreach (var heard in _subscribed.Values)
            heard(workspace, parts.Length > 1 && Guid.TryParse(parts[1], out var person) ? person : null);
    }

    private sealed class Subscription(ChangeListener listener) : IDisposable
    {
        public void Dispose() => listener._subscribed.TryRemove(this, out _);
    }
}
