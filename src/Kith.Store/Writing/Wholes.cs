using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Writing;

/// <summary>The wholes of parts that are to be written.</summary>
/// <param name="locked">Those that the caller may not change, and whether it may read them.</param>
internal sealed class Wholes(IReadOnlyDictionary<Guid, bool> locked)
{
    /// <summary>Holds the wholes until the transaction ends, and finds those that the caller may not change.</summary>
    public static async Task<Wholes> HoldAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, RightsSql rights, IReadOnlyList<WriteRequest> requests, Dictionary<Guid, RecordState> before, CancellationToken cancellation)
    {
        var locked = new Dictionary<Guid, bool>();
        foreach (var keeping in type.Behaviour.Keeps.DistinctBy(k => (k.Link, k.Whole)))
        {
            var whole = catalogue.Types.First(t => t.Class == keeping.Whole);
            var link = type[keeping.Link];
            Guid[] ids = [.. requests.SelectMany(r => Named(r, link, before.GetValueOrDefault(r.Id))).Distinct().Order()];
            if (ids.Length == 0)
                continue;
            await StateLoader.HoldAsync(session, caller, whole, ids, cancellation);
            if (caller.Role == Role.System)
                continue;
            var free = rights.Of(whole) is { Read: true, Update: true } ? await StateLoader.LoadAsync(session, caller, whole, rights, ids, WriteKind.Update, cancellation) : [];
            if (free.Count == ids.Length)
                continue;
            var readable = rights.Of(whole).Read ? await LivingAsync(session, caller, whole, ids, rights.Readable(whole, JoinScope.Root, " and "), cancellation) : [];
            foreach (var id in (await LivingAsync(session, caller, whole, ids, SqlText.Of($""), cancellation)).Where(id => !free.ContainsKey(id)))
                locked[id] = readable.Contains(id);
        }
        return new Wholes(locked);
    }

    /// <summary>Why a part may not be written; null where nothing is in the way. A hidden whole that a part is to join is left to the check of links, as one that is absent.</summary>
    public Problem? Refused(RecordType type, WriteRequest request, RecordState? state)
    {
        foreach (var link in type.Behaviour.Keeps.Select(k => type[k.Link]))
        {
            if (state?.Values[link.Index] is Guid left && locked.ContainsKey(left))
                return Problem.Of(ProblemKind.Forbidden, "forbidden");
            if (request.Values.GetValueOrDefault(link) is Guid named && locked.GetValueOrDefault(named))
                return Problem.Field(link.Name, "whole_locked", link.Label);
        }
        return null;
    }

    private static async Task<HashSet<Guid>> LivingAsync(Session session, Caller caller, RecordType type, Guid[] ids, SqlText more, CancellationToken cancellation) =>
        [.. await session.ListAsync(SqlText.Of($"select t.id from {SqlText.Name(type.Table)} t where t.workspace_id = {caller.Workspace} and t.id = any({ids}) and t.deleted_at is null{more}"), r => r.GetGuid(0), cancellation)];

    private static IEnumerable<Guid> Named(WriteRequest request, Field link, RecordState? before)
    {
        if (before?.Values[link.Index] is Guid left)
            yield return left;
        if (request.Values.GetValueOrDefault(link) is Guid named)
            yield return named;
    }
}
