using System.Globalization;
using Kith.Store.Sql;

namespace Kith.Store.Reading.Reports;

/// <summary>
/// The order of groups that have other rows beside them. Without sub-totals they come as asked for; with them, outer groups come in the order of their own
/// totals and keep their inner ones together. Cells come with the group they belong to.
/// </summary>
internal sealed class LevelledOrder
{
    private readonly ReportGroups _groups;
    private readonly List<SqlText> _definitions = [];
    private readonly List<SqlText> _columns = [];

    public LevelledOrder(ReportGroups groups)
    {
        _groups = groups;
        if (groups.Query.Totals)
        {
            foreach (var key in groups.Keys)
                Add(groups.Sort.Where(s => s.Key is null || s.Key == key), [.. groups.Keys.Take(key.Place + 1)]);
        }
        else
        {
            _columns.AddRange(groups.Keys.Take(1).Where(k => k.Ranked).Select(_ => GroupKey.Rank));
            Add(groups.Sort, groups.Keys);
        }
        if (_columns.Count == 0)
            _columns.Add(SqlText.Of($"depth"));
    }

    /// <summary>Columns that the order needs and no row has yet.</summary>
    public IReadOnlyList<SqlText> Definitions => _definitions;

    /// <summary>For an order by clause.</summary>
    public IReadOnlyList<SqlText> Columns => _columns;

    /// <summary>Orders by what is asked for, among groups of some keys.</summary>
    private void Add(IEnumerable<GroupSort> sorts, IReadOnlyList<GroupKey> keys)
    {
        // The best groups come by their rank, which followed the same order.
        if (keys is not [{ Ranked: true }])
            _columns.AddRange(sorts.SelectMany(s => s.Directed(s.Key?.Columns ?? [OfGroup(s.Measure!, keys)])));
        _columns.AddRange(keys.SelectMany(k => k.Columns));
    }

    /// <summary>The measure of the group of those keys that a row lies in.</summary>
    private SqlText OfGroup(ReportMeasure measure, IReadOnlyList<GroupKey> keys)
    {
        if (_groups.Across is null && keys.Count == _groups.Keys.Count)
            return measure.Column;
        var name = SqlText.Name("o" + _definitions.Count.ToString(CultureInfo.InvariantCulture));
        // An array of the one, for there is no greatest of some types.
        _definitions.Add(SqlText.Of($"(array_agg({measure.Column}) filter (where depth = {SqlText.Literal(keys.Count)} and not across) over (partition by {Partition(keys)}))[1] as {name}"));
        return name;
    }

    /// <summary>The first or last place of the groups that lie in the one a row is of.</summary>
    /// <param name="end">Name of the function: the least or the greatest.</param>
    public SqlText Place(string end)
    {
        var cases = Enumerable.Range(1, _groups.Keys.Count).Select(depth => SqlText.Of(
            $" when {SqlText.Literal(depth)} then {SqlText.Name(end)}(place) filter (where depth = levels) over (partition by {Partition([.. _groups.Keys.Take(depth)])})"));
        return SqlText.Of($"case depth{SqlText.Join(SqlText.Empty, cases)} end");
    }

    private static SqlText Partition(IEnumerable<GroupKey> keys) => SqlText.List(keys.SelectMany(k => k.Columns));
}
