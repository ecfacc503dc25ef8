using System.Globalization;
using System.Text;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Sql;

namespace Kith.Store.Schema;

/// <summary>The tables, keys and indexes of record types, as statements that add what is missing and touch nothing else.</summary>
internal static class TableSql
{
    /// <summary>Statements for the built-in types: tables first, then columns and indexes, then keys between tables.</summary>
    public static IEnumerable<string> Statements(Catalogue catalogue)
    {
        foreach (var type in catalogue.Types)
            yield return Table(type);
        foreach (var type in catalogue.Types)
        {
            foreach (var statement in Columns(type))
                yield return statement;
            foreach (var statement in Indexes(type))
                yield return statement;
        }
        foreach (var type in catalogue.Types)
        {
            foreach (var field in Stored(type).Where(f => f.IsLink && !f.System))
                yield return ForeignKey(type, field, catalogue[field.To!]);
        }
        yield return Packing;
    }

    // PostgreSQL unpacks the column of own fields for each of them that is read: with LZ4 that takes less than half the time. What is there already is packed anew when it
    // is written. A server that was built without LZ4 keeps its own way.
    private const string Packing = """
        do $do$
        declare
            holding regclass;
        begin
            for holding in select a.attrelid::regclass from pg_attribute a join pg_class c on c.oid = a.attrelid
                where c.relnamespace = 'kith'::regnamespace and c.relkind = 'r' and a.attname = 'custom' and a.attcompression <> 'l' and not a.attisdropped
            loop
                execute format('alter table %s alter column custom set compression lz4', holding);
            end loop;
        exception when feature_not_supported or invalid_parameter_value then
            null;
        end $do$
        """;

    private static IEnumerable<Field> Stored(RecordType type) => type.Fields.Where(f => !f.Own && f.Kind.Columns.Count > 0 && f.Formula is null);

    private static string Table(RecordType type) => string.Create(CultureInfo.InvariantCulture, $"""
        create table if not exists kith.{Q(type.Table)} (
            workspace_id uuid not null,
            id uuid not null,
            version bigint not null default 1,
            deleted_at timestamptz,
            custom jsonb,
            primary key (workspace_id, id)
        )
        """);

    private static IEnumerable<string> Columns(RecordType type) =>
        from field in Stored(type)
        from index in Enumerable.Range(0, field.Kind.Columns.Count)
        select $"alter table kith.{Q(type.Table)} add column if not exists {Q(field.ColumnOf(index))} {Storages.ColumnType(field.Kind.Columns[index].Storage)}";

    private static IEnumerable<string> Indexes(RecordType type)
    {
        foreach (var field in Stored(type))
        {
            var column = Q(field.Column);
            if (field.Unique)
                yield return $"create unique index if not exists {Q(UniqueName(type, field))} on kith.{Q(type.Table)} (workspace_id, {(Folds(field) ? $"lower({column})" : column)}) where deleted_at is null and {column} is not null";
            // A link is looked up by its value; an empty one has nothing to be found by and costs no entry.
            if (field.IsLink && !field.System)
                yield return $"create index if not exists {Q($"{type.Table}_{field.Column}")} on kith.{Q(type.Table)} (workspace_id, {column}, id) where deleted_at is null and {column} is not null";
            if (field.Indexed)
            {
                column = Q(field.ColumnOf(SortColumn(field)));
                yield return $"create index if not exists {Q($"{type.Table}_{field.Column}")} on kith.{Q(type.Table)} (workspace_id, {column}{Collation(field)}, id){Including(type, field)} where deleted_at is null";
                // Descending lists put empties last too, which one index cannot serve both ways.
                if (!field.Required && !field.System)
                    yield return $"create index if not exists {Q($"{type.Table}_{field.Column}_down")} on kith.{Q(type.Table)} (workspace_id, {column}{Collation(field)} desc nulls last, id desc) where deleted_at is null";
            }
        }
    }

    private static string Including(RecordType type, Field field) =>
        field.IndexedWith.Count == 0 ? "" : $" include ({string.Join(", ", field.IndexedWith.Select(name => Q(type[name].ColumnOf(SortColumn(type[name])))))})";

    private static string ForeignKey(RecordType type, Field field, RecordType to)
    {
        var name = ForeignKeyName(type, field);
        return $"""
            do $do$ begin
                if not exists (select 1 from pg_constraint where conname = '{name}' and conrelid = 'kith.{Q(type.Table)}'::regclass) then
                    alter table kith.{Q(type.Table)} add constraint {Q(name)} foreign key (workspace_id, {Q(field.Column)}) references kith.{Q(to.Table)} (workspace_id, id);
                end if;
            end $do$
            """;
    }

    /// <summary>Name of the index behind a unique field; the write path finds the field by it.</summary>
    public static string UniqueName(RecordType type, Field field) => $"unique_{type.Name}_{field.Name}";

    /// <summary>Name of the key behind a link; the write path finds the field by it.</summary>
    public static string ForeignKeyName(RecordType type, Field field) => $"link_{type.Name}_{field.Name}";

    /// <summary>True where uniqueness and matching ignore case.</summary>
    public static bool Folds(Field field) => field.Kind.Columns[0].Storage == Storage.Text;

    /// <summary>True where lists sort the field as people do: by language, digits as numbers.</summary>
    public static bool SortsNaturally(Field field) => field.Kind is TextLike && field.Kind.ValueType == Core.Types.ValueType.Text;

    /// <summary>The column that lists sort and compare by; of money the amount in the base currency.</summary>
    public static int SortColumn(Field field) => field.Kind.ValueType == Core.Types.ValueType.Money ? 2 : 0;

    private static string Collation(Field field) => SortsNaturally(field) ? " collate kith.natural" : "";

    private static string Q(string name) => new SqlName(name).Quoted;

    /// <summary>A mark that changes when the statements do, so that an unchanged start need not run them.</summary>
    public static string Fingerprint(IEnumerable<string> statements)
    {
        var text = new StringBuilder();
        foreach (var statement in statements)
            text.Append(statement).Append('\n');
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
