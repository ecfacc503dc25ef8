using Kith.Core.Expressions;
using Kith.Store.Sql;

namespace Kith.Store.Reading;

/// <summary>The ids of a <see cref="MineSet"/> as a select of its own.</summary>
internal static class MineSql
{
    /// <summary>The ids that belong to a person.</summary>
    public static SqlText Ids(MineSet set, Guid workspace, Guid me) => set switch
    {
        MineSet.Team => SqlText.Of($"""
            with recursive mine as (
                select g.id, g.lead_id from team g where g.workspace_id = {workspace} and g.deleted_at is null
                    and (g.lead_id = {me} or g.id = (select p.team_id from person p where p.workspace_id = {workspace} and p.id = {me}))
                union
                select g.id, g.lead_id from mine join team g on g.parent_id = mine.id where g.workspace_id = {workspace} and g.deleted_at is null)
            select p.id from person p where p.workspace_id = {workspace} and p.deleted_at is null
                and (p.id = {me} or p.team_id in (select mine.id from mine) or p.id in (select mine.lead_id from mine))
            """),
        MineSet.Territories => SqlText.Of($"""
            with recursive mine as (
                select g.id from territory g where g.workspace_id = {workspace} and g.deleted_at is null and {OfTerritory(workspace, me)}
                union
                select g.id from mine join territory g on g.parent_id = mine.id where g.workspace_id = {workspace} and g.deleted_at is null)
            select mine.id from mine
            """),
        _ => throw new ArgumentOutOfRangeException(nameof(set)),
    };

    /// <summary>That a person manages a territory, or works in it today. The territory's alias is <c>g</c>.</summary>
    public static SqlText OfTerritory(Guid workspace, Guid me) => SqlText.Of($"""
        (g.manager_id = {me} or g.id in (select x.from_id from link x where x.workspace_id = {workspace} and x.to_id = {me} and x.field = 'members')
            or g.id in (select w.territory_id from territory_member w where w.workspace_id = {workspace} and w.person_id = {me} and w.deleted_at is null
                and coalesce(w.since <= kith.workspace_day(), true) and coalesce(w.until >= kith.workspace_day(), true)))
        """);
}
