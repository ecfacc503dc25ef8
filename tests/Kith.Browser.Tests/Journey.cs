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

    /// <summary>A browser signed in as Grace Hopper, who has accepted an invitation of the owner.</summary>
    protected async Task<Visit> ColleagueAsync(Visit owner, Look look, bool audited = false)
    {
        var email = kith.NewEmail("grace");
        await owner.CallAsync("POST", "invitations", new { email, role = "member" });
        var grace = await StrangerAsync(look, audited);
        var link = await kith.InvitationAsync(email, Cancel);
        await grace.CallAsync("POST", "invitations/accept", new { token = link.Segments[^1], name = "Grace Hopper", password = Visit.Password });
        return grace;
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
        var troubles = _visits.SelectMany(v => v.Troubles).ToArray();
        Assert.True(troubles.Length == 0, string.Join('\n', [.. troubles, .. kith.Errors.Lines]));
        GC.SuppressFinalize(this);
    }
}
