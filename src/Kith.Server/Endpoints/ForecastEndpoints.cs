using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types.Kinds;
using Kith.Sales.Forecasts;
using Kith.Server.Forecasts;
using Kith.Server.Http;
using Kith.Store;
using Link = Kith.Server.OpenApi.Schemas.Link;

namespace Kith.Server.Endpoints;

/// <summary>What a period will bring.</summary>
public static class ForecastEndpoints
{
    // Days that moves go back unless somebody says otherwise.
    private const int Week = 7;

    /// <summary>What says which period is asked for, as <see cref="Asked"/> reads it.</summary>
    internal static IReadOnlyList<OperationParameter> PeriodParameters { get; } =
    [
        new("unit", "query", "month, quarter (when missing) or year, of the fiscal calendar"), new("day", "query", "Any day of the period; today when missing"),
        new("pipeline", "query", "Id of a pipeline, to count only its deals"),
    ];

    public static void MapForecasts(this IEndpointRouteBuilder routes)
    {
        routes.Map(new Operation("GET", "/api/v1/forecast", "forecast", "What deals bring in a period, by person, team, territory or product")
        {
            Guard = Guard.SignedIn,
            Cost = Cost.Heavy,
            Tag = "forecasts",
            Description = "Counts the deals that the caller sees whose close date lies in the period, but for lost ones, each once: what somebody of a deal's team has a share of counts as theirs, the rest as its owner's; what lines sell counts as that of their products. Amounts are in the workspace's currency.",
            Response = typeof(ForecastResponse),
            Parameters = [new("by", "query", "person (when missing), team, territory or product"), .. PeriodParameters, new("at", "query", "A day, as all stood at its end, or a point in time: deals as they were then, beside the people and quotas of today")],
            Refusals = [ProblemKind.Forbidden],
        }, ReadAsync);
        routes.Map(new Operation("GET", "/api/v1/forecast/moves", "forecast_moves", "What became of a period's deals since a day or point in time: by whom and why the forecast is another")
        {
            Guard = Guard.SignedIn,
            Cost = Cost.Heavy,
            Tag = "forecasts",
            Response = typeof(ForecastMoveList),
            Parameters = [new("since", "query", "A day, as all stood at its end, or a point in time; 7 days ago when missing"), .. PeriodParameters],
            Refusals = [ProblemKind.Forbidden],
        }, MovesAsync);
    }

    /// <summary>A period of the fiscal calendar.</summary>
    /// <param name="From">Its first day.</param>
    /// <param name="To">Its last day.</param>
    /// <param name="Before">First day of the period before it.</param>
    /// <param name="After">First day of the period behind it.</param>
    public sealed record ForecastPeriodResponse([property: AllowedValues("month", "quarter", "year")] string Unit, string Name, DateOnly From, DateOnly To, DateOnly Before, DateOnly After);

    /// <summary>What deals bring, in the workspace's currency, with its decimals.</summary>
    /// <param name="Closed">What is won.</param>
    /// <param name="Commit">What is open and promised.</param>
    /// <param name="BestCase">What is open and may come.</param>
    /// <param name="Pipeline">What else is open.</param>
    /// <param name="Omitted">What is open and left out of the forecast.</param>
    /// <param name="Weighted">What is won, with what is open at its likelihood, but for what is left out.</param>
    /// <param name="Committed">What is won and what is promised together.</param>
    /// <param name="AtBest">The same with the best case.</param>
    /// <param name="Deals">How many deals, but for those left out; each counts with its owner.</param>
    public sealed record ForecastFigures(string Closed, string Commit, string BestCase, string Pipeline, string Omitted, string Weighted, string Committed, string AtBest, long Deals);

    /// <summary>A row of a forecast, behind the row it lies in.</summary>
    /// <param name="Of">The person, team, territory or product; null for what is nobody's.</param>
    /// <param name="Parent">Id of the row it lies in; null at the top.</param>
    /// <param name="Own">What is theirs alone.</param>
    /// <param name="Total">The same with all below.</param>
    /// <param name="Quota">What they are to sell with all below; null where nothing is said of any of them.</param>
    /// <param name="RolledUp">True where the quota is what those below are to sell together.</param>
    /// <param name="Attainment">What of the quota is won, in percent with one decimal.</param>
    /// <param name="Where">Condition that the deals behind the total satisfy; null where no list of deals shows them.</param>
    /// <param name="Words">What people say of it; null where they say nothing of such a forecast.</param>
    public sealed record ForecastRowResponse(Link? Of, Guid? Parent, ForecastFigures Own, ForecastFigures Total, string? Quota, bool RolledUp, string? Attainment, string? Where, ForecastRowWords? Words);

    /// <summary>What somebody said a person will bring in the period.</summary>
    /// <param name="Commit">What comes for sure, with what is won.</param>
    /// <param name="BestCase">The same with what may come.</param>
    public sealed record ForecastWordResponse(Guid Id, string Commit, string BestCase, Link By, DateTime At, string? Note);

