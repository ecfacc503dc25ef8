using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Notifications;
using Kith.Core.Types;
using Kith.Store.Accounts;
using Kith.Store.Notifications;
using Kith.Store.Sql;
using Kith.Store.Stream;

namespace Kith.Store.Audit;

/// <summary>
/// Tells of what looks wrong: those who read the audit, and whom it is about, in the app and by mail, as each of them chose. The same about the same is told once an hour.
/// </summary>
public sealed class SecurityAlerts(KithStore store, SecurityAlertCounts counts) : StoredConsumer
{
    // Their accounts get mails of their own, whichever workspace they are in.
    private static readonly string[] ToldByAccount = [.. new[] { SecurityEventKind.UnusualSignIn, SecurityEventKind.TokenReused }.Select(NameOf)];

    public override string Name => "security_alerts";
    public override IReadOnlyCollection<string> Types => [SecurityEvent.Type];
    public override IReadOnlyCollection<string> Kinds { get; } = [.. SecurityEvent.Alerts.Select(k => Naming.Snake(k.ToString()))];

    protected override async Task HandleAsync(StoredBatch batch, CancellationToken cancellation)
    {
        var fresh = new List<Change>();
        foreach (var change in batch.Changes)
        {
            if (!await ToldAsync(batch.Session, batch.Workspace, change, cancellation))
                fresh.Add(change);
        }
        if (fresh.Count == 0)
            return;
        var version = await batch.Session.FirstAsync(SqlText.Of($"select schema_version from workspace where id = {batch.Workspace}"), r => r.GetInt64(0), cancellation);
        var catalogue = await store.Catalogues.OfAsync(batch.Workspace, version, cancellation);
        var keepers = await KeepersAsync(batch.Session, batch.Workspace, catalogue, cancellation);
        Guid[] people = [.. fresh.Select(Concerned).OfType<Guid>().Concat(keepers).Distinct()];
        var living = await ActingPerson.ManyAsync(batch.Session, store.Memberships, batch.Workspace, people, cancellation);
        var channels = await NotificationChoices.OfAsync(batch.Session, batch.Workspace, catalogue, people, cancellation);
        var notices = fresh.SelectMany(change => keepers.Append(Concerned(change) ?? Guid.Empty).Distinct().Where(living.ContainsKey).Select(person => Notice(change, person, channels[(person, SecurityAlert.KindName)]))).Where(n => !n.Channels.Silent);
        await NotificationTable.AddAsync(batch.Session, batch.Workspace, store.Ids, [.. notices], cancellation);
        foreach (var change in fresh)
            counts.Add(change.Kind, 1);
    }

    private static NewNotice Notice(Change change, Guid person, Channels chosen)
    {
        var concerned = Concerned(change);
        var channels = person == concerned && ToldByAccount.Contains(change.Kind) ? chosen with { Mail = MailTiming.Off } : chosen;
        // What is about nobody alone leads to nobody else's record.
        return new NewNotice(person, SecurityAlert.KindName, FormattableString.Invariant($"{change.Position}"), null, null, channels, concerned ?? person, change.Position, []);
    }

    private static Guid? Concerned(Change change) => change.Kind == NameOf(SecurityEventKind.LockoutWave) || change.Kind == NameOf(SecurityEventKind.RetentionStopped) ? null : change.Kind == NameOf(SecurityEventKind.MassExport) ? change.By : change.Record;

    private static string NameOf(SecurityEventKind kind) => Naming.Snake(kind.ToString());

    private static Task<bool> ToldAsync(Session session, Guid workspace, Change change, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"select exists (select from change c where c.workspace_id = {workspace} and c.type = {SqlText.NameLiteral(SecurityEvent.Type)} and c.kind = {SqlText.Text(change.Kind)} and c.record_id = {change.Record} and c.by_id is not distinct from {SqlText.Parameter(change.By, NpgsqlTypes.NpgsqlDbType.Uuid)} and c.position < {change.Position} and c.at > {change.At}::timestamptz - interval '1 hour')"),
        r => r.GetBoolean(0), cancellation);

    // Roles that a workspace made may read the audit, too, and roles are granted for a time: these are looked at one by one.
    private async Task<IReadOnlyList<Guid>> KeepersAsync(Session session, Guid workspace, Catalogue catalogue, CancellationToken cancellation)
    {
        string[] roles = [.. catalogue.Roles.Where(r => r.Rank is null || r.Functions.Contains(Function.ReadAudit)).Select(r => r.Name)];
        var candidates = await session.ListAsync(
            SqlText.Of($"select p.id from person p where p.workspace_id = {workspace} and p.active is true and p.deleted_at is null and (p.role = any({roles}) or exists (select from role_grant g where g.workspace_id = p.workspace_id and g.person_id = p.id and g.role = any({roles})))"), r => r.GetGuid(0), cancellation);
        var callers = await ActingPerson.ManyAsync(session, store.Memberships, workspace, [.. candidates], cancellation);
        return [.. candidates.Where(id => callers.TryGetValue(id, out var caller) && store.Policy.May(caller, Function.ReadAudit))];
    }
}
