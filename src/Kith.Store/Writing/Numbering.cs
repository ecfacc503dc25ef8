using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Search;
using Kith.Store.Sql;
using NpgsqlTypes;

namespace Kith.Store.Writing;

/// <summary>
/// The numbers of series, issued by the very statement that appends the changes: under the workspace's position, so that they rise in commit order, and
/// what is taken back takes its numbers back. Decision 4.
/// </summary>
internal sealed class Numbering
{
    // Stands for the digits until PostgreSQL knows them. No text of people goes through it.
    private const string Sign = "109876543210987602";

    private readonly Caller _caller;
    private readonly RecordType _type;
    private readonly DateOnly _day;
    private readonly RowSet _rows;
    private readonly SqlText _id;
    private readonly List<Issue> _issues = [];

    /// <summary>Numbers of one field.</summary>
    /// <param name="Place">The place of the record among those that get one, from 1; null for the others.</param>
    /// <param name="Subtitle">True where the number is what tells records of one title apart.</param>
    private sealed record Issue(int At, Field Field, SqlText Place, SqlText Subtitle, long Count, string Before, string After)
    {
        public SqlText Counter => SqlText.Name("s" + (char)('a' + At));
        public SqlText Digits => SqlText.Of($"r.{SqlText.Name("d" + (char)('a' + At))}");
        public SqlText Text => SqlText.Of($"({SqlText.Text(Before)} || {Digits} || {SqlText.Text(After)})");
        public SqlText Name => SqlText.NameLiteral(Field.Name);
    }

