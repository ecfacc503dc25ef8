using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Changesets;
using Kith.Store.Tests.Records;

namespace Kith.Store.Tests.Changesets;

public sealed class OutcomeRightsTests(StoreFixture fixture)
{
    [Fact]
    public async Task Records_that_somebody_may_not_see_are_told_by_nothing_but_the_id_that_was_sent()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var workspace = await fixture.WorkspaceAsync();
        var (seen, hidden) = (await workspace.CreateAsync("company", """{"name": "Seen", "employees": 5}"""), await workspace.CreateAsync("company", """{"name": "Hidden", "employees": 500}"""));
        var store = new KithStore(fixture.Store.Database, fixture.Store.Catalogues.BuiltIn, new Small(), TimeProvider.System);
        var catalogue = await store.Catalogues.OfAsync(workspace.Id, 0, cancellation);
        await using var session = await store.Database.OpenAsync(workspace.Id, cancellation);
        using var set = JsonDocument.Parse("""{"employees": 6}""");
        var bulk = new BulkRequest("update", [seen.Id(), hidden.Id()], null, set.RootElement, null, DryRun: false, Background: false);
        var answer = await store.Changesets.ActAsync(session, workspace.Owner, catalogue, catalogue["company"], bulk, cancellation);
        Assert.Equal([ItemResult.Changed, ItemResult.Failed], answer.Outcomes.Select(o => o.Result));
        Assert.Equal("not_found", answer.Outcomes[1].Errors[0].Code);
        var outcomes = await store.Changesets.OutcomesAsync(workspace.Owner, catalogue, answer.Changeset.Id, null, 0, 10, cancellation);
        Assert.Equal([(seen.Id(), "Seen"), (hidden.Id(), "")], outcomes.Select(o => (o.Record, o.Title)));
    }

    private sealed class Small : AccessPolicy
    {
        protected override TypeRights PersonRights(Caller caller, RecordType type) => new(true, true, true, true, type.Name == "company" ? "employees < 100" : null);
        protected override bool PersonMay(Caller caller, Function function) => true;
    }
}
