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
/// <param name="Remains">Where the search for what remains found the person afterwards.</param>
public sealed record ErasureReceipt(DateTime At, IReadOnlyList<ErasedStore> Stores, long Entries, string Digest, IReadOnlyList<KeptRecord> Kept, IReadOnlyList<string> Told, IReadOnlyList<Remain> Remains)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    internal string Written() => JsonSerializer.Serialize(this, Json);

    /// <summary>A receipt as a request keeps it; null where there is none.</summary>
    public static ErasureReceipt? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<ErasureReceipt>(json, Json);
}

/// <summary>Erases people from everything that is declared to keep something of them, all or nothing, and gives a receipt.</summary>
public sealed class Erasing(KithStore store, IEnumerable<PersonalStore> stores, Remains remains, TimeProvider clock)
{
    private readonly IReadOnlyList<PersonalStore> _stores = [.. stores];

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Begins to erase the person of an open request; a job does it.</summary>
    /// <exception cref="ProblemException">There is no such request, it is closed, or asks for something else.</exception>
    public async Task BeginAsync(Session session, Caller caller, Guid id, CancellationToken cancellation)
    {
        var request = await PrivacyRequests.OpenAsync(session, caller, id, cancellation);
        if (request.Kind != RequestKind.Erasure)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "privacy.no_erasure"));
        await session.ExecuteAsync([RequestTable.Update(caller.Workspace, request with { State = RequestState.Working, ClosedBy = caller.Person }), .. JobQueue.Enqueue(new NewJob(caller.Workspace, ErasureJobs.Name, id))], cancellation);
    }

    /// <summary>Erases the person of a request that is being worked on; one that is not is left as it is.</summary>
    internal async Task RunAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation)
    {
        session.PlanPerValue = true;
        await RequestTable.LockAsync(session, workspace, id, cancellation);
        if (await RequestTable.FindAsync(session, workspace, id, cancellation) is not { State: RequestState.Working } request)
            return;
        var catalogue = await store.Catalogues.RefreshAsync(workspace, cancellation);
        var subject = await PrivacyRequests.SubjectAsync(session, workspace, catalogue, request, cancellation);
        var (currency, zone) = await session.FirstAsync(SqlText.Of($"select currency, time_zone from workspace where id = {workspace}"), r => (r.GetString(0), r.GetString(1)), cancellation);
        var caller = Caller.System("erasure of a person", workspace, currency, TimeZoneInfo.FindSystemTimeZoneById(zone)) with { Behalf = request.ClosedBy };
        var erasure = new Erasure(id, store, session, caller, catalogue, subject);
        var receipt = await EraseAsync(erasure, cancellation);
        await session.ExecuteAsync(RequestTable.Update(workspace, request with { State = RequestState.Done, Name = null, Email = null, Phone = null, Note = null, ClosedAt = receipt.At, Receipt = receipt.Written() }), cancellation);
        var told = receipt.Stores.Aggregate(SecurityLog.By(caller, SecurityEventKind.Erased, id).With("entries", receipt.Entries).With("digest", receipt.Digest).With("kept", receipt.Kept.Count), (e, s) => e.With(s.Store, s.Rows));
        await SecurityLog.AppendAsync(session, workspace, [told], cancellation);
    }

    private async Task<ErasureReceipt> EraseAsync(Erasure erasure, CancellationToken cancellation)
    {
        var (session, workspace) = (erasure.Session, erasure.Workspace);
        var history = new HistoryErasure(erasure);
        Guid[] named = [.. erasure.Subject.Records];
        var head = await SealTable.HeadAsync(session, workspace, cancellation);
        var entries = await history.FindAsync(0, head, erasure.Looking(named), named, cancellation);
        var erased = new List<ErasedStore>();
        foreach (var kept in _stores)
            erased.Add(new ErasedStore(kept.Name, kept.Label, await kept.EraseAsync(erasure, cancellation)));
        Guid[] gone = [.. erasure.Erased];
        entries.AddRange(await session.ListAsync(SqlText.Of($"select c.position from change c where c.workspace_id = {workspace} and c.record_id = any({gone})"), r => r.GetInt64(0), cancellation));
        entries.AddRange(await history.FindAsync(head, await SealTable.HeadAsync(session, workspace, cancellation), erasure.Trace, gone, cancellation));
        var count = await history.EraseAsync(entries, cancellation);
        return new ErasureReceipt(
            Now, erased, count, await ErasedEntries.DigestAsync(session, workspace, erasure.Id, cancellation), [.. erasure.Kept.DistinctBy(k => k.Id)], [.. erasure.Told.Order(StringComparer.Ordinal)],
            await remains.FindAsync(session, workspace, erasure.Subject, erasure.Id, cancellation));
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
        await erasing.RunAsync(session, job.Workspace, job.Id, cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
    }

    public override Task CancelAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update privacy_request set state = 'open', closed_by = null where workspace_id = {workspace} and id = {id} and state = 'working'"), cancellation);
}
