using System.Globalization;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Sql;

namespace Kith.Store.Reading;

/// <summary>The tables one statement reads: the root and whatever links reach, each joined once.</summary>
/// <param name="past">The moment that the tables are read as of; null for the present. What the caller may read is decided by the present.</param>
/// <param name="alias">Alias of the root table, and what all other aliases of the statement begin with where it stands inside another one.</param>
/// <param name="outer">The tables of the statement it stands inside; null where it is one of its own.</param>
internal sealed class JoinScope(RecordType root, Catalogue catalogue, RightsSql rights, Past? past = null, string alias = JoinScope.Root, JoinScope.Count? outer = null)
{
    private readonly Dictionary<string, string> _aliases = [];
    private readonly List<SqlText> _joins = [];
    private readonly Count _joined = outer ?? new Count(rights.Limits.Joins);

    /// <summary>Alias of the root table of a whole statement.</summary>
    public const string Root = "t";

    // Records that point at one, at each depth of a statement in a statement.
    private const string Pointing = "c";

    // A record at an earlier moment, in a statement of its own.
    private const string Earlier = "w";

    public RecordType RootType => root;

    /// <summary>True where the tables are read as of a moment in the past.</summary>
    public bool IsPast => past is not null;

    /// <summary>The types of the workspace.</summary>
    public Catalogue Catalogue => catalogue;

    /// <summary>The workspace that is read.</summary>
    public Guid Workspace => rights.Workspace;

    /// <summary>True when anything but the root is read.</summary>
    public bool Joins => _joins.Count > 0;

    /// <summary>The root table and its joins, for a from clause.</summary>
    public SqlText From => SqlText.Of($"{Table(root)} {SqlText.Name(alias)}{SqlText.Join(SqlText.Empty, _joins)}");

    /// <summary>Alias of the record that the links lead to.</summary>
    public string Alias(IReadOnlyList<Field> links)
    {
        var at = alias;
        for (var i = 0; i < links.Count; i++)
            at = Join(at, string.Join('.', links.Take(i + 1).Select(f => f.Name)), links[i]);
        return at;
    }

    /// <summary>The scope of a statement inside this one, over the records that point at one of its records.</summary>
    public JoinScope Inside(RecordType of) => new(of, catalogue, rights, past, alias == Root ? Pointing : alias + Pointing, _joined);

    /// <summary>The scope of a statement inside this one, over the record that links lead to, as of a moment.</summary>
    /// <param name="until">The first instant whose changes are not yet made.</param>
    public JoinScope Then(IReadOnlyList<Field> links, DateTime until) => new(TypeOf(links), catalogue, rights, Past.Earlier(past, until), alias == Root ? Earlier : alias + Earlier, _joined);

    /// <summary>Condition on the root: it is the record of an alias outside.</summary>
    public SqlText Is(string outside) => SqlText.Of($"{SqlText.Name(alias)}.workspace_id = {SqlText.Name(outside)}.workspace_id and {SqlText.Name(alias)}.id = {SqlText.Name(outside)}.id");

    /// <summary>Condition that a field of the record that links lead to was changed at an instant or since.</summary>
    public SqlText Changed(IReadOnlyList<Field> links, Field field, DateTime since) => PastSql.Changed(Alias(links), field, since, past);

    /// <summary>The rows of a link field that is no column, of records of a type, for a from clause.</summary>
    public SqlText LinkRows(RecordType type, Field field) => past is null ? SqlText.Of($"link") : PastSql.Links(type, field, past);

    /// <summary>The titles of all records, for a from clause.</summary>
    public SqlText Entries => past is null ? SqlText.Of($"entry") : PastSql.Entries(past);

    /// <summary>The title of an entry in a list of links, or nothing where the caller may not read what it is of.</summary>
    /// <param name="of">The type that the links point at; null for any.</param>
    public SqlText TitleOf(string entry, string? of) => rights.ReadableEntry(entry, of is null ? null : catalogue[of]) is { } readable
        ? SqlText.Of($"case when {readable} then {SqlText.Column(entry, "title")} end") : SqlText.Column(entry, "title");

