using Kith.Store.Tests.Records;

namespace Kith.Import.Tests;

/// <summary>The four files of the walk-through, with the figures they must come to.</summary>
public sealed class MavenTests(StoreFixture fixture) : IClassFixture<RunnerFixture>
{
    private const string Accounts = """
        {"type": "company", "mapping": {"account": "name", "sector": {"field": "industry", "create_choices": true}, "revenue": "annual_revenue", "employees": "employees",
         "year_established": {"new_field": {"label": "Year established", "kind": "integer"}}, "office_location": {"field": "address.country", "values": {"Philipines": "Philippines"}}, "subsidiary_of": "parent"}}
        """;

    private const string Products = """{"type": "product", "mapping": {"product": "name", "series": {"field": "category", "create_choices": true}, "sales_price": "price"}}""";

    private const string Teams = """
        {"type": "person", "mapping": {"sales_agent": "name", "manager": {"field": "manager", "unresolved": "create"}, "regional_office": {"field": "team", "unresolved": "create"}}}
        """;

    private const string Pipeline = """
        {"type": "deal", "mapping": {"opportunity_id": "external_id", "sales_agent": "owner", "product": {"field": "product", "values": {"GTXPro": "GTX Pro"}}, "account": "company",
         "deal_stage": "stage", "engage_date": "engaged_on", "close_date": {"field": "close_date", "format": "M/d/yyyy"}, "close_value": "amount"},
         "defaults": {"name": "{account} {product}"}, "match_on": ["external_id"]}
        """;

    /// <summary>The files in the order in which they lean on each other, each with its mapping.</summary>
    internal static readonly IReadOnlyList<(string File, string Mapping)> Files = [("accounts.csv", Accounts), ("products.csv", Products), ("sales_teams.csv", Teams), ("sales_pipeline.csv", Pipeline)];

    [Fact]
    public async Task The_four_files_come_to_their_figures_and_a_second_time_to_nothing()
    {
        var workspace = await fixture.WorkspaceAsync();
        var (store, owner) = (fixture.Store, workspace.Owner);
        await StagesAsync(workspace, "Sales");
        // A second pipeline has stages of the same names; deals without a pipeline stand in the first.
        await StagesAsync(workspace, "Partners");
        var files = Files.Zip(new long[] { 85, 7, 35, 8_800 }).ToList();
        foreach (var ((file, mapping), rows) in files)
        {
            var status = await store.ImportAsync(owner, Importing.Maven(file), mapping, file);
            Assert.Equal((rows, 0, 0, 0), status.Counts());
        }
        await CheckAsync(workspace.Id);
        var changes = await fixture.CountAsync(workspace.Id, "change");
        foreach (var ((file, mapping), rows) in files)
        {
            var status = await store.ImportAsync(owner, Importing.Maven(file), mapping, file);
            Assert.Equal((0, 0, rows, 0), status.Counts());
        }
        await CheckAsync(workspace.Id);
        Assert.Equal(changes, await fixture.CountAsync(workspace.Id, "change"));
    }

