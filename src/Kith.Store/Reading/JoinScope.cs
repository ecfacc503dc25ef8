using System.Globalization;
using Kith.Core.Types;
using Kith.Store.Sql;

namespace Kith.Store.Reading;

/// <summary>The tables one statement reads: the root and whatever links reach, each joined once.</summary>
internal sealed class JoinScope(RecordType root, Catalogue catalogue, RightsSql rights)
{
    private readonly Dictionary<string, string> _aliases = [];
    private readonly List<SqlText> _joins = [];

    /// <summary>Alias of the root table.</summary>
    public const string Root = "t";

    public RecordType RootType => root;

    /// <summary>The root table and its joins, for a from clause.</summary>
    public SqlText From => SqlText.Of($"{SqlText.Name(root.Table)} {SqlText.Name(Root)}{SqlText.Join(SqlText.Empty, _joins)}");

    /// <summary>Alias of the record that the links lead to.</summary>
    public string Alias(IReadOnlyList<Field> links)
    {
        var alias = Root;
        for (var i = 0; i < links.Count; i++)
            alias = Join(alias, string.Join('.', links.Take(i + 1).Select(f => f.Name)), links[i]);
        return alias;
    }

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
        var alias = Next("j");
        _aliases[path] = alias;
        var type = catalogue[link.To!];
        var (a, f) = (SqlText.Name(alias), SqlText.Name(from));
        _joins.Add(SqlText.Of($" left join {SqlText.Name(type.Table)} {a} on {a}.workspace_id = {f}.workspace_id and {a}.id = {Storages.Column(from, link)}{rights.Readable(type, alias, " and ")}"));
        return alias;
    }

    private string Next(string prefix) => prefix + (_joins.Count + 1).ToString(CultureInfo.InvariantCulture);
}
