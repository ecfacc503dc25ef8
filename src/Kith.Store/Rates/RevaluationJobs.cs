using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Jobs;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Rates;

/// <summary>Works out anew, after rates were changed, what amounts in other currencies are worth; those that hold a rate of their own stay. Nothing that a person said changes, so no record gets a new version.</summary>
public sealed class RevaluationJobs(KithStore store, JobOptions options) : JobHandler
{
    private const string Revaluation = "revaluation";
    private const long AtOnce = 5_000;

    public override string Kind => Revaluation;

    /// <summary>The statements that have the amounts of a workspace worked out anew.</summary>
    internal static IReadOnlyList<SqlText> Enqueue(Guid workspace) => JobQueue.Enqueue(new NewJob(workspace, Revaluation, workspace));

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        bool done;
        do
        {
            var catalogue = await store.Catalogues.RefreshAsync(job.Workspace, cancellation);
            var version = await KeepAsync(job, session => RateTable.VersionAsync(session, job.Workspace, cancellation), cancellation);
            foreach (var type in catalogue.Types)
                await TypeAsync(job, type, cancellation);
            // Rates that were changed meanwhile found this job in the queue already.
            done = await EndAsync(job, version, cancellation);
        }
        while (!done);
    }

    // Who changes rates holds them before the job, so this does, too.
    private async Task<bool> EndAsync(Job job, long? version, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        var present = await session.ListAsync(SqlText.Of($"select version from rate_book where workspace_id = {job.Workspace} for update"), r => (long?)r.GetInt64(0), cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        if (present.FirstOrDefault() != version)
            return false;
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
        return true;
    }

    private async Task TypeAsync(Job job, RecordType type, CancellationToken cancellation)
    {
        foreach (var field in type.Fields.Where(f => f is { Own: false, Formula: null, Kind: MoneyKind }))
            await AllAsync(job, after => Columns(job, type, field, after), cancellation);
        string[] own = [.. type.Fields.Where(f => f is { Own: true, Formula: null, Kind: MoneyKind }).Select(f => f.Key)];
        if (own.Length > 0)
            await AllAsync(job, after => Own(job, type, own, after), cancellation);
    }

    private async Task AllAsync(Job job, Func<Guid, SqlText> some, CancellationToken cancellation)
    {
        for (Guid? after = Guid.Empty; after is { } last;)
            after = await KeepAsync(job, async session => (await session.ListAsync(some(last), r => r.GetGuid(0), cancellation)) is [var next] ? next : (Guid?)null, cancellation);
    }

    // Of the row itself, so that one who writes at the same time is not overwritten with what was read before.
    private static SqlText Columns(Job job, RecordType type, Field field, Guid after)
    {
        var table = SqlText.Name(type.Table);
        var (amount, currency, worth) = (SqlText.Column("t", field.ColumnOf(0)), SqlText.Column("t", field.ColumnOf(1)), SqlText.Column("t", field.ColumnOf(MoneyKind.BaseColumn)));
        var open = field.RatedBy is { } rate ? SqlText.Of($" and {SqlText.Column("t", type[rate].Column)} is null") : SqlText.Empty;
        var foreign = SqlText.Of($"t.workspace_id = {job.Workspace} and {currency} <> (select kith.base_currency()){open}");
        return SqlText.Of($"""
            with newest as materialized (select distinct on (r.currency) r.currency, r.rate from exchange_rate r where r.workspace_id = {job.Workspace} order by r.currency, r.day desc),
            part as materialized (select t.id from {table} t where {foreign} and t.id > {after} order by t.id limit {AtOnce}),
            done as (update {table} t set {SqlText.Name(field.ColumnOf(MoneyKind.BaseColumn))} = round({amount} * n.rate, kith.minor_digits((select kith.base_currency()))) from part p, newest n
                where t.id = p.id and n.currency = {currency} and {foreign} and {worth} is distinct from round({amount} * n.rate, kith.minor_digits((select kith.base_currency()))) and abs({amount} * n.rate) < 1e15 returning 1)
            select p.id from part p where (select count(*) from done) >= 0 order by p.id desc limit 1
            """);
    }

    private static SqlText Own(Job job, RecordType type, string[] names, Guid after)
    {
        var table = SqlText.Name(type.Table);
        return SqlText.Of($"""
            with part as materialized (select t.id from {table} t where t.workspace_id = {job.Workspace} and t.custom ?| {names}{RecordReader.OfType(type)} and t.id > {after} order by t.id limit {AtOnce}),
            done as (update {table} t set custom = kith.revalued(t.custom, {names}, now()) from part p where t.workspace_id = {job.Workspace} and t.id = p.id and t.custom <> kith.revalued(t.custom, {names}, now()) returning 1)
            select p.id from part p where (select count(*) from done) >= 0 order by p.id desc limit 1
            """);
    }

    private async Task<T> KeepAsync<T>(Job job, Func<Session, Task<T>> effect, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        var result = await effect(session);
        await session.CommitAsync(cancellation);
        return result;
    }
}
