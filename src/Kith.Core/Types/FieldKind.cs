using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Core.Problems;

namespace Kith.Core.Types;

/// <summary>How the store keeps one column of a field; the store maps each to one SQL type.</summary>
public enum Storage { Text, Integer, Decimal, Rate, Boolean, Date, Instant, Id, TextArray, Json }

/// <summary>One column of a field.</summary>
/// <param name="Suffix">Appended to the field's name to make the column's, as in <c>amount_currency</c>.</param>
/// <param name="Storage">What is kept.</param>
/// <param name="Key">For own fields, whose values are JSON: the key inside the field's object; null when the value stands by itself.</param>
public sealed record FieldColumn(string Suffix, Storage Storage, string? Key = null);

/// <summary>What the read path selects for a field, in the order <see cref="FieldKind.WriteColumns"/> expects.</summary>
public enum SelectPart
{
    /// <summary>The field's first column.</summary>
    First,
    /// <summary>The field's second column.</summary>
    Second,
    /// <summary>The title of the linked record.</summary>
    LinkTitle,
    /// <summary>Ids of the records a relation points at, as an array.</summary>
    RelatedIds,
    /// <summary>Their types.</summary>
    RelatedTypes,
    /// <summary>Their titles.</summary>
    RelatedTitles,
}

/// <summary>What a value is in expressions.</summary>
public enum ValueType { Text, Number, Money, Date, Instant, Boolean, Choice, TextList, Link, LinkList, Address, Duration, Period, Null }

/// <summary>Settings of the workspace that decide how input is read.</summary>
/// <param name="Currency">The workspace's base currency, taken where money comes without one.</param>
/// <param name="DateFormat">For imports: the format of dates, such as <c>M/d/yyyy</c> or <c>d.M.yyyy H:mm</c>; null accepts ISO 8601 only.</param>
/// <param name="DecimalComma">For imports: true where a comma separates the decimals, false for a point, null to find out from each text.</param>
/// <param name="Zone">For imports: the time zone of times that name no offset; null is UTC.</param>
public sealed record InputFormat(string Currency, string? DateFormat = null, bool? DecimalComma = null, TimeZoneInfo? Zone = null);

/// <summary>One row's columns, read by position. The store has one over the database driver; own values read from memory have another.</summary>
public abstract class ColumnReader
{
    public abstract bool IsNull(int ordinal);
    public abstract string Text(int ordinal);
    public abstract long Integer(int ordinal);
    public abstract decimal Decimal(int ordinal);
    public abstract bool Boolean(int ordinal);
    public abstract DateOnly Date(int ordinal);
    public abstract DateTime Instant(int ordinal);
    public abstract Guid Id(int ordinal);
    public abstract string?[] Texts(int ordinal);
    public abstract Guid[] Ids(int ordinal);
}

/// <summary>A part of a value.</summary>
/// <param name="Column">Which of the kind's columns holds it; null for a member of the JSON in the first.</param>
public sealed record ValuePart(ValueType Type, int? Column);

/// <summary>A kind of field: how its values are stored, read, checked and written. One class per kind; nothing else switches over kinds.</summary>
public abstract class FieldKind
{
    /// <summary>The kind's name in the schema.</summary>
    public abstract string Name { get; }

    /// <summary>The columns that hold a value, the one that is compared and sorted first; empty for relations, which are rows of the link table.</summary>
    public abstract IReadOnlyList<FieldColumn> Columns { get; }

    /// <summary>What the read path selects.</summary>
    public virtual IReadOnlyList<SelectPart> Selects => [SelectPart.First];

    /// <summary>What a value is in expressions.</summary>
    public abstract ValueType ValueType { get; }

    /// <summary>What expressions name behind a dot after a value, such as <c>city</c> of an address.</summary>
    public virtual IReadOnlyDictionary<string, ValuePart> ValueParts => NoParts;

    private static readonly Dictionary<string, ValuePart> NoParts = [];

    /// <summary>True where lists can be sorted by the field.</summary>
    public virtual bool Sortable => Columns.Count > 0;

    /// <summary>True where a workspace can add a field of this kind to a type by naming the kind alone.</summary>
    public virtual bool Plain => true;

    /// <summary>JSON Schema of a field's values as they are answered, null left out. Each call makes a new one.</summary>
    public abstract JsonObject Shape(Field field);

    /// <summary>JSON Schema of what is taken for a field, null left out.</summary>
    public virtual JsonObject InputShape(Field field) => Shape(field);

    /// <summary>Reads JSON that is not null. Answers null when the value is empty or a problem was added.</summary>
    public abstract object? Parse(JsonElement json, Field field, InputFormat format, ProblemList problems);

    /// <summary>Reads the text of a cell that is not blank. Answers null when a problem was added.</summary>
    public abstract object? FromText(string text, Field field, InputFormat format, ProblemList problems);

    /// <summary>The value as the text of a cell; <see cref="FromText"/> reads it back.</summary>
    public abstract string ToText(object value);

    /// <summary>Writes a value in its JSON form (links: the bare id).</summary>
    public abstract void Write(Utf8JsonWriter writer, object value);

    /// <summary>Writes the JSON form straight from a row, starting at <paramref name="ordinal"/>.</summary>
    public abstract void WriteColumns(Utf8JsonWriter writer, ColumnReader row, int ordinal);

    /// <summary>Reads the value from its stored columns, starting at <paramref name="ordinal"/>.</summary>
    public abstract object? Read(ColumnReader row, int ordinal);

    /// <summary>Spreads a value over its columns; the default serves kinds of one column.</summary>
    public virtual void Split(object? value, Span<object?> columns) => columns[0] = value;

    /// <summary>True when two values are the same.</summary>
    public virtual bool Same(object? left, object? right) => Equals(left, right);

    /// <summary>The value with every record it points at replaced by another; other kinds than links point at none.</summary>
    public virtual object? Relinked(object? value, Func<Guid, Guid> other) => value;

    /// <summary>A text that a value is compared with, in the form values are kept in; the text itself where it is no value of the kind.</summary>
    public virtual string Comparable(string text) => text;

    /// <summary>Texts that search finds the record by.</summary>
    public virtual IEnumerable<string> SearchTexts(object value) => [ToText(value)];
}

/// <summary>A kind whose values are one CLR type in one column.</summary>
/// <typeparam name="T">The values' type.</typeparam>
public abstract class FieldKind<T>(string name, Storage storage, ValueType valueType) : FieldKind
    where T : notnull
{
    public sealed override string Name => name;
    public override IReadOnlyList<FieldColumn> Columns { get; } = [new("", storage)];
    public override ValueType ValueType => valueType;

    protected abstract T Value(ColumnReader row, int ordinal);
    protected abstract void Write(Utf8JsonWriter writer, T value);
    protected abstract string ToText(T value);

    public sealed override void Write(Utf8JsonWriter writer, object value) => Write(writer, (T)value);
    public sealed override string ToText(object value) => ToText((T)value);
    public sealed override object? Read(ColumnReader row, int ordinal) => row.IsNull(ordinal) ? null : Value(row, ordinal);

    public sealed override void WriteColumns(Utf8JsonWriter writer, ColumnReader row, int ordinal)
    {
        if (row.IsNull(ordinal))
            writer.WriteNullValue();
        else
            Write(writer, Value(row, ordinal));
    }
}
