using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Writing;

/// <summary>A living record that points at another.</summary>
internal sealed record Reference(Guid To, RecordType Type, Field Field, Guid From);

/// <summary>Finds what points at records: by columns and by the link table.</summary>
internal sealed class References(Guid workspace, Catalogue catalogue)
{
    /// <summary>The fields of all types that may point at records of a type.</summary>
    public IEnumerable<(RecordType Type, Field Field)> FieldsTo(RecordType to) =>
        from type in catalogue.Types
        from field in type.Fields
        where field is { System: false, Formula: null } && (field.IsLink || field.IsRelation) && (field.To is null || field.To == to.Name)
        select (type, field);

    /// <summary>Every living record that points at one of these records.</summary>
    /// <param name="most">Most references of each field that are looked for.</param>
    public async Task<List<Reference>> ToAsync(Session session, RecordType to, Guid[] ids, int most, CancellationToken cancellation)
    {
        var found = new List<Reference>();
        foreach (var (type, field) in FieldsTo(to))
            found.AddRange(await ToAsync(session, workspace, type, field, ids, most, cancellation));
        return found;
    }

    /// <summary>The living records that point at one of these records by one field.</summary>
    public static Task<List<Reference>> ToAsync(Session session, Guid workspace, RecordType type, Field field, Guid[] ids, int most, CancellationToken cancellation)
    {
        var column = field.InLinkTable ? SqlText.Empty : Storages.Column(JoinScope.Root, field, 0);
        var statement = field.InLinkTable
            ? SqlText.Of($"select x.to_id, t.id from link x join {SqlText.Name(type.Table)} t on t.workspace_id = x.workspace_id and t.id = x.from_id where x.workspace_id = {workspace} and x.to_id = any({ids}) and x.field = {SqlText.NameLiteral(field.Name)} and t.deleted_at is null{RecordReader.OfType(type)} order by t.id limit {most}")
            : SqlText.Of($"select {column}, t.id from {SqlText.Name(type.Table)} t where t.workspace_id = {workspace} and {column} = any({ids}) and t.deleted_at is null{RecordReader.OfType(type)} order by t.id limit {most}");
        return session.ListAsync(statement, r => new Reference(r.GetGuid(0), type, field, r.GetGuid(1)), cancellation);
    }
}
