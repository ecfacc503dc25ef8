using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Changesets;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Stream;

/// <summary>Asks for a part of the change stream.</summary>
public sealed record ChangeQuery
{
    /// <summary>Only changes of this type.</summary>
    public RecordType? Type { get; init; }
    /// <summary>Only changes of this record.</summary>
    public Guid? Record { get; init; }
    /// <summary>Only changes of this field.</summary>
    public Field? Field { get; init; }
    /// <summary>Only changes at this instant or later.</summary>
    public DateTime? Since { get; init; }
    /// <summary>Only changes of this changeset.</summary>
    public Guid? Changeset { get; init; }
    /// <summary>The position to go on from: exclusive, in the direction of reading.</summary>
    public long? From { get; init; }
    /// <summary>The last position to read, inclusive; null for all.</summary>
    public long? Through { get; init; }
    /// <summary>True for a record's history, newest first; false for the stream, oldest first.</summary>
    public bool NewestFirst { get; init; }
    /// <summary>Only changes before this instant.</summary>
    public DateTime? Before { get; init; }
    public int Limit { get; init; } = 50;
}

/// <summary>Reads the change stream as its reader may see it: hidden types are missing, hidden fields too.</summary>
public sealed class ChangeReader(Database database, AccessPolicy policy, TimeProvider clock)
{
    /// <summary>Writes <c>{"data", "next"}</c>.</summary>
    /// <exception cref="ProblemException">The stream is to be read on from a position behind which changes are kept no longer: its reader would miss some.</exception>
    public async Task ListAsync(Caller caller, Catalogue catalogue, ChangeQuery query, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        if (query is { NewestFirst: false, From: > 0 and var after } && after < catalogue.Past.Forgotten)
            throw new ProblemException(Problem.Of(ProblemKind.Gone, "changes.forgotten", catalogue.Past.Forgotten));
        var (changes, linked) = await ReadAsync(caller, catalogue, query, cancellation);
        var rights = Rights(caller, catalogue);
        await using var writer = new Utf8JsonWriter(output, RecordReader.Json);
        writer.WriteStartObject();
        writer.WriteStartArray("data"u8);
        foreach (var change in changes.Take(query.Limit))
            ChangeJson.Write(writer, change, catalogue, rights, linked);
        writer.WriteEndArray();
        // The stream always answers where to go on, so that a reader can wait there; a history ends.
        if (changes.Count > query.Limit || (!query.NewestFirst && changes.Count > 0))
            writer.WriteNumber("next"u8, changes[Math.Min(changes.Count, query.Limit) - 1].Position);
        else if (!query.NewestFirst)
            writer.WriteNumber("next"u8, query.From ?? 0);
        else
            writer.WriteNull("next"u8);
        writer.WriteEndObject();
    }

    /// <summary>Writes what differs of a record between two moments: <c>{"diff"}</c>, each field with what it held at the first and at the second.</summary>
    /// <param name="from">A day or point in time.</param>
    /// <param name="to">A later one; null for now.</param>
    public async Task CompareAsync(Caller caller, Catalogue catalogue, RecordType type, Guid id, string from, string? to, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        var rights = Rights(caller, catalogue);
        var query = new ChangeQuery
        {
            Type = type, Record = id, Limit = MostAtOnce,
            Since = rights.Moment(from, "from"), Before = to is null ? null : rights.Moment(to, "to"),
        };
        if (query.Before < query.Since)
            throw new ProblemException(Problem.Field("to", "compare.order"));
        var diff = new Dictionary<string, (JsonElement From, JsonElement To)>();
        var links = new Dictionary<Guid, LinkedRecord>();
        Change? last = null;
        while (true)
        {
            var (changes, linked) = await ReadAsync(caller, catalogue, query, cancellation);
            foreach (var change in changes.Take(MostAtOnce))
            {
                last = change;
                foreach (var field in change.Diff.EnumerateObject())
                    diff[field.Name] = (diff.TryGetValue(field.Name, out var known) ? known.From : field.Value[0], field.Value[1]);
            }
            foreach (var (key, value) in linked)
                links[key] = value;
            if (changes.Count <= MostAtOnce)
                break;
            query = query with { From = last!.Position };
        }
        var changed = new JsonObject(diff.Where(d => !JsonElement.DeepEquals(d.Value.From, d.Value.To)).Select(d => KeyValuePair.Create<string, JsonNode?>(d.Key, new JsonArray(JsonNode.Parse(d.Value.From.GetRawText()), JsonNode.Parse(d.Value.To.GetRawText())))));
        await using var writer = new Utf8JsonWriter(output, RecordReader.Json);
        writer.WriteStartObject();
        ChangeJson.WriteDiff(writer, type, id, JsonSerializer.SerializeToElement(changed), rights, links);
        writer.WriteEndObject();
    }

