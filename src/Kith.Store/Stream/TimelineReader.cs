using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Reading;

namespace Kith.Store.Stream;

/// <summary>A record's timeline: its own changes and the records about it or what became it, such as activities, newest first.</summary>
public sealed class TimelineReader(ChangeReader changes, RecordReader records)
{
    /// <summary>Writes <c>{"data": [{"at", "kind", …}], "next"}</c>; <c>next</c> is the instant to go on before.</summary>
    public async Task WriteAsync(Caller caller, Catalogue catalogue, RecordType type, Guid id, DateTime? before, int limit, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        await changes.RequireAsync(caller, catalogue, type, id, cancellation);
        var (own, linked) = await changes.ReadAsync(caller, catalogue, new ChangeQuery { Type = type, Record = id, NewestFirst = true, Before = before, Limit = limit }, cancellation);
        var about = new List<(DateTime At, RecordType Type, JsonElement Record)>();
        // What is said of a record, such as comments, has a place of its own beside the timeline; files stand in it.
        foreach (var (other, field) in catalogue.Types.Where(t => t.Shelter is null || t.Searched).SelectMany(t => t.Fields.Where(f => f.Kind is AnyLinkKind).Select(f => (t, f))))
            about.AddRange(await AboutAsync(caller, catalogue, other, field, id, before, limit, cancellation));
        var rights = changes.Rights(caller, catalogue);
        var lines = own.Select(c => (c.At, Write: (Action<Utf8JsonWriter>)(w => WriteChange(w, c, catalogue, rights, linked))))
            .Concat(about.Select(a => (a.At, Write: (Action<Utf8JsonWriter>)(w => WriteRecord(w, a)))))
            .OrderByDescending(l => l.At).ToList();
        await using var writer = new Utf8JsonWriter(output, RecordReader.Json);
        writer.WriteStartObject();
        writer.WriteStartArray("data"u8);
        foreach (var line in lines.Take(limit))
            line.Write(writer);
        writer.WriteEndArray();
        writer.WriteString("next"u8, lines.Count > limit ? FieldKinds.DateTime.ToText(lines[limit - 1].At) : null);
        writer.WriteEndObject();
    }

    private async Task<IEnumerable<(DateTime At, RecordType Type, JsonElement Record)>> AboutAsync(Caller caller, Catalogue catalogue, RecordType type, Field field, Guid id, DateTime? before, int limit, CancellationToken cancellation)
    {
        var where = $"about({field.Name}, \"{id}\")" + (before is { } b ? string.Create(CultureInfo.InvariantCulture, $" and created_at < \"{b:O}\"") : "");
        var page = new ArrayBufferWriter<byte>();
        await records.ListAsync(caller, catalogue, type, new ListQuery { Where = where, Sort = ["-created_at"], Limit = Math.Min(limit + 1, ListQuery.MostRows) }, page, cancellation);
        using var document = JsonDocument.Parse(page.WrittenMemory);
        return [.. document.RootElement.GetProperty("data").EnumerateArray().Select(r => (r.GetProperty("created_at").GetDateTime().ToUniversalTime(), type, r.Clone()))];
    }

    private static void WriteChange(Utf8JsonWriter writer, Change change, Catalogue catalogue, RightsSql rights, Dictionary<Guid, LinkedRecord> linked)
    {
        writer.WriteStartObject();
        writer.WriteString("at"u8, FieldKinds.DateTime.ToText(change.At));
        writer.WriteString("kind"u8, "change"u8);
        writer.WritePropertyName("change"u8);
        ChangeJson.Write(writer, change, catalogue, rights, linked);
        writer.WriteEndObject();
    }

    private static void WriteRecord(Utf8JsonWriter writer, (DateTime At, RecordType Type, JsonElement Record) line)
    {
        writer.WriteStartObject();
        writer.WriteString("at"u8, FieldKinds.DateTime.ToText(line.At));
        writer.WriteString("kind"u8, line.Type.Name);
        writer.WritePropertyName(line.Type.Name);
        line.Record.WriteTo(writer);
        writer.WriteEndObject();
    }
}
