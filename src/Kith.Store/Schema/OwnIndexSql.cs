using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kith.Core.Types;
using Kith.Store.Sql;

namespace Kith.Store.Schema;

/// <summary>The indexes of own fields: each holds the living records of one type of one workspace, in the order that lists sort them in.</summary>
internal static class OwnIndexSql
{
    /// <summary>True where values of the kind can stand in an index.</summary>
    public static bool Fits(FieldKind kind) => kind.Sortable && kind.Columns[0].Storage is not (Storage.TextArray or Storage.Json);

    /// <summary>What the names of all indexes of a workspace begin with.</summary>
    public static string Prefix(Guid workspace) => $"own_{workspace:N}_";

    /// <summary>Name of the index that serves rising lists; that of falling ones ends in <c>_down</c>.</summary>
    public static string Name(Guid workspace, RecordType type, Field field) =>
        Prefix(workspace) + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{type.Name}.{field.Key}.{field.Kind.Name}"))[..6]);

    /// <summary>The statements that make the indexes a workspace's catalogue asks for and the statistics beside them, by the name of each.</summary>
    public static IReadOnlyDictionary<string, string> Wanted(Guid workspace, Catalogue catalogue)
    {
        var wanted = new Dictionary<string, string>();
        foreach (var type in catalogue.Types)
        {
            foreach (var field in type.Fields.Where(f => f is { Own: true, Indexed: true }))
            {
                var name = Name(workspace, type, field);
                wanted[name] = Make(workspace, type, field, name, "", "");
                // Descending lists put empties last too, which one index cannot serve both ways.
                // Of an index over a part of a table PostgreSQL keeps statistics that it does not use.
                wanted[name + "_values"] = $"create statistics kith.{new SqlName(name + "_values").Quoted} on ({Value(field)}) from kith.{new SqlName(type.Table).Quoted}";
                wanted[name + "_down"] = Make(workspace, type, field, name + "_down", " desc nulls last", " desc");
            }
        }
        return wanted;
    }

    private static SqlText Value(Field field) => Storages.Indexed(SqlText.Name("custom"), field, TableSql.SortColumn(field));

    /// <summary>Makes an index beside the work that goes on.</summary>
    private static string Make(Guid workspace, RecordType type, Field field, string name, string order, string idOrder)
    {
        var collation = TableSql.SortsNaturally(field) ? " collate kith.natural" : "";
        var ofType = type.Own ? $" and type = {new SqlName(type.Name).Literal}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"create index concurrently {new SqlName(name).Quoted} on kith.{new SqlName(type.Table).Quoted} (({Value(field)}){collation}{order}, id{idOrder}) where workspace_id = '{workspace}' and deleted_at is null{ofType}");
    }
}
