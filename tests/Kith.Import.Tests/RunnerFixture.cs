using Kith.Store.Jobs;
using Kith.Store.Tests.Records;

namespace Kith.Import.Tests;

/// <summary>Runs the imports of a class of tests. Tests that stop runners bring a database of their own.</summary>
public sealed class RunnerFixture(StoreFixture fixture) : IAsyncLifetime
{
    private JobRunner _runner = null!;

    public async ValueTask InitializeAsync()
    {
        _runner = fixture.Store.Runner();
        await _runner.StartAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        await _runner.StopAsync(default);
        _runner.Dispose();
    }
}
