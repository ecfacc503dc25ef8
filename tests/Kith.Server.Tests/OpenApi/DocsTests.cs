using System.Net;
using System.Text.RegularExpressions;

namespace Kith.Server.Tests.OpenApi;

/// <summary>The pages that people read.</summary>
[Collection("description")]
public sealed partial class DocsTests(DescribedHost host)
{
    private IEnumerable<string> Pages => host.Document.Json["tags"]!.AsArray().Select(t => "/docs/" + t!["name"]).Prepend("/docs").Append("/docs/schemas");

    [Fact]
    public async Task Every_call_stands_on_the_page_of_its_group()
    {
        foreach (var calls in host.Document.Calls.Values.GroupBy(c => c["tags"]![0]!.GetValue<string>()))
        {
            var page = await host.Http.GetStringAsync("/docs/" + calls.Key);
            Assert.All(calls, c => Assert.Contains($"<article id=\"{c["operationId"]}\">", page, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Every_link_leads_somewhere()
    {
        var bodies = new Dictionary<string, string>();
        foreach (var page in Pages.Append("/docs/docs.css").Append("/openapi/v1.json"))
            bodies[page] = await host.Http.GetStringAsync(page);
        var broken = from page in bodies
                     where page.Value.StartsWith("<!doctype", StringComparison.Ordinal)
                     from Match link in Links().Matches(page.Value)
                     let target = link.Groups["to"].Value.Split('#')
                     let to = target[0].Length == 0 ? page.Key : target[0]
                     where !bodies.TryGetValue(to, out var there) || (target.Length > 1 && !there.Contains($"id=\"{target[1]}\"", StringComparison.Ordinal))
                     select $"{page.Key}: {link.Groups["to"].Value}";
        Assert.Empty(broken);
    }

    [Fact]
    public async Task Pages_need_nothing_that_the_content_policy_forbids()
    {
        foreach (var page in Pages)
        {
            using var answer = await host.Http.GetAsync(page);
            Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
            var html = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotMatch("<script|<style| style=| on[a-z]+=\"|javascript:", html);
            Assert.Contains("<meta name=\"viewport\"", html, StringComparison.Ordinal);
            Assert.Contains("<html lang=\"en\">", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Values_are_encoded()
    {
        // The summary of this call holds an apostrophe, its example quotes and braces.
        var page = await host.Http.GetStringAsync("/docs/schema");
        Assert.Contains("Make a type of the workspace&#x27;s own", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("<code>[^<]*\"[^<]*</code>", page);
    }

    [Fact]
    public async Task A_page_that_is_not_there_is_not_found()
    {
        using var answer = await host.Http.GetAsync("/docs/nothing");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [GeneratedRegex("href=\"(?<to>[^\"]*)\"", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Links();
}
