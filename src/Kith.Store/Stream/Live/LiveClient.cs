using System.Net;
using System.Threading.Channels;
using Kith.Core.Access;

namespace Kith.Store.Stream.Live;

/// <summary>Somebody who watches a workspace's stream.</summary>
public sealed class LiveClient : IDisposable
{
    // More than this unsent means that it reads too slowly; what it missed it asks for when it comes again.
    private const int MostWaiting = 64;

    private readonly Channel<ReadOnlyMemory<byte>> _pieces = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Action<LiveClient> _leave;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal LiveClient(Caller caller, long catalogueVersion, Guid signIn, IPAddress? from, DateTime? until, Action<LiveClient> leave) =>
        (Caller, CatalogueVersion, SignIn, From, Until, _leave) = (caller, catalogueVersion, signIn, from, until, leave);

    public Caller Caller { get; }

    /// <summary>The sign-in it came with.</summary>
    public Guid SignIn { get; }

    /// <summary>The address it came from.</summary>
    public IPAddress? From { get; }

    /// <summary>When its token ends; null where only its sign-in does.</summary>
    public DateTime? Until { get; }

    /// <summary>Changes after this position come as <see cref="Pieces"/>; those up to it are for the client to ask for.</summary>
    public long Start { get; internal set; }

    /// <summary>Version of the workspace's own types when it came.</summary>
    internal long CatalogueVersion { get; }

    /// <summary>Events as they are sent, in order, until it is closed.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> Pieces(CancellationToken cancellation) => _pieces.Reader.ReadAllAsync(cancellation);

    /// <summary>Ends when it was closed from this side, whatever still waits to be sent.</summary>
    public Task Closed => _closed.Task;

    internal void Send(ReadOnlyMemory<byte> piece)
    {
        if (!_pieces.Writer.TryWrite(piece))
            _pieces.Writer.TryComplete();
    }

    /// <summary>Closes it after what was sent so far.</summary>
    /// <param name="last">Sent as the last.</param>
    public void Finish(ReadOnlyMemory<byte> last)
    {
        _pieces.Writer.TryWrite(last);
        _pieces.Writer.TryComplete();
    }

    /// <summary>Closes it at once: nothing that waits is sent any more.</summary>
    public void Close()
    {
        _pieces.Writer.TryComplete();
        _closed.TrySetResult();
    }

    public void Dispose()
    {
        Close();
        _leave(this);
    }
}
