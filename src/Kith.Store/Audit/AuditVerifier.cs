using Kith.Store.Privacy;
using Kith.Store.Sql;

namespace Kith.Store.Audit;

/// <summary>What is wrong with a stream.</summary>
public enum AuditFault
{
    /// <summary>An entry is not what it was when it was sealed.</summary>
    Changed,
    /// <summary>An entry is not there.</summary>
    Missing,
    /// <summary>An entry stands where the workspace has written none.</summary>
    Inserted,
    /// <summary>A seal does not hold together, or does not follow the one before.</summary>
    SealAltered,
    /// <summary>The seal that was expected is not there, or is another one.</summary>
    SealMissing,
}

/// <summary>The first thing that is wrong.</summary>
/// <param name="Position">The entry; of a seal the first that it covers, or should.</param>
public sealed record AuditFinding(AuditFault Fault, long Position);

/// <summary>What a verification found in a workspace.</summary>
/// <param name="Entries">Entries up to the newest.</param>
/// <param name="Newest">The newest seal; null where there is none. Kept elsewhere, its hash tells later whether all of it was replaced.</param>
/// <param name="Finding">The first thing that is wrong; null where all is well.</param>
/// <param name="Erased">Entries out of which something was erased, as a sealed event says and proves.</param>
public sealed record AuditResult(Guid Workspace, long Entries, Seal? Newest, AuditFinding? Finding, long Erased = 0);

/// <summary>Works out every hash anew and compares: reads nothing but the stream and its seals, and trusts neither.</summary>
public sealed class AuditVerifier(Database database)
{
    private const int AtOnce = 2_000;

    /// <param name="expected">A seal as it was noted elsewhere, by number and hash; null for none.</param>
    public async Task<AuditResult> VerifyAsync(Guid workspace, (long Number, byte[] Hash)? expected, CancellationToken cancellation)
    {
        var head = await AskAsync(workspace, session => SealTable.HeadAsync(session, workspace, cancellation), cancellation);
        var (forgotten, told) = await AskAsync(workspace, session => SealTable.ForgottenAsync(session, workspace, cancellation), cancellation);
        if (forgotten > 0 && !told)
            return new AuditResult(workspace, head, null, new AuditFinding(AuditFault.Missing, 1));
        var erased = await AskAsync(workspace, session => ErasedEntries.VouchedAsync(session, workspace, cancellation), cancellation);
        Seal? before = null;
        var met = expected is null;
        while (await AskAsync(workspace, session => SealTable.AfterAsync(session, workspace, before?.Number ?? 0, cancellation), cancellation) is { } seal)
        {
            if (seal.Number != (before?.Number ?? 0) + 1)
                return new AuditResult(workspace, head, before, new AuditFinding(AuditFault.SealMissing, (before?.Last ?? 0) + 1));
            if (!seal.Holds(before))
                return new AuditResult(workspace, head, before, new AuditFinding(AuditFault.SealAltered, (before?.Last ?? 0) + 1));
            // Of what the workspace keeps no longer the seals alone are there; that it went by its own rule is told behind it, under a seal.
            if (seal.Last > forgotten && await AskAsync(workspace, session => CompareAsync(session, seal, erased, cancellation), cancellation) is { } finding)
                return new AuditResult(workspace, head, seal, finding);
            if (expected is { } noted && noted.Number == seal.Number)
                met = noted.Hash.AsSpan().SequenceEqual(seal.Hash);
            before = seal;
        }
        if (!met)
            return new AuditResult(workspace, head, before, new AuditFinding(AuditFault.SealMissing, (before?.Last ?? 0) + 1));
        return new AuditResult(workspace, head, before, await AskAsync(workspace, session => RestAsync(session, workspace, (before?.Last ?? 0) + 1, head, cancellation), cancellation), erased.Count);
    }

    // A session for each step: what proves the workspace to PostgreSQL holds for minutes, and a long stream takes longer. Entries and seals are
    // only ever added, so steps that follow each other see what one look would.
    private async Task<T> AskAsync<T>(Guid workspace, Func<Session, Task<T>> ask, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(workspace, cancellation);
        return await ask(session);
    }

    private static async Task<AuditFinding?> CompareAsync(Session session, Seal seal, IReadOnlyDictionary<long, ErasedEntry> erased, CancellationToken cancellation)
    {
        for (var first = seal.First; first <= seal.Last; first += AtOnce)
        {
            var last = Math.Min(first + AtOnce - 1, seal.Last);
            var expected = first;
            foreach (var entry in await CanonicalEntry.ReadAsync(session, seal.Workspace, first, last, cancellation))
            {
                if (entry.Position != expected)
                    return new AuditFinding(AuditFault.Missing, expected);
                // What was erased is held to what its erasure says is left; nothing else may differ from what was sealed.
                if (!seal.LeafOf(expected).SequenceEqual(entry.Leaf(seal.SaltOf(expected))) && !(erased.TryGetValue(expected, out var left) && entry.Leaf(left.Salt).AsSpan().SequenceEqual(left.Leaf)))
                    return new AuditFinding(AuditFault.Changed, expected);
                expected++;
            }
            if (expected <= last)
                return new AuditFinding(AuditFault.Missing, expected);
        }
        return null;
    }

    // What is not sealed yet can only be counted; and beyond what was counted nothing may stand.
    private static async Task<AuditFinding?> RestAsync(Session session, Guid workspace, long first, long head, CancellationToken cancellation)
    {
        if (await session.FirstAsync(
            SqlText.Of($"select g.position from generate_series({first}, {head}) g(position) where not exists (select 1 from change c where c.workspace_id = {workspace} and c.position = g.position) order by 1 limit 1"),
            r => (long?)r.GetInt64(0), cancellation) is { } missing)
            return new AuditFinding(AuditFault.Missing, missing);
        return await session.FirstAsync(
            SqlText.Of($"select c.position from change c where c.workspace_id = {workspace} and (c.position < 1 or c.position > (select p.position from position p where p.workspace_id = {workspace})) order by 1 limit 1"), r => (long?)r.GetInt64(0), cancellation) is { } inserted
            ? new AuditFinding(AuditFault.Inserted, inserted) : null;
    }
}
