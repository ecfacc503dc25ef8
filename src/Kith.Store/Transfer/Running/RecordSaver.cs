using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Sql;
using Kith.Store.Writing;
using Npgsql;

namespace Kith.Store.Transfer.Running;

/// <summary>
/// Saves records of one kind of write through the write path. What the database refuses for reasons the write path does not know, such as
/// a number beyond its column, is found by halving and refused alone, so that one row cannot stop a file.
/// </summary>
internal sealed class RecordSaver(WritePath writes, Catalogue catalogue)
{
    /// <summary>The outcome of each request, in order.</summary>
    /// <param name="session">In a transaction.</param>
    /// <param name="requests">All creates or all updates, of different records.</param>
    /// <param name="apart">Given where no new record names another of them.</param>
    public async Task<IReadOnlyList<WriteOutcome>> SaveAsync(Session session, Caller caller, RecordType type, IReadOnlyList<WriteRequest> requests, Apart? apart, CancellationToken cancellation)
    {
        await session.ExecuteAsync(SqlText.Of($"savepoint part"), cancellation);
        await Task.Yield();
        try
        {
            var outcomes = await writes.ManyAsync(session, caller, catalogue, type, requests, null, cancellation, apart);
            await session.ExecuteAsync(SqlText.Of($"release savepoint part"), cancellation);
            return outcomes;
        }
        // Data exceptions, broken constraints and limits of the program: the fault of a row, not of the run.
        catch (PostgresException error) when (error.SqlState[..2] is "22" or "23" or "54")
        {
            await session.ExecuteAsync([SqlText.Of($"rollback to savepoint part"), SqlText.Of($"release savepoint part")], cancellation);
            if (requests.Count == 1)
                return [new WriteOutcome(requests[0].Id, WriteResult.Refused, Problem.Field("", "import.cannot_store"))];
        }
        var half = requests.Count / 2;
        return
        [
            .. await SaveAsync(session, caller, type, [.. requests.Take(half)], apart, cancellation),
            .. await SaveAsync(session, caller, type, [.. requests.Skip(half)], apart, cancellation),
        ];
    }
}
