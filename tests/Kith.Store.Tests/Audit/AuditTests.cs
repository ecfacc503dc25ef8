using System.Diagnostics;
using System.Runtime.CompilerServices;
using Kith.Store.Audit;
using Kith.Store.Jobs;
using Kith.Store.Tests.Jobs;
using Kith.Store.Tests.Records;
using Npgsql;

namespace Kith.Store.Tests.Audit;

/// <summary>A stream under seals, tampered with by whoever owns the database.</summary>
public sealed class AuditTests(StoreFixture fixture)
{
    private AuditVerifier Verifier => new(fixture.Store.Database);

    /// <summary>Seals what there is, as the workspace's job would.</summary>
    private async Task SealAsync(Workspace workspace)
    {
        await fixture.QueueAsync(new NewJob(workspace.Id, "seal", workspace.Id));
        var fence = await fixture.AskAsync<long>($"update kith.job set fence = nextval('kith.job_fence'), attempts = 1 where workspace_id = '{workspace.Id}' and kind = 'seal' returning fence");
        await new SealJobs(fixture.Store.Database, Queueing.Options, TimeProvider.System).RunAsync(new Job(workspace.Id, "seal", workspace.Id, fence, 1), default);
    }

    /// <summary>A workspace with twelve entries under three seals and two that are not sealed yet.</summary>
    private async Task<Workspace> SealedAsync()
    {
        var workspace = await fixture.WorkspaceAsync();
        for (var n = 2; n <= 14; n++)
        {
            await workspace.CreateAsync("company", $$"""{"name": "Company {{n}} – „Žluť“", "employees": {{n}}}""");
            if (n is 4 or 5 or 12)
                await SealAsync(workspace);
        }
        return workspace;
    }

    private Task<AuditResult> VerifyAsync(Workspace workspace, (long, byte[])? expected = null) => Verifier.VerifyAsync(workspace.Id, expected, default);

    [Fact]
    public async Task A_stream_that_nobody_touched_is_whole()
    {
        var workspace = await SealedAsync();
        var result = await VerifyAsync(workspace);
        Assert.Null(result.Finding);
        Assert.Equal((14, 3, 6, 12), (result.Entries, result.Newest!.Number, result.Newest.First, result.Newest.Last));
        Assert.Equal("1:4,5:5,6:12", await fixture.AskAsync<string>($"select string_agg(first_position || ':' || last_position, ',' order by number) from kith.seal where workspace_id = '{workspace.Id}'"));
        Assert.Equal(0, await fixture.AskAsync<long>($"select count(*) from kith.job where workspace_id = '{workspace.Id}' and kind = 'seal'"));
    }

