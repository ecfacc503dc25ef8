using System.Globalization;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Sales.Forecasts;
using Kith.Server.Forecasts;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Writing;
using static Kith.Server.Endpoints.ForecastEndpoints;

namespace Kith.Server.Endpoints;

/// <summary>What people say a period will bring, how the forecast came about, and how right it was.</summary>
public static class ForecastSubmissionEndpoints
{
    private const int FewPeriods = 4;
    private const int MostPeriods = 12;

    public static void MapForecastSubmissions(this IEndpointRouteBuilder routes)
    {
        OperationParameter[] whose =
        [
            new("by", "query", "person (when missing), team, territory or product"), new("of", "query", "Id of one of them, for what it and all below it bring; all together when missing"),
            .. PeriodParameters,
        ];
        routes.Map(new Operation("POST", "/api/v1/forecast/submissions", "submit_forecast", "Say what a person will bring in a period: oneself, or somebody who reports to oneself")
        {
            Guard = Guard.SignedIn,
            Tag = "forecasts",
            Description = "Keeps what the deals come to at this moment beside it. What somebody above a person says counts in place of what the person submitted. Earlier ones stay; who deletes their latest makes the one before count again.",
            OfType = "forecast_submission",
            RequestShape = RecordShape.New,
            ResponseShape = RecordShape.Record,
            Status = 201,
            Refusals = [ProblemKind.Forbidden],
        }, SubmitAsync);
        routes.Map(new Operation("GET", "/api/v1/forecast/history", "forecast_history", "How the forecast of a period came about: what deals came to at moments of the period, and what was said of it")
        {
            Guard = Guard.SignedIn,
            Cost = Cost.Heavy,
            Tag = "forecasts",
            Response = typeof(ForecastHistory),
            Parameters = whose,
            Refusals = [ProblemKind.Forbidden],
        }, HistoryAsync);
        routes.Map(new Operation("GET", "/api/v1/forecast/accuracy", "forecast_accuracy", "How right forecasts were: what periods were expected to bring on their first day and by what was submitted, and what they brought")
        {
            Guard = Guard.SignedIn,
            Cost = Cost.Heavy,
            Tag = "forecasts",
            Response = typeof(ForecastAccuracyList),
            Parameters = [.. whose, new("periods", "query", "How many periods up to the one asked for, 1 to 12; 4 when missing", "integer")],
            Refusals = [ProblemKind.Forbidden],
        }, AccuracyAsync);
    }

    /// <summary>What deals came to at a moment.</summary>
    /// <param name="At">The day, as all stood at its end, or the present moment.</param>
    public sealed record ForecastPoint(string At, ForecastFigures Figures);

    /// <summary>How the forecast of a period came about.</summary>
    /// <param name="Data">From the first day of the period to its last or the present moment.</param>
    /// <param name="Words">What was said of the person in the period, the latest first; empty where no person is named.</param>
    public sealed record ForecastHistory(ForecastPeriodResponse Period, string Currency, IReadOnlyList<ForecastPoint> Data, IReadOnlyList<ForecastWordResponse> Words);

    /// <summary>How right the forecast of a period was.</summary>
    /// <param name="Over">True once the period is over.</param>
    /// <param name="Closed">What it brought, or has brought until now.</param>
    /// <param name="Beginning">What the deals came to at the end of its first day; null before.</param>
    /// <param name="First">What was submitted of it first by the person; null where no person is named or nothing was.</param>
    /// <param name="Last">What was submitted of it last before its end by the person.</param>
    /// <param name="OfBeginning">What was brought in percent of what was closed and committed at the beginning.</param>
    /// <param name="OfFirst">What was brought in percent of the commit that was submitted first.</param>
    /// <param name="OfLast">What was brought in percent of the commit that was submitted last.</param>
    public sealed record ForecastAccuracy(
        ForecastPeriodResponse Period, bool Over, string Closed, string? Quota, ForecastFigures? Beginning, ForecastWordResponse? First, ForecastWordResponse? Last, string? OfBeginning, string? OfFirst, string? OfLast);

    /// <summary>How right forecasts were, the latest period first.</summary>
    public sealed record ForecastAccuracyList(string Currency, IReadOnlyList<ForecastAccuracy> Data);

