using System.Text.Json;
using Kith.Core.Queries;
using Kith.Store;
using Kith.Store.Tests.Records;

namespace Kith.Import.Tests;

/// <summary>What was decided about the columns of a file is known when one like it comes again.</summary>
public sealed class RememberedImportTests(StoreFixture fixture) : IClassFixture<RunnerFixture>
{
    private KithStore Store => fixture.Store;

    [Fact]
    public async Task A_file_with_the_same_columns_is_taken_as_the_one_before()
    {
        var workspace = await fixture.WorkspaceAsync();
        var first = await Store.UploadAsync(workspace.Owner, "Firm,Ref,Seats,Born\r\nAcme,R-1,12,03/04/2026\r\n");
        Assert.Null(first.Recipe);
        await Store.QueueAsync(workspace.Owner, first.Id, """{ "type": "company", "mapping": { "Firm": "name", "Ref": { "new_field": { "label": "Our reference", "kind": "text" } }, "Seats": null, "Born": { "new_field": { "label": "Founded", "kind": "date" }, "format": "d/M/yyyy" } }, "match_on": ["name"] }""");
        Assert.Equal(1, (await Store.OverAsync(workspace.Owner, first.Id)).Counts().Created);
        // The columns stand in another order, and one is written otherwise.
        var again = await Store.UploadAsync(workspace.Owner, "born,Seats,Ref,Firm\r\n05/06/2026,7,R-2,Bolt\r\n");
        Assert.Equal(("remembered", "company"), (again.Recipe?.Name, again.Suggestion?.Type.Name));
        Assert.Equal("""{"born":{"field":"founded_c","format":"d/M/yyyy"},"Seats":null,"Ref":{"field":"our_reference_c"},"Firm":{"field":"name"}}""", JsonSerializer.Serialize(again.Recipe!.Mapping));
        Assert.Equal(["name"], again.Suggestion!.MatchOn);
        await Store.QueueAsync(workspace.Owner, again.Id, $$"""{ "type": "company", "mapping": {{JsonSerializer.Serialize(again.Recipe.Mapping)}}, "match_on": ["name"] }""");
        Assert.Equal(1, (await Store.OverAsync(workspace.Owner, again.Id)).Counts().Created);
        var bolt = (await workspace.ListAsync("company", new ListQuery { Where = "founded_c = \"2026-06-05\"" })).GetProperty("data")[0];
        Assert.Equal(("Bolt", "R-2"), (bolt.GetProperty("name").GetString(), bolt.GetProperty("our_reference_c").GetString()));
        // One column more is another file, and so is one for another workspace.
        Assert.Null((await Store.UploadAsync(workspace.Owner, "Firm,Ref,Seats,Born,More\r\nAcme,R-1,12,03/04/2026,x\r\n")).Recipe);
        Assert.Null((await Store.UploadAsync((await fixture.WorkspaceAsync()).Owner, "Firm,Ref,Seats,Born\r\nAcme,R-1,12,03/04/2026\r\n")).Recipe);
    }

    [Fact]
    public async Task A_field_that_is_gone_is_left_to_the_name_of_its_column()
    {
        var workspace = await fixture.WorkspaceAsync();
        var first = await Store.UploadAsync(workspace.Owner, "Firm,Website\r\nAcme,https://acme.example\r\n");
        await Store.QueueAsync(workspace.Owner, first.Id, """{ "type": "company", "mapping": { "Firm": "name", "Website": { "new_field": { "label": "Place on the web", "kind": "text" } } } }""");
        Assert.Equal(1, (await Store.OverAsync(workspace.Owner, first.Id)).Counts().Created);
        await using (var session = await Store.Database.OpenAsync(workspace.Id, TestContext.Current.CancellationToken))
        {
            var catalogue = await Store.Catalogues.OfAsync(workspace.Id, 0, TestContext.Current.CancellationToken);
            await session.BeginAsync(TestContext.Current.CancellationToken);
            await Store.Types.RemoveFieldAsync(session, workspace.Owner, catalogue, catalogue["company"], "place_on_the_web_c", TestContext.Current.CancellationToken);
            await session.CommitAsync(TestContext.Current.CancellationToken);
        }
        await Store.Catalogues.RefreshAsync(workspace.Id, TestContext.Current.CancellationToken);
        var again = await Store.UploadAsync(workspace.Owner, "Firm,Website\r\nBolt,https://bolt.example\r\n");
        Assert.Equal(["name", "website"], again.Suggestion!.Columns.Select(c => c.Field));
    }
}