    [Fact]
    public async Task A_name_that_nothing_has_is_shown_before_the_run_with_what_it_may_mean()
    {
        var workspace = await fixture.WorkspaceAsync();
        var (store, owner) = (fixture.Store, workspace.Owner);
        await StagesAsync(workspace, "Sales");
        await store.ImportAsync(owner, Importing.Maven("products.csv"), Products);
        var upload = await store.UploadAsync(owner, "sales_pipeline.csv", Importing.Maven("sales_pipeline.csv"));
        Assert.Equal("deal", upload.Suggestion!.Type.Name);
        var preview = await store.PreviewAsync(owner, upload.Id, Pipeline.Replace(""", "values": {"GTXPro": "GTX Pro"}""", "", StringComparison.Ordinal));
        Assert.Empty(preview.GetProperty("problems").EnumerateArray());
        var product = Assert.Single(preview.GetProperty("unresolved").EnumerateArray(), u => u.Text("column") == "product");
        Assert.Equal(("GTXPro", 1480, "link", "GTX Pro"), (product.Text("value"), product.GetProperty("rows").GetInt32(), product.Text("kind"), product.GetProperty("suggestion").Text("title")));
        Assert.Equal(85, preview.GetProperty("unresolved").EnumerateArray().Count(u => u.Text("column") == "account"));
        var first = preview.GetProperty("sample")[0];
        Assert.Equal("GTX Plus Basic", first.GetProperty("record").GetProperty("product").Text("title"));
        Assert.Equal("2017-03-01", first.GetProperty("record").Text("close_date"));
        Assert.Equal(0, await fixture.CountAsync(workspace.Id, "deal"));

        var accounts = await store.UploadAsync(owner, "accounts.csv", Importing.Maven("accounts.csv"));
        var choices = (await store.PreviewAsync(owner, accounts.Id, Accounts.Replace(""", "values": {"Philipines": "Philippines"}""", "", StringComparison.Ordinal))).GetProperty("unresolved").EnumerateArray().ToList();
        // Parents stand in the file itself, so nothing is amiss with them.
        Assert.DoesNotContain(choices, u => u.Text("column") == "subsidiary_of");
        var misspelt = Assert.Single(choices, u => u.Text("value") == "technolgy");
        Assert.Equal(("choice", "technology"), (misspelt.Text("kind"), misspelt.GetProperty("suggestion").Text("value")));
        var country = Assert.Single(choices, u => u.Text("value") == "Philipines");
        Assert.Equal("Philippines", country.GetProperty("suggestion").Text("value"));
    }

    private async Task CheckAsync(Guid workspace)
    {
        async Task<long> Deals(string stage) => await fixture.CountAsync(workspace, "deal", $"stage_id = (select s.id from kith.stage s join kith.pipeline p on p.id = s.pipeline_id where s.workspace_id = '{workspace}' and s.name = '{stage}' and p.name = 'Sales')");
        Assert.Equal(85, await fixture.CountAsync(workspace, "company"));
        Assert.Equal(15, await fixture.CountAsync(workspace, "company", "parent_id is not null"));
        Assert.Equal(85, await fixture.CountAsync(workspace, "company", "(custom ->> 'year_established_c')::int between 1970 and 2020"));
        Assert.Equal(7, await fixture.CountAsync(workspace, "product"));
        Assert.Equal(42, await fixture.CountAsync(workspace, "person"));
        Assert.Equal(35, await fixture.CountAsync(workspace, "person", "manager_id is not null and team_id is not null"));
        Assert.Equal(3, await fixture.CountAsync(workspace, "team"));
        Assert.Equal(8_800, await fixture.CountAsync(workspace, "deal"));
        Assert.Equal((4_238, 2_473, 1_589, 500), (await Deals("Won"), await Deals("Lost"), await Deals("Engaging"), await Deals("Prospecting")));
        Assert.Equal(10_005_534m, await fixture.ScalarAsync<decimal>($"select sum(amount) from kith.deal d join kith.stage s on s.id = d.stage_id where d.workspace_id = '{workspace}' and s.won"));
        Assert.Equal(1_425, await fixture.CountAsync(workspace, "deal", "company_id is null"));
        Assert.Equal(0, await fixture.CountAsync(workspace, "deal", "product_id is null"));
        Assert.Equal(0, await fixture.CountAsync(workspace, "import_piece"));
    }

    internal static async Task StagesAsync(Workspace workspace, string name)
    {
        var pipeline = await workspace.CreateAsync("pipeline", $$"""{"name": "{{name}}"}""");
        foreach (var stage in new[] { "Prospecting", "Engaging", "Proposal", "Negotiation", "Won", "Lost" })
            await workspace.CreateAsync("stage", $$"""{"name": "{{stage}}", "pipeline": "{{pipeline.Id()}}", "won": {{(stage == "Won" ? "true" : "false")}}, "lost": {{(stage == "Lost" ? "true" : "false")}} }""");
    }
}
