using System.Text.Json;
using System.Text.Json.Serialization;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Store.Audit;
using Kith.Store.Jobs;
using Kith.Store.Sql;

namespace Kith.Store.Privacy;

/// <summary>How much of a store was erased.</summary>
/// <param name="Store">Name of the store.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Rows">Rows that were deleted, or of which a part was.</param>
public sealed record ErasedStore(string Store, string Label, long Rows);

/// <summary>Proves what was erased, without saying who it was.</summary>
/// <param name="Entries">Entries of the stream that were erased.</param>
/// <param name="Digest">Hash over what is left of these, as the sealed event of this erasure holds it.</param>
/// <param name="Kept">Records that were not erased, and why.</param>
/// <param name="Told">Addresses of other systems that had heard of the person and have to be asked to forget, too.</param>
/// <param name="Remains">Where the search for what remains found the person afterwards; null where it was cancelled.</param>
public sealed record ErasureReceipt(DateTime At, IReadOnlyList<ErasedStore> Stores, long Entries, string Digest, IReadOnlyList<KeptRecord> Kept, IReadOnlyList<string> Told, IReadOnlyList<Remain>? Remains)
{
    internal static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    internal string Written() => JsonSerializer.Serialize(this, Json);

    /// <summary>A receipt as a request keeps it; null where there is none.</summary>
    public static ErasureReceipt? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<ErasureReceipt>(json, Json);
}

/// <summary>An erasure that is done, all but the search for what remains.</summary>
/// <param name="Sought">Whom to look for: their records, which told that, are gone.</param>
internal sealed record UnsearchedErasure(ErasureReceipt Receipt, Subject Sought)
{
    public string Written() => JsonSerializer.Serialize(this, ErasureReceipt.Json);

    /// <summary>As a request keeps it while it is being worked on; null before the person is erased.</summary>
    public static UnsearchedErasure? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<UnsearchedErasure>(json, ErasureReceipt.Json);
}