    private SqlText Table(RecordType type) => past is null ? SqlText.Name(type.Table) : PastSql.Table(type, past);

    /// <summary>Condition on the root: it points at the record of an alias outside, is not in the trash, and the caller may read it.</summary>
    /// <param name="back">The link it points by; null where the records of the tree are meant themselves.</param>
    /// <param name="tree">How further records stand below the one outside, which the root may point at as well.</param>
    public SqlText PointsAt(string outside, Field? back, Tree? tree)
    {
        var (own, other) = (SqlText.Name(alias), SqlText.Name(outside));
        // As an array the tree is walked once for each record outside, and an index on the link can be used.
        var to = tree is null ? SqlText.Of($"{other}.id") : SqlText.Of($"any(array({Below(tree, SqlText.Of($"select {other}.id where {other}.deleted_at is null"))}))");
        var points = back switch
        {
            null => SqlText.Of($"{own}.id = {to}"),
            { InLinkTable: true } when back.IsRelation || past is null => SqlText.Of($"{own}.id in (select x.from_id from {LinkRows(root, back)} x where x.workspace_id = {other}.workspace_id and x.to_id = {to} and x.field = {SqlText.NameLiteral(back.Name)})"),
            _ => SqlText.Of($"{Storages.Column(alias, back)} = {to}"),
        };
        return SqlText.Of($"{own}.workspace_id = {other}.workspace_id and {own}.deleted_at is null and {points}{RecordReader.OfType(root, alias)}{rights.Readable(root, alias, " and ", IsPast)}");
    }

    /// <summary>The ids of a record and of all that stand somewhere below it, as a select of its own; none where the caller may not read it.</summary>
    public SqlText Below(Tree tree, Guid record) => Below(tree, SqlText.Of($"select o.id from {Table(tree.Of)} o where o.id = {record} and {Placed(tree)}"));

    private SqlText Below(Tree tree, SqlText top) =>
        SqlText.Of($"with recursive below(id) as ({top} union select o.id from below join {Table(tree.Of)} o on {Storages.Column("o", tree.Link)} = below.id where {Placed(tree)}) select below.id from below");

    // Has a place in the tree: it is not in the trash, and the caller may read it.
    private SqlText Placed(Tree tree) => SqlText.Of($"o.workspace_id = {rights.Workspace} and o.deleted_at is null{RecordReader.OfType(tree.Of, "o")}{rights.Readable(tree.Of, "o", " and ", IsPast)}");

    /// <summary>Puts the newest record first.</summary>
    public SqlText NewestFirst => SqlText.Of($" order by {SqlText.Name(alias)}.id desc limit 1");

    /// <summary>The value of the newest record of a group.</summary>
    public SqlText Newest(SqlText value) => SqlText.Of($"(array_agg({value} order by {SqlText.Name(alias)}.id desc))[1]");

    /// <summary>Joins what is worked out over the records of another scope, by the record of this one that they point at.</summary>
    /// <param name="links">The links that lead to the record pointed at.</param>
    /// <param name="back">The link they point by; null where the records of the tree are meant themselves.</param>
    /// <param name="tree">How further records stand below the one pointed at, which they may point at as well; null where only it is meant.</param>
    /// <param name="what">The value, over all that point at one.</param>
    /// <param name="asked">A further condition on them, with its <c>and</c>; nothing where all count.</param>
    /// <returns>The record pointed at, empty where none points, and the value.</returns>
    public (SqlText Key, SqlText Value) Gathered(IReadOnlyList<Field> links, JoinScope inside, Field? back, Tree? tree, SqlText what, SqlText asked)
    {
        var to = Alias(links);
        var name = Next("a");
        var (key, where) = (tree is null ? inside.PointingBy(back!) : inside.PointingInto(tree, back), SqlText.Of($"{inside.Living}{asked}"));
        Add(SqlText.Of($" left join (with g as materialized (select {key} as key, {what} as value from {inside.From} where {where} group by {key}) select g.key, g.value from g) {SqlText.Name(name)} on {SqlText.Column(name, "key")} = {SqlText.Name(to)}.id"));
        return (SqlText.Column(name, "key"), SqlText.Column(name, "value"));
    }