    private const int MostAtOnce = 1_000;

    internal async Task<(List<Change> Changes, Dictionary<Guid, LinkedRecord> Linked)> ReadAsync(Caller caller, Catalogue catalogue, ChangeQuery query, CancellationToken cancellation)
    {
        var rights = Rights(caller, catalogue);
        var types = catalogue.Types.Where(t => rights.Of(t).Read && (query.Type is null || t == query.Type)).ToList();
        var where = SqlText.Of($"c.workspace_id = {caller.Workspace} and c.type = any({types.Select(t => t.Name).ToArray()})");
        if (query.Changeset is { } set)
            where = SqlText.Of($"{where} and {new Undone(set, null).Changes(caller.Workspace)}");
        if (query.Field is { } field)
            where = SqlText.Of($"{where} and c.diff ? {SqlText.NameLiteral(field.Name)}");
        if (query.Since is { } since)
            where = SqlText.Of($"{where} and c.at >= {since}");
        if (query.Before is { } before)
            where = SqlText.Of($"{where} and c.at < {before}");
        if (query.From is { } from)
            where = query.NewestFirst ? SqlText.Of($"{where} and c.position < {from}") : SqlText.Of($"{where} and c.position > {from}");
        if (query.Through is { } through)
            where = SqlText.Of($"{where} and c.position <= {through}");
        foreach (var type in types.Where(t => !rights.Of(t).ReadsAll))
            where = SqlText.Of($"{where} and (c.type <> {SqlText.Text(type.Name)} or exists (select 1 from {SqlText.Name(type.Table)} t where t.workspace_id = c.workspace_id and t.id = c.record_id{rights.Readable(type, JoinScope.Root, " and ")} offset 0))");
        var order = query.NewestFirst ? SqlText.Of($"c.position desc") : SqlText.Of($"c.position");
        return await database.WithinAsync(database.Short, caller.Workspace, caller.Limits.Time, async session =>
        {
            session.PlanPerValue = true;
            var of = query.Record is { } record ? await OfAsync(session, record, cancellation) : SqlText.Empty;
            var changes = await session.ListAsync(ChangeRows.Select(SqlText.Of($"{where}{of}"), SqlText.Of($"order by {order} limit {(long)query.Limit + 1}")), ChangeRows.Read, cancellation);
            return (changes, await LinkedAsync(session, caller.Workspace, catalogue, changes, rights, cancellation));
        }, cancellation);
    }

    // What was merged into a record is a part of its history.
    private static async Task<SqlText> OfAsync(Session session, Guid record, CancellationToken cancellation)
    {
        var ids = await session.FirstAsync(SqlText.Of($"select kith.with_merged({record})"), r => r.GetFieldValue<Guid[]>(0), cancellation);
        return ids is { Length: > 1 } ? SqlText.Of($" and c.record_id = any({ids})") : SqlText.Of($" and c.record_id = {record}");
    }

    /// <summary>What the values of changes point at, as far as it may be read.</summary>
    /// <param name="rights">Null for all that is there.</param>
    internal static Task<Dictionary<Guid, LinkedRecord>> LinkedAsync(Session session, Guid workspace, Catalogue catalogue, IReadOnlyList<Change> changes, RightsSql? rights, CancellationToken cancellation) =>
        TitlesAsync(session, workspace, changes.SelectMany(c => ChangeJson.LinkedIds(c, catalogue)), rights, cancellation);

