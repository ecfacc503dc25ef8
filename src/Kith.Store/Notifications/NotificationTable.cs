using Kith.Core.Notifications;
using Kith.Core.Records;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Kith.Store.Notifications;

/// <summary>The statements that make notifications and move them on.</summary>
public static class NotificationTable
{
    /// <summary>The kind of the jobs that write mails at once; a job is named after its person.</summary>
    public const string MailJob = "notification_mail";

    /// <summary>The kind of the jobs that end summaries; a job is named after its changeset.</summary>
    internal const string SummaryJob = "notification_summary";

    /// <summary>How long notifications are kept; older changes make none.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>Notes what people are to be told of. What was noted before stays as it is; those of a changeset wait until it is done.</summary>
    internal static async Task AddAsync(Session session, Guid workspace, IdSource ids, IReadOnlyList<NewNotice> notices, CancellationToken cancellation)
    {
        if (notices.Count == 0)
            return;
        var heads = notices.DistinctBy(n => (n.Person, n.Kind, n.Cause)).ToList();
        var made = await session.ListAsync(Insert(workspace, ids, heads), r => (Shown: ReadShown(r), Changeset: r.IsDBNull(3) ? (Guid?)null : r.GetGuid(3)), cancellation);
        await session.ExecuteAsync(
        [
            InsertItems(workspace, notices),
            .. Show(workspace, [.. made.Where(m => m.Changeset is null).Select(m => m.Shown)]),
            .. made.Select(m => m.Changeset).OfType<Guid>().Distinct().SelectMany(set => JobQueue.Enqueue(new NewJob(workspace, SummaryJob, set))),
        ], cancellation);
    }

    private static SqlText Insert(Guid workspace, IdSource ids, List<NewNotice> heads) => SqlText.Of($"""
        with made as (
            insert into notification (workspace_id, id, person_id, kind, cause, changeset, due_at, app, mail, ready_at, created_at)
            select {workspace}, v.id, v.person, v.kind, v.cause, v.changeset, v.due_at, v.app, v.mail, case when v.changeset is null then now() end, now()
            from unnest({heads.Select(_ => ids.Next()).ToArray()}, {heads.Select(n => n.Person).ToArray()}, {heads.Select(n => n.Kind).ToArray()}, {heads.Select(n => n.Cause).ToArray()},
                {Array(heads.Select(n => n.Changeset), NpgsqlDbType.Uuid)}, {Array(heads.Select(n => n.DueAt), NpgsqlDbType.TimestampTz)},
                {Array(heads.Select(n => n.Channels.App), NpgsqlDbType.Boolean)}, {heads.Select(n => Name(n.Channels.Mail)).ToArray()}) v(id, person, kind, cause, changeset, due_at, app, mail)
            on conflict (workspace_id, person_id, kind, cause) do nothing returning person_id, app, mail, changeset)
        select person_id, app, mail, changeset from made
        """);

    private static SqlText InsertItems(Guid workspace, IReadOnlyList<NewNotice> notices) => SqlText.Of($"""
        insert into notification_item (workspace_id, notification_id, record_id, position, fields)
        select {workspace}, n.id, v.record, v.position, string_to_array(v.fields, ',')
        from unnest({notices.Select(n => n.Person).ToArray()}, {notices.Select(n => n.Kind).ToArray()}, {notices.Select(n => n.Cause).ToArray()}, {notices.Select(n => n.Record).ToArray()},
            {Array(notices.Select(n => n.Position), NpgsqlDbType.Bigint)}, {notices.Select(n => string.Join(',', n.Fields)).ToArray()}) v(person, kind, cause, record, position, fields)
        join notification n on n.workspace_id = {workspace} and n.person_id = v.person and n.kind = v.kind and n.cause = v.cause
        on conflict do nothing
        """);

