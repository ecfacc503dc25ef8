using System.Threading.Channels;

namespace Kith.Store.Stream;

/// <summary>Workspaces in which a consumer has something to do: each once, in turn, and none in two hands at a time.</summary>
internal sealed class DueWorkspaces
{
    private readonly Lock _gate = new();
    private readonly Channel<Guid> _waiting = Channel.CreateUnbounded<Guid>();
    private readonly Dictionary<Guid, bool> _known = [];

    /// <summary>Puts a workspace at the end; one that waits stays where it is, and one in hand comes again after it was given back.</summary>
    public void Add(Guid workspace)
    {
        lock (_gate)
        {
            if (_known.ContainsKey(workspace))
                _known[workspace] = true;
            else if (_known.TryAdd(workspace, false))
                _waiting.Writer.TryWrite(workspace);
        }
    }

    /// <summary>Waits for the first one and takes it in hand.</summary>
    public async ValueTask<Guid> TakeAsync(CancellationToken cancellation)
    {
        var workspace = await _waiting.Reader.ReadAsync(cancellation);
        lock (_gate)
            _known[workspace] = false;
        return workspace;
    }

    /// <summary>Gives a workspace back.</summary>
    /// <param name="more">True where there is more to do in it now.</param>
    public void Return(Guid workspace, bool more)
    {
        lock (_gate)
        {
            if (more || _known[workspace])
                _waiting.Writer.TryWrite(workspace);
            else
                _known.Remove(workspace);
        }
    }
}
