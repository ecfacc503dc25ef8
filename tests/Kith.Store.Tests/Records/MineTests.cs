using Kith.Core.Access;
using Kith.Core.Queries;
using Kith.Core.Types;

namespace Kith.Store.Tests.Records;

/// <summary>What belongs to the caller, in lists and in rights.</summary>
public sealed class MineTests(StoreFixture fixture)
{
    /// <summary>The owner leads Sales, below which stand North with Nora and Far North with Fred; Otto is in Other.</summary>
    private async Task<Workspace> CompaniesAsync()
    {
        var workspace = await fixture.WorkspaceAsync();
        var me = workspace.Owner.Person!.Value;
        var sales = (await workspace.CreateAsync("team", $$"""{"name": "Sales", "lead": "{{me}}"}""")).Id();
        var north = (await workspace.CreateAsync("team", $$"""{"name": "North", "parent": "{{sales}}"}""")).Id();
        var far = (await workspace.CreateAsync("team", $$"""{"name": "Far North", "parent": "{{north}}"}""")).Id();
        var other = (await workspace.CreateAsync("team", """{"name": "Other"}""")).Id();
        var europe = (await workspace.CreateAsync("territory", $$"""{"name": "Europe", "members": ["{{me}}"]}""")).Id();
        var italy = (await workspace.CreateAsync("territory", $$"""{"name": "Italy", "parent": "{{europe}}"}""")).Id();
        var asia = (await workspace.CreateAsync("territory", """{"name": "Asia"}""")).Id();
        foreach (var (name, team, territory) in new[] { ("Nora", north, europe), ("Fred", far, italy), ("Otto", other, asia) })
        {
            var person = (await workspace.CreateAsync("person", $$"""{"name": "{{name}}", "team": "{{team}}"}""")).Id();
            await workspace.CreateAsync("company", $$"""{"name": "Of {{name}}", "owner": "{{person}}", "territory": "{{territory}}"}""");
        }
        await workspace.CreateAsync("company", $$"""{"name": "Mine", "owner": "{{me}}"}""");
        await workspace.CreateAsync("company", """{"name": "Nobody's", "owner": null}""");
        return workspace;
    }

    [Theory]
    [InlineData("owner in my_team()", "Mine, Of Fred, Of Nora")]
    [InlineData("owner not in my_team()", "Nobody's, Of Otto")]
    [InlineData("territory in my_territories()", "Of Fred, Of Nora")]
    [InlineData("territory not in my_territories() and owner in my_team()", "Mine")]
    public async Task Lists_ask_for_what_belongs_to_the_caller(string where, string names) =>
        Assert.Equal(names, string.Join(", ", (await (await CompaniesAsync()).ListAsync("company", new ListQuery { Where = where, Sort = ["name"] })).Texts("name")));

    [Fact]
    public async Task Rights_ask_for_what_belongs_to_the_caller()
    {
        var workspace = fixture.Under(new OfMyTeam(), await CompaniesAsync());
        Assert.Equal(["Mine", "Of Fred", "Of Nora"], (await workspace.ListAsync("company", new ListQuery { Sort = ["name"] })).Texts("name"));
    }

    private sealed class OfMyTeam : AccessPolicy
    {
        protected override TypeRights PersonRights(Caller caller, RecordType type) => new(true, true, true, true, type.Name == "company" ? "owner in my_team()" : null);
        protected override bool PersonMay(Caller caller, Function function) => true;
    }
}
