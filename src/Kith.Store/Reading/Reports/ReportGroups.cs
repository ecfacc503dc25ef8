using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Sql;

namespace Kith.Store.Reading.Reports;

/// <summary>What groups come in order of: a key or a measure.</summary>
internal sealed record GroupSort(GroupKey? Key, ReportMeasure? Measure, bool Descending)
{
    /// <summary>Columns in the direction asked for; empties come last in both.</summary>
    public IEnumerable<SqlText> Directed(IEnumerable<SqlText> columns) => columns.Select(c => Descending ? SqlText.Of($"{c} desc nulls last") : c);
}

/// <summary>The groups of a report: keys, measures, order, and the tables they are worked out from.</summary>
internal sealed class ReportGroups
{
    private readonly JoinScope _scope;
    private readonly SqlText _where;

    public ReportGroups(ReportAsker asker)
    {
        Asker = asker;
        _scope = asker.Scope();
        var zone = asker.Caller.Zone;
        Keys = [.. asker.Query.Group.Select((text, place) => GroupKey.Of(place, text, "group", _scope, asker.Rights, zone) with { Ranked = place == 0 && asker.Query.Top is not null })];
        Across = asker.Query.Pivot is { } pivot ? GroupKey.Of(Keys.Count, pivot, "pivot", _scope, asker.Rights, zone) : null;
        Measures = ReportMeasure.Of(asker, _scope, new GroupWindows(Keys, Across, Levelled));
        Sort = Sorts(asker.Query, Keys, Measures);
        _where = asker.Where(_scope);
    }

    public ReportAsker Asker { get; }

    public ReportQuery Query => Asker.Query;

    public CostLimits Limits => Asker.Caller.Limits;

    public IReadOnlyList<GroupKey> Keys { get; }

    /// <summary>The key whose values stand across the columns.</summary>
    public GroupKey? Across { get; }

    public IReadOnlyList<ReportMeasure> Measures { get; }

    public IReadOnlyList<GroupSort> Sort { get; }

    /// <summary>True where there are rows of other levels beside those of the groups: sub-totals, or cells of columns.</summary>
    public bool Levelled => Query.Totals || Query.Pivot is not null;

    /// <summary>All keys, the one across the columns last.</summary>
    public IReadOnlyList<GroupKey> AllKeys => Across is null ? Keys : [.. Keys, Across];

    private static GroupSort[] Sorts(ReportQuery query, IReadOnlyList<GroupKey> keys, IReadOnlyList<ReportMeasure> measures)
    {
        var problems = new ProblemList();
        var sorts = new List<GroupSort>();
        foreach (var text in query.Sort)
        {
            var descending = text.StartsWith('-');
            var name = descending ? text[1..] : text;
            var sort = new GroupSort(keys.FirstOrDefault(k => k.Text == name), measures.FirstOrDefault(m => m.Text == name), descending);
            if (sort is { Key: null, Measure: null })
            {
                var near = Nearest.Of(name, keys.Select(k => k.Text).Concat(measures.Select(m => m.Text)));
                problems.Add(new FieldProblem("sort", "unknown_field", near is null ? Messages.Text("unknown_field", name) : Messages.Text("unknown_field_suggest", name, near), Suggestion: near));
            }
            sorts.Add(sort);
        }
        problems.ThrowIfAny();
        return [.. sorts];
    }

    /// <summary>What a statement begins with: the groups that are kept, where only the best are.</summary>
    public SqlText Best => Query.Top is { } top ? BestGroups.Sql(Asker, top) : SqlText.Empty;

    /// <summary>From and where, with the keys of each record beside its tables.</summary>
    public SqlText Source
    {
        get
        {
            var definitions = AllKeys.SelectMany(k => k.Definitions).ToList();
            var keys = definitions.Count == 0 ? SqlText.Empty : Query.Top is { } top
                ? BestGroups.Joined(Keys[0], AllKeys, SqlText.List(definitions), top)
                : SqlText.Of($" cross join lateral (select {SqlText.List(definitions)}) {SqlText.Name(GroupKey.Alias)}");
            return SqlText.Of($"from {_scope.From}{keys} where {_where}");
        }
    }

    /// <summary>How many groups a row stands for that is the rest of the best; of others nothing.</summary>
    public SqlText Rest => Query.Top is { } top
        ? SqlText.Of($"case when {SqlText.Name(GroupKey.Alias)}.{GroupKey.Rank} > {SqlText.Literal(top)} then (select max(b.groups) from best b) - {SqlText.Literal(top)} end as rest, ") : SqlText.Empty;

    /// <summary>The columns of keys and measures in a select list over the source.</summary>
    public IEnumerable<SqlText> Selected => AllKeys.SelectMany(k => k.Read).Select(c => SqlText.Of($"{SqlText.Name(GroupKey.Alias)}.{c}")).Concat(Measures.Select(m => m.Definition));

    /// <summary>The same columns by their names.</summary>
    public IEnumerable<SqlText> Names => AllKeys.SelectMany(k => k.Read).Concat(Measures.Select(m => m.Column));

    /// <summary>Writes the members of a row: its keys, how many groups it is the rest of, and its measures.</summary>
    /// <param name="keys">The keys it has; the first of the rest of the best groups is left out.</param>
    /// <param name="first">The first column of keys; that of the rest stands before it.</param>
    public void Write(Utf8JsonWriter writer, Rows row, IEnumerable<GroupKey> keys, int first)
    {
        var isRest = Query.Top is not null && keys.FirstOrDefault() is { Ranked: true } && !row.IsNull(first - 1);
        var places = new Dictionary<GroupKey, int>();
        var ordinal = first;
        foreach (var key in AllKeys)
        {
            places[key] = ordinal;
            ordinal += key.Width;
        }
        foreach (var key in isRest ? keys.Skip(1) : keys)
            key.Write(writer, row, places[key]);
        if (isRest)
            writer.WriteNumber("rest"u8, row.Integer(first - 1));
        foreach (var measure in Measures)
            measure.Write(writer, row, ordinal++);
    }
}
