using System.Text.Encodings.Web;
using System.Text.Json;
using Kith.Core.Problems;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using Kith.Store.Transfer.Sheets;
using NpgsqlTypes;

namespace Kith.Store.Transfer.Running;

/// <summary>The statements over single rows of imports: those that failed and those that wait.</summary>
internal static class ImportRowTable
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Keeps failed and waiting rows.</summary>
    public static IEnumerable<SqlText> Keep(Guid workspace, Guid import, ImportTally tally)
    {
        var rows = tally.Failed.Select(f => (f.Number, Cells: JsonSerializer.Serialize(f.Cells, Json), Problems: (string?)JsonSerializer.Serialize(f.Problems, Json)))
            .Concat(tally.Pending.Select(p => (p.Number, Cells: p.Types is null ? JsonSerializer.Serialize(p.Cells, Json) : JsonSerializer.Serialize(new Waiting(p.Cells, p.Types), Json), Problems: (string?)null))).ToList();
        if (rows.Count == 0)
            yield break;
        var numbers = SqlText.Parameter(rows.Select(r => r.Number).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        var cells = ImportTable.Texts([.. rows.Select(r => r.Cells)]);
        var problems = ImportTable.Texts([.. rows.Select(r => r.Problems)]);
        yield return SqlText.Of($"insert into import_row (workspace_id, import_id, row, pending, cells, problems) select {workspace}, {import}, v.row, v.problems is null, v.cells::jsonb, v.problems::jsonb from unnest({numbers}, {cells}, {problems}) v(row, cells, problems)");
    }

    /// <summary>Takes waiting rows away before they are dealt with; fails when another run did so.</summary>
    public static async Task TakeAsync(Session session, Job job, IReadOnlyList<CsvRow> rows, CancellationToken cancellation)
    {
        var numbers = SqlText.Parameter(rows.Select(r => r.Number).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        var taken = await session.ExecuteAsync(SqlText.Of($"delete from import_row where workspace_id = {job.Workspace} and import_id = {job.Id} and pending and row = any({numbers})"), cancellation);
        if (taken != rows.Count)
            throw new LeaseLostException();
    }

    /// <summary>The last waiting rows before one, the last first: what they name mostly stands further down.</summary>
    public static Task<List<CsvRow>> PendingAsync(Session session, Job job, long before, int most, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select row, cells::text from import_row where workspace_id = {job.Workspace} and import_id = {job.Id} and pending and row < {before} order by row desc limit {most}"),
        r => Row(r.GetInt64(0), r.GetString(1)), cancellation);

    /// <summary>The first failed rows behind one.</summary>
    public static Task<List<FailedRow>> FailedAsync(Session session, Guid workspace, Guid import, long after, int most, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select row, cells::text, problems::text from import_row where workspace_id = {workspace} and import_id = {import} and not pending and row > {after} order by row limit {most}"),
        r => new FailedRow(r.GetInt64(0), Cells(r.GetString(1)), JsonSerializer.Deserialize<List<FieldProblem>>(r.GetString(2))!), cancellation);

    private static CsvRow Row(long number, string json) =>
        json.StartsWith('[') ? new CsvRow(number, Cells(json), []) : JsonSerializer.Deserialize<Waiting>(json)!.ToRow(number);

    private static string[] Cells(string json) => JsonSerializer.Deserialize<string[]>(json)!;

    /// <summary>A row that waits, of a file that says what its cells are.</summary>
    private sealed record Waiting(string[] Cells, CellType[] Types)
    {
        public CsvRow ToRow(long number) => new(number, Cells, [], Types);
    }
}
