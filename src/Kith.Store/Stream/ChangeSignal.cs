using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Stream;

/// <summary>
/// Wakes the readers of the stream in every process after commits that made it longer. It never takes part in the commit, which all writers would then wait for, and
/// tells of many commits at once. A signal that is lost costs a second, because readers also look by themselves.
/// </summary>
internal sealed class ChangeSignal(NpgsqlDataSource source, ContextSigner signer)
{
    /// <summary>The notification's name; it carries the workspace.</summary>
    public const string Channel = "kith_change";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly Lock _gate = new();
    private HashSet<Guid> _longer = [];
    private bool _telling;

    /// <summary>Says that a commit has made a workspace's stream longer; does not wait.</summary>
    public void Tell(Guid workspace)
    {
        lock (_gate)
        {
            _longer.Add(workspace);
            if (_telling)
                return;
            _telling = true;
        }
        _ = Task.Run(TellAsync);
    }

    private async Task TellAsync()
    {
        while (Take() is { Length: > 0 } workspaces)
        {
            try
            {
                await using var session = new Session(await source.OpenConnectionAsync(CancellationToken.None), signer.SignOutside(), signer, null, null);
                await session.ExecuteAsync(SqlText.Of($"select pg_notify({SqlText.Text(Channel)}, w::text) from unnest({workspaces}) w"), CancellationToken.None);
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException or InvalidOperationException)
            {
                // The database or this process is going away; readers look by themselves.
            }
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private Guid[] Take()
    {
        lock (_gate)
        {
            Guid[] taken = [.. _longer];
            _longer = [];
            _telling = taken.Length > 0;
            return taken;
        }
    }
}
