using System.Globalization;
using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Rules;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Writing;

/// <summary>
/// The rules of administrators as one statement behind a save: it sees what was just saved, links and all, and refuses with every record that
/// breaks a rule. A type without rules has no such statement. Decision 21.
/// </summary>
internal static class RuleGuard
{
    private const string Code = "rule.broken";

    /// <summary>The statement for records of a type; null where nothing is asked of them.</summary>
    /// <param name="ids">The records, in the order that <see cref="Refused"/> counts them.</param>
    /// <param name="guarded">True where the rules hold for Kith, too.</param>
    public static SqlText? Of(Caller caller, RecordType type, Catalogue catalogue, RightsSql rights, Guid[] ids, bool guarded)
    {
        // What Kith does by itself to records nobody has in hand, such as links that follow a merge, must not stop at what somebody else left in them.
        if (type.Rules.Count == 0 || (caller.Role == Role.System && !guarded))
            return null;
        List<SqlText> parts = [.. type.Rules.Index().Where(r => r.Item.Active).Select(r => Breaking(caller, type, catalogue, rights, r.Item, r.Index)).OfType<SqlText>()];
        return parts.Count == 0 ? null
            : SqlText.Of($"with v as materialized (select {ids} as ids) select kith.refuse('rule.broken', string_agg(concat(b.place, '.', b.rule), ',' order by b.place, b.rule)) from ({SqlText.Join(SqlText.Of($" union all "), parts)}) b having count(*) > 0");
    }

    /// <summary>What a rule means to those who save now.</summary>
    /// <exception cref="ProblemException">It names what is not there any more, or costs too much.</exception>
    public static (SqlText From, SqlText Condition) Breaking(RecordType type, Catalogue catalogue, RightsSql rights, TimeZoneInfo zone, OwnRule rule)
    {
        var all = rights.Unlimited();
        var scope = new JoinScope(type, catalogue, all);
        var condition = new ExpressionSql(scope, zone).Condition(ExpressionChecker.Condition(rule.Breaking, type, all.Context with { Saving = true }, "condition"));
        return (scope.From, condition);
    }

    private static SqlText? Breaking(Caller caller, RecordType type, Catalogue catalogue, RightsSql rights, OwnRule rule, int at)
    {
        try
        {
            var (from, condition) = Breaking(type, catalogue, rights, caller.Zone, rule);
            return SqlText.Of($"select array_position((select v.ids from v), t.id) as place, {at} as rule from {from} where t.workspace_id = {caller.Workspace} and t.id = any((select v.ids from v)::uuid[]){RecordReader.OfType(type)} and {condition}");
        }
        // What a rule names cannot be removed, but a release may take it away. Then administrators are told, and nobody else is stopped.
        catch (ProblemException)
        {
            return null;
        }
    }

    /// <summary>The refusals behind an error, by the place of the record, from zero; null where it is another error.</summary>
    public static IReadOnlyDictionary<int, Problem>? Refused(RecordType type, PostgresException error)
    {
        if (error is not { SqlState: "KT422", MessageText: Code, Detail: { } detail })
            return null;
        var refused = new SortedDictionary<int, ProblemList>();
        foreach (var pair in detail.Split(','))
        {
            var point = pair.IndexOf('.', StringComparison.Ordinal);
            var place = int.Parse(pair[..point], CultureInfo.InvariantCulture) - 1;
            if (!refused.TryGetValue(place, out var problems))
                refused[place] = problems = new ProblemList();
            problems.Add(type.Rules[int.Parse(pair[(point + 1)..], CultureInfo.InvariantCulture)].Refusal(type));
        }
        return refused.ToDictionary(r => r.Key, r => r.Value.ToProblem());
    }
}
