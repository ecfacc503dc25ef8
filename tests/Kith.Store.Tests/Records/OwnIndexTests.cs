using System.Text.Json;
using Kith.Core.Queries;
using Kith.Store.Catalogues;
using Kith.Store.Jobs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kith.Store.Tests.Records;

/// <summary>Indexes of own fields: made and dropped by their job, and lists sorted by them.</summary>
public sealed class OwnIndexTests(StoreFixture fixture)
{
    private static readonly JobOptions Options = new();

    private OwnIndexes Indexes => new(fixture.OwnerConnection, fixture.Store.Catalogues, NullLogger<OwnIndexes>.Instance);

    private async Task AddAsync(Workspace workspace, params NewField[] fields)
    {
        var catalogue = await fixture.Store.Catalogues.RefreshAsync(workspace.Id, CancellationToken.None);
        await using var session = await fixture.Store.Database.OpenAsync(workspace.Id, CancellationToken.None);
        await fixture.Store.Types.AddFieldsAsync(session, workspace.Owner, catalogue, catalogue["company"], fields, CancellationToken.None);
        await fixture.Store.Catalogues.RefreshAsync(workspace.Id, CancellationToken.None);
    }

    private async Task MarkAsync(Workspace workspace, string field, bool indexed)
    {
        var catalogue = await fixture.Store.Catalogues.RefreshAsync(workspace.Id, CancellationToken.None);
        await using var session = await fixture.Store.Database.OpenAsync(workspace.Id, CancellationToken.None);
        await fixture.Store.Types.ChangeFieldAsync(session, workspace.Owner, catalogue, catalogue["company"], field, new OwnFieldChange { Indexed = indexed }, CancellationToken.None);
    }

    private async Task<T> AskAsync<T>(string sql)
    {
        await using var command = fixture.Owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private Task<string> IndexesAsync(Workspace workspace) =>
        AskAsync<string>($"select count(*) || ' ' || count(*) filter (where indisvalid) from pg_index join pg_class c on c.oid = indexrelid where c.relname like 'own\\_{workspace.Id:N}%'");

    // Takes the workspace's job as the runner would, and does it.
    private async Task<bool> WorkAsync(Workspace workspace)
    {
        if (await AskAsync<long>($"select count(*) from kith.job where workspace_id = '{workspace.Id}' and kind = 'own_index'") == 0)
            return false;
        var fence = await AskAsync<long>($"update kith.job set fence = nextval('kith.job_fence'), attempts = 1 where workspace_id = '{workspace.Id}' and kind = 'own_index' returning fence");
        await new OwnIndexJobs(Indexes, fixture.Store.Database, Options).RunAsync(new Job(workspace.Id, "own_index", workspace.Id, fence, 1), CancellationToken.None);
        return true;
    }

    [Fact]
    public async Task A_marked_field_has_its_indexes_once_the_job_has_run_and_none_when_the_mark_is_gone()
    {
        var workspace = await fixture.WorkspaceAsync();
        await AddAsync(workspace, new NewField("plain", null, "text"));
        Assert.False(await WorkAsync(workspace));
        await AddAsync(workspace, new NewField("size", null, "integer", Indexed: true));
        await MarkAsync(workspace, "plain_c", true);
        Assert.True(await WorkAsync(workspace));
        Assert.Equal("4 4", await IndexesAsync(workspace));
        Assert.False(await WorkAsync(workspace));
        await MarkAsync(workspace, "size_c", false);
        Assert.True(await WorkAsync(workspace));
        Assert.Equal("2 2", await IndexesAsync(workspace));
        Assert.Equal(1, await AskAsync<long>($"select count(*) from pg_statistic_ext where stxname like 'own\\_{workspace.Id:N}%'"));
    }

    [Fact]
    public async Task An_index_that_was_left_unfinished_is_made_anew()
    {
        var workspace = await fixture.WorkspaceAsync();
        await AddAsync(workspace, new NewField("size", null, "decimal", Indexed: true));
        await Indexes.MatchAsync(workspace.Id, CancellationToken.None);
        await AskAsync<long>($"with broken as (update pg_index set indisvalid = false where indexrelid in (select oid from pg_class where relname like 'own\\_{workspace.Id:N}%') returning 1) select count(*) from broken");
        Assert.Equal("2 0", await IndexesAsync(workspace));
        await Indexes.MatchAsync(workspace.Id, CancellationToken.None);
        Assert.Equal("2 2", await IndexesAsync(workspace));
    }

    [Fact]
    public async Task Pages_of_a_list_sorted_by_an_indexed_own_field_hold_every_record_once()
    {
        var workspace = await fixture.WorkspaceAsync();
        string[] kinds = ["text", "integer", "decimal", "money", "percent", "date", "datetime", "boolean", "email"];
        await AddAsync(workspace, [.. kinds.Select(k => new NewField("my_" + k, null, k, Indexed: true))]);
        await Indexes.MatchAsync(workspace.Id, CancellationToken.None);
        for (var i = 0; i < 24; i++)
        {
            var n = i * 7 % 9;
            var values = i % 5 == 0 ? "" : $", \"my_text_c\": \"Text {n + 5}\", \"my_integer_c\": {n}, \"my_decimal_c\": \"{n}.5\", \"my_money_c\": \"{n}\", \"my_percent_c\": {n}, \"my_date_c\": \"2026-01-1{n}\", \"my_datetime_c\": \"2026-01-1{n}T10:00:00Z\", \"my_boolean_c\": {(n > 4 ? "true" : "false")}, \"my_email_c\": \"p{n}@example.com\"";
            await workspace.CreateAsync("company", $"{{\"name\": \"C{i}\"{values}}}");
        }
        foreach (var sort in kinds.SelectMany(k => new[] { $"my_{k}_c", $"-my_{k}_c" }))
        {
            var whole = Names(await workspace.ListAsync("company", new ListQuery { Sort = [sort], Fields = ["name"] }));
            Assert.Equal(24, whole.Distinct().Count());
            Assert.Equal(["C0", "C10", "C15", "C20", "C5"], whole[^5..].Order(StringComparer.Ordinal));
            var paged = new List<string>();
            for (string? after = null; after is not null || paged.Count == 0;)
            {
                var page = await workspace.ListAsync("company", new ListQuery { Sort = [sort], Fields = ["name"], Limit = 5, After = after });
                paged.AddRange(Names(page));
                after = page.GetProperty("next").GetString();
            }
            Assert.Equal(whole, paged);
        }
        Assert.Equal(2, Names(await workspace.ListAsync("company", new ListQuery { Where = "my_text_c = \"Text 5\"", Fields = ["name"] })).Count);
    }

    private static List<string> Names(JsonElement page) => [.. page.GetProperty("data").EnumerateArray().Select(r => r.GetProperty("name").GetString()!)];
}
