using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Audit;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Access;

/// <summary>A single record that is open to somebody.</summary>
/// <param name="Name">What people call whom it is shared with; null where the reader may not see them.</param>
/// <param name="Write">True where they may change it, too.</param>
/// <param name="ExpiresAt">When it ends by itself; null for never.</param>
public sealed record Share(Guid Id, Principal To, string? Name, bool Write, DateTime? ExpiresAt, DateTime CreatedAt, Guid? By, string ByName);

/// <summary>Who sees one record beside those whose roles let them.</summary>
/// <param name="Private">True where only its owner and those it is shared with see it.</param>
/// <param name="MayShare">True where the caller may share it.</param>
/// <param name="MayHide">True where the caller may make it private and open it again.</param>
public sealed record RecordSharing(bool Private, IReadOnlyList<Share> Shares, bool MayShare, bool MayHide);

/// <summary>Opens single records to others, and keeps them private.</summary>
public sealed class Sharing(KithStore store, TimeProvider clock)
{
    private const int MostShares = 100;

    /// <summary>Who sees a record that the caller may read.</summary>
    public async Task<RecordSharing> OfAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, Guid id, CancellationToken cancellation)
    {
        var rights = new RightsSql(caller, store.Policy, catalogue, clock.GetUtcNow().UtcDateTime);
        var readable = rights.ReadableEntry("e") is { } condition ? SqlText.Of($" and {condition}") : SqlText.Empty;
        var shares = await session.ListAsync(
            SqlText.Of($"select s.id, s.shared_with, s.write, s.expires_at, s.created_at, s.created_by, p.name, e.title from share s left join person p on p.workspace_id = s.workspace_id and p.id = s.created_by left join entry e on e.workspace_id = s.workspace_id and e.id = case when s.shared_with not like 'role:%' then split_part(s.shared_with, ':', 2)::uuid end{readable} where s.workspace_id = {caller.Workspace} and s.record_id = {id} and (s.expires_at is null or s.expires_at > now()) order by s.id"),
            r => (Id: r.GetGuid(0), To: Principal.Of(r.GetString(1)), Write: r.GetBoolean(2), Until: r.IsDBNull(3) ? (DateTime?)null : r.GetDateTime(3), At: r.GetDateTime(4), By: r.IsDBNull(5) ? (Guid?)null : r.GetGuid(5), ByName: r.IsDBNull(6) ? "" : r.GetString(6), Name: r.IsDBNull(7) ? null : r.GetString(7)), cancellation);
        var kept = await session.FirstAsync(SqlText.Of($"select 1 from private_record where workspace_id = {caller.Workspace} and record_id = {id}"), _ => true, cancellation);
        var may = !type.Setup && await MayWriteAsync(session, caller, catalogue, type, id, cancellation);
        return new RecordSharing(kept, [.. shares.Select(s => new Share(s.Id, s.To, s.To.Kind == "role" ? catalogue.Role(s.To.Id)?.Label ?? s.To.Id : s.Name, s.Write, s.Until, s.At, s.By, s.ByName))], may, may && await OwnsAsync(session, caller, type, id, cancellation));
    }

    /// <summary>Shares a record that the caller may change; who has it already is given the new terms.</summary>
    /// <returns>The id of the share.</returns>
    /// <exception cref="ProblemException">The caller may not, or it cannot be shared with them.</exception>
    public async Task<Guid> ShareAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, Guid id, Principal? to, bool write, DateTime? until, CancellationToken cancellation)
    {
        await RequireAsync(session, caller, catalogue, type, id, cancellation);
        var problems = new ProblemList();
        await store.Access.CheckAsync(session, caller, catalogue, to, problems, cancellation);
        if (until <= clock.GetUtcNow().UtcDateTime)
            problems.Add("expires_at", "access.past");
        problems.ThrowIfAny();
        if (await session.FirstAsync(SqlText.Of($"select count(*) from share where workspace_id = {caller.Workspace} and record_id = {id}"), r => r.GetInt64(0), cancellation) >= MostShares)
            throw new ProblemException(Problem.Field("to", "access.too_many_shares", MostShares));
        var share = await session.FirstAsync(
            SqlText.Of($"insert into share (workspace_id, id, type, record_id, shared_with, write, expires_at, created_at, created_by) values ({caller.Workspace}, {store.Ids.Next()}, {SqlText.NameLiteral(type.Name)}, {id}, {SqlText.Text(to!.Key)}, {write}, {until}, {clock.GetUtcNow().UtcDateTime}, {caller.Person}) on conflict (workspace_id, record_id, shared_with) do update set write = excluded.write, expires_at = excluded.expires_at, created_at = excluded.created_at, created_by = excluded.created_by returning id"),
            r => r.GetGuid(0), cancellation);
        await LogAsync(session, caller, SecurityEventKind.Shared, type, id, e => e.With("with", to.Key).With("write", write).With("expires_at", until), cancellation);
        return share;
    }

    /// <summary>Ends a share of a record that the caller may change.</summary>
    public async Task UnshareAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, Guid id, Guid share, CancellationToken cancellation)
    {
        await RequireAsync(session, caller, catalogue, type, id, cancellation);
        var ended = await session.FirstAsync(SqlText.Of($"delete from share where workspace_id = {caller.Workspace} and record_id = {id} and id = {share} returning shared_with"), r => r.GetString(0), cancellation) ?? throw ProblemException.NotFound();
        await LogAsync(session, caller, SecurityEventKind.Unshared, type, id, e => e.With("with", ended, null), cancellation);
    }

    /// <summary>Keeps a record private, or opens it again; its owner may, and who sees private records.</summary>
    public async Task SetPrivateAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, Guid id, bool kept, CancellationToken cancellation)
    {
        await RequireAsync(session, caller, catalogue, type, id, cancellation);
        if (!await OwnsAsync(session, caller, type, id, cancellation))
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "access.private_owner"));
        var changed = await session.ExecuteAsync(kept
            ? SqlText.Of($"insert into private_record (workspace_id, record_id, type, created_at, created_by) values ({caller.Workspace}, {id}, {SqlText.NameLiteral(type.Name)}, {clock.GetUtcNow().UtcDateTime}, {caller.Person}) on conflict do nothing")
            : SqlText.Of($"delete from private_record where workspace_id = {caller.Workspace} and record_id = {id}"), cancellation);
        if (changed > 0)
            await LogAsync(session, caller, kept ? SecurityEventKind.MadePrivate : SecurityEventKind.MadeOpen, type, id, e => e, cancellation);
    }

    private async Task RequireAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, Guid id, CancellationToken cancellation)
    {
        if (!await store.Reads.ExistsAsync(session, caller, catalogue, type, id, cancellation))
            throw ProblemException.NotFound();
        if (type.Setup || !await MayWriteAsync(session, caller, catalogue, type, id, cancellation))
            throw ProblemException.Forbidden();
    }

    internal async Task<bool> MayWriteAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, Guid id, CancellationToken cancellation) =>
        new RightsSql(caller, store.Policy, catalogue, clock.GetUtcNow().UtcDateTime) is var rights && rights.Of(type).Update
        && (await StateLoader.LoadAsync(session, caller, type, rights, [id], WriteKind.Update, cancellation)).Count > 0;

    private async Task<bool> OwnsAsync(Session session, Caller caller, RecordType type, Guid id, CancellationToken cancellation) => store.Policy.May(caller, Function.SeePrivate)
        || await session.FirstAsync(SqlText.Of($"select 1 from {SqlText.Name(type.Table)} t where t.workspace_id = {caller.Workspace} and t.id = {id} and {Storages.Column("t", type.Owner)} = {caller.Person}"), _ => true, cancellation);

    private static Task LogAsync(Session session, Caller caller, SecurityEventKind kind, RecordType type, Guid id, Func<SecurityEvent, SecurityEvent> facts, CancellationToken cancellation) =>
        SecurityLog.AppendAsync(session, caller.Workspace, [facts(SecurityLog.By(caller, kind, id).With("type", type.Name))], cancellation);
}
