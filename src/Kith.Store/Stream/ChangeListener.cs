using System.Collections.Concurrent;
using Kith.Store.Sql;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kith.Store.Stream;

/// <summary>Hears in this process that a stream got longer, whichever process wrote. What is not heard must be found by looking.</summary>
public sealed class ChangeListener(Database database, TimeProvider clock, ILogger<ChangeListener> log) : BackgroundService
{
    private readonly ConcurrentDictionary<Subscription, Action<Guid>> _subscribed = [];

    /// <summary>Has something called with the workspace, on the connection's own thread, until the subscription is disposed of.</summary>
    /// <param name="heard">Must not wait.</param>
    public IDisposable Subscribe(Action<Guid> heard)
    {
        var subscription = new Subscription(this);
        _subscribed[subscription] = heard;
        return subscription;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(
        () => new KeptSession(database, clock, log).KeepAsync([SqlText.Of($"listen kith_change")], () => { }, () => { }, Hear, stoppingToken), stoppingToken);

    private void Hear(string told)
    {
        if (!Guid.TryParse(told, out var workspace))
            return;
        foreach (var heard in _subscribed.Values)
            heard(workspace);
    }

    private sealed class Subscription(ChangeListener listener) : IDisposable
    {
        public void Dispose() => listener._subscribed.TryRemove(this, out _);
    }
}
