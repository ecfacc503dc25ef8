using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Modules;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Writing;

/// <summary>
/// Which of many conditions is the first to hold for each record, asked of PostgreSQL in one pass over all of them. New records are laid over their table as rows of the
/// statement, so that they need not be saved before.
/// </summary>
internal sealed class FirstHolding(Caller caller, Catalogue catalogue, RightsSql rights, DateTime now)
{
    private readonly RightsSql _all = rights.Unlimited();

    /// <summary>Of each record the place of the first condition that holds; -1 where none does.</summary>
    public async Task<IReadOnlyList<int>> OfAsync(Session session, IReadOnlyList<Draft> drafts, IReadOnlyList<string> conditions, CancellationToken cancellation, bool asWritten = false)
    {
        var found = drafts.Select(d => d.Record.Id).Distinct().ToDictionary(id => id, _ => -1);
        foreach (var kind in drafts.GroupBy(d => d.IsNew))
        {
            var type = catalogue.Types.First(t => t.Class == kind.First().Record.GetType());
            foreach (var statement in Statements(type, [.. kind], conditions, asWritten))
            {
                foreach (var (id, place) in await session.ListAsync(statement, r => (r.GetGuid(0), r.GetInt32(1)), cancellation))
                    found[id] = found[id] < 0 || (place >= 0 && place < found[id]) ? place : found[id];
            }
        }
        return [.. drafts.Select(d => found[d.Record.Id])];
    }

    /// <summary>Why a condition cannot be worked out; null where it can.</summary>
    public string? Fault(RecordType type, string condition)
    {
        try
        {
            Compiled(new JoinScope(type, catalogue, _all), type, condition);
            return null;
        }
        catch (ProblemException refused)
        {
            return refused.Problem.Errors is [var first, ..] ? first.Message : refused.Problem.Title;
        }
    }

    /// <summary>The statements that look for it: one, unless the conditions together read more tables than a statement may.</summary>
    internal IEnumerable<SqlText> Statements(RecordType type, IReadOnlyList<Draft> drafts, IReadOnlyList<string> conditions, bool asWritten = false)
    {
        Guid[] ids = [.. drafts.Select(d => d.Record.Id).Distinct()];
        var rows = drafts[0].IsNew || asWritten ? SqlText.Of($"with {SqlText.Name(type.Table)} as {(drafts[0].IsNew ? SqlText.Empty : SqlText.Of($"not materialized "))}({Rows(type, drafts, ids)}) ") : SqlText.Empty;
        foreach (var (scope, branches) in Groups(type, conditions))
            yield return SqlText.Of($"{rows}select t.id, case{SqlText.Join(SqlText.Empty, branches)} else -1 end from {scope.From} where t.workspace_id = {caller.Workspace} and t.id = any({ids})");
    }

    private List<(JoinScope Scope, List<SqlText> Branches)> Groups(RecordType type, IReadOnlyList<string> conditions)
    {
        var groups = new List<(JoinScope Scope, List<SqlText> Branches)>();
        foreach (var (place, condition) in conditions.Index())
        {
            if (groups is not [.., var last] || !TryAdd(last))
            {
                var fresh = (Scope: new JoinScope(type, catalogue, _all), Branches: new List<SqlText>());
                if (TryAdd(fresh))
                    groups.Add(fresh);
            }

            bool TryAdd((JoinScope Scope, List<SqlText> Branches) group)
            {
                try
                {
                    group.Branches.Add(SqlText.Of($" when {Compiled(group.Scope, type, condition)} then {place}"));
                    return true;
                }
                // It names what is gone by now, or reads too many tables together with the others.
                catch (ProblemException)
                {
                    return false;
                }
            }
        }
        return groups;
    }

    private SqlText Compiled(JoinScope scope, RecordType type, string condition) =>
        new ExpressionSql(scope, caller.Zone).Condition(ExpressionChecker.Condition(condition, type, _all.Context with { Saving = true }, "condition"));

    // As saving would make them; those that are saved already stand among the others of their type.
    private SqlText Rows(RecordType type, IReadOnlyList<Draft> drafts, Guid[] ids)
    {
        var binder = RecordBinder.Of(type.Class);
        var values = drafts.Select(d =>
        {
            var taken = new object?[type.Fields.Count];
            binder.Take(type, d.Record, taken);
            foreach (var field in type.Fields.Where(f => f is { System: true, Formula: null }))
                taken[field.Index] = (d.IsNew ? null : d.Before(field.Name)) ?? field.Name switch { "created_at" or "updated_at" => now, "created_by" or "updated_by" => caller.Person, _ => taken[field.Index] };
            return taken;
        }).ToList();
        return LaidOver.Rows(caller, type, [.. drafts.Select(d => d.Record.Id).Zip(values)], drafts[0].IsNew ? null : ids);
    }
}
