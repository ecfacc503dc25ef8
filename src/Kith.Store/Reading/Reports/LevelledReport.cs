using System.Text.Json;
using Kith.Core.Queries;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Reading.Reports;

/// <summary>
/// Groups with sub-totals, a total, or cells under columns, in one statement. Grouping sets work out the rows of every level, each from the records themselves; then
/// the groups are put in order, so that a page is a stretch of them, and the page goes with the sub-totals above its groups.
/// </summary>
internal sealed class LevelledReport(ReportGroups groups) : ReportPlan
{
    private static readonly SqlText IsGroup = SqlText.Of($"depth = levels");

    private readonly LevelledOrder _order = new(groups);

    public override IReadOnlyList<SqlText> Statements
    {
        get
        {
            var lead = groups.Query.Top is null ? SqlText.Of($"with ") : SqlText.Of($"{groups.Best}, ");
            var ranked = groups.Query.Top is null ? SqlText.Empty : SqlText.Of($"k.rank, ");
            var levels = SqlText.Literal(groups.Keys.Count);
            var depth = SqlText.Of($"{levels} - ({SqlText.Join(SqlText.Of($" + "), groups.Keys.Select(k => GroupWindows.Grouping([k])))})");
            var across = groups.Across is { } key ? SqlText.Of($"{GroupWindows.Grouping([key])} = 0") : SqlText.Of($"false");
            var cell = SqlText.Of($"select {depth} as depth, {levels} as levels, {across} as across, {ranked}{groups.Rest}{SqlText.List(groups.Selected)} {groups.Source} group by grouping sets ({SqlText.List(Sets)}) limit {(long)groups.Limits.Groups + 1}");
            var keyed = SqlText.Of($"select *{SqlText.Join(SqlText.Empty, _order.Definitions.Select(d => SqlText.Of($", {d}")))} from cell");
            var placed = SqlText.Of($"select *, count(*) over () as cells, dense_rank() over (partition by {IsGroup} order by {SqlText.List(_order.Columns)}) as place, {ColumnRank} as place_across from keyed");
            var paged = SqlText.Of($"select *, coalesce(max(place) filter (where {IsGroup}) over (), 0) as groups, {_order.Place("min")} as first, {_order.Place("max")} as last from placed");
            var (from, until) = (groups.Query.Offset, groups.Query.Offset + groups.Query.Limit);
            // The first row always comes: it tells how many groups there are.
            var page = SqlText.Of($"select depth, across, place, place_across, cells, groups, {(groups.Query.Top is null ? SqlText.Empty : SqlText.Of($"rest, "))}{SqlText.List(groups.Names)} from paged where depth = 0 or place = 1 and {IsGroup} or last > {from} and first <= {until} order by depth > 0, {IsGroup}, case when depth = 0 then across end, first, depth, across, place_across");
            return [SqlText.Of($"{lead}cell as ({cell}), keyed as ({keyed}), placed as ({placed}), paged as ({paged}) {page}")];
        }
    }

    private SqlText ColumnRank => groups.Across is { } key ? SqlText.Of($"dense_rank() over (partition by across order by {SqlText.List(key.Columns)})") : SqlText.Of($"0::bigint");

    private IEnumerable<SqlText> Sets
    {
        get
        {
            for (var depth = 0; depth <= groups.Keys.Count; depth++)
            {
                var keys = groups.Keys.Take(depth).ToList();
                if (groups.Query.Totals || depth == groups.Keys.Count)
                    yield return Set(keys);
                if (groups.Across is { } across && (groups.Query.Totals || depth == groups.Keys.Count || depth == 0))
                    yield return Set([.. keys, across]);
            }
        }
    }

    private static SqlText Set(IReadOnlyList<GroupKey> keys) => SqlText.Of($"({SqlText.List(keys.SelectMany(k => k.Qualified))})");

    public override Task WriteAsync(Utf8JsonWriter writer, NpgsqlDataReader reader, CancellationToken cancellation) => new LevelledWriter(groups, writer, reader).WriteAsync(cancellation);
}
