using System.Text.Json;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Reading.Reports;

/// <summary>Groups of one level: a statement as a person would write it.</summary>
internal sealed class PlainReport(ReportGroups groups) : ReportPlan
{
    public override IReadOnlyList<SqlText> Statements
    {
        get
        {
            var keys = groups.Keys.SelectMany(k => k.Qualified).ToList();
            var group = keys.Count == 0 ? SqlText.Empty : SqlText.Of($" group by {SqlText.List(keys)}");
            // Groups in no stated order still come in the same one each time, or offsets would repeat and skip.
            var order = groups.Keys.Where(k => k.Ranked).SelectMany(k => k.Qualified.Take(1)).Concat(groups.Sort.SelectMany(s => s.Directed(s.Key?.Qualified ?? [s.Measure!.Column]))).Concat(keys).ToList();
            var ordered = order.Count == 0 ? SqlText.Empty : SqlText.Of($" order by {SqlText.List(order)}");
            return [SqlText.Of($"{groups.Best}select {groups.Rest}{SqlText.List(groups.Selected)} {groups.Source}{group}{ordered} limit {(long)groups.Query.Limit + 1} offset {groups.Query.Offset}")];
        }
    }

    public override async Task WriteAsync(Utf8JsonWriter writer, NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var row = new Rows(reader);
        var first = groups.Query.Top is null ? 0 : 1;
        writer.WriteStartArray("data"u8);
        var read = 0;
        while (await reader.ReadAsync(cancellation))
        {
            // The row beyond the page only says that there is more.
            if (read++ == groups.Query.Limit)
                continue;
            writer.WriteStartObject();
            groups.Write(writer, row, groups.Keys, first);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        WriteNext(writer, read > groups.Query.Limit ? groups.Query.Offset + groups.Query.Limit : null);
    }
}