    /// <summary>What records are called, as far as they may be read.</summary>
    /// <param name="rights">Null for all that is there.</param>
    internal static async Task<Dictionary<Guid, LinkedRecord>> TitlesAsync(Session session, Guid workspace, IEnumerable<Guid> records, RightsSql? rights, CancellationToken cancellation)
    {
        var ids = records.Distinct().ToArray();
        var readable = rights?.ReadableEntry("e") is { } condition ? SqlText.Of($" and {condition}") : SqlText.Empty;
        var linked = ids.Length == 0 ? [] : await session.ListAsync(
            SqlText.Of($"select e.id, e.type, e.title from entry e where e.workspace_id = {workspace} and e.id = any({ids}){readable}"),
            r => (Id: r.GetGuid(0), Record: new LinkedRecord(r.GetString(1), r.GetString(2))), cancellation);
        return linked.ToDictionary(l => l.Id, l => l.Record);
    }

    /// <summary>Who last changed one of some fields of records since a moment, or made them. Only for records and fields that the caller was answered.</summary>
    /// <param name="since">A day or point in time; of a day its end.</param>
    public async Task<IReadOnlyDictionary<Guid, (DateTime At, Guid? By, string ByName)>> LatestAsync(Caller caller, Catalogue catalogue, RecordType type, IReadOnlyCollection<Guid> records, string since, IReadOnlyList<string> fields, CancellationToken cancellation)
    {
        var moment = Rights(caller, catalogue).Moment(since, "since");
        Guid[] ids = [.. records];
        string[] names = [.. fields];
        var latest = SqlText.Of($"select distinct on (c.record_id) c.record_id, c.at, c.by_id, c.position from change c where c.workspace_id = {caller.Workspace} and c.type = {SqlText.NameLiteral(type.Name)} and c.record_id = any({ids}) and c.at >= {moment} and (c.kind = 'created' or c.diff ?| {names}) order by c.record_id, c.position desc");
        var statement = SqlText.Of($"select l.record_id, l.at, l.by_id, coalesce(p.name, '') from ({latest}) l left join person p on p.workspace_id = {caller.Workspace} and p.id = l.by_id");
        var found = await database.WithinAsync(database.Reports, caller.Workspace, caller.Limits.ReportTime, session => session.ListAsync(statement, r => (Id: r.GetGuid(0), At: r.GetDateTime(1), By: r.IsDBNull(2) ? (Guid?)null : r.GetGuid(2), Name: r.GetString(3)), cancellation), cancellation);
        return found.ToDictionary(f => f.Id, f => (f.At, f.By, f.Name));
    }

    /// <summary>Refuses, as absent, a record the caller may not see. Trashed ones keep their history.</summary>
    public async Task RequireAsync(Caller caller, Catalogue catalogue, RecordType type, Guid id, CancellationToken cancellation)
    {
        var rights = Rights(caller, catalogue);
        if (!rights.Of(type).Read)
            throw ProblemException.NotFound();
        await using var session = await database.OpenAsync(caller.Workspace, cancellation);
        var found = await session.FirstAsync(SqlText.Of($"select 1 from {SqlText.Name(type.Table)} t where t.workspace_id = {caller.Workspace} and t.id = {id}{RecordReader.OfType(type)}{rights.Readable(type, "t", " and ")}"), _ => true, cancellation);
        if (!found)
            throw ProblemException.NotFound();
    }

    internal RightsSql Rights(Caller caller, Catalogue catalogue) => new(caller, policy, catalogue, clock.GetUtcNow().UtcDateTime);
}

/// <summary>What a change's value points at, as it is now.</summary>
internal sealed record LinkedRecord(string Type, string Title);

