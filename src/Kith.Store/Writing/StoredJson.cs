using System.Globalization;
using System.Text;
using System.Text.Json;
using Kith.Core.Types;
using Kith.Store.Reading;

namespace Kith.Store.Writing;

/// <summary>What the write path stores as JSON: the values of own fields, and what a change did.</summary>
internal static class StoredJson
{
    /// <summary>The <c>custom</c> column: own fields by key, in the shape that the read path takes them from.</summary>
    public static string Custom(RecordType type, object?[] values) => Custom(type.Fields.Where(f => f.Own), values);

    /// <summary>A part of the <c>custom</c> column: some own fields by key.</summary>
    public static string Custom(IEnumerable<Field> fields, object?[] values)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var field in fields.Where(f => !f.IsRelation && values[f.Index] is not null))
            {
                writer.WritePropertyName(field.Key);
                WriteOwn(writer, field, values[field.Index]!);
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>What a write changed: <c>{"field": [before, after]}</c>, in the fields' JSON forms.</summary>
    public static string Diff(ReadyWrite write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, RecordReader.Json))
        {
            writer.WriteStartObject();
            foreach (var field in write.Changed)
            {
                writer.WriteStartArray(field.Name);
                WriteValue(writer, field, write.Before?.Values[field.Index]);
                WriteValue(writer, field, write.Values[field.Index]);
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteValue(Utf8JsonWriter writer, Field field, object? value)
    {
        if (value is null)
            writer.WriteNullValue();
        else
            field.Kind.Write(writer, value);
    }

    private static void WriteOwn(Utf8JsonWriter writer, Field field, object value)
    {
        var columns = field.Kind.Columns;
        var split = new object?[columns.Count];
        field.Kind.Split(value, split);
        if (columns.Count == 1 && columns[0].Key is null)
        {
            Write(writer, columns[0].Storage, split[0]);
            return;
        }
        writer.WriteStartObject();
        for (var i = 0; i < columns.Count; i++)
        {
            writer.WritePropertyName(columns[i].Key!);
            Write(writer, columns[i].Storage, split[i]);
        }
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Storage storage, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string json when storage == Storage.Json: writer.WriteRawValue(json); break;
            case string text: writer.WriteStringValue(text); break;
            case long number: writer.WriteNumberValue(number); break;
            case decimal number: writer.WriteNumberValue(number); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case DateOnly day: writer.WriteStringValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case DateTime instant: writer.WriteStringValue(instant.ToString("O", CultureInfo.InvariantCulture)); break;
            case Guid id: writer.WriteStringValue(id); break;
            case string[] texts: JsonSerializer.Serialize(writer, texts); break;
            default: throw new ArgumentOutOfRangeException(nameof(value), value.GetType().Name, null);
        }
    }
}