    [Theory]
    [InlineData("update kith.change set title = title || '.' where position = 7", AuditFault.Changed, 7)]
    [InlineData("update kith.change set at = at + interval '1 microsecond' where position = 1", AuditFault.Changed, 1)]
    [InlineData("update kith.change set diff = jsonb_set(diff, '{employees,1}', '99') where position = 12", AuditFault.Changed, 12)]
    [InlineData("update kith.change set by_id = null where position in (5, 9)", AuditFault.Changed, 5)]
    [InlineData("update kith.change set trace = '' where position = 3", AuditFault.Changed, 3)]
    [InlineData("update kith.change set cause = 1 where position = 6", AuditFault.Changed, 6)]
    [InlineData("update kith.change a set (title, diff, record_id) = (select b.title, b.diff, b.record_id from kith.change b where b.workspace_id = a.workspace_id and b.position = 19 - a.position) where a.position in (9, 10)", AuditFault.Changed, 9)]
    [InlineData("delete from kith.change where position = 8", AuditFault.Missing, 8)]
    [InlineData("delete from kith.change where position = 4", AuditFault.Missing, 4)]
    [InlineData("delete from kith.change where position = 13", AuditFault.Missing, 13)]
    [InlineData("delete from kith.change where position > 10", AuditFault.Missing, 11)]
    [InlineData("delete from kith.change; delete from kith.seal", AuditFault.Missing, 1)]
    [InlineData("insert into kith.change select workspace_id, 15, at, by_id, via, kind, type, record_id, title, diff from kith.change where position = 2", AuditFault.Inserted, 15)]
    [InlineData("insert into kith.change select workspace_id, 0, at, by_id, via, kind, type, record_id, title, diff from kith.change where position = 2", AuditFault.Inserted, 0)]
    [InlineData("delete from kith.seal where number = 2", AuditFault.SealMissing, 5)]
    [InlineData("update kith.seal set sealed_at = sealed_at - interval '1 day' where number = 2", AuditFault.SealAltered, 5)]
    [InlineData("update kith.seal set leaves = overlay(leaves placing '\\x00'::bytea from 40) where number = 3", AuditFault.SealAltered, 6)]
    [InlineData("update kith.seal set leaves = substr(leaves, 1, 32) where number = 1", AuditFault.SealAltered, 1)]
    [InlineData("update kith.seal set root = sha256('x') where number = 3", AuditFault.SealAltered, 6)]
    [InlineData("update kith.seal set previous = sha256('x') where number = 3", AuditFault.SealAltered, 6)]
    [InlineData("update kith.seal set hash = sha256('x') where number = 1", AuditFault.SealAltered, 1)]
    [InlineData("update kith.seal set number = 9 where number = 3", AuditFault.SealMissing, 6)]
    public async Task Whatever_the_owner_of_the_database_does_the_first_bad_entry_is_named(string tampering, AuditFault fault, long position)
    {
        var workspace = await SealedAsync();
        var bystander = await SealedAsync();
        await fixture.DoAsync(string.Join(';', tampering.Split(';').Select(t => In(t, workspace.Id))));
        Assert.Equal(new AuditFinding(fault, position), (await VerifyAsync(workspace)).Finding);
        Assert.Null((await VerifyAsync(bystander)).Finding);
    }

    // Only this workspace's rows, wherever the statement says which.
    private static string In(string sql, Guid workspace)
    {
        var table = sql.Contains("kith.change a set", StringComparison.Ordinal) ? "a.workspace_id" : "workspace_id";
        return sql.Contains(" where ", StringComparison.Ordinal) ? $"{sql} and {table} = '{workspace}'" : $"{sql} where {table} = '{workspace}'";
    }

    [Fact]
    public async Task A_history_rewritten_with_all_its_seals_is_found_by_a_hash_that_was_noted_elsewhere()
    {
        var workspace = await SealedAsync();
        var noted = (await VerifyAsync(workspace)).Newest!;
        Assert.Null((await VerifyAsync(workspace, (noted.Number, noted.Hash))).Finding);
        await fixture.DoAsync($"update kith.change set title = 'Another' where workspace_id = '{workspace.Id}' and position = 2; delete from kith.seal where workspace_id = '{workspace.Id}'");
        await SealAsync(workspace);
        Assert.Null((await VerifyAsync(workspace)).Finding);
        Assert.Equal(AuditFault.SealMissing, (await VerifyAsync(workspace, (noted.Number, noted.Hash))).Finding?.Fault);
    }

    [Fact]
    public async Task What_is_not_all_there_is_not_sealed()
    {
        var workspace = await SealedAsync();
        await fixture.DoAsync($"delete from kith.change where workspace_id = '{workspace.Id}' and position = 13");
        Assert.Equal("Of the entries 13 to 14 only 1 are there.", (await Assert.ThrowsAsync<JobFailedException>(() => SealAsync(workspace))).Message);
    }

    [Fact]
    public async Task A_long_stream_takes_several_seals()
    {
        var workspace = await fixture.WorkspaceAsync();
        await fixture.DoAsync($"""
            insert into kith.change (workspace_id, position, at, via, kind, type, record_id, title, diff)
            select '{workspace.Id}', n, now(), 'api', 'created', 'company', gen_random_uuid(), 'C' || n, jsonb_build_object('name', jsonb_build_array(null, n)) from generate_series(2, 25000) n;
            update kith.position set position = 25000 where workspace_id = '{workspace.Id}'
            """);
        await SealAsync(workspace);
        var result = await VerifyAsync(workspace);
        Assert.Equal((null, 3, 25_000), (result.Finding, result.Newest!.Number, result.Newest.Last));
        await fixture.DoAsync($"update kith.change set title = 'c' where workspace_id = '{workspace.Id}' and position = 19999");
        Assert.Equal(new AuditFinding(AuditFault.Changed, 19_999), (await VerifyAsync(workspace)).Finding);
    }