/// <summary>The JSON form of changes.</summary>
internal static class ChangeJson
{
    /// <summary>Writes a change with readable values, leaving out fields that the reader may not see.</summary>
    public static void Write(Utf8JsonWriter writer, Change change, Catalogue catalogue, RightsSql rights, Dictionary<Guid, LinkedRecord> linked)
    {
        writer.WriteStartObject();
        writer.WriteNumber("position"u8, change.Position);
        writer.WriteString("at"u8, FieldKinds.DateTime.ToText(change.At));
        Person(writer, "by"u8, change.By, change.ByName);
        Person(writer, "behalf"u8, change.Behalf, change.BehalfName);
        writer.WriteString("via"u8, change.Via);
        Number(writer, "row"u8, change.Row);
        Number(writer, "cause"u8, change.Cause);
        if (change.Changeset is { } set)
            writer.WriteString("changeset"u8, set);
        else
            writer.WriteNull("changeset"u8);
        writer.WriteString("kind"u8, change.Kind);
        writer.WriteString("type"u8, change.Type);
        writer.WritePropertyName("record"u8);
        LinkJson.Write(writer, change.Record, change.Title);
        WriteDiff(writer, catalogue.Find(change.Type), change.Record, change.Diff, rights, linked);
        writer.WriteEndObject();
    }

    /// <summary>Writes the fields of a diff with readable values, leaving out those that the reader may not see.</summary>
    public static void WriteDiff(Utf8JsonWriter writer, RecordType? type, Guid record, JsonElement diff, RightsSql rights, Dictionary<Guid, LinkedRecord> linked)
    {
        writer.WriteStartArray("diff"u8);
        foreach (var entry in diff.EnumerateObject())
        {
            var field = type?.Find(entry.Name);
            if (type is null || (field is not null && rights.Hides(type, field)))
                continue;
            if (field is { Sensitive: true })
                rights.Tell(type, field, record);
            writer.WriteStartObject();
            writer.WriteString("field"u8, entry.Name);
            writer.WriteString("label"u8, field?.Label ?? entry.Name);
            Value(writer, "from", entry.Value[0], field, linked);
            Value(writer, "to", entry.Value[1], field, linked);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void Person(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Guid? id, string title)
    {
        writer.WritePropertyName(name);
        if (id is { } person)
            LinkJson.Write(writer, person, title);
        else
            writer.WriteNullValue();
    }

    private static void Number(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? number)
    {
        if (number is { } value)
            writer.WriteNumber(name, value);
        else
            writer.WriteNull(name);
    }

    /// <summary>Ids of the records that a change's values point at.</summary>
    public static IEnumerable<Guid> LinkedIds(Change change, Catalogue catalogue)
    {
        if (catalogue.Find(change.Type) is not { } type)
            yield break;
        foreach (var id in change.Diff.EnumerateObject().Where(e => type.Find(e.Name) is { } f && IsLink(f)).SelectMany(e => e.Value.EnumerateArray()).SelectMany(Ids))
            yield return id;
    }

    /// <summary>Ids of the records that a link's value points at; none where it was written when a field of another kind had that name.</summary>
    public static IEnumerable<Guid> Ids(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(LinkJson.Id).OfType<Guid>() : LinkJson.Id(value) is { } one ? [one] : [];

    private static bool IsLink(Field field) => field.Kind.ValueType is Core.Types.ValueType.Link or Core.Types.ValueType.LinkList;

    private static void Value(Utf8JsonWriter writer, string name, JsonElement value, Field? field, Dictionary<Guid, LinkedRecord> linked)
    {
        writer.WritePropertyName(name);
        if (field is null || !IsLink(field) || value.ValueKind == JsonValueKind.Null)
        {
            value.WriteTo(writer);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var entry in value.EnumerateArray())
            {
                if (LinkJson.Id(entry) is { } target)
                    LinkJson.Write(writer, target, linked.GetValueOrDefault(target)?.Title, linked.GetValueOrDefault(target)?.Type);
                else
                    entry.WriteTo(writer);
            }
            writer.WriteEndArray();
        }
        else if (LinkJson.Id(value) is { } id)
        {
            LinkJson.Write(writer, id, linked.GetValueOrDefault(id)?.Title, value.ValueKind == JsonValueKind.Object && value.TryGetProperty("type", out var type) ? type.GetString() : null);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
