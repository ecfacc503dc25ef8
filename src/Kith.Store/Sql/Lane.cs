namespace Kith.Store.Sql;

/// <summary>
/// How many reads of a kind run at a time. More than PostgreSQL has processors for only wait there for each other, each with all it has begun; and long ones
/// must not take all connections from short ones. Whoever comes later waits here, in turn.
/// </summary>
public sealed class Lane : IDisposable
{
    private readonly SemaphoreSlim _places;

    /// <param name="width">Reads at a time, at least one.</param>
    public Lane(int width) => _places = new SemaphoreSlim(Math.Max(1, width));

    /// <summary>Reads when a place is free.</summary>
    /// <exception cref="OperationCanceledException">Who asked has gone.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> read, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation);
        try
        {
            return await read();
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();
}
