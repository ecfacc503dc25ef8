using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace Kith.Bench.Minimal;

/// <summary>Writes rows as Kith answers them, by hand: the place of every column is written down.</summary>
internal static class Rows
{
    /// <summary>A row of the list, which has the fields of <see cref="ListScenario.Fields"/>.</summary>
    public static void Contact(Utf8JsonWriter writer, NpgsqlDataReader row)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, row.GetGuid(0));
        writer.WriteNumber("version"u8, row.GetInt64(1));
        Text(writer, "name"u8, row, 2);
        Text(writer, "title"u8, row, 3);
        Link(writer, "company"u8, row, 4);
        Text(writer, "email"u8, row, 6);
        Phone(writer, "phone"u8, row, 7);
        Link(writer, "owner"u8, row, 9);
        writer.WriteEndObject();
    }

    /// <summary>A row of the list of deals, which has the fields of <see cref="DealsScenario.Fields"/>.</summary>
    public static void Deal(Utf8JsonWriter writer, NpgsqlDataReader row)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, row.GetGuid(0));
        writer.WriteNumber("version"u8, row.GetInt64(1));
        Text(writer, "name"u8, row, 2);
        Money(writer, "amount"u8, row, 3);
        writer.WriteString("close_date"u8, row.GetFieldValue<DateOnly>(5).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Link(writer, "company"u8, row, 6);
        Link(writer, "owner"u8, row, 8);
        writer.WriteEndObject();
    }

    /// <summary>The value of the sorted column for a cursor.</summary>
    public static string Key(NpgsqlDataReader row, int column) => row.GetValue(column) switch
    {
        long number => number.ToString(CultureInfo.InvariantCulture),
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime instant => instant.ToString("O", CultureInfo.InvariantCulture),
        var text => (string)text,
    };

    /// <summary>A contact with all its fields.</summary>
    public static void WholeContact(Utf8JsonWriter writer, NpgsqlDataReader row)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, row.GetGuid(0));
        writer.WriteNumber("version"u8, row.GetInt64(1));
        Instant(writer, "created_at"u8, row, 2);
        Link(writer, "created_by"u8, row, 3);
        Instant(writer, "updated_at"u8, row, 5);
        Link(writer, "updated_by"u8, row, 6);
        Text(writer, "name"u8, row, 8);
        Text(writer, "first_name"u8, row, 9);
        Text(writer, "last_name"u8, row, 10);
        Text(writer, "title"u8, row, 11);
        Text(writer, "email"u8, row, 12);
        Phone(writer, "phone"u8, row, 13);
        Phone(writer, "mobile"u8, row, 15);
        Link(writer, "company"u8, row, 17);
        Link(writer, "owner"u8, row, 19);
        Null(writer, "address"u8, row, 21);
        Null(writer, "email_opt_out"u8, row, 22);
        Null(writer, "call_opt_out"u8, row, 23);
        Null(writer, "tags"u8, row, 24);
        Text(writer, "description"u8, row, 25);
        Text(writer, "external_id"u8, row, 26);
        writer.WriteEndObject();
    }

    /// <summary>One that was found.</summary>
    public static void Hit(Utf8JsonWriter writer, NpgsqlDataReader row)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, row.GetString(0));
        writer.WriteString("id"u8, row.GetGuid(1));
        writer.WriteString("title"u8, row.GetString(2));
        Text(writer, "subtitle"u8, row, 3);
        // All that the bench types is in the title.
        writer.WriteStartObject("why"u8);
        writer.WriteString("field"u8, "name"u8);
        writer.WriteString("text"u8, row.GetString(2));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter writer, ReadOnlySpan<byte> name, NpgsqlDataReader row, int column)
    {
        if (row.IsDBNull(column))
            writer.WriteNull(name);
        else
            writer.WriteString(name, row.GetString(column));
    }

    private static void Money(Utf8JsonWriter writer, ReadOnlySpan<byte> name, NpgsqlDataReader row, int column)
    {
        writer.WriteStartObject(name);
        writer.WriteString("amount"u8, row.GetDecimal(column).ToString("0.00", CultureInfo.InvariantCulture));
        writer.WriteString("currency"u8, row.GetString(column + 1));
        writer.WriteEndObject();
    }

    private static void Instant(Utf8JsonWriter writer, ReadOnlySpan<byte> name, NpgsqlDataReader row, int column)
    {
        Span<char> text = stackalloc char[32];
        row.GetDateTime(column).TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
        writer.WriteString(name, text[..length]);
    }

    private static void Link(Utf8JsonWriter writer, ReadOnlySpan<byte> name, NpgsqlDataReader row, int column)
    {
        if (row.IsDBNull(column))
        {
            writer.WriteNull(name);
            return;
        }
        writer.WriteStartObject(name);
        writer.WriteString("id"u8, row.GetGuid(column));
        writer.WriteString("title"u8, row.GetString(column + 1));
        writer.WriteEndObject();
    }

    private static void Phone(Utf8JsonWriter writer, ReadOnlySpan<byte> name, NpgsqlDataReader row, int column)
    {
        if (row.IsDBNull(column))
        {
            writer.WriteNull(name);
            return;
        }
        writer.WriteStartObject(name);
        writer.WriteString("number"u8, row.GetString(column));
        writer.WriteString("text"u8, row.GetString(column + 1));
        writer.WriteEndObject();
    }

    // The contacts of the bench leave these empty; to find that out is what reading them costs.
    private static void Null(Utf8JsonWriter writer, ReadOnlySpan<byte> name, NpgsqlDataReader row, int column)
    {
        if (!row.IsDBNull(column))
            throw new InvalidOperationException($"Column {column} should be empty.");
        writer.WriteNull(name);
    }
}