    private SqlText PointingBy(Field back)
    {
        if (!back.IsRelation)
            return Storages.Column(alias, back);
        var (link, own) = (Next("l"), SqlText.Name(alias));
        var l = SqlText.Name(link);
        Add(SqlText.Of($" join {LinkRows(root, back)} {l} on {l}.workspace_id = {own}.workspace_id and {l}.from_id = {own}.id and {l}.field = {SqlText.NameLiteral(back.Name)}"));
        return SqlText.Column(link, "to_id");
    }

    // Each record in the place of its own is below itself, so that every pair of one record and another above it is there once.
    private SqlText PointingInto(Tree tree, Field? back)
    {
        var (name, own) = (Next("b"), SqlText.Name(alias));
        var b = SqlText.Name(name);
        var pairs = SqlText.Of($"with recursive o as materialized (select o.id, {Storages.Column("o", tree.Link)} as above from {Table(tree.Of)} o where {Placed(tree)}), below(top, id) as (select o.id, o.id from o union select below.top, o.id from below join o on o.above = below.id)");
        var rows = back is { IsRelation: true }
            ? SqlText.Of($"{pairs} select distinct below.top, x.from_id as id from below join {LinkRows(root, back)} x on x.workspace_id = {rights.Workspace} and x.to_id = below.id and x.field = {SqlText.NameLiteral(back.Name)}")
            : SqlText.Of($"{pairs} select below.top, below.id from below");
        var points = back is null or { IsRelation: true } ? SqlText.Of($"{own}.id") : Storages.Column(alias, back);
        Add(SqlText.Of($" join ({rows}) {b} on {b}.id = {points}"));
        return SqlText.Column(name, "top");
    }

    // Not in the trash, and readable to the caller.
    private SqlText Living => SqlText.Of($"{SqlText.Name(alias)}.workspace_id = {rights.Workspace} and {SqlText.Name(alias)}.deleted_at is null{RecordReader.OfType(root, alias)}{rights.Readable(root, alias, " and ", IsPast)}");

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
            Add(SqlText.Of($" left join {LinkRows(TypeOf(links), field)} {l} on {l}.workspace_id = {f}.workspace_id and {l}.from_id = {f}.id and {l}.field = {SqlText.NameLiteral(field.Name)}"));
            Add(SqlText.Of($" left join {Entries} {e} on {e}.workspace_id = {l}.workspace_id and {e}.id = {l}.to_id"));
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
        var target = SqlText.Of($"{a}.workspace_id = {f}.workspace_id and {a}.id = {Storages.Column(from, link)}{rights.Readable(type, joined, " and ", IsPast)}");
        // Where each record gathers its own changes, only the one that is linked may: PostgreSQL would gather those of all first.
        Add(past is { OneByOne: true }
            ? SqlText.Of($" left join lateral (select * from {Table(type)} {a} where {target} offset 0) {a} on true")
            : SqlText.Of($" left join {Table(type)} {a} on {target}"));
        return joined;
    }

    private void Add(SqlText join)
    {
        _joined.Add();
        _joins.Add(join);
    }

    private string Next(string prefix) => (alias == Root ? "" : alias) + prefix + (_joins.Count + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>The tables that all parts of one statement join.</summary>
    internal sealed class Count(int most)
    {
        private int _joined;

        /// <exception cref="ProblemException">They are too many.</exception>
        public void Add()
        {
            if (++_joined > most)
                throw new ProblemException(Problem.Field("", "limit.joins", most));
        }
    }
}
