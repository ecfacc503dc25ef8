using System.Globalization;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Rates;
using Kith.Core.Types.Kinds;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Rates;
using Microsoft.AspNetCore.Http.Features;
using Link = Kith.Server.OpenApi.Schemas.Link;

namespace Kith.Server.Endpoints;

/// <summary>What other currencies are worth in the workspace's own.</summary>
public static class RateEndpoints
{
    private const string Root = "/api/v1/exchange_rates";
    private const int MostBytes = 16 * 1024 * 1024;
    private const int Page = 100;
    private const string FileType = "application/octet-stream";

    /// <summary>What a currency is worth on a day.</summary>
    /// <param name="Rate">What one unit is worth in the workspace's currency, with up to 16 decimals.</param>
    public sealed record RateRequest(string? Rate = null);

    /// <summary>Whom to ask for rates every day.</summary>
    /// <param name="Provider">Null for nobody.</param>
    public sealed record RateProviderRequest(string? Provider = null);

    /// <summary>What a currency was worth on a day.</summary>
    /// <param name="Rate">What one unit was worth in the workspace's currency.</param>
    /// <param name="Origin">Who said so: person, file or provider.</param>
    /// <param name="SetBy">Null for a provider.</param>
    public sealed record RateResponse(string Currency, DateOnly Day, string Rate, RateOrigin Origin, DateTime SetAt, Link? SetBy);

    /// <summary>A currency that has rates.</summary>
    /// <param name="Newest">The one that counts for what is open.</param>
    /// <param name="Oldest">The first day that has one.</param>
    /// <param name="Days">How many days have one.</param>
    public sealed record RatedCurrencyResponse(string Currency, RateResponse Newest, DateOnly Oldest, long Days);

    /// <summary>The currencies that have rates.</summary>
    /// <param name="Base">The workspace's own currency.</param>
    /// <param name="Provider">Who is asked every day; null for nobody.</param>
    /// <param name="Providers">Who can be asked.</param>
    /// <param name="FetchedAt">When that last brought rates.</param>
    /// <param name="Problem">Why the last attempt failed.</param>
    /// <param name="Currencies">All currencies there are.</param>
    public sealed record RatedCurrencyList(string Base, IReadOnlyList<RatedCurrencyResponse> Data, string? Provider, IReadOnlyList<string> Providers, DateTime? FetchedAt, string? Problem, IReadOnlyList<string> Currencies);

    /// <summary>The rates of a currency, the newest first.</summary>
    /// <param name="More">True where there are earlier ones.</param>
    public sealed record RateList(string Base, IReadOnlyList<RateResponse> Data, bool More);

    /// <summary>What a file brought.</summary>
    /// <param name="Changed">Rates that are new or others than before.</param>
    /// <param name="Skipped">Rates of days that have not come yet.</param>
    public sealed record RatesImportedResponse(int Changed, int Currencies, DateOnly? From, DateOnly? To, int Skipped);

    public static void MapRates(this IEndpointRouteBuilder routes)
    {
        var currency = new OperationParameter("currency", "path", "Code of ISO 4217, such as USD");
        var day = new OperationParameter("day", "path", "A day, such as 2026-01-31");
        routes.Map(Of("GET", "", "list_exchange_rates", "The currencies that have rates, with the newest of each") with { Guard = Guard.SignedIn, Response = typeof(RatedCurrencyList) }, ListAsync);
        routes.Map(Of("GET", "/{currency}", "list_rates_of_currency", "The rates of a currency, the newest first") with
        {
            Guard = Guard.SignedIn,
            Response = typeof(RateList),
            Parameters = [currency, new("before", "query", "Only those of days before this one")],
        }, OfAsync);
        routes.Map(Of("PUT", "/{currency}/{day}", "set_exchange_rate", "Say what a currency is worth on a day") with
        {
            Description = "Amounts of what is open are worked out anew with the newest rate; deals that ended keep the rate of their day.",
            Request = typeof(RateRequest),
            Response = typeof(RateResponse),
            Parameters = [currency, day],
            Refusals = [ProblemKind.Invalid],
        }, SetAsync);
        routes.Map(Of("DELETE", "/{currency}/{day}", "delete_exchange_rate", "Remove the rate of a day") with { Status = 204, Parameters = [currency, day] }, RemoveAsync);
        routes.Map(Of("POST", "/import", "import_exchange_rates", "Take the rates of a file: one that the European Central Bank publishes (eurofxref as CSV or XML), or a CSV file with the columns currency, date and rate") with
        {
            Cost = Cost.Heavy,
            RequestType = FileType,
            Response = typeof(RatesImportedResponse),
            Refusals = [ProblemKind.Invalid, ProblemKind.TooLarge],
        }, ImportAsync);
        routes.Map(Of("PUT", "/provider", "set_rate_provider", "Say who is asked for rates every day, beginning at once") with { Request = typeof(RateProviderRequest), Response = typeof(RatedCurrencyList), Refusals = [ProblemKind.Invalid] }, SetProviderAsync);
    }

