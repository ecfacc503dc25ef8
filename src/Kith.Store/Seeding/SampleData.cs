using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Accounts;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Seeding;

/// <summary>Fictitious records to look around with: loaded in one step, and moved to the trash in one step.</summary>
public sealed class SampleData(WritePath writes, RecordLoader loader, ModuleRecords sample)
{
    /// <summary>Loads the sample records in the caller's name and answers how many there are; they are loaded once.</summary>
    public Task<int> LoadAsync(Session session, Caller caller, Catalogue catalogue, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        if (await WorkspaceTable.LockSampleAsync(session, caller.Workspace, cancellation) is not null)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "sample_data.loaded"));
        var written = await loader.LoadAsync(session, caller, catalogue, sample, cancellation);
        await WorkspaceTable.SetSampleAsync(session, caller.Workspace, written, cancellation);
        return written.Sum(w => w.Ids.Count);
    }, cancellation);

    /// <summary>Moves all sample records to the trash, those that were changed too; where none are loaded nothing happens.</summary>
    public Task RemoveAsync(Session session, Caller caller, Catalogue catalogue, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        if (await WorkspaceTable.LockSampleAsync(session, caller.Workspace, cancellation) is not { } loaded)
            return false;
        // Against the order of writing, so that what points at others goes first.
        foreach (var (name, ids) in Enumerable.Reverse(loaded))
        {
            if (catalogue.Find(name) is not { } type)
                continue;
            var outcomes = await writes.ManyAsync(session, caller, catalogue, type, [.. ids.Select(id => new WriteRequest(WriteKind.Delete, id))], null, cancellation);
            // What somebody has put into the trash already is where it should be.
            if (outcomes.FirstOrDefault(o => o.Problem is { Kind: not ProblemKind.NotFound }) is { } refused)
                throw new ProblemException(refused.Problem!);
        }
        await WorkspaceTable.SetSampleAsync(session, caller.Workspace, null, cancellation);
        return true;
    }, cancellation);
}