    /// <summary>Shows what was noted for a changeset, and answers the statements that tell of it.</summary>
    internal static async Task<IReadOnlyList<SqlText>> ReadyAsync(Session session, Guid workspace, Guid changeset, CancellationToken cancellation) => Show(workspace, await session.ListAsync(
        SqlText.Of($"with shown as (update notification set ready_at = now() where workspace_id = {workspace} and changeset = {changeset} and ready_at is null returning person_id, app, mail) select person_id, app, mail from shown"), ReadShown, cancellation));

    // Who looks at the screen is told after the commit, whoever wants a mail at once by a job.
    private static IReadOnlyList<SqlText> Show(Guid workspace, IReadOnlyList<Shown> shown) =>
    [
        .. shown.Where(s => s.App).Select(s => s.Person).Distinct().Select(person => Tell(workspace, person)),
        .. shown.Where(s => s.Mail == Name(MailTiming.Now)).Select(s => s.Person).Distinct().SelectMany(person => JobQueue.Enqueue(new NewJob(workspace, MailJob, person))),
    ];

    /// <summary>Tells all processes, after the commit, that a person's notifications are others now.</summary>
    internal static SqlText Tell(Guid workspace, Guid person) => SqlText.Of($"select pg_notify('kith_change', {SqlText.Text($"{workspace} {person}")})");

    /// <summary>Marks as read one notification, or all up to one, or all.</summary>
    /// <param name="through">The last one to mark; null for all.</param>
    internal static SqlText Read(Guid workspace, Guid person, Guid? through)
    {
        var upto = through is { } last ? SqlText.Of($" and (ready_at, id) <= (select l.ready_at, l.id from notification l where l.workspace_id = {workspace} and l.person_id = {person} and l.id = {last})") : SqlText.Empty;
        return SqlText.Of($"update notification set read_at = now() where workspace_id = {workspace} and person_id = {person} and app and ready_at is not null and read_at is null{upto}");
    }

    /// <inheritdoc cref="Read"/>
    internal static SqlText ReadOne(Guid workspace, Guid person, Guid id) =>
        SqlText.Of($"update notification set read_at = coalesce(read_at, now()) where workspace_id = {workspace} and person_id = {person} and id = {id}");

    /// <summary>Notes that everything that waits for a mail of a person was dealt with.</summary>
    internal static SqlText Mailed(Guid workspace, Guid person, MailTiming timing) =>
        SqlText.Of($"update notification set mailed_at = now() where workspace_id = {workspace} and person_id = {person} and mail = {SqlText.Text(Name(timing))} and ready_at is not null and mailed_at is null");

    /// <summary>Nothing is told of records that are gone for good.</summary>
    internal static IReadOnlyList<SqlText> Forget(Guid workspace, Guid[] records) =>
    [
        SqlText.Of($"delete from watch where workspace_id = {workspace} and record_id = any({records})"),
        SqlText.Of($"delete from notification n where n.workspace_id = {workspace} and n.id in (select i.notification_id from notification_item i where i.workspace_id = {workspace} and i.record_id = any({records})) and not exists (select 1 from notification_item o where o.workspace_id = n.workspace_id and o.notification_id = n.id and not (o.record_id = any({records})))"),
        SqlText.Of($"delete from notification_item where workspace_id = {workspace} and record_id = any({records})"),
    ];

    /// <summary>Deletes what is too old.</summary>
    internal static SqlText Forget(Guid workspace, DateTime before, int most) =>
        SqlText.Of($"delete from notification where ctid = any(array(select ctid from notification where workspace_id = {workspace} and created_at < {before} limit {most}))");

    /// <summary>A timing as tables have it.</summary>
    internal static string Name(MailTiming timing) => timing.ToString().ToLowerInvariant();

    internal static SqlText Array<T>(IEnumerable<T> values, NpgsqlDbType type) => SqlText.Parameter(values.ToArray(), NpgsqlDbType.Array | type);

    private static Shown ReadShown(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetBoolean(1), row.GetString(2));

    private sealed record Shown(Guid Person, bool App, string Mail);
}