    /// <summary>What is said of a row.</summary>
    /// <param name="Said">What the person submitted last.</param>
    /// <param name="Judged">What was said instead by whoever stands highest above the person.</param>
    /// <param name="Commit">What is to be expected for sure: what was judged, else what was submitted, else what the deals and those below come to.</param>
    /// <param name="BestCase">The same if all goes well.</param>
    /// <param name="MaySubmit">True where the caller may say what the person will bring.</param>
    public sealed record ForecastRowWords(ForecastWordResponse? Said, ForecastWordResponse? Judged, string Commit, string BestCase, bool MaySubmit);

    /// <summary>What is to be expected.</summary>
    public sealed record ForecastExpectation(string Commit, string BestCase);

    /// <summary>What deals bring in a period.</summary>
    /// <param name="Currency">The workspace's currency.</param>
    /// <param name="Total">All deals of the period, each once.</param>
    /// <param name="Quota">What is to be sold in all: what is said of all together, or the rows at the top. Null where nothing is said.</param>
    /// <param name="Where">Condition that all deals of the forecast satisfy.</param>
    /// <param name="Expected">What the rows at the top are expected to bring together; null where people say nothing of such a forecast.</param>
    /// <param name="At">When deals stood so; null for now.</param>
    public sealed record ForecastResponse(ForecastPeriodResponse Period, [property: AllowedValues("person", "team", "territory", "product")] string By, string Currency,
        IReadOnlyList<ForecastRowResponse> Data, ForecastFigures Total, string? Quota, string? Attainment, string Where, ForecastExpectation? Expected, string? At);

    /// <summary>A deal as a forecast sees it.</summary>
    /// <param name="Amount">In the workspace's currency; null where it has none.</param>
    /// <param name="Category">What it counts as; null where it is lost.</param>
    public sealed record ForecastDealResponse(string? Amount, DateOnly? CloseDate, [property: AllowedValues("pipeline", "best_case", "commit", "omitted", "closed")] string? Category);

    /// <summary>What became of a deal in the forecast of a period.</summary>
    /// <param name="Then">As it was; null where it was not made yet.</param>
    /// <param name="Change">By how much the sum of the period's deals is another for it, in the workspace's currency.</param>
    /// <param name="By">Who last changed what forecasts look at; null where that was Kith, or nothing of it was changed by itself.</param>
    /// <param name="Reason">Why it was won or lost.</param>
    public sealed record ForecastMoveResponse(
        Link Deal, [property: AllowedValues("new", "entered", "reopened", "won", "lost", "slipped", "brought_forward", "grew", "shrank", "moved_up", "moved_down")] string Move,
        ForecastDealResponse? Then, ForecastDealResponse Now, string Change, Link? By, DateTime? At, string? Reason, string? Note);

    /// <summary>What became of a period's deals, the latest first.</summary>
    /// <param name="More">True where so many deals were touched that not all were looked at.</param>
    public sealed record ForecastMoveList(ForecastPeriodResponse Period, string Since, string Currency, IReadOnlyList<ForecastMoveResponse> Data, bool More);

    private static async Task MovesAsync(HttpContext context, KithStore store, TimeProvider clock, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var query = new QueryReader(context, "since", "unit", "day", "pipeline");
        var (period, pipeline) = Asked(query, caller, clock);
        var since = query.Text("since") ?? Today(caller, clock).AddDays(-Week).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var (moves, more) = await new ForecastReader(store, caller, catalogue).MovesAsync(period, pipeline, since, cancellation);
        var answer = new ForecastMoveList(Told(period, caller), since, caller.Currency, [.. moves.Select(m => new ForecastMoveResponse(
            new Link(m.Id, m.Name), Kith.Core.Types.Naming.Snake(m.Move.ToString()), m.Then is null ? null : Deal(m.Then), Deal(m.Now), Text(m.Change), m.Last is { By: { } by, ByName: var name } ? new Link(by, name) : null, m.Last?.At, m.Reason, m.Note))], more);
        await context.Response.WriteAsJsonAsync(answer, Body.Json, cancellation);

        ForecastDealResponse Deal(ForecastDeal deal) => new(deal.Amount is { } amount ? Text(amount) : null, deal.CloseDate, deal.Lost ? null : deal.Category);

        string Text(decimal amount) => Money(amount, caller);
    }

    /// <summary>An amount in the workspace's currency, with its decimals.</summary>
    internal static string Money(decimal amount, Caller caller) => Currencies.Text(Currencies.Round(amount, caller.Currency), caller.Currency);

    internal static ForecastFigures Figures(ForecastSums sums, Caller caller)
    {
        return new ForecastFigures(Text(sums.Closed), Text(sums.Commit), Text(sums.BestCase), Text(sums.Pipeline), Text(sums.Omitted), Text(sums.Weighted),
            Text(sums.Closed + sums.Commit), Text(sums.Closed + sums.Commit + sums.BestCase), sums.Deals);

        string Text(decimal amount) => Money(amount, caller);
    }

