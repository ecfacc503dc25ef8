using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Types;
using Kith.Store.Jobs;
using Kith.Store.Sql;

namespace Kith.Store.Audit;

/// <summary>What administrators are told of a wave of failed sign-ins.</summary>
/// <param name="Workspace">Name of the workspace.</param>
/// <param name="Administrators">Addresses and names of those who look after people.</param>
public sealed record LockoutWaveNotice(string Workspace, IReadOnlyList<(string Address, string Name)> Administrators);

/// <summary>Sees that many people's sign-ins fail at the same time, which is somebody trying passwords, and has administrators told, once an hour.</summary>
public static class LockoutWave
{
    /// <summary>The kind of the jobs that tell; a job is named after its workspace.</summary>
    public const string JobKind = "lockout_wave";
    /// <summary>People whose sign-ins fail within a minute that make a wave.</summary>
    public const int People = 5;

    /// <summary>Adds the wave to the events of a minute, if they are one and none was told within the hour, and has it told.</summary>
    internal static async Task<IReadOnlyList<SecurityEvent>> WithAsync(Session session, Guid workspace, IReadOnlyList<SecurityEvent> events, CancellationToken cancellation)
    {
        var people = events.Where(e => e.Kind is SecurityEventKind.SignInFailed or SecurityEventKind.LockedOut).Select(e => e.Subject).Distinct().Count();
        if (people < People || await ToldAsync(session, workspace, cancellation))
            return events;
        await session.ExecuteAsync(JobQueue.Enqueue(new NewJob(workspace, JobKind, workspace)), cancellation);
        return [.. events, new SecurityEvent(SecurityEventKind.LockoutWave, null, Naming.Snake(Via.System.ToString()), workspace, "").With("people", people)];
    }

    private static Task<bool> ToldAsync(Session session, Guid workspace, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"select exists (select from change c where c.workspace_id = {workspace} and c.type = {SqlText.NameLiteral(SecurityEvent.Type)} and c.kind = {SqlText.Text(Naming.Snake(SecurityEventKind.LockoutWave.ToString()))} and c.at > now() - interval '1 hour')"),
        r => r.GetBoolean(0), cancellation);

    /// <summary>Whom to tell.</summary>
    public static async Task<LockoutWaveNotice> FindAsync(Session session, Guid workspace, CancellationToken cancellation)
    {
        var name = await session.FirstAsync(SqlText.Of($"select name from workspace where id = {workspace}"), r => r.GetString(0), cancellation) ?? "";
        string[] roles = [.. new[] { Role.Administrator, Role.Owner }.Select(r => Naming.Snake(r.ToString()))];
        var administrators = await session.ListAsync(
            SqlText.Of($"select email, name from person where workspace_id = {workspace} and deleted_at is null and active is true and email is not null and role = any({roles}) order by id"),
            r => (r.GetString(0), r.GetString(1)), cancellation);
        return new LockoutWaveNotice(name, administrators);
    }
}
