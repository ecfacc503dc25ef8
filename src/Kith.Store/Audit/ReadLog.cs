using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Store.Sql;

namespace Kith.Store.Audit;

/// <summary>Tells the audit who reads sensitive fields. What one person reads of a type in one way within a minute becomes one event.</summary>
public sealed class ReadLog(Database database)
{
    /// <summary>Notes what the answer to a caller tells, before it leaves.</summary>
    /// <param name="way">How it is told: the id of an operation.</param>
    public async Task DoneAsync(Caller caller, string way, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(caller.Workspace, cancellation);
        await NoteAsync(session, caller, way, cancellation);
    }

    /// <summary>Notes what somebody who answers the request of a person is shown for it: for that they see the private records of others, too.</summary>
    /// <param name="way">How it is told: the id of an operation.</param>
    /// <param name="records">Records whose titles are told; none where all that is kept is handed out.</param>
    public async Task AnsweringAsync(Caller caller, Guid request, string way, IReadOnlyCollection<Guid> records, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(caller.Workspace, cancellation);
        await session.ExecuteAsync(GatheredTable.Gather(SecurityLog.By(caller, SecurityEventKind.PrivacyRead, request).With("request", request).With("way", way), caller.Workspace, records), cancellation);
    }

    /// <summary>The same in a session's transaction.</summary>
    internal static async Task NoteAsync(Session session, Caller caller, string way, CancellationToken cancellation)
    {
        if (caller.Reads?.Told is { Count: > 0 } told)
            await session.ExecuteAsync([.. told.Select(read => GatheredTable.Gather(Of(caller, caller.Reads, read, way), caller.Workspace, read.Records))], cancellation);
    }

    private static SecurityEvent Of(Caller caller, SensitiveReads reads, SensitiveRead read, string way) => SecurityLog.By(caller, SecurityEventKind.SensitiveRead, read.Records.Count == 1 ? read.Records.First() : null)
        .With("type", read.Type).With("fields", read.Fields).With("way", way).With("where", reads.Where).With("key", caller.Scope?.Key).With("seen_as", caller.Viewer is null ? null : caller.Person);
}
