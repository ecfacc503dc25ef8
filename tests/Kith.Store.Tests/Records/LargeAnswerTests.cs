using Kith.Core.Problems;
using Kith.Core.Queries;

namespace Kith.Store.Tests.Records;

/// <summary>Answers that are held until they are whole stay small enough to be held.</summary>
public sealed class LargeAnswerTests(StoreFixture fixture)
{
    [Fact]
    public async Task A_report_of_long_texts_is_refused_before_it_fills_the_memory()
    {
        var workspace = await fixture.WorkspaceAsync();
        await using (var fill = fixture.Owner.CreateCommand($"""
            insert into kith.company (workspace_id, id, created_at, updated_at, name, description) select '{workspace.Id}', gen_random_uuid(), now(), now(), 'C' || n, repeat('long ', 20000) from generate_series(1, 400) n
            """))
        {
            await fill.ExecuteNonQueryAsync();
        }
        var refused = await Assert.ThrowsAsync<ProblemException>(() => workspace.ReportAsync("company", new ReportQuery { Select = ["name", "description"], Limit = 10_000 }));
        Assert.Equal(("limit", "report.too_large"), (refused.Problem.Errors[0].Field, refused.Problem.Errors[0].Code));
        Assert.Equal(100, (await workspace.ReportAsync("company", new ReportQuery { Select = ["name", "description"], Limit = 100 })).GetProperty("data").GetArrayLength());
    }
}
