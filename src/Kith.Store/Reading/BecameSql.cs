using Kith.Core.Types;
using Kith.Store.Sql;

namespace Kith.Store.Reading;

/// <summary>The records that became another, found by the links that say so. Nothing in the trash became anything. ADR 39.</summary>
internal static class BecameSql
{
    /// <summary>The ids of a record and of those that became it, as an array.</summary>
    public static SqlText Sames(Catalogue catalogue, Guid workspace, Guid record)
    {
        var links = Links(catalogue).ToList();
        if (links.Count == 0)
            return SqlText.Of($"array[{record}]");
        var before = links.Select(l => SqlText.Of($"select v.id from {SqlText.Name(l.Type.Table)} v where v.workspace_id = {workspace} and {Storages.Column("v", l.Field)} = k.id and v.deleted_at is null{RecordReader.OfType(l.Type, "v")}"));
        return SqlText.Of($"array(with recursive k(id) as (select {record} union select f.id from k cross join lateral ({SqlText.Join(SqlText.Of($" union all "), before)}) f) select k.id from k)");
    }

    /// <summary>The links of types that say what their records became.</summary>
    public static IEnumerable<(RecordType Type, Field Field)> Links(Catalogue catalogue) =>
        from type in catalogue.Types
        from field in type.Fields
        where field is { Became: true, IsLink: true }
        select (type, field);
}
