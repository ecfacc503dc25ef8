using System.Buffers;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Search;

/// <summary>Finds records of all types by what people type.</summary>
public sealed class SearchReader(Database database, AccessPolicy policy, TimeProvider clock)
{
    /// <summary>Candidates looked at before the best are chosen.</summary>
    private const int Candidates = 500;

    /// <summary>Writes <c>{"data": [{"type", "id", "title", "subtitle"}]}</c>; nothing typed answers the newest records.</summary>
    public async Task WriteAsync(Caller caller, Catalogue catalogue, string typed, IReadOnlyList<RecordType> types, int limit, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        var rights = new RightsSql(caller, policy, catalogue, clock.GetUtcNow().UtcDateTime);
        var readable = (types.Count == 0 ? catalogue.Types.Where(t => t.Searched) : types).Where(t => rights.Of(t).Read).ToList();
        await using var writer = new Utf8JsonWriter(output, RecordReader.Json);
        writer.WriteStartObject();
        writer.WriteStartArray("data"u8);
        if (Statement(caller, rights, typed, readable, limit) is { } statement)
        {
            await using var session = await database.OpenAsync(caller.Workspace, cancellation);
            session.PlanPerValue = true;
            await using var reader = await session.ReadAsync(statement, cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                writer.WriteStartObject();
                writer.WriteString("type"u8, reader.GetString(0));
                writer.WriteString("id"u8, reader.GetGuid(1));
                writer.WriteString("title"u8, reader.GetString(2));
                if (await reader.IsDBNullAsync(3, cancellation))
                    writer.WriteNull("subtitle"u8);
                else
                    writer.WriteString("subtitle"u8, reader.GetString(3));
                writer.WriteEndObject();
            }
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static SqlText? Statement(Caller caller, RightsSql rights, string typed, List<RecordType> types, int limit)
    {
        if (types.Count == 0)
            return null;
        var names = types.Select(t => t.Name).ToArray();
        SqlText from;
        if (string.IsNullOrWhiteSpace(typed))
            from = SqlText.Of($"(select * from entry r where r.workspace_id = {caller.Workspace} and not r.deleted and r.type = any({names}) order by r.id desc limit {(long)Candidates}) e");
        else if (SearchWords.Query(typed) is { } query)
            from = SqlText.Of($"kith.search({SqlText.Text(query)}::tsquery, {names}, {Candidates}) e");
        else
            return null;
        var hidden = types.Where(t => rights.Of(t).ReadWhere is not null).Select(t =>
            SqlText.Of($" and (e.type <> {SqlText.Text(t.Name)} or exists (select 1 from {SqlText.Name(t.Table)} x where x.workspace_id = e.workspace_id and x.id = e.id{rights.Readable(t, "x", " and ")}))"));
        // Titles that begin with the text come first, then the newest.
        return SqlText.Of($"select e.type, e.id, e.title, e.subtitle from {from} where true{SqlText.Join(SqlText.Empty, hidden)} order by (lower(e.title) = lower({SqlText.Text(typed.Trim())})) desc, starts_with(lower(e.title), lower({SqlText.Text(typed.Trim())})) desc, e.id desc limit {(long)limit}");
    }
}
