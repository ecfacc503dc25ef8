using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Core.Problems;
using Kith.Core.Records;

namespace Kith.Core.Types.Kinds;

/// <summary>A link to one record of the field's type, kept as a column with a composite foreign key.</summary>
public class LinkKind(string name = "link") : FieldKind
{
    public override string Name => name;
    public override IReadOnlyList<FieldColumn> Columns { get; } = [new("_id", Storage.Id)];
    public override IReadOnlyList<SelectPart> Selects { get; } = [SelectPart.First, SelectPart.LinkTitle];
    public override ValueType ValueType => ValueType.Link;
    public override bool Plain => false;
    public override JsonObject Shape(Field field) => LinkJson.Shape(typed: false);
    public override JsonObject InputShape(Field field) => LinkJson.InputShape();

    public override object? Parse(JsonElement json, Field field, InputFormat format, ProblemList problems)
    {
        if (LinkJson.Id(json) is { } id)
            return id;
        problems.Add(field.Name, "not_a_link", field.Label);
        return null;
    }

    public override object? FromText(string text, Field field, InputFormat format, ProblemList problems)
    {
        if (Guid.TryParse(text.Trim(), out var id))
            return id;
        problems.Add(field.Name, "not_a_link", field.Label);
        return null;
    }

    public override string ToText(object value) => ((Guid)value).ToString();
    public override void Write(Utf8JsonWriter writer, object value) => writer.WriteStringValue((Guid)value);
    public override object? Read(ColumnReader row, int ordinal) => row.IsNull(ordinal) ? null : row.Id(ordinal);
    public override object? Relinked(object? value, Func<Guid, Guid> other) => value is Guid id ? other(id) : null;

    public override void WriteColumns(Utf8JsonWriter writer, ColumnReader row, int ordinal)
    {
        if (row.IsNull(ordinal))
        {
            writer.WriteNullValue();
            return;
        }
        LinkJson.Write(writer, row.Id(ordinal), row.IsNull(ordinal + 1) ? null : row.Text(ordinal + 1));
    }

    public override IEnumerable<string> SearchTexts(object value) => [];
}

/// <summary>A link to a person of the workspace.</summary>
public sealed class PersonKind() : LinkKind("person")
{
    public override bool Plain => true;
}

/// <summary>A kind whose values are rows of the link table.</summary>
public abstract class RelationKind : FieldKind
{
    public override IReadOnlyList<FieldColumn> Columns => [];
    public override IReadOnlyList<SelectPart> Selects { get; } = [SelectPart.RelatedIds, SelectPart.RelatedTypes, SelectPart.RelatedTitles];
    public override bool Plain => false;
    public override void Split(object? value, Span<object?> columns) { }
    public override IEnumerable<string> SearchTexts(object value) => [];

    /// <summary>The records a value points at, in order. Types are null where the field names one.</summary>
    public abstract IEnumerable<(string? Type, Guid Id)> Targets(object? value);
}

/// <summary>A link to one record of any type, such as what an activity is about.</summary>
public sealed class AnyLinkKind : RelationKind
{
    public override string Name => "link";
    public override ValueType ValueType => ValueType.Link;
    public override JsonObject Shape(Field field) => LinkJson.Shape(typed: true);
    public override JsonObject InputShape(Field field) => Shapes.Object("TypedLinkInput", ["type", "id"], ("type", Shapes.Text("company")), ("id", Shapes.Id()));

