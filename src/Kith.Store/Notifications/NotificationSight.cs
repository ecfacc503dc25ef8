using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Notifications;

/// <summary>What a person may be told of by the rights of this moment: living records it may read, and at least one of the fields that it is about.</summary>
internal sealed class NotificationSight(RightsSql rights, Catalogue catalogue)
{
    private readonly string[] _plain = [.. catalogue.Types.Where(t => rights.Of(t) is { Read: true, ReadsAll: true }).Select(t => t.Name)];

    /// <summary>Names of a type's fields that the person may not know of.</summary>
    public string[] Hidden(RecordType type) => [.. type.Fields.Where(f => rights.Hides(type, f)).Select(f => f.Name)];

    /// <summary>True where every living record of the type may be told of, so that no question to the database is needed.</summary>
    public bool SeesAll(RecordType type, IReadOnlyCollection<string> fields) => _plain.Contains(type.Name) && SeesSome(type, fields);

    /// <summary>True where there is a field among these that may be told of, or none is asked for.</summary>
    public bool SeesSome(RecordType type, IReadOnlyCollection<string> fields) => fields.Count == 0 || fields.Except(Hidden(type)).Any();

    /// <summary>Condition on an entry <c>e</c> that the record may be told of.</summary>
    public SqlText Record()
    {
        return rights.ReadableEntry("e") is { } readable ? SqlText.Of($"not e.deleted and {readable}") : SqlText.Of($"not e.deleted");
    }

    /// <summary>Condition on an entry <c>e</c> and an item <c>i</c> about it that the item may be told of.</summary>
    public SqlText Item()
    {
        var fields = catalogue.Types.Select(t => (Type: t, Hidden: Hidden(t))).Where(t => t.Hidden.Length > 0)
            .Select(t => SqlText.Of($" and (e.type <> {SqlText.NameLiteral(t.Type.Name)} or i.fields = '{{}}' or not i.fields <@ {t.Hidden})"));
        return SqlText.Of($"{Record()}{SqlText.Join(SqlText.Empty, fields)}");
    }
}
