using System.Text.Json;
using Kith.Core.Types;

namespace Kith.Store.Writing;

/// <summary>Writes the value of an own field into the <c>custom</c> column, in the shape that the read path takes it from.</summary>
internal static class OwnValue
{
    public static void Write(Utf8JsonWriter writer, Field field, object value)
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
            case DateOnly day: writer.WriteStringValue(day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)); break;
            case DateTime instant: writer.WriteStringValue(instant.ToString("O", System.Globalization.CultureInfo.InvariantCulture)); break;
            case Guid id: writer.WriteStringValue(id); break;
            case string[] texts: JsonSerializer.Serialize(writer, texts); break;
            default: throw new ArgumentOutOfRangeException(nameof(value), value.GetType().Name, null);
        }
    }
}