    public override object? Parse(JsonElement json, Field field, InputFormat format, ProblemList problems)
    {
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && LinkJson.Id(json) is { } id)
            return new RecordReference(type.GetString()!, id);
        problems.Add(field.Name, "not_a_link", field.Label);
        return null;
    }

    /// <summary>Reads <c>type id</c>.</summary>
    public override object? FromText(string text, Field field, InputFormat format, ProblemList problems)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 2 && Guid.TryParse(parts[1], out var id))
            return new RecordReference(parts[0], id);
        problems.Add(field.Name, "not_a_link", field.Label);
        return null;
    }

    public override string ToText(object value) => $"{((RecordReference)value).Type} {((RecordReference)value).Id}";

    public override void Write(Utf8JsonWriter writer, object value)
    {
        var reference = (RecordReference)value;
        LinkJson.Write(writer, reference.Id, null, reference.Type);
    }

    public override void WriteColumns(Utf8JsonWriter writer, ColumnReader row, int ordinal)
    {
        if (row.IsNull(ordinal) || row.Ids(ordinal) is not [var id, ..])
            writer.WriteNullValue();
        else
            LinkJson.Write(writer, id, row.Texts(ordinal + 2)[0], row.Texts(ordinal + 1)[0]);
    }

    public override object? Read(ColumnReader row, int ordinal) =>
        row.IsNull(ordinal) || row.Ids(ordinal) is not [var id, ..] ? null : new RecordReference(row.Texts(ordinal + 1)[0]!, id);

    public override IEnumerable<(string? Type, Guid Id)> Targets(object? value) => value is RecordReference r ? [(r.Type, r.Id)] : [];
    public override object? Relinked(object? value, Func<Guid, Guid> other) => value is RecordReference r ? r with { Id = other(r.Id) } : null;
}

/// <summary>Links to many records, of one type or of any.</summary>
public sealed class LinksKind : RelationKind
{
    /// <summary>Most records one field may point at.</summary>
    public const int Most = 200;

    public override string Name => "links";
    public override ValueType ValueType => ValueType.LinkList;
    public override JsonObject Shape(Field field) => Shapes.List(LinkJson.Shape(typed: true), Most);
    public override JsonObject InputShape(Field field) => Shapes.List(LinkJson.InputShape(), Most);

    public override object? Parse(JsonElement json, Field field, InputFormat format, ProblemList problems)
    {
        if (json.ValueKind == JsonValueKind.Array && json.EnumerateArray().All(e => LinkJson.Id(e) is not null))
        {
            Guid[] ids = [.. json.EnumerateArray().Select(e => LinkJson.Id(e)!.Value).Distinct()];
            return Accept(ids, field, problems);
        }
        problems.Add(field.Name, "not_a_list", field.Label);
        return null;
    }

