namespace Kith.Server.Tests.OpenApi;

/// <summary>The published description, judged by a linter that nobody here wrote and by the client that is built on it.</summary>
[Collection("description")]
public sealed class LintTests(DescribedHost host)
{
    [Fact]
    public Task The_document_passes_the_linter() =>
        NodeTool.PassesAsync(host.Document, Path.Combine("tests", "openapi-lint"), "npx", "--no-install", "redocly", "lint", "--config", "redocly.yaml");

    [Fact]
    public Task The_web_client_is_built_on_the_types_of_this_document() =>
        NodeTool.PassesAsync(host.Document, Path.Combine("web", "tools", "api"), "node", "generate.mjs", "--check");
}
