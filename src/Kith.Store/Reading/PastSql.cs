using Kith.Core.Changes;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Sql;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Reading;

/// <summary>A moment in the past that tables are read as of.</summary>
/// <param name="Until">The first instant whose changes are not yet made, in UTC.</param>
/// <param name="OneByOne">True where few records are looked at, each with its own changes; false where the changes of a whole type are gathered first.</param>
internal sealed record Past(DateTime Until, bool OneByOne)
{
    /// <summary>The same or an earlier moment, for one record: nothing behind this one is known.</summary>
    public static Past Earlier(Past? past, DateTime until) => new(past is null || until < past.Until ? until : past.Until, OneByOne: true);
}

/// <summary>
/// Tables as they stood at a moment: what a later change replaced is taken from the first such change, everything else from the table. The columns have the
/// names of the table's own; those that a statement does not use cost nothing. Decision 10.
/// </summary>
internal static class PastSql
{
    private const string Row = "zr";
    private const string Later = "zp";

    /// <summary>The records of a type, for a from clause: those that were made by then, also such as were deleted since.</summary>
    public static SqlText Table(RecordType type, Past past)
    {
        IEnumerable<SqlText> columns =
        [
            SqlText.Of($"zr.workspace_id"), SqlText.Of($"zr.id"), SqlText.Of($"zr.version - coalesce(zp.changes, 0) as version"),
            SqlText.Of($"case zp.moved when 'deleted' then null when 'restored' then zr.created_at else zr.deleted_at end as deleted_at"), SqlText.Of($"{Custom(type, past)} as custom"),
            .. type.Own ? [SqlText.Of($"zr.type"), SqlText.Of($"coalesce(zp.was ->> {SqlText.NameLiteral(type.Title.Name)}, zr.title) as title")] : (SqlText[])[],
            .. type.Fields.Where(f => !f.Own && f.Formula is null).SelectMany(f => Columns(type, f, past)),
        ];
        var later = past.OneByOne
            ? SqlText.Of($" cross join lateral ({OfRecord(past)}) zp") : SqlText.Of($" left join kith.changes_since({SqlText.Text(type.Name)}, {past.Until}) zp on zp.record_id = zr.id");
        return SqlText.Of($"(select {SqlText.List(columns)} from {SqlText.Name(type.Table)} zr{later} where zr.created_at < {past.Until})");
    }

    // What kith.changes_since gives, of the one record.
    private static SqlText OfRecord(Past past) =>
        SqlText.Of($"""
            select count(distinct zc.position) as changes, jsonb_object_agg(zf.key, zf.value -> 0 order by zc.position desc) filter (where zf.key is not null) as was,
                (array_agg(zc.kind order by zc.position) filter (where zc.kind in ('deleted', 'restored')))[1] as moved
            from change zc left join lateral jsonb_each(zc.diff) zf on true where zc.workspace_id = zr.workspace_id and zc.record_id = zr.id and zc.type <> {SqlText.NameLiteral(SecurityEvent.Type)} and {IsLater(past)}
            """);

    // Being made is no change of what was there, and a row of its own for each record: an index leaves them out.
    private static SqlText IsLater(Past past) => SqlText.Of($"zc.kind <> 'created' and zc.at >= {past.Until}");

    private static IEnumerable<SqlText> Columns(RecordType type, Field field, Past past) => field.Kind.Columns.Select((_, index) =>
    {
        var column = SqlText.Name(field.ColumnOf(index));
        return SqlText.Of($"{(IsBase(field, index) ? Worth(type, field, past) : Value(field, index, past))} as {column}");
    });

    private static bool IsBase(Field field, int index) => field.Kind.ValueType == ValueType.Money && index == MoneyKind.BaseColumn;

    // What a currency was worth then: by the rate that the record held, or by the last one of that day (decision 38).
    private static SqlText Worth(RecordType type, Field field, Past past)
    {
        var (amount, currency, known) = (Value(field, 0, past), Value(field, 1, past), Value(field, MoneyKind.BaseColumn, past));
        var rate = field.RatedBy is { } held ? Value(type[held], 0, past) : SqlText.Of($"null");
        return SqlText.Of($"case when {currency} <> (select kith.base_currency()) then coalesce(kith.worth({amount}, {currency}, {rate}, {past.Until}), {known}) else {known} end");
    }

    private static SqlText Value(Field field, int index, Past past)
    {
        var now = SqlText.Column(Row, field.ColumnOf(index));
        return field.Name switch
        {
            "updated_at" when field.System => Last(now, past, SqlText.Of($"zc.at")),
            "updated_by" when field.System => Last(now, past, SqlText.Of($"zc.by_id")),
            _ when field.System => now,
            _ => SqlText.Of($"case when zp.was ? {SqlText.NameLiteral(field.Name)} then {Before(field, index)} else {now} end"),
        };
    }

