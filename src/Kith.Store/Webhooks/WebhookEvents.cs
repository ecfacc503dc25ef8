using System.Buffers;
using System.Text;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Stream;

namespace Kith.Store.Webhooks;

/// <summary>Makes deliveries out of changes: of those a webhook wants, those its owner may see now, as its owner sees them.</summary>
internal sealed class WebhookEvents(KithStore store)
{
    /// <summary>Has changes sent to one webhook, in the session's transaction. One whose owner or filter is no longer usable is switched off.</summary>
    public async Task DeliverAsync(Session session, Guid workspace, Webhook hook, IReadOnlyList<Change> changes, CancellationToken cancellation)
    {
        List<Change> wanted = [.. changes.Where(c => hook.Wants(c.Type, c.Kind))];
        if (wanted.Count == 0)
            return;
        try
        {
            var acting = await ActingPerson.FindAsync(session, store.Memberships, workspace, hook.Owner, Via.Api, hook.Id, "webhook.owner_gone", cancellation);
            var owner = acting with { Reads = new SensitiveReads(() => { }) };
            var version = await session.FirstAsync(SqlText.Of($"select schema_version from workspace where id = {workspace}"), r => r.GetInt64(0), cancellation);
            var catalogue = await store.Catalogues.OfAsync(workspace, version, cancellation);
            var rights = store.Changes.Rights(owner, catalogue);
            var seen = await SeenAsync(session, owner, catalogue, rights, hook, wanted, cancellation);
            if (seen.Count == 0)
                return;
            var linked = await ChangeReader.LinkedAsync(session, workspace, catalogue, seen, rights, cancellation);
            var events = seen.Select(c => (store.Ids.Next(), c.Position, $"{c.Type}.{c.Kind}", Body(c, catalogue, rights, linked))).ToList();
            await session.ExecuteAsync([WebhookTable.Deliver(workspace, hook.Id, events), .. WebhookTable.Wake(workspace, hook)], cancellation);
            await ReadLog.NoteAsync(session, owner, "webhook", cancellation);
        }
        catch (ProblemException refusal)
        {
            var reason = refusal.Problem.Errors.Count > 0 ? string.Join(' ', refusal.Problem.Errors.Select(e => e.Message)) : refusal.Problem.Title;
            await session.ExecuteAsync(WebhookNotices.SwitchOff(workspace, hook, reason), cancellation);
        }
    }

    private static async Task<IReadOnlyList<Change>> SeenAsync(Session session, Caller owner, Catalogue catalogue, RightsSql rights, Webhook hook, List<Change> wanted, CancellationToken cancellation)
    {
        var seen = new List<Change>();
        foreach (var of in wanted.GroupBy(c => c.Type))
        {
            if (catalogue.Find(of.Key) is not { } type || !rights.Of(type).Read)
                continue;
            if (hook.Filter is null && rights.Of(type).ReadsAll)
            {
                seen.AddRange(of);
                continue;
            }
            var scope = new JoinScope(type, catalogue, rights, alias: "t");
            var filter = hook.Filter is { } text ? SqlText.Of($" and {new ExpressionSql(scope, owner.Zone).Condition(ExpressionChecker.Condition(text, type, rights.Context, "filter"))}") : SqlText.Empty;
            var ids = await session.ListAsync(
                SqlText.Of($"select t.id from {scope.From} where t.workspace_id = {owner.Workspace} and t.id = any({of.Select(c => c.Record).Distinct().ToArray()}){RecordReader.OfType(type)}{rights.Readable(type, "t", " and ")}{filter}"),
                r => r.GetGuid(0), cancellation);
            var found = ids.ToHashSet();
            seen.AddRange(of.Where(c => found.Contains(c.Record)));
        }
        return [.. seen.OrderBy(c => c.Position)];
    }

    private static string Body(Change change, Catalogue catalogue, RightsSql rights, Dictionary<Guid, LinkedRecord> linked) =>
        Json($"{change.Type}.{change.Kind}", change.At, writer => ChangeJson.Write(writer, change, catalogue, rights, linked));

    /// <summary>The payload that Standard Webhooks asks for: type, timestamp and data.</summary>
    public static string Json(string type, DateTime at, Action<Utf8JsonWriter> data)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, RecordReader.Json))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, type);
            writer.WriteString("timestamp"u8, FieldKinds.DateTime.ToText(at));
            writer.WritePropertyName("data"u8);
            data(writer);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}

/// <summary>Reads the stream for webhooks: what is to be sent and the consumer's position commit together.</summary>
public sealed class WebhookConsumer(KithStore store) : StoredConsumer
{
    private readonly WebhookEvents _events = new(store);

    public override string Name => "webhooks";

    protected override async Task HandleAsync(StoredBatch batch, CancellationToken cancellation)
    {
        foreach (var hook in await WebhookTable.ListAsync(batch.Session, batch.Workspace, cancellation))
        {
            if (hook.Active)
                await _events.DeliverAsync(batch.Session, batch.Workspace, hook, [.. batch.Changes.Where(c => c.Position > hook.BeginsAfter)], cancellation);
        }
    }
}
