using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Access;

/// <summary>The history checked from the command line, beside the server.</summary>
public sealed class AuditCommandTests(Installation server)
{
    private async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        var answer = await KithCommand.RunAsync(server, ["audit", .. arguments]);
        return (answer.Code, answer.Said);
    }

    private async Task DoAsync(string sql)
    {
        await using var command = server.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<Client> SealedAsync()
    {
        var owner = await server.WorkspaceAsync();
        await owner.CreateAsync("companies", new { name = "Acme" });
        await DoAsync($"insert into kith.job (workspace_id, kind, id, run_at, created_at) values ('{owner.Workspace}', 'seal', '{owner.Workspace}', now(), now()) on conflict do nothing");
        while (true)
        {
            await using var command = server.Owner.CreateCommand($"select exists (select 1 from kith.seal s join kith.position p using (workspace_id) where s.workspace_id = '{owner.Workspace}' and s.last_position = p.position)");
            if ((bool)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!)
                return owner;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_history_is_verified_and_its_first_bad_entry_named()
    {
        var owner = await SealedAsync();
        var (code, said) = await RunAsync("verify", "--workspace", owner.Workspace.ToString());
        Assert.True(code == 0 && said.Contains("all as they were", StringComparison.Ordinal), said);
        var head = said.Trim().Split(' ')[^1];
        Assert.Equal(0, (await RunAsync("verify", "--workspace", owner.Workspace.ToString(), "--head", head)).Code);
        (code, said) = await RunAsync("verify", "--workspace", owner.Workspace.ToString(), "--head", $"1:{new string('0', 64)}");
        Assert.True(code == 1 && said.Contains("not the one that was noted", StringComparison.Ordinal), said);

        var file = Path.GetTempFileName();
        (code, said) = await RunAsync("export", "--workspace", owner.Workspace.ToString(), "--out", file);
        Assert.True(code == 0, said);
        Assert.Contains("\"title\":\"Acme\"", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        File.Delete(file);

        await DoAsync($"update kith.change set title = 'Acne' where workspace_id = '{owner.Workspace}' and title = 'Acme'");
        (code, said) = await RunAsync("verify");
        Assert.True(code == 1 && said.Contains($"Workspace {owner.Workspace}: entry ", StringComparison.Ordinal) && said.Contains("was changed after it was sealed", StringComparison.Ordinal), said);
    }

    [Theory]
    [InlineData("")]
    [InlineData("prove")]
    [InlineData("verify --workspace nobody")]
    [InlineData("verify --head 1:00")]
    [InlineData("export")]
    [InlineData("verify --out file")]
    public async Task What_cannot_be_understood_is_answered_with_how_it_is_used(string arguments)
    {
        var (code, said) = await RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, code);
        Assert.Contains("kith audit verify [--workspace ID]", said, StringComparison.Ordinal);
    }
}
