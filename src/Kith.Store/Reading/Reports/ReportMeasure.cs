using System.Globalization;
using System.Text.Json;
using Kith.Core.Expressions;
using Kith.Store.Sql;

namespace Kith.Store.Reading.Reports;

/// <summary>A measure of a report under its name.</summary>
internal sealed record ReportMeasure(int Place, string Text, Expr Expression, SqlText Sql, string Currency)
{
    private readonly JsonEncodedText _name = JsonEncodedText.Encode(Text);

    /// <summary>Column with its value.</summary>
    public SqlText Column => SqlText.Name("m" + Place.ToString(CultureInfo.InvariantCulture));

    /// <summary>Definition of the column.</summary>
    public SqlText Definition => SqlText.Of($"{Sql} as {Column}");

    /// <summary>The measures of a query.</summary>
    /// <param name="windows">The groups they are measures of; null over all records.</param>
    public static IReadOnlyList<ReportMeasure> Of(ReportAsker asker, JoinScope scope, GroupWindows windows)
    {
        var sql = new ExpressionSql(scope, asker.Caller.Zone, windows);
        return [.. asker.Query.Measures.Select((measure, place) =>
        {
            var expression = ExpressionChecker.Measure(measure.Value, asker.Type, asker.Rights.Telling, $"measures.{measure.Key}");
            return new ReportMeasure(place, measure.Key, expression, Told.Sql(expression, sql), asker.Caller.Currency);
        })];
    }

    /// <summary>Writes the name and the value of the present row.</summary>
    public void Write(Utf8JsonWriter writer, Rows row, int ordinal)
    {
        writer.WritePropertyName(_name);
        Told.Write(writer, row, ordinal, Expression, Currency);
    }
}
