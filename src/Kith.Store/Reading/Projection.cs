using System.Text.Json;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Sql;

namespace Kith.Store.Reading;

/// <summary>What a statement selects for its records, and how a row becomes JSON.</summary>
internal sealed class Projection(RecordType root, RightsSql rights)
{
    private readonly List<SqlText> _columns = [];
    private readonly List<(RecordType Type, Field Field, int Record)> _sensitive = [];
    private readonly List<(JsonEncodedText Name, FieldKind Kind, int Ordinal)> _items = [];

    /// <summary>The select list; id and version come first.</summary>
    public SqlText Columns => SqlText.List(_columns);

    /// <summary>Number of columns so far.</summary>
    public int Count => _columns.Count;

    /// <summary>Adds a column that no field stands for and answers its place.</summary>
    public int Add(SqlText column)
    {
        _columns.Add(column);
        return _columns.Count - 1;
    }

    /// <summary>Adds a point in time that no field stands for, under a name.</summary>
    public void Instant(string name, SqlText column) => _items.Add((JsonEncodedText.Encode(name), FieldKinds.DateTime, Add(column)));

    /// <summary>The fields of names, or every field of the type the caller may read.</summary>
    public static Projection Of(JoinScope scope, IReadOnlyList<string> names, RightsSql rights, Catalogue catalogue, TimeZoneInfo zone)
    {
        var projection = new Projection(scope.RootType, rights);
        projection.Add(SqlText.Column(JoinScope.Root, "id"));
        projection.Add(SqlText.Column(JoinScope.Root, "version"));
        if (names.Count == 0)
        {
            foreach (var field in scope.RootType.Fields.Where(f => !rights.Hides(scope.RootType, f)))
                projection.Field(scope, field.Name, [], field, zone);
            return projection;
        }
        var problems = new ProblemList();
        foreach (var name in names.Where(n => n is not ("id" or "version")).Distinct())
        {
            if (FieldPaths.Resolve(scope.RootType, name, catalogue, rights.Limits.Links, rights.Hides) is var (links, field) && field is not null)
                projection.Field(scope, name, links, field, zone);
            else
                Unknown(scope.RootType, name, rights, problems);
        }
        problems.ThrowIfAny();
        return projection;
    }

    private static void Unknown(RecordType type, string name, RightsSql rights, ProblemList problems)
    {
        var near = Nearest.Of(name, type.Fields.Where(f => !rights.Hides(type, f)).Select(f => f.Name));
        problems.Add(near is null
            ? new FieldProblem("fields", "unknown_field", Messages.Text("unknown_field", name))
            : new FieldProblem("fields", "unknown_field", Messages.Text("unknown_field_suggest", name, near), Suggestion: near));
    }

    /// <summary>Adds a field under a name.</summary>
    public void Field(JoinScope scope, string name, IReadOnlyList<Field> links, Field field, TimeZoneInfo zone)
    {
        var item = (JsonEncodedText.Encode(name), field.Kind, _columns.Count);
        if (field.Formula is not null)
        {
            Formula(scope, links, field, zone);
            _items.Add(item);
            return;
        }
        _columns.AddRange(Stored(scope, links, field));
        _items.Add(item);
        Sensitive(scope, [.. links, field]);
    }

    // A link on the way is told by what it leads to.
    private void Sensitive(JoinScope scope, IReadOnlyList<Field> path)
    {
        for (var i = 0; i < path.Count; i++)
        {
            if (path[i].Sensitive)
                Sensitive(scope, [.. path.Take(i)], path[i]);
        }
    }

    private void Sensitive(JoinScope scope, IReadOnlyList<Field> links, Field field) =>
        _sensitive.Add((scope.TypeOf(links), field, links.Count == 0 ? 0 : Add(SqlText.Column(scope.Alias(links), "id"))));

    /// <summary>The columns that the kind of a stored field writes its value from.</summary>
    public static IEnumerable<SqlText> Stored(JoinScope scope, IReadOnlyList<Field> links, Field field)
    {
        var alias = scope.Alias(links);
        return field.IsRelation ? Relation(scope, links, field, alias) : field.Kind.Selects.Select(part => part switch
        {
            SelectPart.First => Selected(alias, field, 0),
            SelectPart.Second => Storages.Column(alias, field, 1),
            SelectPart.LinkTitle => ExpressionSql.TitleColumn(scope.Target(links, field), scope.TypeOf([.. links, field])),
            _ => throw new InvalidOperationException($"{field.Name} has no column for {part}."),
        });
    }