    public override object? FromText(string text, Field field, InputFormat format, ProblemList problems)
    {
        var parts = text.Split([';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.All(p => Guid.TryParse(p, out _)))
            return Accept([.. parts.Select(Guid.Parse).Distinct()], field, problems);
        problems.Add(field.Name, "not_a_link", field.Label);
        return null;
    }

    private static Guid[]? Accept(Guid[] ids, Field field, ProblemList problems)
    {
        if (ids.Length <= Most)
            return ids.Length == 0 ? null : ids;
        problems.Add(field.Name, "too_many_items", field.Label, Most);
        return null;
    }

    public override string ToText(object value) => string.Join("; ", (Guid[])value);

    public override void Write(Utf8JsonWriter writer, object value)
    {
        writer.WriteStartArray();
        foreach (var id in (Guid[])value)
            writer.WriteStringValue(id);
        writer.WriteEndArray();
    }

    public override void WriteColumns(Utf8JsonWriter writer, ColumnReader row, int ordinal)
    {
        writer.WriteStartArray();
        if (!row.IsNull(ordinal))
        {
            var (ids, types, titles) = (row.Ids(ordinal), row.Texts(ordinal + 1), row.Texts(ordinal + 2));
            for (var i = 0; i < ids.Length; i++)
                LinkJson.Write(writer, ids[i], titles[i], types[i]);
        }
        writer.WriteEndArray();
    }

    public override object? Read(ColumnReader row, int ordinal) => row.IsNull(ordinal) || row.Ids(ordinal) is not { Length: > 0 } ids ? null : ids;

    public override bool Same(object? left, object? right) =>
        left is Guid[] a && right is Guid[] b ? a.AsSpan().SequenceEqual(b) : left is null && right is null;

    public override IEnumerable<(string? Type, Guid Id)> Targets(object? value) => value is Guid[] ids ? ids.Select(id => ((string?)null, id)) : [];
    public override object? Relinked(object? value, Func<Guid, Guid> other) => value is Guid[] ids ? ids.Select(other).Distinct().ToArray() : null;
}

/// <summary>The JSON form of links.</summary>
public static class LinkJson
{
    /// <summary>How a link is answered.</summary>
    /// <param name="typed">True where the link may point at any type and so names it.</param>
    public static JsonObject Shape(bool typed) => typed
        ? Shapes.Object("TypedLink", ["type", "id", "title"], ("type", Shapes.Text("company")), ("id", Shapes.Id()), ("title", Shapes.Text("Cancity")))
        : Shapes.Object("Link", ["id", "title"], ("id", Shapes.Id()), ("title", Shapes.Text("Cancity")));

    /// <summary>How a link is taken: the bare id, or an object with it, so that what was answered can be sent back.</summary>
    public static JsonObject InputShape() =>
        Shapes.AnyOf("LinkInput", Shapes.Id(), new JsonObject { ["type"] = "object", ["required"] = new JsonArray("id"), ["properties"] = new JsonObject { ["id"] = Shapes.Id() } });

    /// <summary>The id of a link written as an id or as an object with one.</summary>
    public static Guid? Id(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String when json.TryGetGuid(out var id) => id,
        JsonValueKind.Object when json.TryGetProperty("id", out var inner) && inner.ValueKind == JsonValueKind.String && inner.TryGetGuid(out var id) => id,
        _ => null,
    };

    /// <summary>Writes <c>{"type", "id", "title"}</c>, leaving out what is not known.</summary>
    public static void Write(Utf8JsonWriter writer, Guid id, string? title, string? type = null)
    {
        writer.WriteStartObject();
        if (type is not null)
            writer.WriteString("type"u8, type);
        writer.WriteString("id"u8, id);
        writer.WriteString("title"u8, title ?? "");
        writer.WriteEndObject();
    }
}

/// <summary>A postal address, kept as one JSON value of which only filled parts stand.</summary>
public sealed class AddressKind : FieldKind
{
    /// <summary>The parts that expressions and imports name behind a dot.</summary>
    public static readonly IReadOnlyList<string> Parts = ["street", "city", "region", "postal_code", "country"];

    public override IReadOnlyDictionary<string, ValuePart> ValueParts { get; } = Parts.ToDictionary(p => p, _ => new ValuePart(ValueType.Text, null));

    public override string Name => "address";
    public override IReadOnlyList<FieldColumn> Columns { get; } = [new("", Storage.Json)];
    public override ValueType ValueType => ValueType.Address;
    public override bool Sortable => false;

    public override JsonObject Shape(Field field)
    {
        var shape = Shapes.Object("Address", [], [.. Parts.Select(p => (p, Shapes.OrNull(Shapes.Text(p == "country" ? "IT" : null))))]);
        shape["additionalProperties"] = false;
        return shape;
    }

    public override object? Parse(JsonElement json, Field field, InputFormat format, ProblemList problems)
    {
        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().Any(p => !Parts.Contains(p.Name) || p.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)))
        {
            problems.Add(field.Name, "not_an_address", field.Label);
            return null;
        }
        return FromParts(part => json.TryGetProperty(part, out var value) ? value.GetString() : null, field, problems);
    }

    public override object? FromText(string text, Field field, InputFormat format, ProblemList problems)
    {
        if (text.StartsWith('{'))
        {
            try
            {
                using var json = JsonDocument.Parse(text);
                return Parse(json.RootElement, field, format, problems);
            }
            catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
            {
                // No JSON, or JSON with half a surrogate pair in it, as a character or as an escape.
                problems.Add(field.Name, "not_an_address", field.Label);
                return null;
            }
        }
        return FromParts(part => part == "street" ? text : null, field, problems);
    }

