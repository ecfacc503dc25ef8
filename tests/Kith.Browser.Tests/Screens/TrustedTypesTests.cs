namespace Kith.Browser.Tests.Screens;

/// <summary>The browser itself refuses to make code or pages out of texts, on every page.</summary>
public sealed class TrustedTypesTests(Installation kith) : Journey(kith)
{
    private const string MakeHtml = "() => { try { document.createElement('div').innerHTML = '<b>text</b>'; return 'made'; } catch (refusal) { return refusal.name; } }";
    private const string MakeCode = "() => { try { document.createElement('script').text = 'window.ran = true'; return 'made'; } catch (refusal) { return refusal.name; } }";
    private const string Evaluate = "() => { try { return String(window.setTimeout('window.ran = true', 0)); } catch (refusal) { return refusal.name; } }";

    private static readonly string[] Pages =
    [
        "/companies", "/contacts", "/deals", "/products", "/activities", "/deals?layout=board", "/deals?layout=calendar", "/deals?layout=timeline", "/deals?layout=map", "/companies?panel=new", "/companies/trash",
        "/import", "/notifications", "/welcome", "/settings", "/settings/notifications", "/settings/security", "/settings/workspace", "/settings/people", "/settings/access", "/settings/sign-in", "/settings/keys",
        "/settings/pipelines", "/settings/objects", "/settings/objects/company", "/settings/changes", "/settings/jobs", "/settings/audit", "/settings/privacy", "/settings/webhooks", "/nothing-of-this-name",
    ];

    [Fact]
    public async Task No_page_breaks_the_content_security_policy_and_none_could_be_made_to()
    {
        var visit = await OwnerAsync();
        await visit.CallAsync("POST", "workspace/sample_data");
        foreach (var path in Pages.Append("/companies/" + await visit.FindAsync("companies", "Iris Optics")))
        {
            await visit.OpenAsync(path);
            await Expect(visit.Page.GetByRole(AriaRole.Main).First).ToBeVisibleAsync();
            await Expect(visit.Page.Locator(".animate-shimmer, [aria-busy=true]")).ToHaveCountAsync(0);
            // What a page did against the policy until here is among the visit's troubles, and fails the journey.
            Assert.True(visit.Troubles.Count == 0, $"{path}: {string.Join("; ", visit.Troubles)}");
        }
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/signup")]
    [InlineData("/forgot")]
    public async Task A_text_becomes_neither_a_page_nor_code(string path)
    {
        // Watched by nobody: what it tries is against the policy on purpose.
        await using var context = await Kith.Browser.NewContextAsync(Look.Desktop.Options(Kith.Url));
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        await Expect(page.GetByRole(AriaRole.Main)).ToBeVisibleAsync();
        await page.EvaluateAsync("() => { window.told = []; document.addEventListener('securitypolicyviolation', e => window.told.push(e.effectiveDirective)); }");
        Assert.Equal(["TypeError", "TypeError", "TypeError"], [await page.EvaluateAsync<string>(MakeHtml), await page.EvaluateAsync<string>(MakeCode), await page.EvaluateAsync<string>(Evaluate)]);
        await page.WaitForFunctionAsync("() => window.told.length >= 3");
        Assert.All(await page.EvaluateAsync<string[]>("() => window.told"), directive => Assert.Equal("require-trusted-types-for", directive));
        Assert.False(await page.EvaluateAsync<bool>("() => 'ran' in window"));
    }
}
