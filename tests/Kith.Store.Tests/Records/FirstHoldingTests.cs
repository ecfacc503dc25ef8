using Kith.Core.Access;
using Kith.Core.Modules;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Sales.Leads;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Tests.Records;

public sealed class FirstHoldingTests(StoreFixture fixture)
{
    // Ten employees to a step; the last condition holds for everything.
    private static readonly string[] Rules = [.. Enumerable.Range(0, 199).Select(i => $"employees >= {i * 10} and employees < {i * 10 + 10} and industry in (\"retail\", \"finance\")"), "true"];

    private static int Expected(Lead lead) => lead.Industry == "medical" ? 199 : (int)lead.Employees! / 10;

    private FirstHolding Of(Workspace workspace, int? joins = null)
    {
        var caller = joins is { } most ? workspace.Owner with { Limits = workspace.Owner.Limits with { Joins = most } } : workspace.Owner;
        var catalogue = fixture.Store.Catalogues.BuiltIn;
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new FirstHolding(caller, catalogue, new RightsSql(caller, fixture.Store.Policy, catalogue, now), now);
    }

    private List<Draft> Leads(bool isNew) => [.. Enumerable.Range(0, 1_000).Select(i => new Draft(
        new Lead { Id = fixture.Store.Ids.Next(), Name = $"Lead {i}", LastName = $"Lead {i}", Status = "new", Employees = i, Industry = (i % 3) switch { 0 => "retail", 1 => "finance", _ => "medical" } },
        isNew, _ => false, _ => false, _ => false, _ => null, new ProblemList()))];

    private async Task<IReadOnlyList<int>> AskAsync(Workspace workspace, IReadOnlyList<Draft> drafts)
    {
        await using var session = await fixture.Store.Database.OpenAsync(workspace.Id, TestContext.Current.CancellationToken);
        return await Of(workspace).OfAsync(session, drafts, Rules, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Two_hundred_conditions_over_a_thousand_records_are_one_statement_whether_they_are_saved_or_not()
    {
        var workspace = await fixture.WorkspaceAsync();
        var type = fixture.Store.Catalogues.BuiltIn["lead"];
        var made = Leads(isNew: true);
        Assert.Single(Of(workspace).Statements(type, made, Rules));
        Assert.Equal(made.Select(d => Expected((Lead)d.Record)), await AskAsync(workspace, made));

        var requests = made.Select(d =>
        {
            var lead = (Lead)d.Record;
            var request = new WriteRequest(WriteKind.Create, lead.Id);
            (request.Values[type["last_name"]], request.Values[type["employees"]], request.Values[type["industry"]]) = (lead.LastName, lead.Employees, lead.Industry);
            return request;
        }).ToList();
        await using (var session = await fixture.Store.Database.OpenAsync(workspace.Id, TestContext.Current.CancellationToken))
            Assert.All(await fixture.Store.Writes.ManyAsync(session, workspace.Owner, fixture.Store.Catalogues.BuiltIn, type, requests, null, TestContext.Current.CancellationToken), o => Assert.Null(o.Problem));
        List<Draft> saved = [.. made.Select(d => new Draft(d.Record, isNew: false, _ => false, _ => false, _ => false, _ => null, new ProblemList()))];
        Assert.Single(Of(workspace).Statements(type, saved, Rules));
        Assert.Equal(saved.Select(d => Expected((Lead)d.Record)), await AskAsync(workspace, saved));
    }

    [Fact]
    public async Task Conditions_that_read_too_many_tables_for_one_statement_are_asked_in_several_and_what_cannot_be_worked_out_holds_for_nothing()
    {
        var workspace = await fixture.WorkspaceAsync();
        var type = fixture.Store.Catalogues.BuiltIn["lead"];
        var made = Leads(isNew: true).Take(1).ToList();
        string[] conditions = ["nothing = 1", "owner.name = \"Nobody\"", "territory.name = \"North\"", "converted_company.name = \"Acme\"", "last_name = \"Lead 0\"", "owner.name = \"Olga Owner\""];
        var holding = Of(workspace, joins: 1);
        Assert.Equal(4, holding.Statements(type, made, conditions).Count());
        await using var session = await fixture.Store.Database.OpenAsync(workspace.Id, TestContext.Current.CancellationToken);
        Assert.Equal([4], await holding.OfAsync(session, made, conditions, TestContext.Current.CancellationToken));
        Assert.NotNull(holding.Fault(type, conditions[0]));
        Assert.Null(holding.Fault(type, conditions[1]));
    }
}
