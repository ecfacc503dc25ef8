using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Store.Sql;

namespace Kith.Store.Accounts;

/// <summary>The person behind work in the background, looked up anew for each of its steps: who has left or lost rights does no more.</summary>
internal static class ActingPerson
{
    /// <summary>The person as a caller with the rights of this moment.</summary>
    /// <param name="work">The changeset that is worked on.</param>
    /// <param name="gone">Code of the refusal.</param>
    /// <exception cref="ProblemException">The person is gone or has no role any more.</exception>
    public static async Task<Caller> FindAsync(Session session, Guid workspace, Guid person, Via via, Guid work, string gone, CancellationToken cancellation)
    {
        var found = await session.FirstAsync(
            SqlText.Of($"select p.role, w.currency, w.time_zone, w.week_start, w.fiscal_month::integer from person p join workspace w on w.id = p.workspace_id where p.workspace_id = {workspace} and p.id = {person} and p.deleted_at is null and p.active is true and p.role is not null"),
            r => (Role: r.GetString(0), Currency: r.GetString(1), Zone: r.GetString(2), Calendar: WorkspaceTable.Calendar(r, 3)), cancellation);
        if (found.Role is null || !Enum.TryParse<Role>(found.Role, ignoreCase: true, out var role) || role == Role.System)
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, gone));
        return Caller.Of(workspace, person, role, via, found.Currency, TimeZoneInfo.FindSystemTimeZoneById(found.Zone)) with { Trace = work.ToString("N"), Calendar = found.Calendar, Changeset = work };
    }
}
