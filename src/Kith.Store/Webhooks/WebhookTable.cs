using Kith.Core.Types;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Kith.Store.Webhooks;

/// <summary>The SQL of webhooks and their deliveries.</summary>
internal static class WebhookTable
{
    /// <summary>The kind of the jobs that send; a job is named after its webhook.</summary>
    public const string Kind = "webhook";

    private static readonly SqlText Columns = SqlText.Of($"id, url, owner_id, types, kinds, filter, active, note, generation, rotated_until, failures, failing_since, retry_at, replay_after, replay_through, created_at, begins_after");
    private static readonly SqlText DeliveryColumns = SqlText.Of($"id, position, event, state, attempts, due_at, status, problem, tried_at, created_at");

    public static Task<List<Webhook>> ListAsync(Session session, Guid workspace, CancellationToken cancellation) =>
        session.ListAsync(SqlText.Of($"select {Columns} from webhook where workspace_id = {workspace} order by id"), Read, cancellation);

    public static Task<Webhook?> FindAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select {Columns} from webhook where workspace_id = {workspace} and id = {id}"), Read, cancellation);

    public static SqlText Insert(Guid workspace, Webhook hook) =>
        SqlText.Of($"insert into webhook (workspace_id, id, url, owner_id, types, kinds, filter, created_at, begins_after) values ({workspace}, {hook.Id}, {SqlText.Text(hook.Url)}, {hook.Owner}, {Texts(hook.Types)}, {Texts(hook.Kinds)}, {SqlText.Text(hook.Filter)}, {hook.CreatedAt}, (select position from position where workspace_id = {workspace}))");

    /// <summary>Saves what people change; one that is switched on again begins anew.</summary>
    public static SqlText Update(Guid workspace, Webhook hook) =>
        SqlText.Of($"update webhook set url = {SqlText.Text(hook.Url)}, types = {Texts(hook.Types)}, kinds = {Texts(hook.Kinds)}, filter = {SqlText.Text(hook.Filter)}, active = {hook.Active}, note = null, failures = 0, failing_since = null, retry_at = null where {Same(workspace, hook.Id)}");

    public static SqlText Delete(Guid workspace, Guid id) => SqlText.Of($"delete from webhook where {Same(workspace, id)}");

    public static SqlText Rotate(Guid workspace, Guid id, DateTime until) =>
        SqlText.Of($"update webhook set generation = generation + 1, rotated_until = {until} where {Same(workspace, id)}");

    public static SqlText SwitchOff(Guid workspace, Guid id, string note) =>
        SqlText.Of($"update webhook set active = false, note = {SqlText.Text(note)} where {Same(workspace, id)}");

    public static SqlText Replay(Guid workspace, Guid id, long? after, long? through) =>
        SqlText.Of($"update webhook set replay_after = {SqlText.Parameter(after, NpgsqlDbType.Bigint)}, replay_through = {SqlText.Parameter(through, NpgsqlDbType.Bigint)} where {Same(workspace, id)}");

    /// <summary>Has changes sent; one that was sent before is sent again under its id.</summary>
    public static SqlText Deliver(Guid workspace, Guid webhook, IReadOnlyList<(Guid Id, long Position, string Event, string Body)> events)
    {
        SqlText Of<T>(IEnumerable<T> values, NpgsqlDbType type) => SqlText.Parameter(values.ToArray(), NpgsqlDbType.Array | type);
        return SqlText.Of($"insert into webhook_delivery (workspace_id, id, webhook_id, position, event, body, due_at, created_at) select {workspace}, v.id, {webhook}, v.position, v.event, v.body, now(), now() from unnest({Of(events.Select(e => e.Id), NpgsqlDbType.Uuid)}, {Of(events.Select(e => e.Position), NpgsqlDbType.Bigint)}, {Of(events.Select(e => e.Event), NpgsqlDbType.Text)}, {Of(events.Select(e => e.Body), NpgsqlDbType.Text)}) v(id, position, event, body) on conflict (workspace_id, webhook_id, position) where position is not null do update set body = excluded.body, state = 'waiting', attempts = 0, due_at = now()");
    }

    public static SqlText DeliverTest(Guid workspace, Guid webhook, Guid id, string body) =>
        SqlText.Of($"insert into webhook_delivery (workspace_id, id, webhook_id, event, body, due_at, created_at) values ({workspace}, {id}, {webhook}, 'test', {SqlText.Text(body)}, now(), now())");

    /// <summary>Has a delivery sent again.</summary>
    public static SqlText Again(Guid workspace, Guid webhook, Guid id) =>
        SqlText.Of($"update webhook_delivery set state = 'waiting', attempts = 0, due_at = now() where workspace_id = {workspace} and webhook_id = {webhook} and id = {id}");

    /// <summary>The statements that wake the sender of a webhook.</summary>
    /// <param name="at">When it has something to do; null for now.</param>
    public static IReadOnlyList<SqlText> Wake(Guid workspace, Webhook hook, DateTime? at = null) =>
        JobQueue.Enqueue(new NewJob(workspace, Kind, hook.Id) { DueAt = at, Title = new Uri(hook.Url).Host });

    /// <summary>What is due now, in the order in which it came.</summary>
    public static Task<List<(WebhookDelivery Delivery, string Body)>> DueAsync(Session session, Guid workspace, Guid webhook, DateTime now, int limit, CancellationToken cancellation) =>
        session.ListAsync(SqlText.Of($"select {DeliveryColumns}, body from webhook_delivery where workspace_id = {workspace} and webhook_id = {webhook} and state in ('waiting', 'failed') and due_at <= {now} order by due_at, id limit {(long)limit}"), r => (ReadDelivery(r), r.GetString(10)), cancellation);

