using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Store.Accounts;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Access;

/// <summary>What leads somebody to a record.</summary>
/// <param name="Kind"><c>role</c>, <c>sharing_rule</c> or <c>share</c>.</param>
/// <param name="Name">Name of the role, or label of the rule.</param>
/// <param name="Label">What people read for it.</param>
/// <param name="How"><c>all</c>, <c>own</c>, <c>team</c>, <c>territory</c>, <c>condition</c> or <c>share</c>.</param>
/// <param name="Since">Since when it leads there, as far as that can be told: the later of when it was given and when the record came to be within it.</param>
public sealed record AccessReason(string Kind, string Name, string Label, string How, Guid? Id, DateTime? Since);

/// <summary>Whether somebody may do one thing with a record, and why.</summary>
/// <param name="Right"><c>read</c>, <c>update</c>, <c>delete</c> or <c>export</c>.</param>
/// <param name="Hidden">True where something leads there but the record is private.</param>
public sealed record ExplainedRight(string Right, bool Allowed, bool Hidden, IReadOnlyList<AccessReason> Because);

/// <summary>What somebody may do with a record, and why.</summary>
/// <param name="HiddenFields">Fields that are unknown to them.</param>
/// <param name="LockedFields">Fields that they may only read.</param>
public sealed record ExplainedAccess(Guid Person, string Name, string Role, bool Active, IReadOnlyList<ExplainedRight> Rights, IReadOnlyList<string> HiddenFields, IReadOnlyList<string> LockedFields);

/// <summary>Tells for a person and a record what the person may do with it, through which rule and since when, by asking the same conditions that every statement carries.</summary>
public sealed class AccessExplainer(KithStore store, TimeProvider clock)
{
    /// <summary>What a person may do with a record that the caller may read.</summary>
    /// <exception cref="ProblemException">There is no such record or person.</exception>
    public async Task<ExplainedAccess> OfAsync(Caller caller, Catalogue catalogue, RecordType type, Guid id, Guid person, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        if (!await store.Reads.ExistsAsync(session, caller, catalogue, type, id, cancellation) || await PersonTable.OfIdAsync(session, caller.Workspace, person, cancellation) is not { } row)
            throw ProblemException.NotFound();
        if ((await ActingPerson.ManyAsync(session, store.Memberships, caller.Workspace, [person], cancellation)).GetValueOrDefault(person) is not { Access: { } access } them)
            return new ExplainedAccess(person, row.Name, row.Role ?? "", false, [.. Reaches(new TypeRights(false, false, false, false)).Select(r => new ExplainedRight(r.Name, false, false, []))], [], []);
        var rights = new RightsSql(them, store.Policy, catalogue, clock.GetUtcNow().UtcDateTime);
        var times = await TimesAsync(session, caller.Workspace, type, id, access, cancellation);
        var kept = await session.FirstAsync(SqlText.Of($"select 1 from private_record where workspace_id = {caller.Workspace} and record_id = {id}"), _ => true, cancellation);
        var explained = new List<ExplainedRight>();
        foreach (var (name, reach) in Reaches(rights.Of(type)))
        {
            var leading = new List<Way>();
            foreach (var way in reach.Ways)
            {
                if (await LeadsAsync(session, caller.Workspace, rights.Leads(way, type, "t"), type, id, cancellation))
                    leading.Add(way);
            }
            var allowed = leading.Count > 0 && (!reach.ExceptPrivate || !kept || leading.Any(w => w is Way.Shared) || await LeadsAsync(session, caller.Workspace, rights.Leads(new Way.Own(Grantor.Kith), type, "t"), type, id, cancellation));
            explained.Add(new ExplainedRight(name, allowed, leading.Count > 0 && !allowed, [.. leading.Select(w => Reason(w, access, catalogue, times))]));
        }
        var readable = explained.First(r => r.Right == "read").Allowed;
        return new ExplainedAccess(person, row.Name, access.Main, true, readable ? explained : [.. explained.Select(r => r with { Allowed = false })],
            [.. type.Fields.Where(f => rights.Hides(type, f)).Select(f => f.Name)], [.. rights.Of(type).Locked.Order()]);
    }

    private static IEnumerable<(string Name, Reach Reach)> Reaches(TypeRights rights) => [("read", rights.Reads), ("update", rights.Updates), ("delete", rights.Deletes), ("export", rights.Exports)];

    private static Task<bool> LeadsAsync(Session session, Guid workspace, SqlText condition, RecordType type, Guid id, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select 1 from {SqlText.Name(type.Table)} t where t.workspace_id = {workspace} and t.id = {id} and {condition}"), _ => true, cancellation);

    private sealed record Times(DateTime? Role, DateTime? Owner, DateTime? Territory, DateTime? Shared);

    private static async Task<Times> TimesAsync(Session session, Guid workspace, RecordType type, Guid id, PersonAccess access, CancellationToken cancellation)
    {
        var (person, keys) = (access.Membership.Person, access.Membership.Keys(access.Roles).ToArray());
        SqlText Last(Guid record, string field) => SqlText.Of($"(select max(c.at) from change c where c.workspace_id = {workspace} and c.record_id = {record} and c.diff ? {SqlText.NameLiteral(field)})");
        return await session.FirstAsync(
            SqlText.Of($"select {Last(person, nameof(Person.Role).ToLowerInvariant())}, coalesce({Last(id, "owner")}, (select t.created_at from {SqlText.Name(type.Table)} t where t.workspace_id = {workspace} and t.id = {id})), {Last(id, "territory")}, (select max(s.created_at) from share s where s.workspace_id = {workspace} and s.record_id = {id} and s.shared_with = any({keys}))"),
            r => new Times(Instant(r, 0), Instant(r, 1), Instant(r, 2), Instant(r, 3)), cancellation) ?? new Times(null, null, null, null);

        static DateTime? Instant(Npgsql.NpgsqlDataReader r, int at) => r.IsDBNull(at) ? null : r.GetDateTime(at);
    }

    private static AccessReason Reason(Way way, PersonAccess access, Catalogue catalogue, Times times)
    {
        var given = way.Through.Kind switch
        {
            Grantor.Role => access.Membership.Roles.FirstOrDefault(r => r.Name == way.Through.Name)?.Since ?? times.Role,
            Grantor.SharingRule => catalogue.SharingRules.FirstOrDefault(r => r.Id == way.Through.Id)?.At,
            _ => null,
        };
        var (how, came) = way switch
        {
            Way.Everything => ("all", (DateTime?)null),
            Way.Own => ("own", times.Owner),
            Way.OwnedBy => ("team", times.Owner),
            Way.InTerritories => ("territory", times.Territory),
            Way.Satisfying => ("condition", null),
            _ => ("share", times.Shared),
        };
        var label = way.Through.Kind == Grantor.Role ? catalogue.Role(way.Through.Name)?.Label ?? way.Through.Name : way.Through.Name;
        return new AccessReason(way.Through.Kind, way.Through.Name, label, how, way.Through.Id, given is null ? came : came is null || given > came ? given : came);
    }
}
