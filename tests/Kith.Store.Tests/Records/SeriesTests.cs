using Kith.Core.Access;
using Kith.Core.Modules;
using Kith.Core.Types;
using Kith.Store.Schema;
using Kith.Store.Sql;
using Kith.Store.Writing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Kith.Store.Tests.Records;

/// <summary>Series that a type declares, and what becomes of numbers whose transactions die.</summary>
public sealed class SeriesTests(StoreFixture fixture)
{
    [RecordType("bill", "bills")]
    public sealed class Bill : Core.Records.Record
    {
        [Series("B-{year}-{number}", Digits = 3, Reset = SeriesReset.Year), Title]
        public string Number { get; set; } = "";

        [Series("{number}", Start = 100)]
        public string? File { get; set; }

        public string? Text { get; set; }
    }

    private sealed class BillModule : Module
    {
        protected override void Declare(ModuleBuilder builder) => builder.Type<Bill>();
    }

    private sealed class MovedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 12, 31, 22, 59, 0, TimeSpan.Zero);
        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>A store with the type in a database of its own.</summary>
    private async Task<(KithStore Store, NpgsqlDataSource Source)> OpenAsync(TimeProvider clock)
    {
        var name = "series_" + fixture.Store.Ids.Next().ToString("N");
        await using (var make = fixture.Owner.CreateCommand($"create database {name}"))
            await make.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var catalogue = Catalogue.BuiltIn([new BillModule()]);
        var migrator = new Migrator(catalogue, StoreFixture.Secret, NullLogger<Migrator>.Instance);
        var source = NpgsqlDataSource.Create(await migrator.RunAsync(new NpgsqlConnectionStringBuilder(fixture.OwnerConnection) { Database = name }.ConnectionString, TestContext.Current.CancellationToken));
        return (new KithStore(new Database(source, new ContextSigner(migrator.ContextKey, TimeProvider.System)), catalogue, new RolePolicy(), clock), source);
    }

    [Fact]
    public async Task A_declared_series_begins_anew_with_the_year_of_the_workspace_and_never_repeats()
    {
        var clock = new MovedClock();
        var (store, source) = await OpenAsync(clock);
        await using var _ = source;
        var workspace = await StoreFixture.WorkspaceAsync(store);
        async Task<(string?, string?)> NextAsync()
        {
            var bill = await workspace.CreateAsync("bill", "{}");
            return (bill.Text("number"), bill.Text("file"));
        }
        Assert.Equal([("B-2026-001", "100"), ("B-2026-002", "101")], new[] { await NextAsync(), await NextAsync() });
        // In Rome the year has begun.
        clock.Now = clock.Now.AddMinutes(1);
        Assert.Equal(("B-2027-001", "102"), await NextAsync());
        // A process whose clock is behind goes on with the old one.
        clock.Now = clock.Now.AddMinutes(-1);
        Assert.Equal(("B-2026-003", "103"), await NextAsync());
        Assert.Equal(["B-2026-001", "B-2026-002", "B-2026-003", "B-2027-001"], (await workspace.ListAsync("bill", new Core.Queries.ListQuery { Sort = ["number"] })).Texts("number"));
    }

    [Fact]
    public async Task Numbers_of_transactions_that_die_are_issued_to_others_in_the_order_of_commits()
    {
        var (store, source) = await OpenAsync(TimeProvider.System);
        await using var _ = source;
        var workspace = await StoreFixture.WorkspaceAsync(store);
        var type = store.Catalogues.BuiltIn["bill"];
        var kept = 0;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async writer =>
        {
            for (var turn = 0; turn < 15; turn++)
            {
                var records = 1 + ((writer * turn) % 4);
                await using var session = await store.Database.OpenAsync(workspace.Id, CancellationToken.None);
                await session.BeginAsync(CancellationToken.None);
                var outcomes = await store.Writes.ManyAsync(session, workspace.Owner, store.Catalogues.BuiltIn, type, [.. Enumerable.Range(0, records).Select(_ => new WriteRequest(WriteKind.Create, store.Ids.Next()))], null, CancellationToken.None);
                Assert.All(outcomes, o => Assert.Equal(WriteResult.Created, o.Result));
                if ((writer + turn) % 3 == 0)
                {
                    await session.RollbackAsync(CancellationToken.None);
                }
                else if ((writer + turn) % 3 == 1)
                {
                    await KillAsync(session.Connection.ProcessID);
                }
                else
                {
                    await session.CommitAsync(CancellationToken.None);
                    Interlocked.Add(ref kept, records);
                }
            }
        }));
        await using var read = await store.Database.OpenAsync(workspace.Id, CancellationToken.None);
        var issued = await read.ListAsync(SqlText.Of($"select c.diff -> 'file' ->> 1, b.file from change c join bill b on b.workspace_id = c.workspace_id and b.id = c.record_id where c.type = 'bill' order by c.position"), r => (r.GetString(0), r.GetString(1)), CancellationToken.None);
        Assert.True(kept > 50);
        Assert.Equal(Enumerable.Range(100, kept).Select(n => (FormattableString.Invariant($"{n}"), FormattableString.Invariant($"{n}"))), issued);
    }

    private async Task KillAsync(int process)
    {
        await using var kill = fixture.Owner.CreateCommand("select pg_terminate_backend($1, 5000)");
        kill.Parameters.Add(new NpgsqlParameter { Value = process });
        Assert.True((bool)(await kill.ExecuteScalarAsync(CancellationToken.None))!);
    }
}