    private static async Task SubmitAsync(HttpContext context, KithStore store, TimeProvider clock, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var type = catalogue.Of<ForecastSubmission>();
        if (!store.Policy.Rights(caller, type).Create)
            throw ProblemException.Forbidden();
        var body = await Body.ReadBytesAsync(context, cancellation);
        var request = new WriteRequest(WriteKind.Create, store.Ids.Next());
        using (var json = Body.Object(body))
            RecordInput.Bind(json.RootElement, type, store.Policy.Rights(caller, type), new InputFormat(caller.Currency), request);
        request.Problems.ThrowIfAny();
        var reader = new ForecastReader(store, caller, catalogue);
        var unit = Value<string>("period") ?? ForecastPeriod.Quarter;
        var day = Value<DateOnly?>("starts_on") ?? Today(caller, clock);
        if (ForecastPeriod.Units.Contains(unit) && ForecastPeriod.Knows(day))
        {
            var person = Value<Guid?>("person") ?? caller.Person;
            var period = ForecastPeriod.Of(unit, day, caller.Calendar);
            if (person is { } of && (caller.Person is not { } me || !ForecastHierarchy.Speaks(me, of, await reader.HierarchyAsync(cancellation))))
                throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "forecast.not_yours"));
            (request.Values[type["person"]], request.Values[type["period"]], request.Values[type["starts_on"]]) = (person, period.Unit, period.From);
            var row = (await reader.ReadAsync(period, ForecastBy.Person, null, null, cancellation)).Rows.FirstOrDefault(r => r.Of?.Id == person);
            var deals = row?.Total ?? default;
            Keep("closed", deals.Closed);
            Keep("deals_commit", deals.Closed + deals.Commit);
            Keep("deals_best_case", deals.Closed + deals.Commit + deals.BestCase);
            Keep("quota", row?.Quota);
        }
        await RecordEndpoints.SendOneAsync(context, store, caller, catalogue, type, request, null, body, 201, cancellation);

        T? Value<T>(string field) => request.Values.TryGetValue(type[field], out var value) && value is T typed ? typed : default;

        void Keep(string field, decimal? amount) => request.Values[type[field]] = amount is { } told ? new Money(Core.Types.Kinds.Currencies.Round(told, caller.Currency), caller.Currency) : null;
    }

    private static async Task HistoryAsync(HttpContext context, KithStore store, TimeProvider clock, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var query = new QueryReader(context, "by", "of", "unit", "day", "pipeline");
        var (by, of) = Whose(query);
        var (period, pipeline) = Asked(query, caller, clock);
        var reader = new ForecastReader(store, caller, catalogue);
        var moments = period.Moments(Today(caller, clock));
        var sums = await reader.PastAsync(period, by, of, pipeline, [.. moments.Select(m => m?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))], cancellation);
        var words = await OfPersonAsync(reader, by, of, period, cancellation);
        var now = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        await context.Response.WriteAsJsonAsync(
            new ForecastHistory(Told(period, caller), caller.Currency, [.. moments.Zip(sums, (at, s) => new ForecastPoint(at?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? now, Figures(s, caller)))], [.. words.Select(w => Word(w, caller)!)]),
            Body.Json, cancellation);
    }

    private static async Task AccuracyAsync(HttpContext context, KithStore store, TimeProvider clock, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var query = new QueryReader(context, "by", "of", "unit", "day", "pipeline", "periods");
        var (by, of) = Whose(query);
        var count = (int)query.Number("periods", FewPeriods, 1, MostPeriods);
        var (period, pipeline) = Asked(query, caller, clock);
        var (reader, today) = (new ForecastReader(store, caller, catalogue), Today(caller, clock));
        var found = new List<ForecastAccuracy>();
        for (var back = 0; back < count; back++)
        {
            found.Add(await OfPeriodAsync(reader, period.Moved(-back, caller.Calendar), by, of, pipeline, today, caller, cancellation));
        }
        await context.Response.WriteAsJsonAsync(new ForecastAccuracyList(caller.Currency, found), Body.Json, cancellation);
    }

    private static async Task<ForecastAccuracy> OfPeriodAsync(ForecastReader reader, ForecastPeriod period, ForecastBy by, Guid? of, Guid? pipeline, DateOnly today, Caller caller, CancellationToken cancellation)
    {
        var begun = period.From < today;
        var sums = await reader.PastAsync(period, by, of, pipeline, begun ? [null, period.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)] : [null], cancellation);
        var words = (await OfPersonAsync(reader, by, of, period, cancellation)).Where(w => w.By == of && DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(w.At, caller.Zone)) < period.Until).ToList();
        var (closed, first, last) = (sums[0].Closed, words.LastOrDefault(), words.FirstOrDefault());
        return new ForecastAccuracy(
            Told(period, caller), period.Until <= today, Money(closed, caller), await reader.QuotaAsync(period, by, of, cancellation) is { } quota ? Money(quota, caller) : null,
            begun ? Figures(sums[1], caller) : null, Word(first, caller), Word(last, caller),
            begun ? Percent(Forecast.Attainment(closed, sums[1].Closed + sums[1].Commit)) : null, Percent(Forecast.Attainment(closed, first?.Commit)), Percent(Forecast.Attainment(closed, last?.Commit)));
    }

    // The latest first.
    private static async Task<IReadOnlyList<ForecastWord>> OfPersonAsync(ForecastReader reader, ForecastBy by, Guid? of, ForecastPeriod period, CancellationToken cancellation) =>
        by == ForecastBy.Person && of is not null ? [.. (await reader.WordsAsync(period, cancellation)).Where(w => w.Person == of)] : [];

    private static Guid Id(string text) => Guid.TryParseExact(text, "D", out var id) ? id : throw new ProblemException(Problem.Field("of", "not_an_id", "of"));

    private static (ForecastBy By, Guid? Of) Whose(QueryReader query) => (ForecastEndpoints.By(query), query.Text("of") is { } of ? Id(of) : null);
}
