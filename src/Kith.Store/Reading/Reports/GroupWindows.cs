using Kith.Core.Expressions;
using Kith.Store.Sql;

namespace Kith.Store.Reading.Reports;

/// <summary>The groups of a report as windows over its rows, for measures that set a group beside others.</summary>
/// <param name="groups">The keys, outer ones first.</param>
/// <param name="across">The key across the columns, if there is one.</param>
/// <param name="levels">True where the rows of sub-totals stand among those of the groups.</param>
internal sealed class GroupWindows(IReadOnlyList<GroupKey> groups, GroupKey? across, bool levels)
{
    private readonly IReadOnlyList<GroupKey> _keys = across is null ? groups : [.. groups, across];

    /// <summary>A measure of a group among others.</summary>
    /// <param name="measure">A count or sum of the group's records.</param>
    public SqlText Of(Standing standing, SqlText measure) => standing switch
    {
        Standing.Share => Share(measure, Over(Level)),
        Standing.ParentShare => Share(measure, Over([.. Level, .. Parent])),
        Standing.RunningTotal => NumberSql.Number(SqlText.Of($"sum({measure}) {Along}")),
        _ => throw new ArgumentOutOfRangeException(nameof(standing)),
    };

    private static SqlText Share(SqlText measure, SqlText over) => NumberSql.Number(NumberSql.Quotient(SqlText.Of($"100 * {measure}"), SqlText.Of($"sum({measure}) {over}")));

    private static SqlText Over(IReadOnlyList<SqlText> partition) => partition.Count == 0 ? SqlText.Of($"over ()") : SqlText.Of($"over (partition by {SqlText.List(partition)})");

    // Only rows of one level add up to the whole once.
    private IReadOnlyList<SqlText> Level => levels ? [Grouping(_keys)] : [];

    // The values of all keys of a row but its last one; a column's group is the last.
    private IReadOnlyList<SqlText> Parent => [.. _keys.SkipLast(1).SelectMany(key => key.Qualified.Select(c => levels ? SqlText.Of($"case when {HasInner(key)} then {c} end") : c))];

    private SqlText HasInner(GroupKey key) => SqlText.Join(SqlText.Of($" or "), _keys.Skip(key.Place + 1).Select(k => SqlText.Of($"{Grouping([k])} = 0")));

    private SqlText Along
    {
        get
        {
            if (_keys.Count == 0)
                return SqlText.Of($"over ()");
            var along = _keys.FirstOrDefault(k => k.IsTime) ?? _keys[0];
            SqlText[] apart = [.. Level, .. _keys.Where(k => k != along).SelectMany(k => k.Qualified)];
            var partition = apart.Length == 0 ? SqlText.Empty : SqlText.Of($"partition by {SqlText.List(apart)} ");
            return SqlText.Of($"over ({partition}order by {SqlText.List(along.Qualified)})");
        }
    }

    /// <summary>Which of the keys a row is not of, as bits.</summary>
    public static SqlText Grouping(IEnumerable<GroupKey> keys) => SqlText.Of($"grouping({SqlText.List(keys.Select(k => SqlText.Of($"{SqlText.Name(GroupKey.Alias)}.{k.Value}")))})");
}
