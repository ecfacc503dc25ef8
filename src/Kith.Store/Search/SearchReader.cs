using System.Buffers;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;
using NpgsqlTypes;

namespace Kith.Store.Search;

/// <summary>Finds records of all types by what people type.</summary>
public sealed class SearchReader(Database database, AccessPolicy policy, TimeProvider clock)
{
    /// <summary>Candidates that each step of the search may give, for every hit that is shown.</summary>
    private const int CandidatesPerHit = 5;
    /// <summary>The same where the caller may not see every record, or not every field: some of them fall away.</summary>
    private const int CandidatesPerHitWithin = 50;

    /// <summary>The level of candidates that only resemble what was typed.</summary>
    private const int Nearly = 2;
    /// <summary>Letters that explain a hit; what is longer is cut.</summary>
    private const int LongestText = 200;

    /// <summary>
    /// Writes <c>{"data": [{"type", "id", "title", "subtitle", "why": {"field", "text"}}]}</c>, best first: the very title, titles that begin as typed,
    /// words that do, parts of words, words nearly typed; within each what the caller changed of late, own records, the newest. Nothing typed
    /// answers the newest records.
    /// </summary>
    public async Task WriteAsync(Caller caller, Catalogue catalogue, string typed, IReadOnlyList<RecordType> types, int limit, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        var rights = new RightsSql(caller, policy, catalogue, clock.GetUtcNow().UtcDateTime);
        var readable = (types.Count == 0 ? catalogue.Types.Where(t => t.Searched) : types).Distinct().Where(t => rights.Of(t).Read).ToList();
        var words = TypedWords.Of(caller.Workspace, typed);
        await using var writer = new Utf8JsonWriter(output, RecordReader.Json);
        writer.WriteStartObject();
        writer.WriteStartArray("data"u8);
        if (readable.Count > 0 && (words is not null || string.IsNullOrWhiteSpace(typed)))
        {
            var explained = readable.ToDictionary(t => t.Name, t => new SearchedFields(t, rights));
            await database.WithinAsync(database.Short, caller.Workspace, caller.Limits.Time, async session =>
            {
                await using var reader = await session.ReadAsync(Statement(caller, rights, words, explained, limit), cancellation);
                var written = 0;
                while (written < limit && await reader.ReadAsync(cancellation))
                    written += WriteIfFound(writer, new Rows(reader), explained, words) ? 1 : 0;
                return written;
            }, cancellation);
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static bool WriteIfFound(Utf8JsonWriter writer, Rows row, Dictionary<string, SearchedFields> explained, TypedWords? words)
    {
        var fields = explained[row.Text(0)];
        var texts = fields.Read(row, 4);
        // What is nearly alike to PostgreSQL has letters in common; a slip of the hand is less.
        var uncertain = fields.HidesSome || row.Integer(5) == Nearly;
        if (words is not null && uncertain && !SearchedFields.Explain(words, texts))
            return false;
        WriteHit(writer, row, fields, words, texts);
        return true;
    }

    private static void WriteHit(Utf8JsonWriter writer, Rows row, SearchedFields fields, TypedWords? words, IReadOnlyList<SearchedText> texts)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, row.Text(0));
        writer.WriteString("id"u8, row.Id(1));
        writer.WriteString("title"u8, row.Text(2));
        writer.WriteString("subtitle"u8, fields.HidesSome || fields.Guards ? texts.FirstOrDefault(t => t.Field is { Title: false, Sensitive: false })?.Text : row.IsNull(3) ? null : row.Text(3));
        if (words is not null && SearchedFields.Best(words, texts) is { } why)
        {
            fields.Tell(why.Field, row.Id(1));
            writer.WriteStartObject("why"u8);
            writer.WriteString("field"u8, why.Field.Name);
            writer.WriteString("text"u8, why.Text.Length <= LongestText ? why.Text : why.Text[..LongestText]);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("why"u8);
        }
        writer.WriteEndObject();
    }

    private static SqlText Statement(Caller caller, RightsSql rights, TypedWords? words, Dictionary<string, SearchedFields> explained, int limit)
    {
        var names = explained.Keys.ToArray();
        var types = explained.Values.Select(f => f.Type).ToList();
        var partly = explained.Values.Any(f => f.HidesSome) || types.Any(t => !rights.Of(t).ReadsAll);
        var most = limit * (partly ? CandidatesPerHitWithin : CandidatesPerHit);
        var within = SqlText.Join(SqlText.Empty, types.Where(t => !rights.Of(t).ReadsAll).Select(t =>
            SqlText.Of($" and (e.type <> {SqlText.Text(t.Name)} or exists (select 1 from {SqlText.Name(t.Table)} t where t.workspace_id = e.workspace_id and t.id = e.id{rights.Readable(t, JoinScope.Root, " and ")} offset 0))")));
        // Rows that what the caller may read does not explain are passed over, so more than the limit may be needed.
        var rows = (long)(partly ? most : limit);
        var best = words is null
            ? SqlText.Of($"select e.*, 0 as level, row_number() over (order by e.id desc) as place from entry e where e.workspace_id = {caller.Workspace} and not e.deleted and e.type = any({names}){within} order by e.id desc limit {rows}")
            : SqlText.Of($"select e.*, f.level, row_number() over (order by f.level, (e.title_words = {SqlText.Text(words.Line)}) desc, starts_with(e.title_words, {SqlText.Text(words.Line)}) desc, f.touched desc, (e.owner_id is not distinct from {caller.Person}) desc, {Likeness(words)}e.id desc) as place from ({Candidates(caller, words, names, partly ? most : limit, most)}) f join entry e on e.workspace_id = {caller.Workspace} and e.id = f.id where true{within} order by place limit {(long)most}");
        var values = explained.Values.Select(f => f.Select(SqlText.Of($"h")));
        return SqlText.Of($"select h.type, h.id, h.title, h.subtitle, case h.type {SqlText.Join(SqlText.Of($" "), values)} end, h.level::bigint from ({best}) h where h.place <= {rows} or h.level = {(long)Nearly} order by h.place");
    }

    private static SqlText Candidates(Caller caller, TypedWords words, string[] names, int enough, int most) =>
        SqlText.Of($"select s.id, min(s.level) as level, bool_or(s.touched) as touched from kith.search({SqlText.Text(words.Line)}, {SqlText.Text(words.Firm)}::tsquery, {SqlText.Text(words.Loose)}::tsquery, {Texts(words.Parts)}, {Texts(words.Beginnings)}::tsquery[], {words.MayBeSlips}, {names}, {caller.Person}, {enough}, {most}) s group by s.id");

    private static SqlText Likeness(TypedWords words) =>
        SqlText.Of($"case when f.level = {(long)Nearly} then public.word_similarity({SqlText.Text(words.Longest)}, e.title_words) end desc nulls last, ");

    private static SqlText Texts(string[]? texts) => SqlText.Parameter(texts, NpgsqlDbType.Array | NpgsqlDbType.Text);
}
