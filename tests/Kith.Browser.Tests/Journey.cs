namespace Kith.Browser.Tests;

/// <summary>What every journey has: browsers that are watched. A journey fails when its page does something wrong unseen, and leaves a picture when it fails.</summary>
public abstract class Journey(Installation kith) : IAsyncLifetime
{
    private readonly List<Visit> _visits = [];

    protected Installation Kith => kith;
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A browser nobody has signed in with.</summary>
    protected async Task<Visit> StrangerAsync(Look look, bool audited = false)
    {
        var visit = await Visit.StartAsync(kith, look, audited);
        _visits.Add(visit);
        return visit;
    }

    /// <summary>A browser signed in as the owner of a new workspace.</summary>
    protected async Task<Visit> OwnerAsync(Look? look = null, bool audited = false)
    {
        var visit = await StrangerAsync(look ?? Look.Desktop, audited);
        await visit.SignUpAsync();
        return visit;
    }

    public async ValueTask DisposeAsync()
    {
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        foreach (var (index, visit) in _visits.Index())
        {
            if (failed)
                await visit.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Repository.Failures, $"{TestContext.Current.TestMethod?.MethodName}-{index}.png") });
            await visit.DisposeAsync();
        }
        Assert.Empty(_visits.SelectMany(v => v.Troubles));
        GC.SuppressFinalize(this);
    }
}
