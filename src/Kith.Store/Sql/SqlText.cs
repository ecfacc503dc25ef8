using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Kith.Store.Sql;

/// <summary>A name that is safe as an identifier: it comes from the catalogue or from code, and is quoted when written.</summary>
public readonly struct SqlName
{
    private readonly string _text;

    public SqlName(string text)
    {
        // Names of types, fields and aliases; anything else would be a mistake of ours, so it stops here and not in PostgreSQL.
        if (text.Length is 0 or > 63 || !text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            throw new ArgumentException($"“{text}” cannot be a name in SQL.", nameof(text));
        _text = text;
    }

    /// <summary>As an identifier.</summary>
    public string Quoted => $"\"{_text}\"";
    /// <summary>As a text literal; safe because of what a name can hold.</summary>
    public string Literal => $"'{_text}'";
}

/// <summary>One parameter: a value and its PostgreSQL type.</summary>
public sealed record SqlParameter(object? Value, NpgsqlDbType Type);

/// <summary>
/// A piece of SQL. It is made of an interpolated literal whose holes become parameters, quoted names or nested SQL;
/// a <see cref="string"/> in a hole does not compile, so input can never become SQL text.
/// </summary>
public sealed class SqlText
{
    private readonly List<object> _parts;

    private SqlText(List<object> parts) => _parts = parts;

    /// <summary>No SQL at all.</summary>
    public static readonly SqlText Empty = new([]);

    /// <summary>Makes SQL of an interpolated literal.</summary>
    public static SqlText Of(Handler handler) => new(handler.Parts);

    /// <summary>A name, quoted.</summary>
    public static SqlText Name(string name) => new([new SqlName(name).Quoted]);

    /// <summary>A name as a text literal, such as a key of the <c>custom</c> column.</summary>
    public static SqlText NameLiteral(string name) => new([new SqlName(name).Literal]);

    /// <summary>A column of a table alias.</summary>
    public static SqlText Column(string alias, string column) => new([new SqlName(alias).Quoted + "." + new SqlName(column).Quoted]);

    /// <summary>A parameter of the given type.</summary>
    public static SqlText Parameter(object? value, NpgsqlDbType type) => new([new SqlParameter(value, type)]);

    /// <summary>A whole number as a literal, where the planner must know it: a limit, or a column of the select list by its position from 1.</summary>
    public static SqlText Literal(int number) => new([number.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>A text parameter.</summary>
    public static SqlText Text(string? value) => Parameter(value, NpgsqlDbType.Text);

    /// <summary>The pieces with a literal separator between them.</summary>
    public static SqlText Join(SqlText separator, IEnumerable<SqlText> pieces)
    {
        var parts = new List<object>();
        foreach (var piece in pieces)
        {
            if (parts.Count > 0)
                parts.AddRange(separator._parts);
            parts.AddRange(piece._parts);
        }
        return new SqlText(parts);
    }

    /// <summary>The pieces separated by commas.</summary>
    public static SqlText List(IEnumerable<SqlText> pieces) => Join(Comma, pieces);

    private static readonly SqlText Comma = new([", "]);

    /// <summary>True when there is no SQL.</summary>
    public bool IsEmpty => _parts.Count == 0;

    /// <summary>True for statements that answer rows, which have a result of their own in a batch.</summary>
    public bool AnswersRows => _parts is [string first, ..] && (first.StartsWith("select", StringComparison.Ordinal) || first.StartsWith("with", StringComparison.Ordinal));

    /// <summary>Writes the SQL with numbered parameters into a batch command.</summary>
    public NpgsqlBatchCommand ToCommand()
    {
        var text = new StringBuilder(256);
        var command = new NpgsqlBatchCommand();
        foreach (var part in _parts)
        {
            if (part is SqlParameter parameter)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = parameter.Value ?? DBNull.Value, NpgsqlDbType = parameter.Type });
                text.Append('$').Append(command.Parameters.Count.ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append((string)part);
            }
        }
        command.CommandText = text.ToString();
        return command;
    }

    /// <summary>The text with numbered parameters, for explanations and tests.</summary>
    public override string ToString() => ToCommand().CommandText;

    /// <summary>Collects the holes of an interpolated literal.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Handler(int literalLength, int formattedCount)
    {
        internal List<object> Parts { get; } = new(formattedCount * 2 + (literalLength > 0 ? 1 : 0));

        public void AppendLiteral(string literal) => Parts.Add(literal);
        public void AppendFormatted(SqlText nested) => Parts.AddRange(nested._parts);
        public void AppendFormatted(SqlName name) => Parts.Add(name.Quoted);
        public void AppendFormatted(Guid value) => Parts.Add(new SqlParameter(value, NpgsqlDbType.Uuid));
        public void AppendFormatted(Guid? value) => Parts.Add(new SqlParameter(value, NpgsqlDbType.Uuid));
        public void AppendFormatted(Guid[] value) => Parts.Add(new SqlParameter(value, NpgsqlDbType.Array | NpgsqlDbType.Uuid));
        public void AppendFormatted(string[] value) => Parts.Add(new SqlParameter(value, NpgsqlDbType.Array | NpgsqlDbType.Text));
        public void AppendFormatted(long value) => Parts.Add(new SqlParameter(value, NpgsqlDbType.Bigint));
        public void AppendFormatted(int value) => Parts.Add(new SqlParameter(value, NpgsqlDbType.Integer));
        public void AppendFormatted(decimal value) => Parts.Add(new SqlParameter(value, NpgsqlDbType.Numeric));
        public void AppendFormatted(bool value) => Parts.Add(new SqlParameter(value, NpgsqlDbType.Boolean));
        public void AppendFormatted(DateOnly value) => Parts.Add(new SqlParameter(value, NpgsqlDbType.Date));
        public void AppendFormatted(DateTime value) => Parts.Add(new SqlParameter(value, NpgsqlDbType.TimestampTz));
        public void AppendFormatted(DateTime? value) => Parts.Add(new SqlParameter(value, NpgsqlDbType.TimestampTz));
        public void AppendFormatted(byte[] value) => Parts.Add(new SqlParameter(value, NpgsqlDbType.Bytea));

        [Obsolete("A text never becomes SQL. Use SqlText.Text for a parameter or SqlText.Name for a name.", error: true)]
        public void AppendFormatted(string value) => throw new NotSupportedException(value);
    }
}