    [Fact]
    public async Task The_server_itself_may_neither_change_nor_take_away_entries_and_seals()
    {
        var workspace = await SealedAsync();
        foreach (var table in new[] { "change", "seal", "erased_entry" })
        {
            foreach (var statement in new[] { $"update kith.{table} set workspace_id = workspace_id", $"delete from kith.{table}", $"truncate kith.{table}" })
            {
                await using var command = fixture.App.CreateCommand(statement);
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
            }
        }
        Assert.Null((await VerifyAsync(workspace)).Finding);
    }

    [Fact]
    public async Task Every_column_of_the_stream_is_under_the_seal()
    {
        var columns = await fixture.AskAsync<string[]>("select array_agg(attname::text order by attnum) from pg_attribute where attrelid = 'kith.change'::regclass and attnum > 0 and not attisdropped");
        Assert.Equal(columns.Except(["workspace_id"]), CanonicalEntry.Names);
    }

    [Fact]
    public async Task A_moment_without_anything_new_seals_nothing()
    {
        var workspace = await SealedAsync();
        var job = new SealJobs(fixture.Store.Database, Queueing.Options, TimeProvider.System);
        await using var session = await fixture.Store.Database.OpenAsync(workspace.Id, default);
        Assert.True(await job.IsNeededAsync(session, workspace.Id, default));
        await SealAsync(workspace);
        Assert.False(await job.IsNeededAsync(session, workspace.Id, default));
    }

    private static string Script([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "verify.py");

    private static async Task<string> IndependentlyAsync(string export)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, export);
            using var python = Process.Start(new ProcessStartInfo("python3", [Script(), file]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var said = await python.StandardOutput.ReadToEndAsync();
            await python.WaitForExitAsync();
            return said.Trim();
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task An_export_is_checked_by_a_stranger_who_has_nothing_else()
    {
        var workspace = await SealedAsync();
        using var output = new MemoryStream();
        Assert.Equal(12, await new AuditExport(fixture.Store.Database).WriteAsync(workspace.Id, output, default));
        var export = System.Text.Encoding.UTF8.GetString(output.ToArray());
        Assert.Equal("12 entries are as they were", await IndependentlyAsync(export));
        Assert.Equal("entry 7 was changed", await IndependentlyAsync(export.Replace("Company 7 ", "Company 9 ", StringComparison.Ordinal)));
        var lines = export.TrimEnd('\n').Split('\n').ToList();
        Assert.Equal("entry 3 is missing", await IndependentlyAsync(string.Join('\n', lines.Where((_, i) => i != 3))));
        Assert.Equal("entry 12 is missing", await IndependentlyAsync(string.Join('\n', lines.SkipLast(1))));
        Assert.Equal("seal 3 does not hold", await IndependentlyAsync(string.Join('\n', lines.Where(l => !l.Contains("\"number\":2", StringComparison.Ordinal) && !l.Contains("\"seal\":2", StringComparison.Ordinal)))));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(7), InlineData(8), InlineData(100)]
    public void Every_leaf_leads_to_the_root(int count)
    {
        byte[] leaves = [.. Enumerable.Range(0, count).SelectMany(n => System.Security.Cryptography.SHA256.HashData([(byte)n]))];
        var tree = new MerkleTree(leaves);
        Assert.Equal(count, Enumerable.Range(0, count).Select(i => Convert.ToHexString(tree.Path(i).SelectMany(h => h).ToArray())).Distinct().Count());
        Assert.All(Enumerable.Range(0, count), i => Assert.InRange(tree.Path(i).Count, 0, (int)Math.Ceiling(Math.Log2(count)) + 1));
    }
}
