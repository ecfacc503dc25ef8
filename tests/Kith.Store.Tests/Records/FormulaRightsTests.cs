using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Store.Catalogues;

namespace Kith.Store.Tests.Records;

/// <summary>A formula tells no one more than its fields would.</summary>
public sealed class FormulaRightsTests(StoreFixture fixture)
{
    [Fact]
    public async Task A_formula_over_a_field_that_its_reader_may_not_read_is_empty_and_cannot_be_asked_about()
    {
        var workspace = await fixture.WorkspaceAsync();
        var catalogue = fixture.Store.Catalogues.BuiltIn;
        await using (var session = await fixture.Store.Database.OpenAsync(workspace.Id, CancellationToken.None))
            await fixture.Store.Types.AddFieldsAsync(session, workspace.Owner, catalogue, catalogue["contact"], [new NewField("loud", null, null, Formula: "upper(email)"), new NewField("louder", null, null, Formula: "concat(loud_c, '!')")], CancellationToken.None);
        await workspace.CreateAsync("contact", """{"last_name": "Ada", "email": "ada@example.com"}""");
        var query = new ListQuery { Fields = ["name", "loud_c", "louder_c"] };
        async Task<string> ToldAsync(Workspace reader) => (await reader.ListAsync("contact", query)).GetProperty("data")[0].GetProperty("loud_c").ToString() + (await reader.ListAsync("contact", query)).GetProperty("data")[0].GetProperty("louder_c");
        Assert.Equal("ADA@EXAMPLE.COMADA@EXAMPLE.COM!", await ToldAsync(workspace));
        var other = fixture.Under(new WithoutAddresses(), workspace);
        Assert.Equal("", await ToldAsync(other));
        foreach (var field in new[] { "loud_c", "louder_c" })
        {
            var asked = await Assert.ThrowsAsync<ProblemException>(() => other.ListAsync("contact", new ListQuery { Where = $"{field} contains 'ADA'" }));
            Assert.Equal("expression.broken_formula", Assert.Single(asked.Problem.Errors).Code);
            var sorted = await Assert.ThrowsAsync<ProblemException>(() => other.ListAsync("contact", new ListQuery { Sort = [field] }));
            Assert.Equal("expression.broken_formula", Assert.Single(sorted.Problem.Errors).Code);
        }
    }

    private sealed class WithoutAddresses : AccessPolicy
    {
        protected override TypeRights PersonRights(Caller caller, RecordType type) => new(true, true, true, true) { Hidden = type.Name == "contact" ? new HashSet<string> { "email" } : new HashSet<string>() };
        protected override bool PersonMay(Caller caller, Function function) => true;
    }
}
