using Kith.Store.Sql;

namespace Kith.Store.Reading.Reports;

/// <summary>
/// The best groups by the first key of a report, and all others as one more. The records of the others are grouped together, so that every measure of the
/// rest is right, also those that cannot be added up.
/// </summary>
internal static class BestGroups
{
    /// <summary>The groups that are kept, with their rank from 1, as a part before the statement.</summary>
    public static SqlText Sql(ReportAsker asker, int top)
    {
        // The first key alone, in the order asked for; what is said about inner groups does not rank outer ones.
        var sort = asker.Query.Sort.Where(s => !asker.Query.Group.Skip(1).Contains(Named(s))).ToList();
        var measures = asker.Query.Measures.Where(m => sort.Exists(s => Named(s) == m.Key));
        var outer = new ReportGroups(asker with { Query = asker.Query with { Group = [asker.Query.Group[0]], Pivot = null, Top = null, Totals = false, Measures = [.. measures], Sort = sort } });
        var key = outer.Keys[0];
        var order = outer.Sort.SelectMany(s => s.Directed(s.Key?.Columns ?? [s.Measure!.Column])).Concat(key.Columns);
        var groups = SqlText.Of($"select {SqlText.List(outer.Selected)} {outer.Source} group by {SqlText.List(key.Qualified)}");
        var ranked = SqlText.Of($"select {key.Value} as g, row_number() over (order by {SqlText.List(order)})::integer as place, count(*) over () as groups from ({groups}) o");
        return SqlText.Of($"with best as (select r.g, r.place, r.groups from ({ranked}) r where r.place <= {SqlText.Literal(top)}) ");
    }

    private static string Named(string sort) => sort.StartsWith('-') ? sort[1..] : sort;

    /// <summary>The keys of each record, the first of them only where its group is kept.</summary>
    public static SqlText Joined(GroupKey first, IReadOnlyList<GroupKey> keys, SqlText definitions, int top)
    {
        var rest = SqlText.Literal(top + 1);
        // An empty key is a group like others, but equal to nothing.
        var rank = SqlText.Of($"coalesce(b.place, case when f.{first.Value} is null then (select e.place from best e where e.g is null) end, {rest}) as {GroupKey.Rank}");
        var columns = first.Read.Select(c => SqlText.Of($"case when h.{GroupKey.Rank} < {rest} then f.{c} end as {c}")).Concat(keys.Skip(1).SelectMany(k => k.Read).Select(c => SqlText.Of($"f.{c}")));
        return SqlText.Of($" cross join lateral (select {definitions}) f left join best b on b.g = f.{first.Value} cross join lateral (select {rank}) h cross join lateral (select h.{GroupKey.Rank}, {SqlText.List(columns)}) {SqlText.Name(GroupKey.Alias)}");
    }
}
