using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Store.Accounts;
using Kith.Store.Sql;

namespace Kith.Store.Transfer.Running;

/// <summary>The person behind an import, looked up anew for each chunk: who has left or lost rights imports no further.</summary>
internal static class ImportingPerson
{
    /// <summary>The person as a caller with the rights of this moment.</summary>
    /// <exception cref="ProblemException">The person is gone, has no role any more, or may not import.</exception>
    public static async Task<Caller> FindAsync(Session session, AccessPolicy policy, Guid workspace, Guid person, Guid import, CancellationToken cancellation)
    {
        var found = await session.FirstAsync(
            SqlText.Of($"select p.role, w.currency, w.time_zone, w.week_start, w.fiscal_month::integer from person p join workspace w on w.id = p.workspace_id where p.workspace_id = {workspace} and p.id = {person} and p.deleted_at is null and p.active is true and p.role is not null"),
            r => (Role: r.GetString(0), Currency: r.GetString(1), Zone: r.GetString(2), Calendar: WorkspaceTable.Calendar(r, 3)), cancellation);
        if (found.Role is null || !Enum.TryParse<Role>(found.Role, ignoreCase: true, out var role) || role == Role.System)
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "import.person_gone"));
        var caller = Caller.Of(workspace, person, role, Via.Import, found.Currency, TimeZoneInfo.FindSystemTimeZoneById(found.Zone)) with { Trace = import.ToString("N"), Calendar = found.Calendar };
        return policy.May(caller, Function.Import) ? caller : throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "import.person_gone"));
    }
}