    private Numbering(Caller caller, RecordType type, IReadOnlyList<ReadyWrite> writes, DateTime now)
    {
        (_caller, _type, _rows) = (caller, type, new RowSet(writes.Count));
        _day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(now, caller.Zone));
        _id = _rows.Add(Storage.Id, writes.Select(w => (object?)w.Id));
        foreach (var field in type.Fields.Where(f => f.Series is not null))
        {
            var count = 0L;
            object?[] places = [.. writes.Select(w => w.Values[field.Index] is null ? ++count : (object?)null)];
            if (count == 0)
                continue;
            var (before, after) = field.Series!.Around(_day, caller.Calendar);
            _issues.Add(new Issue(_issues.Count, field, _rows.Add(Storage.Integer, places), _rows.Add(Storage.Boolean, writes.Select(w => (object?)IsSubtitle(w, field))), count, before, after));
        }
    }

    /// <summary>The numbers that writes get; null where they get none.</summary>
    /// <param name="now">The instant whose day decides on year and month.</param>
    public static Numbering? Of(Caller caller, RecordType type, IReadOnlyList<ReadyWrite> writes, DateTime now) =>
        Issues(type, writes) && new Numbering(caller, type, writes, now) is { _issues.Count: > 0 } numbering ? numbering : null;

    /// <summary>True where writes may get numbers.</summary>
    public static bool Issues(RecordType type, IReadOnlyList<ReadyWrite> writes) =>
        (writes[0].Request.Kind == WriteKind.Create || writes[0].Request.Numbers) && type.Fields.Any(f => f.Series is not null);

    private bool IsSubtitle(ReadyWrite write, Field field) =>
        _type.Fields.FirstOrDefault(f => f.Searchable && f != _type.Title && (f.Series is not null || write.Values[f.Index] is not null)) == field;

    /// <summary>What stands between the position <c>p</c> and the changes: the counters, the numbers <c>r</c> and where they are written; each with its comma.</summary>
    public SqlText Steps => SqlText.Of($"{SqlText.Join(SqlText.Empty, _issues.Select(Count))}, r as materialized (select {_id} as id{SqlText.Join(SqlText.Empty, _issues.Select(Select))} from {_rows.From}{SqlText.Join(SqlText.Empty, _issues.Select(i => SqlText.Of($", {i.Counter}")))}), u as ({Records}), e as ({Entries})");

    /// <summary>The changes' source beside their own rows: the numbers of the record with an id.</summary>
    public static SqlText Beside(SqlText id) => SqlText.Of($", r where r.id = {id}");

    /// <summary>The title with the number where that is what people call the record.</summary>
    public SqlText Title(SqlText title) => _issues.Find(i => i.Field == _type.Title) is { } named ? SqlText.Of($"coalesce({named.Text}, {title})") : title;

    /// <summary>What a change did, with the numbers that were issued.</summary>
    public SqlText Diff(SqlText diff) => SqlText.Join(SqlText.Of($" || "), [diff, .. _issues.Select(i => SqlText.Of($"case when {i.Digits} is null then jsonb_build_object() else jsonb_build_object({i.Name}, jsonb_build_array(null, {i.Text})) end"))]);

    private SqlText Count(Issue issue)
    {
        var series = issue.Field.Series!;
        return SqlText.Of($", {issue.Counter} as (insert into series as c (workspace_id, type, field, period, last) select {_caller.Workspace}, {SqlText.Text(_type.Name)}, {issue.Name}, {SqlText.Text(series.Period(_day, _caller.Calendar))}, {series.Start - 1 + issue.Count} from p on conflict (workspace_id, type, field, period) do update set last = c.last + {issue.Count} returning last - {issue.Count} as before)");
    }

    private static SqlText Select(Issue issue) =>
        SqlText.Of($", kith.digits({issue.Counter}.before + {issue.Place}, {issue.Field.Series!.Digits}) as {SqlText.Name("d" + (char)('a' + issue.At))}, {issue.Subtitle} as {SqlText.Name("t" + (char)('a' + issue.At))}");

    private SqlText Records
    {
        get
        {
            List<SqlText> sets = [.. _issues.Where(i => !i.Field.Own).Select(i => SqlText.Of($"{SqlText.Name(i.Field.Column)} = coalesce({i.Text}, {SqlText.Column("t", i.Field.Column)})"))];
            if (_issues.Exists(i => i.Field.Own))
                sets.Add(SqlText.Of($"custom = {SqlText.Join(SqlText.Of($" || "), [SqlText.Of($"coalesce(t.custom, jsonb_build_object())"), .. _issues.Where(i => i.Field.Own).Select(i => SqlText.Of($"jsonb_strip_nulls(jsonb_build_object({SqlText.NameLiteral(i.Field.Key)}, {i.Text}))"))])}"));
            if (_type.Own)
                sets.Add(SqlText.Of($"title = {Title(SqlText.Of($"t.title"))}"));
            return SqlText.Of($"update {SqlText.Name(_type.Table)} t set {SqlText.List(sets)} from r where t.workspace_id = {_caller.Workspace} and t.id = r.id");
        }
    }

    private SqlText Entries
    {
        get
        {
            List<SqlText> sets = [SqlText.Of($"title = {Title(SqlText.Of($"e.title"))}")];
            foreach (var issue in _issues.Where(i => i.Field == _type.Title))
                sets.Add(SqlText.Of($"title_words = coalesce({Spelt(issue, SqlText.Text(SearchWords.Line(issue.Before + Sign + issue.After)))}, e.title_words)"));
            List<Issue> found = [.. _issues.Where(i => i.Field.Searchable)];
            if (found.Count > 0)
            {
                sets.Add(SqlText.Of($"words = {SqlText.Join(SqlText.Of($" || "), [SqlText.Of($"e.words"), .. found.Select(Words)])}"));
                sets.Add(SqlText.Of($"subtitle = case {SqlText.Join(SqlText.Empty, found.Select(i => SqlText.Of($"when r.{SqlText.Name("t" + (char)('a' + i.At))} and {i.Digits} is not null then {i.Text} ")))}else e.subtitle end"));
            }
            return SqlText.Of($"update entry e set {SqlText.List(sets)} from r where e.workspace_id = {_caller.Workspace} and e.id = r.id");
        }
    }

    private SqlText Words(Issue issue)
    {
        var words = SqlText.Parameter(SearchWords.Marked(_caller.Workspace, SearchWords.Of([issue.Before + Sign + issue.After])), NpgsqlDbType.Array | NpgsqlDbType.Text);
        return SqlText.Of($"case when {issue.Digits} is null then array_to_tsvector(array[]::text[]) else array_to_tsvector(array(select {Spelt(issue, SqlText.Of($"w"))} from unnest({words}::text[]) w)) end");
    }

    // A number is also found by its last digits, for which it stands backwards.
    private static SqlText Spelt(Issue issue, SqlText word) =>
        SqlText.Of($"replace(replace({word}, {SqlText.Text(Sign)}, {issue.Digits}), {SqlText.Text(string.Concat(Sign.Reverse()))}, reverse({issue.Digits}))");
}
