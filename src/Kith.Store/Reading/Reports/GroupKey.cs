using System.Text.Json;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Sql;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Reading.Reports;

/// <summary>What a report groups by: one value of each record, worked out once under names of its own, so that all of the statement means the same by it.</summary>
/// <param name="Place">Position among the keys from 0; of what stands across the columns, behind all others.</param>
internal sealed record GroupKey(int Place, string Text, Expr Expression, SqlText Sql, SqlText? Title, string Currency)
{
    /// <summary>Alias under which the keys of a record stand beside its tables.</summary>
    public const string Alias = "k";

    /// <summary>Name of the key in the answer.</summary>
    public JsonEncodedText Name { get; } = JsonEncodedText.Encode(Text);

    /// <summary>Set on the first key of a report that keeps the best groups: they come by their rank, and the rest behind them.</summary>
    public bool Ranked { get; init; }

    /// <summary>Column with the value.</summary>
    public SqlText Value => Column("g");

    /// <summary>Column with the title of what a link points at.</summary>
    public SqlText TitleName => Column("n");

    /// <summary>Column with the rank of a group, from 1.</summary>
    public static SqlText Rank => SqlText.Name("rank");

    /// <summary>The columns that tell groups apart, in the order that groups come in.</summary>
    public IEnumerable<SqlText> Columns
    {
        get
        {
            if (Ranked)
                yield return Rank;
            if (Title is not null)
                yield return TitleName;
            yield return Value;
        }
    }

    /// <summary>The same as columns of the alias.</summary>
    public IEnumerable<SqlText> Qualified => Columns.Select(c => SqlText.Of($"{SqlText.Name(Alias)}.{c}"));

    /// <summary>True where the key runs along time.</summary>
    public bool IsTime => Expression.Type is ValueType.Date or ValueType.Instant;

    /// <summary>Definitions of the columns over the tables of a scope.</summary>
    public IEnumerable<SqlText> Definitions => Title is null ? [SqlText.Of($"{Sql} as {Value}")] : [SqlText.Of($"{Sql} as {Value}"), SqlText.Of($"{Title} collate kith.natural as {TitleName}")];

    /// <summary>The key of an expression.</summary>
    /// <param name="parameter">What the text was given as.</param>
    public static GroupKey Of(int place, string text, string parameter, JoinScope scope, RightsSql rights, TimeZoneInfo zone)
    {
        var expression = ExpressionChecker.Value(text, scope.RootType, rights.Telling, parameter);
        if (expression.Type is ValueType.LinkList or ValueType.Address)
            throw new ProblemException(Problem.Field(parameter, "not_groupable", text));
        var title = expression is FieldValue { Field: { IsLink: true } link } path ? ExpressionSql.TitleColumn(scope.Target(path.Links, link), scope.TypeOf([.. path.Links, link])) : null;
        return new GroupKey(place, text, expression, Told.Sql(expression, new ExpressionSql(scope, zone)), title, rights.Currency);
    }

    /// <summary>Number of columns the key is read from.</summary>
    public int Width => Title is null ? 1 : 2;

    /// <summary>The columns it is read from: the value, then the title.</summary>
    public IEnumerable<SqlText> Read => Title is null ? [Value] : [Value, TitleName];

    /// <summary>Writes the name and the value of the present row.</summary>
    public void Write(Utf8JsonWriter writer, Rows row, int ordinal)
    {
        writer.WritePropertyName(Name);
        if (Title is not null)
            ((FieldValue)Expression).Field.Kind.WriteColumns(writer, row, ordinal);
        else
            Told.Write(writer, row, ordinal, Expression, Currency);
    }

    private SqlText Column(string prefix) => SqlText.Name(prefix + Place.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