    /// <summary>Makes an address of its parts by name; the country may be a code or an English name.</summary>
    public static Address? FromParts(Func<string, string?> part, Field field, ProblemList problems)
    {
        var found = problems.Errors.Count;
        string? Take(string name)
        {
            var text = part(name)?.Trim();
            if (string.IsNullOrEmpty(text))
                return null;
            if (text.Length > 500)
                problems.Add($"{field.Name}.{name}", "max_length", field.Label, 500);
            else if (text.Contains('\0', StringComparison.Ordinal) || TextLike.HasLoneSurrogate(text))
                problems.Add($"{field.Name}.{name}", "control_characters", field.Label);
            return text;
        }
        var country = Take("country");
        if (country is not null && Countries.Code(country) is var code)
        {
            if (code is null)
                problems.Add($"{field.Name}.country", "unknown_country", country);
            country = code;
        }
        var address = new Address(Take("street"), Take("city"), Take("region"), Take("postal_code"), country);
        return address.IsEmpty || problems.Errors.Count > found ? null : address;
    }

    public override string ToText(object value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, value);
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    public override void Write(Utf8JsonWriter writer, object value)
    {
        var address = (Address)value;
        writer.WriteStartObject();
        writer.WriteString("street"u8, address.Street);
        writer.WriteString("city"u8, address.City);
        writer.WriteString("region"u8, address.Region);
        writer.WriteString("postal_code"u8, address.PostalCode);
        writer.WriteString("country"u8, address.Country);
        writer.WriteEndObject();
    }

    public override void WriteColumns(Utf8JsonWriter writer, ColumnReader row, int ordinal)
    {
        if (row.IsNull(ordinal))
            writer.WriteNullValue();
        else
            writer.WriteRawValue(row.Text(ordinal), skipInputValidation: true);
    }

    public override object? Read(ColumnReader row, int ordinal)
    {
        if (row.IsNull(ordinal))
            return null;
        using var json = JsonDocument.Parse(row.Text(ordinal));
        string? Part(string name) => json.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
        return new Address(Part("street"), Part("city"), Part("region"), Part("postal_code"), Part("country"));
    }

    public override void Split(object? value, Span<object?> columns) => columns[0] = value is null ? null : ToText(value);

    public override IEnumerable<string> SearchTexts(object value) => ((Address)value).City is { } city ? [city] : [];
}

/// <summary>The countries of ISO 3166-1.</summary>
public static class Countries
{
    private static readonly FrozenDictionary<string, string> Codes = Build();

    private static FrozenDictionary<string, string> Build()
    {
        var codes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var region in CultureInfo.GetCultures(CultureTypes.SpecificCultures).Select(c => new RegionInfo(c.Name)).Where(r => r.TwoLetterISORegionName.Length == 2 && r.TwoLetterISORegionName.All(char.IsAsciiLetterUpper)))
        {
            codes[region.TwoLetterISORegionName] = region.TwoLetterISORegionName;
            codes[region.ThreeLetterISORegionName] = region.TwoLetterISORegionName;
            codes[region.EnglishName] = region.TwoLetterISORegionName;
            codes.TryAdd(region.NativeName, region.TwoLetterISORegionName);
        }
        // Names people use that differ from the English names of the list.
        foreach (var (name, code) in new[] { ("USA", "US"), ("U.S.", "US"), ("United States of America", "US"), ("UK", "GB"), ("Great Britain", "GB"), ("England", "GB"), ("Korea", "KR"), ("South Korea", "KR"), ("Holland", "NL"), ("Czech Republic", "CZ"), ("Turkey", "TR"), ("Macedonia", "MK") })
            codes.TryAdd(name, code);
        return codes.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The English names.</summary>
    public static readonly IReadOnlyList<string> Names = [.. Codes.Keys.Where(n => n.Length > 3 && n.All(c => c < 128)).Order(StringComparer.Ordinal)];

    /// <summary>The two-letter code of a code or name; null when it is neither.</summary>
    public static string? Code(string text) => Codes.GetValueOrDefault(text.Trim());
}
