using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Sql;

namespace Kith.Store.Reading;

/// <summary>The ways that lead from a right to records, as SQL over the root of a scope.</summary>
internal static class ReachSql
{
    // Beyond this PostgreSQL looks people up in a table of its own instead of one by one, at the price of the index.
    private const int FewPeople = 100;

    /// <summary>The condition that a record satisfies to which a right reaches.</summary>
    /// <param name="check">Checks the condition of a rule.</param>
    public static SqlText Condition(Reach reach, JoinScope scope, string alias, Caller caller, Func<string, Expr> check)
    {
        var ways = reach.Ways.DistinctBy(w => w with { Through = Grantor.Kith }).ToList();
        var shared = ways.OfType<Way.Shared>().Select(w => On(w, scope, alias, caller, check)).ToList();
        var everything = ways.Any(w => w is Way.Everything);
        var open = everything ? SqlText.Of($"true") : Or(ways.Where(w => w is not Way.Shared).Select(w => On(w, scope, alias, caller, check)));
        if (!reach.ExceptPrivate)
            return everything ? open : Or([open, .. shared]);
        var record = SqlText.Name(alias);
        var own = everything || ways.Any(w => w is Way.Own) ? On(new Way.Own(Grantor.Kith), scope, alias, caller, check) : null;
        var kept = SqlText.Of($"exists (select 1 from private_record k where k.workspace_id = {record}.workspace_id and k.record_id = {record}.id)");
        return Or([SqlText.Of($"({open} and not {kept})"), .. own is null ? [] : new[] { own }, .. shared]);
    }

    private static SqlText Or(IEnumerable<SqlText> conditions)
    {
        List<SqlText> all = [.. conditions];
        return all.Count switch
        {
            0 => SqlText.Of($"false"),
            1 => all[0],
            _ => SqlText.Of($"({SqlText.Join(SqlText.Of($" or "), all)})"),
        };
    }

    /// <summary>The condition of a single way.</summary>
    public static SqlText On(Way way, JoinScope scope, string alias, Caller caller, Func<string, Expr> check) => way switch
    {
        Way.Everything => SqlText.Of($"true"),
        Way.Own => SqlText.Of($"{Storages.Column(alias, scope.RootType.Owner)} = {caller.Person}"),
        Way.OwnedBy { People.Count: <= FewPeople } of => SqlText.Of($"{Storages.Column(alias, scope.RootType.Owner)} = any({of.People.ToArray()})"),
        Way.OwnedBy of => SqlText.Of($"{Storages.Column(alias, scope.RootType.Owner)} in (select unnest({of.People.ToArray()}::uuid[]))"),
        Way.InTerritories of => SqlText.Of($"{SqlText.Column(alias, "territory_id")} = any({of.Territories.ToArray()})"),
        Way.Satisfying rule => Satisfies(rule, scope, caller, check),
        Way.Shared with => Shared(with, scope.RootType, alias, caller),
        _ => throw new ArgumentOutOfRangeException(nameof(way)),
    };

    // A rule that cannot be worked out any more opens nothing: its administrator is told where the rules are listed.
    private static SqlText Satisfies(Way.Satisfying rule, JoinScope scope, Caller caller, Func<string, Expr> check)
    {
        try
        {
            return SqlText.Of($"({new ExpressionSql(scope, caller.Zone).Condition(check(rule.Condition))})");
        }
        catch (ProblemException) when (rule.Through.Kind == Grantor.SharingRule)
        {
            return SqlText.Of($"false");
        }
    }

    // The records first: there are few, so the index of the records' keys serves.
    private static SqlText Shared(Way.Shared with, RecordType type, string alias, Caller caller)
    {
        var write = with.Write ? SqlText.Of($" and s.write") : SqlText.Empty;
        return SqlText.Of($"{SqlText.Name(alias)}.id = any(array(select s.record_id from share s where s.workspace_id = {caller.Workspace} and s.type = {SqlText.NameLiteral(type.Name)} and s.shared_with = any({with.With.ToArray()}) and (s.expires_at is null or s.expires_at > now()){write}))");
    }
}
