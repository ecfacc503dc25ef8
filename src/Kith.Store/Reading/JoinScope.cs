using System.Globalization;
using Kith.Core.Types;
using Kith.Store.Sql;

namespace Kith.Store.Reading;

/// <summary>The tables one statement reads: the root and whatever links reach, each joined once.</summary>
/// <param name="alias">Alias of the root table, and what all other aliases of the statement begin with where it stands inside another one.</param>
internal sealed class JoinScope(RecordType root, Catalogue catalogue, RightsSql rights, string alias = JoinScope.Root)
{
    private readonly Dictionary<string, string> _aliases = [];
    private readonly List<SqlText> _joins = [];

    /// <summary>Alias of the root table of a whole statement.</summary>
    public const string Root = "t";

    // Records that point at one, at each depth of a statement in a statement.
    private const string Pointing = "c";

    public RecordType RootType => root;

    /// <summary>The workspace that is read.</summary>
    public Guid Workspace => rights.Workspace;

    /// <summary>The root table and its joins, for a from clause.</summary>
    public SqlText From => SqlText.Of($"{SqlText.Name(root.Table)} {SqlText.Name(alias)}{SqlText.Join(SqlText.Empty, _joins)}");

    /// <summary>Alias of the record that the links lead to.</summary>
    public string Alias(IReadOnlyList<Field> links)
    {
        var at = alias;
        for (var i = 0; i < links.Count; i++)
            at = Join(at, string.Join('.', links.Take(i + 1).Select(f => f.Name)), links[i]);
        return at;
    }

    /// <summary>The scope of a statement inside this one, over the records that point at one of its records.</summary>
    public JoinScope Inside(RecordType of) => new(of, catalogue, rights, alias == Root ? Pointing : alias + Pointing);

    /// <summary>Condition on the root: it points at the record of an alias outside, is not in the trash, and the caller may read it.</summary>
    public SqlText PointsAt(string outside, Field back)
    {
        var (own, other) = (SqlText.Name(alias), SqlText.Name(outside));
        var points = back.IsRelation
            ? SqlText.Of($"{own}.id in (select x.from_id from link x where x.workspace_id = {other}.workspace_id and x.to_id = {other}.id and x.field = {SqlText.NameLiteral(back.Name)})")
            : SqlText.Of($"{Storages.Column(alias, back)} = {other}.id");
        return SqlText.Of($"{own}.workspace_id = {other}.workspace_id and {own}.deleted_at is null and {points}{RecordReader.OfType(root, alias)}{rights.Readable(root, alias, " and ")}");
    }

    /// <summary>Puts the newest record first.</summary>
    public SqlText NewestFirst => SqlText.Of($" order by {SqlText.Name(alias)}.id desc limit 1");

    /// <summary>The type that the links lead to.</summary>
    public RecordType TypeOf(IReadOnlyList<Field> links) => links.Count == 0 ? root : catalogue[links[^1].To!];

    /// <summary>Alias of the record a link of one column points at.</summary>
    public string Target(IReadOnlyList<Field> links, Field link) => Alias([.. links, link]);

    /// <summary>Aliases of the link row and the entry that a link to any type points at.</summary>
    public (string Link, string Entry) AnyTarget(IReadOnlyList<Field> links, Field field)
    {
        var from = Alias(links);
        var path = string.Join('.', links.Select(f => f.Name).Append(field.Name)) + ":any";
        if (!_aliases.TryGetValue(path, out var link))
        {
            link = Next("l");
            _aliases[path] = link;
            var (l, e, f) = (SqlText.Name(link), SqlText.Name(link + "e"), SqlText.Name(from));
            _joins.Add(SqlText.Of($" left join link {l} on {l}.workspace_id = {f}.workspace_id and {l}.from_id = {f}.id and {l}.field = {SqlText.NameLiteral(field.Name)}"));
            _joins.Add(SqlText.Of($" left join entry {e} on {e}.workspace_id = {l}.workspace_id and {e}.id = {l}.to_id"));
        }
        return (link, link + "e");
    }

    private string Join(string from, string path, Field link)
    {
        if (_aliases.TryGetValue(path, out var known))
            return known;
        var joined = Next("j");
        _aliases[path] = joined;
        var type = catalogue[link.To!];
        var (a, f) = (SqlText.Name(joined), SqlText.Name(from));
        _joins.Add(SqlText.Of($" left join {SqlText.Name(type.Table)} {a} on {a}.workspace_id = {f}.workspace_id and {a}.id = {Storages.Column(from, link)}{rights.Readable(type, joined, " and ")}"));
        return joined;
    }

    private string Next(string prefix) => (alias == Root ? "" : alias) + prefix + (_joins.Count + 1).ToString(CultureInfo.InvariantCulture);
}
