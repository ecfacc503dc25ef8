using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Types;
using Kith.Store.Sql;
using Kith.Store.Stream;
using Kith.Store.Writing;

namespace Kith.Store.Audit;

/// <summary>Asks for a part of what happened to who may do what.</summary>
/// <param name="Kinds">Only these; all when empty.</param>
/// <param name="Person">Only what this person did or what happened to them.</param>
/// <param name="From">A day or point in time.</param>
/// <param name="To">A later one.</param>
/// <param name="Text">What stands in it somewhere, in any case.</param>
/// <param name="After">Position to go on before; null for the newest.</param>
public sealed record SecurityQuery(IReadOnlyList<SecurityEventKind> Kinds, Guid? Person, string? From, string? To, string? Text, long? After, int Limit);

/// <summary>Appends to the sealed stream what happens to who may do what, and finds it again.</summary>
public sealed class SecurityLog(KithStore store)
{
    private static readonly string[] OfRecords = [.. SecurityEvent.OfRecords.Select(k => Naming.Snake(k.ToString()))];

    /// <summary>An event that a caller brings about; where somebody sees Kith as the caller, it is that one's, for the caller.</summary>
    /// <param name="subject">The person or record it happens to; null for the workspace.</param>
    public static SecurityEvent By(Caller caller, SecurityEventKind kind, Guid? subject = null, string title = "") =>
        new(kind, caller.Viewer ?? caller.Person, Naming.Snake(caller.Via.ToString()), subject ?? caller.Workspace, title) { Trace = caller.Trace, Behalf = caller.Viewer is null ? caller.Behalf : caller.Person };

    /// <summary>Appends events, in the session's transaction where it has one; then as the last before the commit, because it holds the workspace's counter.</summary>
    public static async Task AppendAsync(Session session, Guid workspace, IReadOnlyList<SecurityEvent> events, CancellationToken cancellation)
    {
        if (events.Count == 0)
            return;
        await session.ExecuteAsync(Append(workspace, events), cancellation);
        session.Appended();
    }

    /// <summary>Appends what a caller changed of the workspace's settings; nothing where nothing changed.</summary>
    public static Task ChangedAsync(Session session, Caller caller, JsonObject before, JsonObject after, CancellationToken cancellation)
    {
        var changed = after.Where(s => !JsonNode.DeepEquals(s.Value, before[s.Key])).Select(s => s.Key).ToList();
        return changed.Count == 0 ? Task.CompletedTask
            : AppendAsync(session, caller.Workspace, [changed.Aggregate(By(caller, SecurityEventKind.SettingsChanged), (e, name) => e.With(name, before[name], after[name]))], cancellation);
    }

    private static SqlText Append(Guid workspace, IReadOnlyList<SecurityEvent> events)
    {
        var count = (long)events.Count;
        var rows = new RowSet(events.Count);
        rows.Add(Storage.Integer, Enumerable.Range(1, events.Count).Select(i => (object?)(long)i));
        rows.Add(Storage.Id, events.Select(e => (object?)e.By));
        rows.Add(Storage.Text, events.Select(e => (object?)e.Via));
        rows.Add(Storage.Text, events.Select(e => (object?)Naming.Snake(e.Kind.ToString())));
        rows.Add(Storage.Id, events.Select(e => (object?)e.Subject));
        rows.Add(Storage.Text, events.Select(e => (object?)e.Title));
        rows.Add(Storage.Json, events.Select(e => (object?)e.Details.ToJsonString()));
        rows.Add(Storage.Text, events.Select(e => (object?)e.Trace));
        rows.Add(Storage.Id, events.Select(e => (object?)e.Behalf));
        return SqlText.Of($"with p as (update position set position = position + {count} where workspace_id = {workspace} returning position) insert into change (workspace_id, position, at, by_id, via, kind, type, record_id, title, diff, trace, behalf_id) select {workspace}, p.position - {count} + {rows.Column(0)}, now(), {rows.Column(1)}, {rows.Column(2)}, {rows.Column(3)}, {SqlText.NameLiteral(SecurityEvent.Type)}, {rows.Column(4)}, {rows.Column(5)}, {rows.Column(6)}, {rows.Column(7)}, {rows.Column(8)} from p, {rows.From}");
    }

    /// <summary>All events that are asked for, newest first, page by page.</summary>
    public async IAsyncEnumerable<IReadOnlyList<Change>> PagesAsync(Caller caller, Catalogue catalogue, SecurityQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (long? after = query.After; ;)
        {
            var found = await ListAsync(caller, catalogue, query with { After = after }, cancellation);
            yield return found.Count > query.Limit ? found[..query.Limit] : found;
            if (found.Count <= query.Limit)
                yield break;
            after = found[query.Limit - 1].Position;
        }
    }

    /// <summary>The newest events, one more than asked for where there are more. Whoever calls it has found that the caller may read the audit.</summary>
    /// <exception cref="Core.Problems.ProblemException">A moment cannot be read.</exception>
    public Task<List<Change>> ListAsync(Caller caller, Catalogue catalogue, SecurityQuery query, CancellationToken cancellation)
    {
        var rights = store.Changes.Rights(caller, catalogue);
        var where = SqlText.Of($"c.workspace_id = {caller.Workspace} and c.type = {SqlText.NameLiteral(SecurityEvent.Type)} and c.kind <> 'created'");
        if (query.Kinds.Count > 0)
            where = SqlText.Of($"{where} and c.kind = any({query.Kinds.Select(k => Naming.Snake(k.ToString())).ToArray()})");
        if (query.Person is { } person)
            where = SqlText.Of($"{where} and (c.by_id = {person} or c.record_id = {person} or c.behalf_id = {person})");
        if (query.From is { } from)
            where = SqlText.Of($"{where} and c.at >= {Core.Expressions.ExpressionChecker.Since(from, rights.Context, "from")}");
        if (query.To is { } to)
            where = SqlText.Of($"{where} and c.at < {Core.Expressions.ExpressionChecker.Until(to, rights.Context, "to")}");
        if (query.Text is { } text)
            where = SqlText.Of($"{where} and strpos(lower(concat(case when not c.kind = any({OfRecords}) then c.title end, ' ', c.diff::text)), lower({SqlText.Text(text)})) > 0");
        if (query.After is { } after)
            where = SqlText.Of($"{where} and c.position < {after}");
        return store.Database.WithinAsync(store.Database.Short, caller.Workspace, caller.Limits.Time, async session =>
        {
            session.PlanPerValue = true;
            var events = await session.ListAsync(ChangeRows.Select(where, SqlText.Of($"order by c.position desc limit {(long)query.Limit + 1}")), ChangeRows.Read, cancellation);
            var records = await ChangeReader.TitlesAsync(session, caller.Workspace, events.Where(e => OfRecords.Contains(e.Kind)).Select(e => e.Record), rights, cancellation);
            return events.ConvertAll(e => OfRecords.Contains(e.Kind) ? e with { Title = records.GetValueOrDefault(e.Record)?.Title ?? "" } : e);
        }, cancellation);
    }
}