    private static Operation Of(string method, string path, string id, string summary) => new(method, Root + path, id, summary) { Guard = Guard.Has(Function.ManageTypes), Tag = "workspace" };

    private static async Task<IResult> ListAsync(HttpContext context, KithStore store, ExchangeRates rates, CancellationToken cancellation)
    {
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        return Results.Json(await AllAsync(caller, rates, cancellation), Body.Json);
    }

    private static async Task<RatedCurrencyList> AllAsync(Caller caller, ExchangeRates rates, CancellationToken cancellation)
    {
        var (currencies, book) = await rates.ListAsync(caller, cancellation);
        return new RatedCurrencyList(
            caller.Currency, [.. currencies.Select(c => new RatedCurrencyResponse(c.Currency, Response(c.Newest), c.Oldest, c.Days))], book.Provider, rates.Providers, book.FetchedAt, book.Problem,
            [.. Currencies.All]);
    }

    private static async Task<IResult> OfAsync(HttpContext context, KithStore store, ExchangeRates rates, string currency, CancellationToken cancellation)
    {
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        var code = Known(currency);
        var query = new QueryReader(context, "before");
        var before = query.Text("before");
        query.Done();
        DateOnly? until = before is null ? null : Parsed(before) ?? throw new ProblemException(Problem.Field("before", "not_a_date", "before"));
        var found = await rates.OfAsync(caller, code, until, Page + 1, cancellation);
        return Results.Json(new RateList(caller.Currency, [.. found.Take(Page).Select(Response)], found.Count > Page), Body.Json);
    }

    private static async Task<IResult> SetAsync(HttpContext context, KithStore store, ExchangeRates rates, string currency, string day, CancellationToken cancellation)
    {
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        var (code, on) = (Known(currency), Day(day));
        var asked = await Body.ReadAsync<RateRequest>(context, cancellation);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return Results.Json(Response(await rates.SetAsync(session, caller, code, on, Number(asked.Rate), cancellation)), Body.Json);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, KithStore store, string currency, string day, CancellationToken cancellation)
    {
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        var (code, on) = (Known(currency), Day(day));
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        await ExchangeRates.RemoveAsync(session, caller, code, on, cancellation);
        return Results.NoContent();
    }

    private static async Task<IResult> ImportAsync(HttpContext context, KithStore store, ExchangeRates rates, CancellationToken cancellation)
    {
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        var sheet = RateFile.Read(await FileAsync(context, cancellation));
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var brought = await rates.ImportAsync(session, caller, sheet, cancellation);
        return Results.Json(new RatesImportedResponse(brought.Changed, brought.Currencies, brought.From, brought.To, brought.Skipped), Body.Json);
    }

    private static async Task<Stream> FileAsync(HttpContext context, CancellationToken cancellation)
    {
        if (context.Request.ContentType?.StartsWith(FileType, StringComparison.OrdinalIgnoreCase) != true)
            throw new ProblemException(Problem.Of(ProblemKind.UnsupportedType, "rate.no_file"));
        if (context.Request.ContentLength > MostBytes)
            throw new ProblemException(Problem.Of(ProblemKind.TooLarge, "too_large", MostBytes));
        // Only here may a body be as large as this; everywhere else the server's own limit holds.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MostBytes;
        var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, cancellation);
        bytes.Position = 0;
        return bytes;
    }

    private static async Task<IResult> SetProviderAsync(HttpContext context, KithStore store, ExchangeRates rates, CancellationToken cancellation)
    {
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        var asked = await Body.ReadAsync<RateProviderRequest>(context, cancellation);
        await using (var session = await store.Database.OpenAsync(caller.Workspace, cancellation))
            await rates.SetProviderAsync(session, caller, asked.Provider, cancellation);
        return Results.Json(await AllAsync(caller, rates, cancellation), Body.Json);
    }

    private static RateResponse Response(KeptRate rate) => new(rate.Currency, rate.Day, rate.Rate.ToString("0.00##############", CultureInfo.InvariantCulture), rate.Origin, rate.SetAt, rate.By is { } by ? new Link(by, rate.ByName) : null);

    // What is no number is out of range, too.
    private static decimal? Number(string? text) =>
        text is null ? null : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Known(string currency) => Currencies.Known(currency) ? currency : throw ProblemException.NotFound();

    // What is no day has no rate.
    private static DateOnly Day(string text) => Parsed(text) ?? throw ProblemException.NotFound();

    private static DateOnly? Parsed(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
