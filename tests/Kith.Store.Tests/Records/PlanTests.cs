using System.Buffers;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Store.Catalogues;
using Kith.Store.Reading;
using Kith.Store.Schema;
using Kith.Store.Search;
using Kith.Store.Sql;
using Kith.Store.Stream;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Kith.Store.Tests.Records;

/// <summary>
/// Which index serves which question, under row-level security with the signed context, for those who see everything and for those with whom a part
/// is shared: a question that loses its index is as slow as the workspace is large.
/// </summary>
public sealed class PlanTests(PlanTests.Filled filled) : IClassFixture<PlanTests.Filled>
{
    public enum Reader { Whole, Shared }

    public static TheoryData<string, string, string> Sorts
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var (type, sort, index) in new[]
            {
                ("contact", "", "contact_pkey"), ("contact", "name", "contact_name"), ("contact", "-name", "contact_name"), ("contact", "created_at", "contact_created_at"),
                ("contact", "-created_at", "contact_created_at"), ("contact", "email", "contact_email"), ("contact", "-email", "contact_email"),
                ("deal", "amount", "deal_amount"), ("deal", "-amount", "deal_amount"), ("deal", "close_date", "deal_close_date"), ("deal", "-close_date", "deal_close_date"),
            })
            {
                data.Add(type, sort, index);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Sorts))]
    public async Task A_page_and_the_page_behind_its_cursor_walk_the_index_of_their_sort(string type, string sort, string index)
    {
        foreach (var reader in Enum.GetValues<Reader>())
        {
            string[] keys = sort.Length == 0 ? [] : [sort];
            var (page, plan) = await filled.ListAsync(reader, type, new ListQuery { Sort = keys, Fields = ["id"] });
            Walks(index, plan);
            (_, plan) = await filled.ListAsync(reader, type, new ListQuery { Sort = keys, Fields = ["id"], After = page.Text("next") });
            Walks(index, plan);
            // The cursor is where the walk begins, and not a filter over all that stands before it.
            Assert.DoesNotContain(plan, n => n.StartsWith("Filter ", StringComparison.Ordinal) && n.AsSpan().ContainsAny('<', '>'));
        }
    }

    [Theory]
    [InlineData("contact", "email = \"p77@example.com\"", "contact_email")]
    [InlineData("contact", "about(company, \"00000000-0000-7000-8000-000000000042\")", "contact_company_id")]
    [InlineData("contact", "company = \"00000000-0000-7000-8000-000000000042\"", "contact_company_id")]
    [InlineData("deal", "company = \"00000000-0000-7000-8000-000000000042\"", "deal_company_id")]
    [InlineData("deal", "amount > 9990000", "deal_amount")]
    [InlineData("deal", "close_date >= \"2030-01-06\"", "deal_close_date")]
    public async Task A_condition_on_an_indexed_field_uses_its_index(string type, string where, string index)
    {
        foreach (var reader in Enum.GetValues<Reader>())
            Uses([index], (await filled.ListAsync(reader, type, new ListQuery { Where = where, Fields = ["id"] })).Plan);
    }

    // Links are sorted by the titles of what they point at.
    public static TheoryData<string> OwnFields => [.. Filled.OwnFields.Where(f => f.Value.Kind != "person").Select(f => f.Key)];

    [Theory]
    [MemberData(nameof(OwnFields))]
    public async Task An_own_field_is_sorted_by_its_index(string field)
    {
        foreach (var reader in Enum.GetValues<Reader>())
        {
            foreach (var sort in new[] { field, "-" + field })
            {
                var (page, plan) = await filled.ListAsync(reader, "contact", new ListQuery { Sort = [sort], Fields = ["id"] });
                Walks(filled.IndexOf(field), plan);
                (_, plan) = await filled.ListAsync(reader, "contact", new ListQuery { Sort = [sort], Fields = ["id"], After = page.Text("next") });
                Walks(filled.IndexOf(field), plan);
                Assert.DoesNotContain(plan, n => n.StartsWith("Filter ", StringComparison.Ordinal) && n.AsSpan().ContainsAny('<', '>'));
            }
        }
    }

    [Theory]
    [InlineData("shirt_c", "shirt_c = \"Shirt 77\"")]
    [InlineData("level_c", "level_c = 77")]
    [InlineData("since_c", "since_c in (\"2024-03-01\", \"2024-03-02\")")]
    [InlineData("since_c", "since_c >= \"2030-01-06\"")]
    [InlineData("score_c", "score_c > 4995")]
    [InlineData("worth_c", "worth_c >= 99900")]
    [InlineData("advisor_c", "advisor_c = \"00000000-0000-7000-8000-000000000077\"")]
    public async Task A_condition_on_an_own_field_uses_its_index(string field, string where)
    {
        foreach (var reader in Enum.GetValues<Reader>())
            Uses([filled.IndexOf(field)], (await filled.ListAsync(reader, "contact", new ListQuery { Where = where, Fields = ["id"] })).Plan);
    }

    [Fact]
    public async Task A_jump_walks_the_index_alone()
    {
        foreach (var reader in Enum.GetValues<Reader>())
            Uses(["contact_name", "contact_pkey"], (await filled.ListAsync(reader, "contact", new ListQuery { Sort = ["name"], Fields = ["id"], Offset = 2_000 })).Plan);
    }

    [Fact]
    public async Task A_record_is_read_by_its_key()
    {
        foreach (var reader in Enum.GetValues<Reader>())
            Uses(["contact_pkey"], await filled.RunAsync(reader, async (caller, catalogue, policy, output) => await new RecordReader(filled.Database, policy, TimeProvider.System).GetAsync(caller, catalogue, catalogue["contact"], Filled.Contact, ["id"], null, output, CancellationToken.None)));
    }

    [Theory]
    [InlineData("person 77", "entry_title")]
    [InlineData("alpha77", "entry_words")]
    [InlineData("lph", "word_parts")]
    [InlineData("perzon", "word_parts")]
    [InlineData("+39 06 100077", "entry_words")]
    public async Task Search_goes_through_its_indexes(string typed, string index)
    {
        foreach (var reader in Enum.GetValues<Reader>())
        {
            var plan = await filled.RunAsync(reader, (caller, catalogue, policy, output) => new SearchReader(filled.Database, policy, TimeProvider.System).WriteAsync(caller, catalogue, typed, [], 20, output, CancellationToken.None));
            Uses([index, "entry_title", "change_pkey"], plan);
        }
    }

    [Fact]
    public async Task A_timeline_reads_its_own_changes_and_what_points_at_its_record()
    {
        foreach (var reader in Enum.GetValues<Reader>())
        {
            var plan = await filled.RunAsync(reader, (caller, catalogue, policy, output) =>
            {
                var changes = new ChangeReader(filled.Database, policy, TimeProvider.System);
                return new TimelineReader(changes, new RecordReader(filled.Database, policy, TimeProvider.System)).WriteAsync(caller, catalogue, catalogue["contact"], Filled.Contact, null, 50, output, CancellationToken.None);
            });
            Uses(["change_record", "link_to"], plan);
        }
    }

    [Fact]
    public async Task The_stream_is_read_by_its_positions()
    {
        foreach (var reader in Enum.GetValues<Reader>())
            Uses(["change_pkey"], await filled.RunAsync(reader, (caller, catalogue, policy, output) => new ChangeReader(filled.Database, policy, TimeProvider.System).ListAsync(caller, catalogue, new ChangeQuery { From = 3_000 }, output, CancellationToken.None)));
    }

    [Fact]
    public async Task A_report_over_the_records_of_one_link_uses_its_index()
    {
        foreach (var reader in Enum.GetValues<Reader>())
        {
            var report = new ReportQuery { Where = "company = \"00000000-0000-7000-8000-000000000042\"", Group = ["close_date"], Measures = [new("n", "count()"), new("total", "sum(amount)")] };
            Uses(["deal_company_id"], await filled.RunAsync(reader, (caller, catalogue, policy, output) => new RecordReader(filled.Database, policy, TimeProvider.System).ReportAsync(caller, catalogue, catalogue["deal"], report, output, CancellationToken.None)));
        }
    }

    [Fact]
    public async Task An_export_goes_out_in_small_pieces_as_it_is_read()
    {
        foreach (var reader in Enum.GetValues<Reader>())
        {
            await using var pieces = new Pieces();
            await filled.RunAsync(reader, async (caller, catalogue, policy, _) =>
                Assert.Equal(20_000, await new RecordReader(filled.Database, policy, TimeProvider.System).ExportAsync(caller, catalogue, catalogue["contact"], new ListQuery { Sort = ["name"] }, Kith.Store.Reading.Files.ListForm.Csv, () => Assert.Equal(0, pieces.Count), pieces, CancellationToken.None)));
            Assert.True(pieces.Count > 50, $"{pieces.Count} pieces, the largest of {pieces.Largest} bytes");
            Assert.InRange(pieces.Largest, 1, 128 * 1024);
        }
    }

    /// <summary>Counts what is written, and refuses what would block.</summary>
    private sealed class Pieces : System.IO.Stream
    {
        public int Count { get; private set; }
        public int Largest { get; private set; }
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() => throw new NotSupportedException();
        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            (Count, Largest) = (Count + 1, Math.Max(Largest, buffer.Length));
            return ValueTask.CompletedTask;
        }
    }

    // An index of a descending order has a name of its own where empties need one.
    private static void Walks(string index, IReadOnlyList<string> plan)
    {
        Assert.True(plan.Any(n => n == index || n == index + "_down") && !plan.Contains("Sort"), $"{index} is not walked in {string.Join(", ", plan)}");
        Uses([], plan);
    }

    private static void Uses(string[] indexes, IReadOnlyList<string> plan)
    {
        Assert.NotEmpty(plan);
        foreach (var index in indexes)
            Assert.True(plan.Any(n => n == index || n == index + "_down" || (OfPart.TryGetValue(index, out var end) && n.StartsWith("change_", StringComparison.Ordinal) && n.EndsWith(end, StringComparison.Ordinal))), $"{index} is not in {string.Join(", ", plan)}");
        foreach (var table in Filled.Tables.Append(Filled.Part))
            Assert.False(plan.Contains($"Seq Scan {table}"), $"{table} is read whole in {string.Join(", ", plan)}");
    }

    // The stream's parts have indexes of their own.
    private static readonly Dictionary<string, string> OfPart = new() { ["change_pkey"] = "_pkey", ["change_record"] = "_workspace_id_record_id_position_idx" };

    /// <summary>A workspace among others with enough rows that the planner has something to choose.</summary>
    public sealed class Filled(StoreFixture fixture) : IAsyncLifetime
    {
        public static readonly IReadOnlyList<string> Tables = ["contact", "deal", "entry", "link", "change"];

        /// <summary>Where the stream of these rows lies, which are older than the first part of a new database; the part of today has only what other tests write.</summary>
        public const string Part = "change_other";
        public static readonly Guid Contact = Guid.Parse("00000000-0000-7000-8000-000000000042");
        /// <summary>Own fields of contacts that have indexes, with the value in row n.</summary>
        public static readonly IReadOnlyDictionary<string, (string Kind, string Value)> OwnFields = new Dictionary<string, (string, string)>
        {
            ["shirt_c"] = ("text", "'Shirt ' || n"), ["level_c"] = ("integer", "n"), ["score_c"] = ("decimal", "n / 4.0"), ["since_c"] = ("date", "date '2024-01-01' + n % 2200"), ["checked_c"] = ("datetime", "at"),
            ["worth_c"] = ("money", "jsonb_build_object('amount', n * 5, 'currency', 'EUR', 'base', n * 5)"), ["advisor_c"] = ("person", "id"),
        };

        private readonly SemaphoreSlim _one = new(1);
        private Workspace _workspace = null!;
        private PlanLog _log = null!;
        private NpgsqlDataSource _source = null!;

        public Database Database { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _workspace = await fixture.WorkspaceAsync();
            var catalogue = fixture.Store.Catalogues.BuiltIn;
            await using (var session = await fixture.Store.Database.OpenAsync(_workspace.Id, CancellationToken.None))
                await fixture.Store.Types.AddFieldsAsync(session, _workspace.Owner, catalogue, catalogue["contact"], [.. OwnFields.Select(f => new NewField(f.Key, null, f.Value.Kind, Indexed: true))], CancellationToken.None);
            foreach (var (workspace, rows) in new[] { (_workspace, 20_000), (await fixture.WorkspaceAsync(), 20_000), (await fixture.WorkspaceAsync(), 2_000) })
                await FillAsync(workspace, rows);
            await new OwnIndexes(fixture.OwnerConnection, fixture.Store.Catalogues, NullLogger<OwnIndexes>.Instance).MatchAsync(_workspace.Id, CancellationToken.None);
            foreach (var table in Tables)
            {
                await using var analyze = fixture.Owner.CreateCommand($"vacuum analyze kith.{table}");
                await analyze.ExecuteNonQueryAsync();
            }
            (_log, _source) = await PlanLog.OfAsync(fixture.Owner, fixture.App);
            // The first connection asks for types.
            await (await _source.OpenConnectionAsync()).DisposeAsync();
            Database = new Database(_source, fixture.Signer);
        }

        public string IndexOf(string field)
        {
            var type = fixture.Store.Catalogues.OfAsync(_workspace.Id, 0, CancellationToken.None).Result["contact"];
            return OwnIndexSql.Name(_workspace.Id, type, type[field]);
        }

        private async Task FillAsync(Workspace workspace, int rows)
        {
            await using var connection = await fixture.Owner.OpenConnectionAsync();
            await using var fill = new NpgsqlCommand($"""
                set session_replication_role = replica;
                create temp table n on commit drop as select n, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid as id, '{workspace.Id}'::uuid as w, '{workspace.Owner.Person}'::uuid as p,
                    timestamptz '2026-01-01' + n * interval '1 minute' as at, ('00000000-0000-7000-8000-' || lpad((n % 400)::text, 12, '0'))::uuid as company from generate_series(1, {rows}) n;
                insert into kith.contact (workspace_id, id, created_at, updated_at, name, last_name, email, company_id, owner_id, custom)
                    select w, id, at, at, 'Person ' || n, 'Person ' || n, 'p' || n || '@example.com', company, p, case when n % 10 > 0 then jsonb_build_object({string.Join(", ", OwnFields.Select(f => $"'{f.Key}', {f.Value.Value}"))}) end from n;
                insert into kith.deal (workspace_id, id, created_at, updated_at, name, company_id, owner_id, amount, amount_currency, amount_base, close_date) select w, id, at, at, 'Deal ' || n, company, p, n * 500, 'EUR', n * 500, date '2024-01-01' + n % 2200 from n;
                insert into kith.entry (workspace_id, id, type, title, words, title_words, owner_id)
                    select w, id, 'contact', 'Person ' || n, array_to_tsvector(array[m || 'person', m || n, m || 'alpha' || n, m || '_' || reverse('3906' || 100000 + n)]), 'person ' || n, p from n, lateral (select right(w::text, 6) as m) m;
                insert into kith.word select w, 'person' from n limit 1;
                insert into kith.word select w, translate(n::text, '0123456789', 'abcdefghij') || 'alpha' from n;
                insert into kith.change (workspace_id, position, at, by_id, via, kind, type, record_id, title, diff) select w, n + 10, at, p, 'api', 'created', 'contact', id, 'Person', jsonb_build_object() from n;
                insert into kith.link (workspace_id, from_id, field, to_id, position) select w, id, 'regarding', company, 0 from n;
                update kith.position set position = {rows} + 10 where workspace_id = '{workspace.Id}';
                """, connection);
            await using var transaction = await connection.BeginTransactionAsync();
            await fill.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
            await using var usual = new NpgsqlCommand("set session_replication_role = origin", connection);
            await usual.ExecuteNonQueryAsync();
        }

        /// <summary>Runs a question and answers the nodes of its plans.</summary>
        public async Task<IReadOnlyList<string>> RunAsync(Reader reader, Func<Caller, Catalogue, AccessPolicy, IBufferWriter<byte>, Task> question, IBufferWriter<byte>? output = null)
        {
            await _one.WaitAsync();
            try
            {
                var catalogue = await fixture.Store.Catalogues.OfAsync(_workspace.Id, 0, CancellationToken.None);
                _log.Take();
                AccessPolicy policy = reader == Reader.Whole ? fixture.Store.Policy : new Sharing();
                await question(_workspace.Owner, catalogue, policy, output ?? new ArrayBufferWriter<byte>());
                return _log.Take();
            }
            finally
            {
                _one.Release();
            }
        }

        public async Task<(JsonElement Page, IReadOnlyList<string> Plan)> ListAsync(Reader reader, string type, ListQuery query)
        {
            var output = new ArrayBufferWriter<byte>();
            var plan = await RunAsync(reader, (caller, catalogue, policy, to) => new RecordReader(Database, policy, TimeProvider.System).ListAsync(caller, catalogue, catalogue[type], query, to, CancellationToken.None), output);
            return (JsonDocument.Parse(output.WrittenMemory).RootElement, plan);
        }

        public async ValueTask DisposeAsync()
        {
            await Database.DisposeAsync();
            _log.Dispose();
            _one.Dispose();
        }
    }

    /// <summary>As sharing will be: the predicate and the mask enter every statement.</summary>
    private sealed class Sharing : AccessPolicy
    {
        private const string Shared = "owner = me() or name = \"For all\"";
        private static readonly TypeRights Own = new(true, true, true, true, Shared, Shared) { Hidden = new HashSet<string> { "phone" } };
        private static readonly TypeRights All = new(true, true, true, true);

        protected override TypeRights PersonRights(Caller caller, RecordType type) => type.Name is "contact" or "deal" ? Own : All;
        protected override bool PersonMay(Caller caller, Function function) => true;
    }
}
