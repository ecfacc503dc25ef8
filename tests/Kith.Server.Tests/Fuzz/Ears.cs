using System.Collections.Concurrent;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.Live;
using Kith.Server.Tests.Webhooks;

namespace Kith.Server.Tests.Fuzz;

/// <summary>What reaches people without their asking: live events, mails, and what an administrator's webhook is sent.</summary>
internal sealed class Ears(Receiver receiver) : IAsyncDisposable
{
    private readonly List<(FuzzActor Actor, Listening Live, ConcurrentQueue<string> Events)> _open = [];

    public string Url => receiver.Url;

    public void Add(FuzzActor actor, Listening live)
    {
        var events = new ConcurrentQueue<string>();
        _open.Add((actor, live, events));
        _ = Task.Run(async () =>
        {
            try
            {
                while (await live.NextAsync() is { } told)
                    events.Enqueue(told.Data.GetRawText());
            }
            catch (Exception ended) when (ended is IOException or ObjectDisposedException or OperationCanceledException or HttpRequestException)
            {
                // The connection was closed.
            }
        });
    }

    /// <summary>Tells what was heard.</summary>
    public async Task TellAsync(IReadOnlyList<FuzzActor> actors, Installation server, Action<bool, string> told, Action<FuzzActor, string, string> listen)
    {
        await Task.Delay(1_000, TestContext.Current.CancellationToken);
        foreach (var (actor, _, events) in _open)
        {
            foreach (var heard in events)
                listen(actor, heard, "the live stream");
        }
        told(_open.Any(o => !o.Events.IsEmpty), "Nobody heard anything live, so the silence says nothing.");
        told(receiver.All.Count > 0, "The webhook was sent nothing, so the silence says nothing.");
        foreach (var delivery in receiver.All)
            listen(actors.Single(a => a.Name == "administrator"), delivery.Body, "a webhook");
        foreach (var actor in actors.Where(a => a.Name != "owner"))
        {
            foreach (var mail in server.Mails(actor.Client.Email))
                listen(actor, mail, "a mail");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, live, _) in _open)
            live.Dispose();
        await receiver.DisposeAsync();
    }
}
