using System.Text.Json;

namespace Kith.Browser.Tests.Screens;

/// <summary>Looks at one screen after the other: keeps a picture of each and asks the accessibility checker about it.</summary>
public sealed class Audit(Installation kith, Visit visit)
{
    private const string Run = """
        async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
          .filter(violation => violation.impact === 'serious' || violation.impact === 'critical')
          // While a list of choices is open the focus cannot leave it; what lies behind is hidden for as long and keeps its place in the order.
          .filter(violation => violation.id !== 'aria-hidden-focus' || !document.querySelector('[role=listbox], [role=menu]'))
          // Nor into a notification before one stands in it; what it says is told beside it.
          .flatMap(({ id, nodes }) => nodes.filter(node => id !== 'aria-hidden-focus' || !document.querySelector(node.target[0])?.closest('[aria-label=Notifications]')).map(node => `${id}: ${node.target.join(' ')}: ${node.failureSummary.replaceAll(/\s+/g, ' ')}`))
        """;

    private readonly List<(string Screen, string What)> _findings = [];

    /// <summary>Fails the test when something would keep somebody from using a screen; each thing is told once, with the screens it stands on.</summary>
    public void Pass() => Assert.True(_findings.Count == 0, string.Join('\n', _findings.GroupBy(f => f.What, f => f.Screen).Select(f => $"{f.Key}\n    on {string.Join(", ", f)}")));

    /// <summary>Waits until a screen stands, then looks at it.</summary>
    public async Task LookAsync(string screen, ILocator shows)
    {
        await Expect(shows.First).ToBeVisibleAsync();
        // Shapes of what is still coming.
        await Expect(visit.Page.Locator(".animate-shimmer, [aria-busy=true]")).ToHaveCountAsync(0);
        await visit.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Repository.Screens, visit.Look.Name, screen + ".png") });
        if (!await visit.Page.EvaluateAsync<bool>("() => 'axe' in window"))
            await visit.Page.EvaluateAsync(kith.Axe);
        var found = await visit.Page.EvaluateAsync<JsonElement>(Run);
        _findings.AddRange(found.EnumerateArray().Select(f => (screen, f.GetString()!)));
    }
}
