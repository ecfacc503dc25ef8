using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Accounts;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using NpgsqlTypes;

namespace Kith.Store.Webhooks;

/// <summary>What administrators are told of a webhook that Kith has switched off.</summary>
/// <param name="Workspace">Name of the workspace.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Administrators">Addresses and names of those who may look after it.</param>
public sealed record WebhookNotice(string Workspace, string Url, string Reason, IReadOnlyList<(string Address, string Name)> Administrators);

/// <summary>Has administrators told of webhooks that Kith has switched off.</summary>
public static class WebhookNotices
{
    /// <summary>The kind of the jobs that tell; a job is named after its webhook.</summary>
    public const string JobKind = "webhook_off";

    /// <summary>The statements that switch a webhook off and have it told, for one transaction.</summary>
    internal static IReadOnlyList<SqlText> SwitchOff(Guid workspace, Webhook hook, string reason) =>
        [WebhookTable.SwitchOff(workspace, hook.Id, reason), .. JobQueue.Enqueue(new NewJob(workspace, JobKind, hook.Id) { Title = new Uri(hook.Url).Host })];

    /// <summary>What is to be told; null where it was switched on again, or is gone.</summary>
    public static async Task<WebhookNotice?> FindAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation)
    {
        if (await WebhookTable.FindAsync(session, workspace, id, cancellation) is not { Active: false, Note: { } reason } hook)
            return null;
        var name = await session.FirstAsync(SqlText.Of($"select name from workspace where id = {workspace}"), r => r.GetString(0), cancellation) ?? "";
        string[] roles = [.. new[] { Role.Administrator, Role.Owner }.Select(r => Naming.Snake(r.ToString()))];
        var administrators = await session.ListAsync(
            SqlText.Of($"select email, name from person where workspace_id = {workspace} and deleted_at is null and active is true and email is not null and {PersonTable.Reachable(SqlText.Of($"account_id"))} and role = any({SqlText.Parameter(roles, NpgsqlDbType.Array | NpgsqlDbType.Text)}) order by id"),
            r => (r.GetString(0), r.GetString(1)), cancellation);
        return new WebhookNotice(name, hook.Url, reason, administrators);
    }
}
