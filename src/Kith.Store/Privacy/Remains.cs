using Kith.Store.Search;
using Kith.Store.Sql;

namespace Kith.Store.Privacy;

/// <summary>Where a person was found.</summary>
/// <param name="Store">The declared store; null for a table that is declared to hold nothing about people.</param>
/// <param name="Rows">How many rows say something of the person there.</param>
/// <param name="Some">Ids of a few of them, where they have some.</param>
public sealed record Remain(string? Store, string Label, string Table, string Column, long Rows, IReadOnlyList<Guid> Some);

/// <summary>Looks for a person in every text of every table of the workspace, also where nothing about people should be.</summary>
public sealed class Remains(KithStore store, IEnumerable<PersonalStore> stores)
{
    private readonly Dictionary<string, PersonalStore> _stores = stores.SelectMany(s => s.Tables.Select(t => (Table: t, Store: s))).DistinctBy(s => s.Table).ToDictionary(s => s.Table, s => s.Store);

    /// <summary>Where the person is found by e-mail, name or phone.</summary>
    /// <param name="except">The request that tells whom to look for; null for none.</param>
    public async Task<IReadOnlyList<Remain>> FindAsync(Guid workspace, Subject subject, Guid? except, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(workspace, cancellation);
        return await FindAsync(session, workspace, subject, except, cancellation);
    }

    internal async Task<IReadOnlyList<Remain>> FindAsync(Session session, Guid workspace, Subject subject, Guid? except, CancellationToken cancellation)
    {
        var found = new List<Remain>();
        if (subject.Pattern is not { } pattern)
            return found;
        foreach (var table in await PersonalTable.AllAsync(session, cancellation))
            found.AddRange(await InAsync(session, workspace, table, SqlText.Text(pattern), except, cancellation));
        if (await FilesAsync(session, workspace, pattern, cancellation) is > 0 and var files)
            found.Add(Found("import_piece", "bytes", files, []));
        if (await AnswersAsync(session, workspace, pattern, cancellation) is > 0 and var answers)
            found.Add(Found("idempotency", "body", answers, []));
        if (await WordsAsync(session, workspace, subject, cancellation) is > 0 and var words)
            found.Add(Found("word", "word", words, []));
        return found;
    }

    private Remain Found(string table, string column, long rows, IReadOnlyList<Guid> some)
    {
        var kept = _stores.GetValueOrDefault(table);
        return new Remain(kept?.Name, kept?.Label ?? Kith.Core.Problems.Messages.Text("personal.other"), table, column, rows, some);
    }

    private async Task<IReadOnlyList<Remain>> InAsync(Session session, Guid workspace, PersonalTable table, SqlText pattern, Guid? except, CancellationToken cancellation)
    {
        if (table.Texts.Length == 0)
            return [];
        var id = table.Ids.FirstOrDefault(c => c is "id" or "record_id");
        var sample = id is null ? SqlText.Of($"array[]::uuid[]") : SqlText.Of($"(array_agg({SqlText.Column("t", id)}))[1:5]");
        var counts = table.Texts.Select(c => SqlText.Of($"count(*) filter (where {PersonalTable.Says(c, pattern)})"));
        var where = table.Name == "privacy_request" ? SqlText.Of($"({table.Says(pattern)}) and t.id is distinct from {except}") : table.Says(pattern);
        return await session.FirstAsync(SqlText.Of($"select {sample}, {SqlText.List(counts)} {table.From(workspace, where)}"), r =>
        {
            Guid[] some = r.IsDBNull(0) ? [] : r.GetFieldValue<Guid[]>(0);
            return table.Texts.Select((column, i) => Found(table.Name, column, r.GetInt64(i + 1), some)).Where(f => f.Rows > 0).ToList();
        }, cancellation) ?? [];
    }

    // Bytes as text: what is no ASCII stands as octal numbers behind backslashes, and what is nothing comes from encodings with two bytes.
    internal static SqlText Readable(string column) => SqlText.Of($"replace(encode({SqlText.Column("t", column)}, 'escape'), '\\000', '')");

    /// <summary>The pattern for texts that are read in this way.</summary>
    internal static string ForBytes(string pattern) => string.Concat(pattern.Select(c => char.IsAscii(c) ? c.ToString() : @"(?:\\[0-7]{3}){1,3}"));

    private static Task<long> FilesAsync(Session session, Guid workspace, string pattern, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"select count(*) from import_piece t where t.workspace_id = {workspace} and {Readable("bytes")} ~* {SqlText.Text(ForBytes(pattern))}"), r => r.GetInt64(0), cancellation);

    private static Task<long> AnswersAsync(Session session, Guid workspace, string pattern, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"select count(*) from idempotency t where t.workspace_id = {workspace} and {Readable("body")} ~* {SqlText.Text(ForBytes(pattern))}"), r => r.GetInt64(0), cancellation);

    // Words by which no record is found any more; those that others are found by are theirs.
    private static Task<long> WordsAsync(Session session, Guid workspace, Subject subject, CancellationToken cancellation)
    {
        string[] words = [.. SearchWords.Of(subject.Terms)];
        return session.FirstAsync(
            SqlText.Of($"select count(*) from word w where w.workspace_id = {workspace} and w.word = any({words}) and w.word not in (select substr(l, 7) from entry e cross join lateral unnest(tsvector_to_array(e.words)) l where e.workspace_id = {workspace} and substr(l, 7) = any({words}))"),
            r => r.GetInt64(0), cancellation);
    }
}
