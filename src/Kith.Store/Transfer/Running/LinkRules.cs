using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Sql;

namespace Kith.Store.Transfer.Running;

/// <summary>What a link text came to.</summary>
/// <param name="Id">The record; null where there is none.</param>
/// <param name="Ambiguous">True where there is more than one.</param>
internal readonly record struct LinkChoice(Guid? Id, bool Ambiguous);

/// <summary>
/// Chooses among the records that a text may mean. Names that repeat from scope to scope, as those of stages do from pipeline to
/// pipeline, are looked for in the record's own scope, or else in the standard one.
/// </summary>
internal sealed class LinkRules(ImportPlan plan, Catalogue catalogue, LinkCandidates links)
{
    private readonly Field? _scoped = ScopedField(plan.Type, catalogue);
    private Guid? _standard;
    private bool _standardKnown;

    /// <summary>The link whose names are looked for within a scope, such as a deal's stage; null where the type has none.</summary>
    private static Field? ScopedField(RecordType type, Catalogue catalogue) =>
        type.Board is { Scope: { } scope } board && type.Find(board.By) is { IsLink: true } field && type.Find(scope) is { IsLink: true } own
        && catalogue[field.To!].Find(scope) is { IsLink: true } theirs && theirs.To == own.To ? field : null;

    /// <summary>The type's own scope, such as a deal's pipeline.</summary>
    public Field? Scope => _scoped is null ? null : plan.Type[plan.Type.Board!.Scope!];

    /// <summary>The scope of what a column links to, such as a stage's pipeline.</summary>
    public static Func<ColumnPlan, Field?> ScopeOf(ImportPlan plan, Catalogue catalogue)
    {
        var scoped = ScopedField(plan.Type, catalogue);
        return column => scoped is not null && column.Path.Field?.Name == scoped.Name ? catalogue[scoped.To!][plan.Type.Board!.Scope!] : null;
    }

    /// <summary>Finds out which scope counts where a row names none.</summary>
    public async Task LoadAsync(Session session, Caller caller, CancellationToken cancellation)
    {
        if (_standardKnown || Scope is not { } scope || catalogue[scope.To!].Find("default") is not { } flag)
            return;
        var type = catalogue[scope.To!];
        _standard = await session.FirstAsync(
            SqlText.Of($"select t.id from {SqlText.Name(type.Table)} t where t.workspace_id = {caller.Workspace} and t.deleted_at is null and {SqlText.Column("t", flag.Column)} order by t.id limit 1"),
            r => (Guid?)r.GetGuid(0), cancellation);
        _standardKnown = true;
    }

    /// <summary>The record a row's text means.</summary>
    public LinkChoice Choose(RowWork row, LinkText link)
    {
        var found = links.Of(link);
        if (found.Length > 1 && _scoped is not null && link.Field.Name == _scoped.Name)
        {
            var wanted = ScopeIn(row) ?? row.MatchedScope ?? _standard;
            found = [.. found.Where(c => c.Scope == wanted)];
            // In a scope that has none of the name, none of the others is meant.
            if (found.Length == 0)
                return default;
        }
        return found.Length switch { 0 => default, 1 => new(found[0].Id, false), _ => new(null, true) };
    }

    private Guid? ScopeIn(RowWork row)
    {
        for (var slot = 0; slot < plan.Fields.Count; slot++)
        {
            if (plan.Fields[slot].Name == Scope!.Name && row.Entry(slot) is LinkText link)
                return links.Of(link) is [var only] ? only.Id : null;
        }
        return null;
    }
}
