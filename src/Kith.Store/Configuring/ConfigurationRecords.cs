using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Configuring;

/// <summary>The records that say how Kith works in a workspace, as a configuration has them: what belongs to another stands within it.</summary>
internal sealed class ConfigurationRecords(Catalogue catalogue, RecordTitles titles)
{
    /// <summary>The member of a text that names a record by its id.</summary>
    public const string Record = "record";
    /// <summary>The member with the title of that record.</summary>
    public const string Title = "title";

    /// <summary>The types whose records stand by themselves.</summary>
    public IEnumerable<RecordType> Roots => catalogue.Types.Where(t => t.Configuration && ParentOf(t) is null);

    /// <summary>The types whose records stand within those of a type.</summary>
    public IEnumerable<RecordType> PartsOf(RecordType type) => catalogue.Types.Where(t => t.Configuration && ParentOf(t)?.To == type.Name);

    /// <summary>The link to what a record stands within; null for one that stands by itself.</summary>
    public Field? ParentOf(RecordType type) => type.Fields.FirstOrDefault(f => f is { IsLink: true, Required: true, System: false } && f.To != type.Name && catalogue.Find(f.To!) is { Configuration: true });

    /// <summary>The fields of a type that a configuration speaks of.</summary>
    public IEnumerable<Field> FieldsOf(RecordType type) => type.Fields.Where(f => f.Writable && f != ParentOf(type) && f.Kind is not AnyLinkKind);

    /// <summary>All of them, by the plural of their type.</summary>
    public async Task<IReadOnlyDictionary<string, JsonArray>> ReadAsync(Session session, Caller caller, CancellationToken cancellation)
    {
        var states = new Dictionary<RecordType, List<RecordState>>();
        foreach (var type in catalogue.Types.Where(t => t.Configuration))
            states[type] = await LivingAsync(session, caller, type, cancellation);
        return Roots.Where(t => states[t].Count > 0).ToDictionary(t => t.Plural, t => new JsonArray([.. states[t].Select(s => (JsonNode)Of(t, s, states))]));
    }

    /// <summary>The living records of a type that are part of the configuration, in order.</summary>
    public static async Task<List<RecordState>> LivingAsync(Session session, Caller caller, RecordType type, CancellationToken cancellation)
    {
        var found = await StateLoader.SelectAsync(session, type, SqlText.Of($"t.workspace_id = {caller.Workspace} and t.deleted_at is null{RecordReader.OfType(type)} order by t.id"), cancellation);
        // What people keep for themselves is theirs.
        if (type.Find("everyone") is { } everyone)
            found = [.. found.Where(s => s.Values[everyone.Index] is true)];
        var position = type.Find("position");
        return [.. found.OrderBy(s => position is null ? 0 : s.Values[position.Index] as long? ?? long.MaxValue).ThenBy(s => s.Values[type.Title.Index] as string, StringComparer.Ordinal)];
    }

    private JsonObject Of(RecordType type, RecordState state, Dictionary<RecordType, List<RecordState>> states)
    {
        var written = Of(type, state);
        foreach (var part in PartsOf(type))
        {
            var link = ParentOf(part)!;
            var parts = states[part].Where(s => s.Values[link.Index] is Guid id && id == state.Id).ToList();
            if (parts.Count > 0)
                written[part.Plural] = new JsonArray([.. parts.Select(p => (JsonNode)Of(part, p, states))]);
        }
        return written;
    }

    /// <summary>One record without what stands within it.</summary>
    public JsonObject Of(RecordType type, RecordState state)
    {
        var written = new JsonObject();
        foreach (var field in FieldsOf(type).OrderBy(f => f != type.Title))
        {
            if (state.Values[field.Index] is { } value && Of(field, value) is { } json)
                written[field.Name] = json;
        }
        return written;
    }

    private JsonNode? Of(Field field, object value)
    {
        if (field.Kind.ValueType == Core.Types.ValueType.Link && value is Guid id)
            return titles.Of(field.To!, id);
        if (value is IEnumerable<Guid> ids && field.To is { } to)
            return new JsonArray([.. ids.Select(i => titles.Of(to, i)).OfType<string>().Select(t => (JsonNode?)JsonValue.Create(t))]);
        if (value is string text && Guid.TryParseExact(text, "D", out var named))
            return titles.Of(named) is var (type, title) && title is not null ? new JsonObject { [Record] = type, [Title] = title } : null;
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            field.Kind.Write(writer, value);
        return JsonNode.Parse(buffer.ToArray());
    }
}