    internal static ForecastWordResponse? Word(ForecastWord? word, Caller caller) =>
        word is null ? null : new ForecastWordResponse(word.Id, Money(word.Commit, caller), Money(word.BestCase, caller), new Link(word.By, word.ByName), word.At, word.Note);

    /// <summary>The period that a query asks for, and its pipeline.</summary>
    internal static (ForecastPeriod Period, Guid? Pipeline) Asked(QueryReader query, Caller caller, TimeProvider clock)
    {
        var unit = query.OneOf("unit", "forecast.unknown_unit", ForecastPeriod.Quarter, [.. ForecastPeriod.Units.Select(u => (u, u))]);
        var (day, pipeline) = (query.Text("day"), query.Text("pipeline"));
        query.Done();
        return (ForecastPeriod.Of(unit, DayOf(day, caller, clock), caller.Calendar), pipeline is null ? null : Guid.TryParseExact(pipeline, "D", out var id) ? id : throw new ProblemException(Problem.Field("pipeline", "not_an_id", "pipeline")));
    }

    internal static ForecastPeriodResponse Told(ForecastPeriod period, Caller caller) => new(period.Unit, period.Name, period.From, period.Until.AddDays(-1), period.Moved(-1, caller.Calendar).From, period.Until);

    private static async Task ReadAsync(HttpContext context, KithStore store, TimeProvider clock, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var query = new QueryReader(context, "by", "unit", "day", "pipeline", "at");
        var (by, at) = (By(query), query.Text("at"));
        var (period, only) = Asked(query, caller, clock);
        var read = await new ForecastReader(store, caller, catalogue).ReadAsync(period, by, only, at, cancellation);
        await context.Response.WriteAsJsonAsync(Answer(read, by, only, at, caller, store.Policy.Rights(caller, catalogue.Of<ForecastSubmission>()).Create), Body.Json, cancellation);
    }

    internal static ForecastBy By(QueryReader query) =>
        query.OneOf("by", "forecast.unknown_by", ForecastBy.Person, ("person", ForecastBy.Person), ("team", ForecastBy.Team), ("territory", ForecastBy.Territory), ("product", ForecastBy.Product));

    private static DateOnly DayOf(string? text, Caller caller, TimeProvider clock)
    {
        if (text is null)
            return Today(caller, clock);
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            throw new ProblemException(Problem.Field("day", "not_a_date", "day"));
        return ForecastPeriod.Knows(day) ? day : throw new ProblemException(Problem.Field("day", "forecast.day_too_far"));
    }

    internal static DateOnly Today(Caller caller, TimeProvider clock) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(clock.GetUtcNow().UtcDateTime, caller.Zone));

    private static ForecastResponse Answer(ReadForecast read, ForecastBy by, Guid? pipeline, string? at, Caller caller, bool submits)
    {
        var (period, where) = (read.Period, ForecastQueries.Where(read.Period, "", pipeline));
        var parents = read.Rows.Select(r => r.Of?.Id).ToHashSet();
        var rows = read.Rows.Select((r, place) => new ForecastRowResponse(r.Of is null ? null : new Link(r.Of.Id, r.Of.Name), r.Of?.Parent is { } p && parents.Contains(p) ? p : null,
            Figures(r.Own, caller), Figures(r.Total, caller), Amount(r.Quota), r.RolledUp, Percent(Forecast.Attainment(r.Total.Closed, r.Quota)), Behind(place), Words(place))).ToList();
        var (commit, best) = read.Words.Count > 0 ? ForecastHierarchy.Top(read.Rows, read.Words) : default;
        return new ForecastResponse(
            Told(period, caller), Kith.Core.Types.Naming.Snake(by.ToString()), caller.Currency, rows, Figures(read.Total, caller), Amount(read.Quota), Percent(Forecast.Attainment(read.Total.Closed, read.Quota)), where,
            read.Words.Count > 0 ? new ForecastExpectation(Money(commit, caller), Money(best, caller)) : null, at);

        string? Amount(decimal? amount) => amount is { } told ? Money(told, caller) : null;

        // Lists of the present do not hold what was counted then.
        string? Behind(int place) => at is null && Forecast.Behind(read.Rows, place, by) is { } condition ? $"{where} and {condition}" : null;

        ForecastRowWords? Words(int place) => read.Words.Count == 0 ? null : read.Words[place] is var words && read.Rows[place].Of is var of ? new ForecastRowWords(
            Word(words.Said, caller), Word(words.Judged, caller), Money(words.Commit, caller), Money(words.BestCase, caller),
            submits && of is not null && caller.Person is { } me && ForecastHierarchy.Speaks(me, of.Id, read.Nodes)) : null;
    }

    internal static string? Percent(decimal? share) => share?.ToString("0.#", CultureInfo.InvariantCulture);
}