/// <summary>
/// Erases people from everything that is declared to keep something of them, all or nothing, and gives a receipt. Then everything is searched for what remains, as
/// a step of its own: it takes long, and erasing holds up who writes in the workspace.
/// </summary>
public sealed class Erasing(KithStore store, IEnumerable<PersonalStore> stores, Remains remains, TimeProvider clock)
{
    private readonly IReadOnlyList<PersonalStore> _stores = [.. stores];

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Begins to erase the person of an open request; a job does it.</summary>
    /// <exception cref="ProblemException">There is no such request, it is closed, or asks for something else.</exception>
    public static async Task BeginAsync(Session session, Caller caller, Guid id, CancellationToken cancellation)
    {
        var request = await PrivacyRequests.OpenAsync(session, caller, id, cancellation);
        if (request.Kind != RequestKind.Erasure)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "privacy.no_erasure"));
        await session.ExecuteAsync([RequestTable.Update(caller.Workspace, request with { State = RequestState.Working, ClosedBy = caller.Person }), .. JobQueue.Enqueue(new NewJob(caller.Workspace, ErasureJobs.Name, id))], cancellation);
    }

    /// <summary>Erases the person of a request that is being worked on; what is done already is left as it is.</summary>
    internal async Task EraseAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation)
    {
        session.PlanPerValue = true;
        if (await HeldAsync(session, workspace, id, cancellation) is not { Receipt: null } request)
            return;
        var erasure = await PrepareAsync(session, workspace, request, cancellation);
        var receipt = await EraseAsync(erasure, cancellation);
        await session.ExecuteAsync(RequestTable.Update(workspace, request with { Receipt = new UnsearchedErasure(receipt, erasure.Subject).Written() }), cancellation);
        var told = receipt.Stores.Aggregate(SecurityLog.By(erasure.Caller, SecurityEventKind.Erased, id).With("entries", receipt.Entries).With("digest", receipt.Digest).With("kept", receipt.Kept.Count), (e, s) => e.With(s.Store, s.Rows));
        await SecurityLog.AppendAsync(session, workspace, [told], cancellation);
    }

    /// <summary>Where something of the person of a request remains; null where the request waits for no search.</summary>
    internal async Task<IReadOnlyList<Remain>?> SearchAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        UnsearchedErasure.Read((await RequestTable.FindAsync(session, workspace, id, cancellation) is { State: RequestState.Working } request ? request : null)?.Receipt) is { } done
            ? await remains.FindAsync(session, workspace, done.Sought, id, cancellation) : null;

    /// <summary>Closes the request of an erasure that is done, and forgets who it was.</summary>
    /// <param name="found">What remains; null where nobody looked.</param>
    internal static async Task CloseAsync(Session session, Guid workspace, Guid id, IReadOnlyList<Remain>? found, CancellationToken cancellation)
    {
        if (await HeldAsync(session, workspace, id, cancellation) is not { Receipt: not null } request)
            return;
        var receipt = UnsearchedErasure.Read(request.Receipt)!.Receipt;
        await session.ExecuteAsync(RequestTable.Update(workspace, request with { State = RequestState.Done, Name = null, Email = null, Phone = null, Note = null, ClosedAt = receipt.At, Receipt = (receipt with { Remains = found }).Written() }), cancellation);
    }

    private static async Task<PrivacyRequest?> HeldAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation)
    {
        await RequestTable.LockAsync(session, workspace, id, cancellation);
        return await RequestTable.FindAsync(session, workspace, id, cancellation) is { State: RequestState.Working } request ? request : null;
    }

    private async Task<Erasure> PrepareAsync(Session session, Guid workspace, PrivacyRequest request, CancellationToken cancellation)
    {
        var catalogue = await store.Catalogues.RefreshAsync(workspace, cancellation);
        var subject = await PrivacyRequests.SubjectAsync(session, workspace, catalogue, request, cancellation);
        var (currency, zone) = await session.FirstAsync(SqlText.Of($"select currency, time_zone from workspace where id = {workspace}"), r => (r.GetString(0), r.GetString(1)), cancellation);
        var caller = Caller.System("erasure of a person", workspace, currency, TimeZoneInfo.FindSystemTimeZoneById(zone)) with { Behalf = request.ClosedBy };
        return new Erasure(request.Id, store, session, caller, catalogue, subject);
    }

    private async Task<ErasureReceipt> EraseAsync(Erasure erasure, CancellationToken cancellation)
    {
        var (session, workspace) = (erasure.Session, erasure.Workspace);
        var history = new HistoryErasure(erasure);
        var (head, entries) = await FindAsync(erasure, history, cancellation);
        var erased = new List<ErasedStore>();
        foreach (var kept in _stores)
        {
            session.Renew(workspace);
            erased.Add(new ErasedStore(kept.Name, kept.Label, await kept.EraseAsync(erasure, cancellation)));
        }
        Guid[] gone = [.. erasure.Erased];
        entries.AddRange(await session.ListAsync(SqlText.Of($"select c.position from change c where c.workspace_id = {workspace} and c.record_id = any({gone})"), r => r.GetInt64(0), cancellation));
        entries.AddRange(await history.FindAsync(session, head, await SealTable.HeadAsync(session, workspace, cancellation), erasure.Trace, gone, cancellation));
        var count = await history.EraseAsync(entries, cancellation);
        return new ErasureReceipt(Now, erased, count, await ErasedEntries.DigestAsync(session, workspace, erasure.Id, cancellation), [.. erasure.Kept], [.. erasure.Told.Order(StringComparer.Ordinal)], null);
    }

    // Looking comes before the first write, and beside the transaction, because writes hold the workspace's position.
    private async Task<(long Head, List<long> Entries)> FindAsync(Erasure erasure, HistoryErasure history, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(erasure.Workspace, cancellation);
        session.PlanPerValue = true;
        Guid[] named = [.. erasure.Subject.Records];
        var head = await SealTable.HeadAsync(session, erasure.Workspace, cancellation);
        var entries = await history.FindAsync(session, 0, head, erasure.Looking(named), named, cancellation);
        await RecordErasure.FindMentionsAsync(erasure, cancellation);
        return (head, entries);
    }
}

/// <summary>Erases people, one request after the other.</summary>
public sealed class ErasureJobs(KithStore store, Erasing erasing, JobOptions options) : JobHandler
{
    /// <summary>The kind of these jobs.</summary>
    public const string Name = "erasure";

    public override string Kind => Name;

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await erasing.EraseAsync(session, job.Workspace, job.Id, cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.CommitAsync(cancellation);
        var found = await erasing.SearchAsync(session, job.Workspace, job.Id, cancellation);
        session.Renew(job.Workspace);
        await session.BeginAsync(cancellation);
        await Erasing.CloseAsync(session, job.Workspace, job.Id, found, cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
    }

    public override async Task CancelAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation)
    {
        await session.ExecuteAsync(SqlText.Of($"update privacy_request set state = 'open', closed_by = null where workspace_id = {workspace} and id = {id} and state = 'working' and receipt is null"), cancellation);
        // Who is erased stays erased; nobody looked for what remains.
        await Erasing.CloseAsync(session, workspace, id, null, cancellation);
    }
}
