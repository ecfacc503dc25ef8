using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Store.Access;
using Kith.Store.Sql;

namespace Kith.Store.Accounts;

/// <summary>The person behind work in the background, looked up anew for each of its steps: who has left or lost rights does no more.</summary>
internal static class ActingPerson
{
    /// <summary>The person as a caller with the rights of this moment; where an API key asked for the work, no further than that key reaches.</summary>
    /// <param name="work">The changeset that is worked on.</param>
    /// <param name="gone">Code of the refusal.</param>
    /// <exception cref="ProblemException">The person is gone or has no role any more, or the key has ended.</exception>
    public static async Task<Caller> FindAsync(Session session, Memberships memberships, Guid workspace, Guid person, Via via, Guid work, string gone, CancellationToken cancellation) =>
        (await ManyAsync(session, memberships, workspace, [person], cancellation)).GetValueOrDefault(person)?.Through(via) is { } caller
            ? caller with { Trace = work.ToString("N"), Changeset = work, Scope = await ApiKeyTable.ScopeOfWorkAsync(session, workspace, work, gone, cancellation) }
            : throw new ProblemException(Problem.Of(ProblemKind.Forbidden, gone));

    /// <summary>Kith itself, for somebody who began the work as the last thing they did here.</summary>
    /// <param name="work">The changeset that is worked on.</param>
    public static async Task<Caller> LeftAsync(Session session, Guid workspace, Guid person, Via via, Guid work, CancellationToken cancellation)
    {
        var house = (await WorkspaceTable.HouseAsync(session, workspace, cancellation))!;
        return Caller.System("hand-over", workspace, house.Currency, TimeZoneInfo.FindSystemTimeZoneById(house.TimeZone)).Through(via) with { Trace = work.ToString("N"), Changeset = work, Behalf = person };
    }

    /// <summary>Of some people those who work here now, each with the rights of this moment.</summary>
    public static async Task<IReadOnlyDictionary<Guid, Caller>> ManyAsync(Session session, Memberships memberships, Guid workspace, Guid[] people, CancellationToken cancellation)
    {
        var found = await session.ListAsync(
            SqlText.Of($"select p.id, w.access_version, w.schema_version, w.currency, w.time_zone, w.week_start, w.fiscal_month::integer from person p join workspace w on w.id = p.workspace_id where p.workspace_id = {workspace} and p.id = any({people}) and p.deleted_at is null and p.active is true and p.role is not null"),
            r => (Id: r.GetGuid(0), Access: r.GetInt64(1), Roles: r.GetInt64(2), Currency: r.GetString(3), Zone: r.GetString(4), Calendar: WorkspaceTable.Calendar(r, 5)), cancellation);
        var callers = new Dictionary<Guid, Caller>();
        foreach (var one in found)
        {
            if (await memberships.OfAsync(session, workspace, one.Id, one.Access, one.Roles, cancellation) is { } access)
                callers[one.Id] = Caller.Of(workspace, access, Via.Api, one.Currency, TimeZoneInfo.FindSystemTimeZoneById(one.Zone)) with { Calendar = one.Calendar };
        }
        return callers;
    }
}
