using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Writing;

/// <summary>Reads records into memory for the write path, through the caller's filter.</summary>
internal static class StateLoader
{
    /// <summary>The states of the records with these ids that the caller may write in this way; absent, hidden and read-only ones are missing alike.</summary>
    public static async Task<Dictionary<Guid, RecordState>> LoadAsync(Session session, Caller caller, RecordType type, RightsSql rights, Guid[] ids, WriteKind kind, CancellationToken cancellation)
    {
        var living = kind == WriteKind.Restore ? SqlText.Of($"t.deleted_at is not null") : SqlText.Of($"t.deleted_at is null");
        var where = SqlText.Of($"t.workspace_id = {caller.Workspace} and t.id = any({ids}) and {living}{RecordReader.OfType(type)}{rights.Readable(type, JoinScope.Root, " and ")}{rights.Writable(type, JoinScope.Root, " and ", kind)}");
        var states = await SelectAsync(session, type, where, cancellation);
        return states.ToDictionary(s => s.Id);
    }

    /// <summary>Holds records until the transaction ends, so that what is read of them next is what will be changed.</summary>
    public static Task HoldAsync(Session session, Caller caller, RecordType type, Guid[] ids, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"select 1 from {SqlText.Name(type.Table)} t where t.workspace_id = {caller.Workspace} and t.id = any({ids}) order by t.id for no key update"), cancellation);

    /// <summary>The states of all living records with one of some ids in a column, whoever may see them, by their ids.</summary>
    /// <param name="column">A column of the alias <c>t</c>.</param>
    public static Task<List<RecordState>> LivingAsync(Session session, Caller caller, RecordType type, SqlText column, Guid[] ids, CancellationToken cancellation) =>
        SelectAsync(session, type, SqlText.Of($"t.workspace_id = {caller.Workspace} and {column} = any({ids}) and t.deleted_at is null{RecordReader.OfType(type)} order by t.id"), cancellation);

    /// <summary>The states of records that satisfy a condition over the alias <c>t</c>.</summary>
    public static async Task<List<RecordState>> SelectAsync(Session session, RecordType type, SqlText where, CancellationToken cancellation)
    {
        var columns = new List<SqlText> { SqlText.Of($"t.id"), SqlText.Of($"t.version") };
        var places = new int[type.Fields.Count];
        foreach (var field in type.Fields.Where(f => f.Formula is null))
        {
            places[field.Index] = columns.Count;
            if (field.IsRelation)
            {
                columns.AddRange(Related(field));
                continue;
            }
            for (var i = 0; i < field.Kind.Columns.Count; i++)
                columns.Add(field.Kind.Columns[i].Storage == Storage.Json ? SqlText.Of($"{Storages.Column("t", field, i)}::text") : Storages.Column("t", field, i));
        }
        return await session.ListAsync(SqlText.Of($"select {SqlText.List(columns)} from {SqlText.Name(type.Table)} t where {where}"), reader =>
        {
            var row = new Rows(reader);
            var values = new object?[type.Fields.Count];
            foreach (var field in type.Fields.Where(f => f.Formula is null))
                values[field.Index] = field.Kind.Read(row, places[field.Index]);
            return new RecordState(row.Id(0), row.Integer(1), values);
        }, cancellation);
    }

    private static IEnumerable<SqlText> Related(Field field)
    {
        var rows = SqlText.Of($"from link x join entry e on e.workspace_id = x.workspace_id and e.id = x.to_id where x.workspace_id = t.workspace_id and x.from_id = t.id and x.field = {SqlText.NameLiteral(field.Name)}");
        yield return SqlText.Of($"(select array_agg(e.id order by x.position) {rows})");
        if (field.Kind is AnyLinkKind)
            yield return SqlText.Of($"(select array_agg(e.type order by x.position) {rows})");
    }
}
