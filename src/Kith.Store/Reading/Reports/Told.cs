using System.Globalization;
using System.Text.Json;
using Kith.Core.Expressions;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Sql;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Reading.Reports;

/// <summary>How the values of expressions are told: numbers with four decimals, counts as JSON numbers, all else as the kind of field it is like.</summary>
internal static class Told
{
    /// <summary>An expression as it is selected. Rounded here, a number that calculating has given more digits than the driver takes still comes through.</summary>
    public static SqlText Sql(Expr expression, ExpressionSql sql) =>
        expression.Type is ValueType.Number or ValueType.Money or ValueType.Duration && !Counts(expression) ? SqlText.Of($"round(({sql.Value(expression)})::numeric, 4)") : sql.Value(expression);

    /// <summary>Writes the value of the present row.</summary>
    public static void Write(Utf8JsonWriter writer, Rows row, int ordinal, Expr expression, string currency)
    {
        if (row.IsNull(ordinal))
        {
            writer.WriteNullValue();
            return;
        }
        switch (expression.Type)
        {
            case ValueType.Money:
                MoneyKind.Write(writer, row.Decimal(ordinal), currency);
                break;
            case ValueType.Number when Counts(expression):
                writer.WriteNumberValue(decimal.ToInt64(row.Number(ordinal)));
                break;
            case ValueType.Number or ValueType.Duration:
                writer.WriteStringValue(row.Number(ordinal).ToString("0.####", CultureInfo.InvariantCulture));
                break;
            case ValueType.Date:
                writer.WriteStringValue(row.Date(ordinal).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case ValueType.Instant:
                FieldKinds.DateTime.WriteColumns(writer, row, ordinal);
                break;
            case ValueType.Boolean:
                writer.WriteBooleanValue(row.Boolean(ordinal));
                break;
            case ValueType.Link:
                writer.WriteStringValue(row.Id(ordinal));
                break;
            case ValueType.TextList:
                FieldKinds.Tags.WriteColumns(writer, row, ordinal);
                break;
            default:
                writer.WriteStringValue(row.Text(ordinal));
                break;
        }
    }

    // Whole numbers are JSON numbers, decimals JSON strings; what a measure yields follows from what it measures.
    private static bool Counts(Expr expression) => expression switch
    {
        Aggregate { Function: AggregateFunction.Count or AggregateFunction.CountDistinct } => true,
        Aggregate { Function: AggregateFunction.Sum or AggregateFunction.Min or AggregateFunction.Max, Argument: { } argument } => Counts(argument),
        AmongGroups { Standing: Standing.RunningTotal, Of: { } of } => Counts(of),
        Was { Of: { } of } => Counts(of),
        Collected { Measure: { } measure } => Counts(measure),
        FieldValue { Field.Kind: IntegerKind } or RecordVersion or Call { Name: "length" } => true,
        _ => false,
    };
}
