using Kith.Core.Types;
using Kith.Store.Checks;
using Kith.Store.Schema;
using Kith.Store.Tests.Records;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Kith.Store.Tests.Checks;

/// <summary>Each fault is planted into a database that Kith made, and found by the check that looks for it.</summary>
public sealed class DatabaseCheckTests(StoreFixture fixture) : IAsyncLifetime
{
    private static readonly byte[] Secret = "another random secret, for planted faults"u8.ToArray();
    private readonly DatabaseRoles _roles = DatabaseRoles.Of(Secret);
    private readonly string _name = "planted_" + fixture.Store.Ids.Next().ToString("N");
    private NpgsqlConnection _connection = null!;

    public static readonly TheoryData<string, string> Faults = new()
    {
        { nameof(RowSecurityIsForced), "alter table kith.company no force row level security" },
        { nameof(RowSecurityIsForced), "alter table kith.account disable row level security" },
        { nameof(PoliciesCoverEveryCommand), "drop policy workspace on kith.deal" },
        { nameof(PoliciesCoverEveryCommand), "drop policy workspace on kith.deal; create policy workspace on kith.deal for select to %app% using (workspace_id = (select kith.workspace()))" },
        { nameof(PoliciesCoverEveryCommand), "create policy generous on kith.deal to %app% using (true)" },
        { nameof(PoliciesCoverEveryCommand), "create policy generous on kith.deal using (true)" },
        { nameof(PoliciesCoverEveryCommand), "create policy generous on kith.deal to %app% using (workspace_id is not null)" },
        { nameof(PoliciesCoverEveryCommand), "create policy generous on kith.deal to %app% using (workspace_id = (select kith.workspace())) with check (workspace_id is not null)" },
        { nameof(ServerRoleIsPlain), "alter role %app% superuser" },
        { nameof(ServerRoleIsPlain), "alter role %app% bypassrls" },
        { nameof(ServerRoleIsPlain), "grant %auth% to %app%" },
        { nameof(ServerRoleOwnsNothing), "grant create on schema kith to %app%; alter function kith.outside() owner to %app%; revoke create on schema kith from %app%" },
        { nameof(ServerRoleChangesNoSchema), "grant create on schema kith to %app%" },
        { nameof(ServerRoleChangesNoSchema), "grant usage on schema kith_private to %app%" },
        { nameof(ServerRoleChangesNoSchema), "grant create on schema public to public" },
        { nameof(ServerRoleChangesNoSchema), "grant update on kith.change to %app%" },
        { nameof(ServerRoleChangesNoSchema), "grant truncate on kith.company to %app%" },
        { nameof(ServerRoleCallsNoOwnersFunction), "grant execute on function kith.find_sign_in(bytea) to public" },
        { nameof(TrustedFunctionsFixTheirPath), "alter function kith.find_sign_in(bytea) reset search_path" },
        { nameof(TrustedFunctionsFixTheirPath), "alter function kith.find_sign_in(bytea) set search_path = kith, pg_catalog" },
        { nameof(ViewsAskForTheirReader), "create view kith.everything as select * from kith.company" },
        { nameof(ViewsAskForTheirReader), "create materialized view kith.everything as select * from kith.company" },
    };

    public async ValueTask InitializeAsync()
    {
        await using (var create = fixture.Owner.CreateCommand($"create database {_name}"))
            await create.ExecuteNonQueryAsync();
        var owner = new NpgsqlConnectionStringBuilder(fixture.OwnerConnection) { Database = _name, Pooling = false }.ConnectionString;
        await new Migrator(fixture.Store.Catalogues.BuiltIn, Secret, NullLogger<Migrator>.Instance).RunAsync(owner, CancellationToken.None);
        _connection = new NpgsqlConnection(owner);
        await _connection.OpenAsync();
    }

    private async Task<IReadOnlyList<string>> FoundAsync()
    {
        var found = new List<string>();
        foreach (var check in DatabaseCheck.All(_connection, _roles))
        {
            if (await check.FaultsAsync(TestContext.Current.CancellationToken) is { Count: > 0 } faults)
                found.Add($"{check.GetType().Name}: {string.Join("; ", faults)}");
        }
        return found;
    }

    private async Task RunAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql.Replace("%app%", _roles.App, StringComparison.Ordinal).Replace("%auth%", _roles.Auth, StringComparison.Ordinal), _connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Every_planted_fault_is_found_by_its_check()
    {
        Assert.Empty(await FoundAsync());
        foreach (var fault in Faults)
        {
            var (check, sql) = fault.Data;
            await using var transaction = await _connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await RunAsync(sql);
            var found = await FoundAsync();
            // A role above all others has every right there is, and so each check of rights finds it.
            Assert.True((found.Count == 1 || check == nameof(ServerRoleIsPlain)) && found.Any(f => f.StartsWith(check + ":", StringComparison.Ordinal)), $"After “{sql}” was found: {string.Join(" | ", found)}");
            await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        }
        Assert.Empty(await FoundAsync());
    }

    [Fact]
    public async Task No_function_that_is_kept_from_the_server_can_be_given_to_it_unnoticed()
    {
        var kept = new List<string>();
        await using (var command = new NpgsqlCommand("select p.oid::regprocedure::text from pg_proc p where p.pronamespace = any (array['kith', 'kith_private', 'kith_stream']::regnamespace[]) and p.prosecdef and p.prorettype <> 'trigger'::regtype and not has_function_privilege($1, p.oid, 'execute')", _connection) { Parameters = { new() { Value = _roles.App } } })
        await using (var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
                kept.Add(reader.GetString(0));
        }
        Assert.Contains("kith.known_words(text,text,integer)", kept);
        foreach (var function in kept)
        {
            await using var transaction = await _connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await RunAsync($"grant execute on function {function} to %app%");
            Assert.Contains(await FoundAsync(), f => f.StartsWith(nameof(ServerRoleCallsNoOwnersFunction) + ":", StringComparison.Ordinal));
            await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Every_check_has_a_planted_fault() => Assert.Equal(
        DatabaseCheck.All(_connection, _roles).Select(c => c.GetType().Name).Order(StringComparer.Ordinal),
        Faults.Select(f => f.Data.Item1).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Every_check_says_what_it_looks_for_and_what_to_do() =>
        Assert.All(DatabaseCheck.All(_connection, _roles), c => Assert.NotEqual(c.Text, c.Fault(["x"])));

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await using var drop = fixture.Owner.CreateCommand($"drop database {_name} with (force)");
        await drop.ExecuteNonQueryAsync();
    }
}