    /// <summary>When something is due next; null when nothing waits.</summary>
    public static Task<DateTime?> NextAsync(Session session, Guid workspace, Guid webhook, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"select case when h.replay_after is not null then now() else greatest(h.retry_at, (select min(d.due_at) from webhook_delivery d where d.workspace_id = h.workspace_id and d.webhook_id = h.id and d.state in ('waiting', 'failed'))) end, exists (select 1 from webhook_delivery d where d.workspace_id = h.workspace_id and d.webhook_id = h.id and d.state in ('waiting', 'failed')) or h.replay_after is not null from webhook h where h.workspace_id = {workspace} and h.id = {webhook} and h.active"),
        r => r.GetBoolean(1) ? r.GetDateTime(0) : (DateTime?)null, cancellation);

    /// <summary>Notes what became of a try.</summary>
    public static SqlText Tried(Guid workspace, WebhookDelivery delivery) =>
        SqlText.Of($"update webhook_delivery set state = {SqlText.Text(Naming.Snake(delivery.State.ToString()))}, attempts = {delivery.Attempts}, due_at = {delivery.DueAt}, status = {SqlText.Parameter(delivery.Status, NpgsqlDbType.Integer)}, problem = {SqlText.Text(delivery.Problem)}, tried_at = {delivery.TriedAt!.Value} where workspace_id = {workspace} and id = {delivery.Id}");

    /// <summary>Lets a webhook that pauses after failures try at once.</summary>
    public static SqlText Resume(Guid workspace, Guid id) => SqlText.Of($"update webhook set retry_at = null where {Same(workspace, id)}");

    public static SqlText Succeeded(Guid workspace, Guid id) =>
        SqlText.Of($"update webhook set failures = 0, failing_since = null, retry_at = null where {Same(workspace, id)} and failures > 0");

    public static SqlText Failed(Guid workspace, Guid id, DateTime now, DateTime retryAt) =>
        SqlText.Of($"update webhook set failures = failures + 1, failing_since = coalesce(failing_since, {now}), retry_at = {retryAt} where {Same(workspace, id)}");

    /// <summary>Deletes so many deliveries that are done with and older than a moment.</summary>
    public static SqlText Forget(Guid workspace, DateTime before, int most) =>
        SqlText.Of($"delete from webhook_delivery where ctid = any(array(select ctid from webhook_delivery where workspace_id = {workspace} and state in ('delivered', 'parked') and coalesce(tried_at, created_at) < {before} limit {most}))");

    /// <summary>The moment by the later of two clocks, so that what either process finds due is due.</summary>
    public static Task<DateTime> NowAsync(Session session, DateTime now, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select greatest(now(), {now})"), r => r.GetDateTime(0), cancellation);

    /// <summary>The newest deliveries of a webhook.</summary>
    public static Task<List<WebhookDelivery>> DeliveriesAsync(Session session, Guid workspace, Guid webhook, DeliveryState? state, Guid? after, int limit, CancellationToken cancellation)
    {
        var where = SqlText.Of($"workspace_id = {workspace} and webhook_id = {webhook}");
        if (state is { } wanted)
            where = SqlText.Of($"{where} and state = {SqlText.Text(Naming.Snake(wanted.ToString()))}");
        if (after is { } id)
            where = SqlText.Of($"{where} and id < {id}");
        return session.ListAsync(SqlText.Of($"select {DeliveryColumns} from webhook_delivery where {where} order by id desc limit {(long)limit}"), ReadDelivery, cancellation);
    }

    private static SqlText Same(Guid workspace, Guid id) => SqlText.Of($"workspace_id = {workspace} and id = {id}");

    private static SqlText Texts(IReadOnlyList<string>? texts) => SqlText.Parameter(texts?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);

    private static Webhook Read(NpgsqlDataReader r) => new(
        r.GetGuid(0), r.GetString(1), r.GetGuid(2), r.IsDBNull(3) ? null : r.GetFieldValue<string[]>(3), r.IsDBNull(4) ? null : r.GetFieldValue<string[]>(4), r.IsDBNull(5) ? null : r.GetString(5),
        r.GetBoolean(6), r.IsDBNull(7) ? null : r.GetString(7), r.GetInt32(8), Instant(r, 9), r.GetInt32(10), Instant(r, 11), Instant(r, 12), r.IsDBNull(13) ? null : r.GetInt64(13),
        r.IsDBNull(14) ? null : r.GetInt64(14), r.GetDateTime(15), r.GetInt64(16));

    private static WebhookDelivery ReadDelivery(NpgsqlDataReader r) => new(
        r.GetGuid(0), r.IsDBNull(1) ? null : r.GetInt64(1), r.GetString(2), Enum.Parse<DeliveryState>(r.GetString(3), ignoreCase: true), r.GetInt32(4), r.GetDateTime(5),
        r.IsDBNull(6) ? null : r.GetInt32(6), r.IsDBNull(7) ? null : r.GetString(7), Instant(r, 8), r.GetDateTime(9));

    private static DateTime? Instant(NpgsqlDataReader r, int ordinal) => r.IsDBNull(ordinal) ? null : r.GetDateTime(ordinal);
}
