using System.Text.Json;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Transfer;

namespace Kith.Store.Privacy;

/// <summary>Hands out what is stored about a person, store by store and row by row, as it is kept. It sees all of the workspace: whoever calls it has found that the caller may.</summary>
public sealed class PersonalData(KithStore store, IEnumerable<PersonalStore> stores)
{
    private static readonly string[] Heading = ["store", "table", "row", "name", "value"];
    private readonly IReadOnlyList<PersonalStore> _stores = [.. stores];

    /// <summary>Writes all of it as JSON; answers how many rows that were.</summary>
    /// <param name="own">True for the records that are this person alone, as they are taken elsewhere.</param>
    public async Task<long> WriteJsonAsync(Guid workspace, Subject subject, bool own, System.IO.Stream output, CancellationToken cancellation)
    {
        long rows = 0;
        await using var writer = new Utf8JsonWriter(output, RecordReader.Json);
        writer.WriteStartObject();
        writer.WriteStartArray("stores"u8);
        foreach (var kept in _stores.Where(s => !own || s.Own))
        {
            writer.WriteStartObject();
            writer.WriteString("store"u8, kept.Name);
            writer.WriteString("label"u8, kept.Label);
            writer.WriteStartArray("rows"u8);
            await EachAsync(workspace, kept, subject, own, async (table, row) =>
            {
                writer.WriteStartObject();
                writer.WriteString("table"u8, table);
                writer.WritePropertyName("values"u8);
                writer.WriteRawValue(row, skipInputValidation: true);
                writer.WriteEndObject();
                rows++;
                if (writer.BytesPending > 32 * 1024)
                    await writer.FlushAsync(cancellation);
            }, cancellation);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        await writer.FlushAsync(cancellation);
        return rows;
    }

    /// <summary>Writes all of it as CSV, a line for each value that is not empty; answers how many rows that were.</summary>
    /// <param name="own">True for the records that are this person alone, as they are taken elsewhere.</param>
    public async Task<long> WriteCsvAsync(Guid workspace, Subject subject, bool own, System.IO.Stream output, CancellationToken cancellation)
    {
        long rows = 0;
        // Not disposed of where it fails: what it still holds must not go out behind an error.
        var writer = CsvLines.Writer(output);
        var csv = new CsvLines(writer, ',');
        await csv.WriteAsync(Heading, cancellation);
        foreach (var kept in _stores.Where(s => !own || s.Own))
        {
            await EachAsync(workspace, kept, subject, own, async (table, row) =>
            {
                using var values = JsonDocument.Parse(row);
                var number = FormattableString.Invariant($"{++rows}");
                foreach (var value in values.RootElement.EnumerateObject().Where(v => v.Value.ValueKind != JsonValueKind.Null))
                    await csv.WriteAsync([kept.Label, table, number, value.Name, CellText.Text(value.Value.ToString())], cancellation);
            }, cancellation);
        }
        await writer.FlushAsync(cancellation);
        return rows;
    }

    private async Task EachAsync(Guid workspace, PersonalStore kept, Subject subject, bool own, Func<string, string, Task> row, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(workspace, cancellation);
        session.PlanPerValue = true;
        Guid[] records = [.. await WithMergedAsync(session, subject.Records, cancellation)];
        Guid[] told = own ? records : [.. records, .. await LinkedAsync(session, workspace, records, cancellation)];
        foreach (var table in (await PersonalTable.AllAsync(session, cancellation)).Where(t => kept.Tables.Contains(t.Name)))
        {
            var which = kept is RecordStore ? SqlText.Of($"t.id = any({told})") : table.Names(records);
            if (!own && kept is RecordStore)
                which = SqlText.Of($"{which} or {table.Names(records)}");
            if (!own && subject.Pattern is { } pattern)
                which = SqlText.Of($"{which} or {table.Says(SqlText.Text(pattern))}");
            await using var reader = await session.ReadAsync(SqlText.Of($"select (to_jsonb(t) - {table.Hidden} || {kept.Files})::text {table.From(workspace, which)}"), cancellation);
            while (await reader.ReadAsync(cancellation))
                await row(table.Name, reader.GetString(0));
        }
    }

    /// <summary>Records that are the person, with those that were made one with them.</summary>
    private static Task<List<Guid>> WithMergedAsync(Session session, IReadOnlyList<Guid> records, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select distinct m from unnest({records.ToArray()}) r(id) cross join lateral unnest(kith.with_merged(r.id)) m"), r => r.GetGuid(0), cancellation);

    /// <summary>Records that point at the person otherwise than by a column of their own, such as meetings they took part in.</summary>
    private static Task<List<Guid>> LinkedAsync(Session session, Guid workspace, Guid[] records, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select distinct l.from_id from link l where l.workspace_id = {workspace} and l.to_id = any({records})"), r => r.GetGuid(0), cancellation);
}