    private static SqlText Last(SqlText now, Past past, SqlText value) => SqlText.Of(
        $"case when zp.changes > 0 then (select {value} from change zc where zc.workspace_id = zr.workspace_id and zc.record_id = zr.id and zc.at < {past.Until} order by zc.position desc limit 1) else {now} end");

    /// <summary>What a field held before the first change behind the moment, as its column would have it.</summary>
    private static SqlText Before(Field field, int index)
    {
        // A change says nothing of what an amount is worth.
        return Storages.FromJson(SqlText.Column(Later, "was"), field, field.Name, IsBase(field, index) ? 0 : index);
    }

    /// <summary>Own fields in the shape in which the column holds them; that is the one of a change, but for money.</summary>
    private static SqlText Custom(RecordType type, Past past)
    {
        List<Field> own = [.. type.Fields.Where(f => f.Own && f.Formula is null && f.Kind.Columns.Count > 0)];
        string[] later = [.. own.Where(f => f.Since > past.Until).Select(f => f.Key)];
        own.RemoveAll(f => f.Since > past.Until);
        string[] names = [.. own.Select(f => f.Name)];
        string[] keys = [.. own.Select(f => f.Key)];
        string[] money = [.. own.Where(f => f.Kind.ValueType == ValueType.Money).Select(f => f.Key)];
        var then = names.Length == 0 ? SqlText.Of($"zr.custom") : SqlText.Of($"""
            case when zp.was ?| {names} then (coalesce(zr.custom, '{Braces}') - array(select zk.key from unnest({names}, {keys}) zk(name, key) where zp.was ? zk.name)) || coalesce((
                select jsonb_object_agg(zk.key, case when zk.key = any({money}) then zf.value || jsonb_build_object('base', zf.value -> 'amount') else zf.value end)
                from jsonb_each(zp.was) zf join unnest({names}, {keys}) zk(name, key) on zk.name = zf.key where jsonb_typeof(zf.value) <> 'null'), '{Braces}') else zr.custom end
            """);
        // What was added since held nothing.
        if (later.Length > 0)
            then = SqlText.Of($"({then}) - {later}");
        return money.Length == 0 ? then : SqlText.Of($"kith.revalued({then}, {money}, {past.Until})");
    }

    private static readonly SqlText Braces = SqlText.Of($"{{}}");

    /// <summary>The rows of a link field that is no column, for a from clause.</summary>
    public static SqlText Links(RecordType type, Field field, Past past)
    {
        var name = SqlText.NameLiteral(field.Name);
        if (field.Own && field.Since > past.Until)
            return SqlText.Of($"(select zl.workspace_id, zl.from_id, zl.field, zl.to_id, zl.position from link zl where false)");
        return SqlText.Of($"""
            (select zl.workspace_id, zl.from_id, zl.field, zl.to_id, zl.position from link zl where zl.field = {name} and not exists (
                select 1 from change zc where zc.workspace_id = zl.workspace_id and zc.record_id = zl.from_id and {IsLater(past)} and zc.diff ? {name})
            union all
            select zc.workspace_id, zc.record_id, {name}, coalesce(ze.value ->> 'id', ze.value #>> '{Braces}')::uuid, ze.place::integer
            from change zc cross join lateral (select zc.diff -> {name} -> 0 as value) zf
            cross join lateral jsonb_array_elements(case jsonb_typeof(zf.value) when 'array' then zf.value when 'object' then jsonb_build_array(zf.value) end) with ordinality ze(value, place)
            where zc.type = {SqlText.NameLiteral(type.Name)} and {IsLater(past)} and zc.diff ? {name} and not exists (
                select 1 from change zb where zb.workspace_id = zc.workspace_id and zb.record_id = zc.record_id and zb.kind <> 'created' and zb.at >= {past.Until} and zb.position < zc.position and zb.diff ? {name}))
            """);
    }

    /// <summary>The entries of all records with the titles of then, for a from clause.</summary>
    public static SqlText Entries(Past past) => SqlText.Of($"""
        (select zn.workspace_id, zn.id, zn.type, coalesce((select zc.title from change zc where zc.workspace_id = zn.workspace_id and zc.record_id = zn.id and zc.at < {past.Until} order by zc.position desc limit 1), zn.title) as title
        from entry zn)
        """);

    /// <summary>Condition that a field of a record was changed at an instant or since, up to the moment that is read as of.</summary>
    public static SqlText Changed(string alias, Field field, DateTime since, Past? past)
    {
        var (row, until) = (SqlText.Name(alias), past is null ? SqlText.Empty : SqlText.Of($" and zc.at < {past.Until}"));
        return SqlText.Of($"exists (select 1 from change zc where zc.workspace_id = {row}.workspace_id and zc.record_id = {row}.id and zc.kind <> 'created' and zc.at >= {since}{until} and zc.diff ? {SqlText.NameLiteral(field.Name)})");
    }
}
