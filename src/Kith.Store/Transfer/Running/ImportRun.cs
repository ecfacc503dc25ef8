using System.Text.Json;
using System.Threading.Channels;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Accounts;
using Kith.Store.Jobs;
using Kith.Store.Sql;

namespace Kith.Store.Transfer.Running;

/// <summary>
/// One run of an import, from where it stands to its end. Every chunk is a transaction: its records, its outcomes, the progress, and the
/// proof that this process still holds the job. So a run that dies anywhere is gone on with by another, and each row counts once.
/// </summary>
internal sealed class ImportRun(KithStore store, Job job, ImportEntry import, JobOptions options, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        var (plan, catalogue) = await PlanAsync(session, cancellation);
        var reader = new RowReader(plan);
        var writer = new ChunkWriter(plan, catalogue, store);
        // The thread that reads ahead stops with the run, also when that fails.
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            var chunks = ChunkReader.Start(() => Open(reading.Token), reader, writer.Begin, import.Position, reading.Token);
            await SaveAsync(session, plan, writer, chunks, cancellation);
            await SavePendingAsync(session, plan, reader, writer, cancellation);
        }
        finally
        {
            await reading.CancelAsync();
        }
        await store.Catalogues.RefreshAsync(job.Workspace, cancellation);
        await FinishAsync(session, cancellation);
    }

    private RowSource Open(CancellationToken cancellation) =>
        RowSource.Open(store.Imports.Files.Open(job.Workspace, job.Id, import.Size, cancellation), import.Profile!.Format);

    /// <summary>Checks the mapping against the present catalogue and makes the fields it asks for; one that is there already is used.</summary>
    private async Task<(ImportPlan Plan, Catalogue Catalogue)> PlanAsync(Session session, CancellationToken cancellation)
    {
        var caller = await CallerAsync(session, cancellation);
        var catalogue = await store.Catalogues.RefreshAsync(job.Workspace, cancellation);
        var plan = Parse(caller, catalogue);
        if (plan.NewFields.Count == 0)
            return (plan, catalogue);
        await store.Types.AddFieldsAsync(session, caller, catalogue, plan.Type, [.. plan.NewFields.Select(f => new Catalogues.NewField(null, f.Field.Label, f.Field.Kind.Name))], cancellation);
        catalogue = await store.Catalogues.RefreshAsync(job.Workspace, cancellation);
        return (Parse(caller, catalogue), catalogue);
    }

    private ImportPlan Parse(Caller caller, Catalogue catalogue)
    {
        using var mapping = JsonDocument.Parse(import.Mapping!);
        var problems = new ProblemList();
        var plan = ImportMapping.Parse(mapping.RootElement, store.Imports.Context(caller, catalogue, import.Profile!), problems);
        problems.ThrowIfAny();
        return plan!;
    }

    private async Task<Caller> CallerAsync(Session session, CancellationToken cancellation)
    {
        var caller = await ActingPerson.FindAsync(session, store.Memberships, job.Workspace, import.CreatedBy, Via.Import, job.Id, "import.person_gone", cancellation);
        return store.Policy.May(caller, Function.Import) ? caller : throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "import.person_gone"));
    }

    /// <summary>
    /// Saves chunk after chunk. Where a chunk only makes new records, it is written while the one before still is, on a connection of its own;
    /// its changes and the progress are kept when the one before has been, so the order is that of the file.
    /// </summary>
    private async Task SaveAsync(Session session, ImportPlan plan, ChunkWriter writer, ChannelReader<Chunk> chunks, CancellationToken cancellation)
    {
        await using var beside = await store.Database.OpenAsync(job.Workspace, cancellation);
        var lanes = new[] { session, beside };
        Task saving = Task.CompletedTask, saved = saving;
        var before = new HashSet<string>();
        var number = 0;
        try
        {
            await foreach (var chunk in chunks.ReadAllAsync(cancellation))
            {
                await saved;
                if (!writer.Overlaps || chunk.Choices.Count > 0 || chunk.Keys.Overlaps(before))
                    await saving;
                var lane = lanes[number++ % lanes.Length];
                var (caller, found) = await FindAsync(lane, plan, writer, chunk, cancellation);
                if (found.New is null)
                    await saving;
                (saved, saving) = (saving, KeepAsync(lane, plan, writer, chunk, caller, found, saving, cancellation));
                // Only new records can be told apart from those of the next chunk by what they are recognised by.
                if (found.New is null)
                    await saving;
                before = chunk.Keys;
            }
            await saving;
        }
        finally
        {
            await Task.WhenAll(saved, saving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<(Caller Caller, FoundChunk Found)> FindAsync(Session session, ImportPlan plan, ChunkWriter writer, Chunk chunk, CancellationToken cancellation)
    {
        await session.BeginAsync(cancellation);
        var caller = await BeginAsync(session, cancellation);
        foreach (var field in chunk.Choices.GroupBy(c => c.Field.Name))
            await store.Types.AddChoicesAsync(session, caller, plan.Type, plan.Type[field.Key], [.. field.Select(c => c.Choice)], cancellation);
        return (caller, await writer.FindAsync(session, caller, chunk.Rows, Now, last: false, cancellation));
    }

    private async Task KeepAsync(Session session, ImportPlan plan, ChunkWriter writer, Chunk chunk, Caller caller, FoundChunk found, Task before, CancellationToken cancellation)
    {
        try
        {
            var tally = await writer.SaveAsync(session, caller, found, before, cancellation);
            await CommitAsync(session, chunk.From, chunk.To, tally, cancellation);
        }
        finally
        {
            // The chunk before may wait for a row that this one holds, and the run ends only when both have.
            if (session.InTransaction)
                await session.RollbackAsync(CancellationToken.None);
        }
        await ImportStatistics.KeepAsync(session, [(plan.Type, chunk.To), .. writer.Made], cancellation);
    }

    /// <summary>
    /// Deals with the rows that named records which were not there yet, in rounds, as one may wait for another. When a round gets nowhere,
    /// the others will not come: the mapping says what happens then.
    /// </summary>
    private async Task SavePendingAsync(Session session, ImportPlan plan, RowReader reader, ChunkWriter writer, CancellationToken cancellation)
    {
        for (var last = false; ;)
        {
            var (seen, settled) = (0, 0);
            for (var before = long.MaxValue; ;)
            {
                var rows = await ImportRowTable.PendingAsync(session, job, before, Imports.ChunkRows, cancellation);
                if (rows.Count == 0)
                    break;
                before = rows[^1].Number;
                seen += rows.Count;
                settled += await SavePendingAsync(session, rows, reader, writer, last, cancellation);
            }
            if (seen == settled)
                return;
            last = settled == 0;
        }
    }

    private async Task<int> SavePendingAsync(Session session, List<CsvRow> rows, RowReader reader, ChunkWriter writer, bool last, CancellationToken cancellation)
    {
        await session.BeginAsync(cancellation);
        var caller = await BeginAsync(session, cancellation);
        await ImportRowTable.TakeAsync(session, job, rows, cancellation);
        RowWork[] read = [.. rows.AsEnumerable().Reverse().Select(r => writer.Begin(reader.Read(r)))];
        var found = await writer.FindAsync(session, caller, read, Now, last, cancellation);
        var tally = await writer.SaveAsync(session, caller, found, Task.CompletedTask, cancellation);
        var end = import.Status.Rows;
        await CommitAsync(session, end, end, tally, cancellation);
        return rows.Count - tally.Pending.Count;
    }

    /// <summary>A stalled process must not hold the rows it wrote for longer than its lease, because the next one waits for them.</summary>
    private async Task<Caller> BeginAsync(Session session, CancellationToken cancellation)
    {
        await session.ExecuteAsync(SqlText.Of($"select set_config('idle_in_transaction_session_timeout', '30s', true)"), cancellation);
        return await CallerAsync(session, cancellation);
    }

    private async Task CommitAsync(Session session, long from, long to, ImportTally tally, CancellationToken cancellation)
    {
        await ImportTable.ProgressAsync(session, job, from, to, tally, cancellation);
        var rows = ImportRowTable.Keep(job.Workspace, job.Id, tally).ToList();
        if (rows.Count > 0)
            await session.ExecuteAsync(rows, cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.CommitAsync(cancellation);
    }

    private async Task FinishAsync(Session session, CancellationToken cancellation)
    {
        await session.BeginAsync(cancellation);
        await session.ExecuteAsync(ImportTable.Finish(job.Workspace, job.Id, ImportState.Done, null, Now), cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
    }
}