    // jsonb comes as text, which goes into the response as it is.
    private static SqlText Selected(string alias, Field field, int index) =>
        field.Kind.Columns[index].Storage == Storage.Json ? SqlText.Of($"{Storages.Column(alias, field, index)}::text") : Storages.Column(alias, field, index);

    private static IReadOnlyList<SqlText> Relation(JoinScope scope, IReadOnlyList<Field> links, Field field, string alias)
    {
        if (field.Kind is AnyLinkKind)
        {
            var (link, entry) = scope.AnyTarget(links, field);
            var (to, e) = (SqlText.Column(link, "to_id"), SqlText.Name(entry));
            return [SqlText.Of($"case when {to} is not null then array[{to}] end"), SqlText.Of($"array[{e}.type]"), SqlText.Of($"array[{scope.TitleOf(entry, null)}]")];
        }
        var a = SqlText.Name(alias);
        var rows = SqlText.Of($"from {scope.LinkRows(scope.TypeOf(links), field)} x join {scope.Entries} e on e.workspace_id = x.workspace_id and e.id = x.to_id where x.workspace_id = {a}.workspace_id and x.from_id = {a}.id and x.field = {SqlText.NameLiteral(field.Name)}");
        SqlText All(SqlText column) => SqlText.Of($"(select array_agg({column} order by x.position) {rows})");
        return [All(SqlText.Column("e", "id")), All(SqlText.Column("e", "type")), All(scope.TitleOf("e", field.To))];
    }

    private void Formula(JoinScope scope, IReadOnlyList<Field> links, Field field, TimeZoneInfo zone)
    {
        var path = string.Join('.', links.Select(l => l.Name).Append(field.Name));
        var tells = false;
        Add(Worked(path, scope, rights.Context with { Named = (_, named) => tells |= named.Sensitive }) is not { } value ? SqlText.Of($"null")
            : field.Kind.Columns[0].Storage == Storage.Integer ? SqlText.Of($"({new ExpressionSql(scope, zone).Value(value)})::bigint") : new ExpressionSql(scope, zone).Value(value));
        if (field.Kind is MoneyKind)
            Add(SqlText.Text(rights.Currency));
        // What is worked out from sensitive values tells something of them.
        if (tells)
            Sensitive(scope, links, field);
    }

    // One formula that its reader may not read, or that cannot be worked out any more, must not keep all other fields from being read.
    private static Expr? Worked(string path, JoinScope scope, CheckContext names)
    {
        try
        {
            return ExpressionChecker.Value(path, scope.RootType, names, "fields");
        }
        catch (ProblemException)
        {
            return null;
        }
    }

    /// <summary>Names of the fields, in order; without id and version.</summary>
    public IReadOnlyList<string> Names => [.. _items.Select(i => i.Name.Value)];

    /// <summary>Kinds of the fields, in order.</summary>
    public IReadOnlyList<FieldKind> Kinds => [.. _items.Select(i => i.Kind)];

    /// <summary>Notes, before any row is written, that the caller is told the fields of many records.</summary>
    public void TellAll()
    {
        rights.Tell(root, null);
        foreach (var (type, field, _) in _sensitive)
            rights.Tell(type, field, null);
    }

    private void Tell(ColumnReader row)
    {
        rights.Tell(root, row.Id(0));
        foreach (var (type, field, record) in _sensitive)
        {
            if (!row.IsNull(record))
                rights.Tell(type, field, row.Id(record));
        }
    }

    /// <summary>Writes the value of one field of the present row.</summary>
    public void WriteValue(Utf8JsonWriter writer, ColumnReader row, int place) => _items[place].Kind.WriteColumns(writer, row, _items[place].Ordinal);

    /// <summary>Writes the present row as an object, and notes what it tells that is sensitive.</summary>
    public void Write(Utf8JsonWriter writer, ColumnReader row)
    {
        WriteRecord(writer, row);
        Tell(row);
    }

    /// <summary>Writes the present row as an object, of a file for which <see cref="TellAll"/> was called.</summary>
    public void WriteRecord(Utf8JsonWriter writer, ColumnReader row)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, row.Id(0));
        writer.WriteNumber("version"u8, row.Integer(1));
        foreach (var (name, kind, ordinal) in _items)
        {
            writer.WritePropertyName(name);
            kind.WriteColumns(writer, row, ordinal);
        }
        writer.WriteEndObject();
    }
}
