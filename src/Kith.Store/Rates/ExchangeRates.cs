using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Rates;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Audit;
using Kith.Store.Sql;

namespace Kith.Store.Rates;

/// <summary>What a file brought.</summary>
/// <param name="Changed">Rates that are new or others than before.</param>
/// <param name="Skipped">Days that have not come yet.</param>
public sealed record RatesImported(int Changed, int Currencies, DateOnly? From, DateOnly? To, int Skipped);

/// <summary>The rates of a workspace, as its administrators keep them. Every change has the amounts of what is open worked out anew.</summary>
public sealed class ExchangeRates(KithStore store, IEnumerable<IRateProvider> providers, TimeProvider clock)
{
    private const int AtOnce = 20_000;

    /// <summary>Names of those who can be asked for rates.</summary>
    public IReadOnlyList<string> Providers { get; } = [.. providers.Select(p => p.Name)];

    /// <summary>The currencies that have rates, and who is asked for them.</summary>
    public async Task<(IReadOnlyList<RatedCurrency> Currencies, RateBook Book)> ListAsync(Caller caller, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return (await RateTable.CurrenciesAsync(session, caller.Workspace, cancellation), await RateTable.BookAsync(session, caller.Workspace, cancellation));
    }

    /// <summary>The rates of a currency, the newest first.</summary>
    public async Task<IReadOnlyList<KeptRate>> OfAsync(Caller caller, string currency, DateOnly? before, int limit, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return await RateTable.ListAsync(session, caller.Workspace, currency, before, limit, cancellation);
    }

    /// <summary>Says what a currency was worth on a day.</summary>
    public Task<KeptRate> SetAsync(Session session, Caller caller, string currency, DateOnly day, decimal? rate, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        if (currency == caller.Currency)
            problems.Add("", "rate.own_currency", currency);
        if (rate is null)
            problems.Add("rate", "required", "rate");
        else if (RateSheet.Round(rate.Value) is not (> 0 and <= RateKind.Highest))
            problems.Add("rate", "rate.out_of_range");
        if (day > Today(caller))
            problems.Add("", "rate.future");
        problems.ThrowIfAny();
        return session.TogetherAsync(async () =>
        {
            await RateTable.CountAsync(session, caller.Workspace, cancellation);
            var before = await RateTable.FindAsync(session, caller.Workspace, currency, day, cancellation);
            var set = new DayRate(currency, day, RateSheet.Round(rate!.Value));
            if (await RateTable.SaveAsync(session, caller.Workspace, [set], RateOrigin.Person, caller.Person, clock.GetUtcNow().UtcDateTime, cancellation) > 0)
                await ChangedAsync(session, caller, SecurityLog.By(caller, SecurityEventKind.RateSet, title: currency).With("day", Text(day)).With("rate", before?.Rate, set.Rate), cancellation);
            return (await RateTable.FindAsync(session, caller.Workspace, currency, day, cancellation))!;
        }, cancellation);
    }

    /// <summary>Removes the rate of a day.</summary>
    public static Task<bool> RemoveAsync(Session session, Caller caller, string currency, DateOnly day, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        await RateTable.CountAsync(session, caller.Workspace, cancellation);
        var before = await RateTable.FindAsync(session, caller.Workspace, currency, day, cancellation);
        if (before is null)
            throw ProblemException.NotFound();
        await RateTable.RemoveAsync(session, caller.Workspace, currency, day, cancellation);
        await ChangedAsync(session, caller, SecurityLog.By(caller, SecurityEventKind.RateRemoved, title: currency).With("day", Text(day)).With("rate", before.Rate, null), cancellation);
        return true;
    }, cancellation);

    /// <summary>Takes the rates of a file.</summary>
    public Task<RatesImported> ImportAsync(Session session, Caller caller, RateSheet sheet, CancellationToken cancellation) => TakeAsync(session, caller, sheet, RateOrigin.File, cancellation);

    /// <summary>Says who is asked for rates every day from now on, beginning at once; null for nobody.</summary>
    public Task<bool> SetProviderAsync(Session session, Caller caller, string? provider, CancellationToken cancellation)
    {
        if (provider is not null && !Providers.Contains(provider))
            throw new ProblemException(Problem.Field("provider", "unknown_choice", "provider", provider));
        return session.TogetherAsync(async () =>
        {
            var before = await RateTable.BookAsync(session, caller.Workspace, cancellation);
            await session.ExecuteAsync([RateTable.SetProvider(caller.Workspace, provider), .. provider is null ? [] : RateJobs.Enqueue(caller.Workspace)], cancellation);
            if (before.Provider != provider)
                await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.SettingsChanged).With("rate_provider", before.Provider, provider)], cancellation);
            return true;
        }, cancellation);
    }

    internal Task<RatesImported> TakeAsync(Session session, Caller caller, RateSheet sheet, RateOrigin origin, CancellationToken cancellation)
    {
        var (today, now) = (Today(caller), clock.GetUtcNow().UtcDateTime);
        var all = sheet.In(caller.Currency).Where(r => r.Currency != caller.Currency).ToList();
        // The last line of a day counts.
        var rates = all.Where(r => r.Day <= today).GroupBy(r => (r.Currency, r.Day)).Select(g => g.Last()).ToList();
        return session.TogetherAsync(async () =>
        {
            await RateTable.CountAsync(session, caller.Workspace, cancellation);
            var changed = 0;
            foreach (var part in rates.Chunk(AtOnce))
                changed += await RateTable.SaveAsync(session, caller.Workspace, part, origin, origin == RateOrigin.Provider ? null : caller.Person, now, cancellation);
            var days = rates.Select(r => r.Day).ToList();
            var brought = new RatesImported(changed, rates.Select(r => r.Currency).Distinct().Count(), days.Count == 0 ? null : days.Min(), days.Count == 0 ? null : days.Max(), all.Count(r => r.Day > today));
            if (changed > 0)
                await ChangedAsync(session, caller, SecurityLog.By(caller, SecurityEventKind.RatesImported).With("source", Naming.Snake(origin.ToString())).With("rates", changed), cancellation);
            return brought;
        }, cancellation);
    }

    private static async Task ChangedAsync(Session session, Caller caller, SecurityEvent happened, CancellationToken cancellation)
    {
        await session.ExecuteAsync(RevaluationJobs.Enqueue(caller.Workspace), cancellation);
        await SecurityLog.AppendAsync(session, caller.Workspace, [happened], cancellation);
    }


    private DateOnly Today(Caller caller) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(clock.GetUtcNow().UtcDateTime, caller.Zone));

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
