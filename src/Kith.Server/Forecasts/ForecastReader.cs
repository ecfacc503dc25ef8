using System.Globalization;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Sales;
using Kith.Sales.Deals;
using Kith.Sales.Forecasts;
using Kith.Server.Http;
using Kith.Store;

namespace Kith.Server.Forecasts;

/// <summary>A forecast as one caller may see it.</summary>
/// <param name="Total">All deals of the period, each once, also those that no row holds.</param>
/// <param name="Quota">What is to be sold in all; null where nothing is said.</param>
public sealed record ReadForecast(ForecastPeriod Period, IReadOnlyList<ForecastRow> Rows, ForecastSums Total, decimal? Quota)
{
    /// <summary>What is said of each row, in their order; empty where people say nothing of such a forecast.</summary>
    public IReadOnlyList<ForecastWords> Words { get; init; } = [];
    /// <summary>Whom or what rows may be of, also those without one.</summary>
    public IReadOnlyList<ForecastNode> Nodes { get; init; } = [];
}

/// <summary>Reads forecasts through the read path, so with the rights of the caller.</summary>
public sealed partial class ForecastReader(KithStore store, Caller caller, Catalogue catalogue)
{
    // Half a cent: less is what rounding leaves.
    private const decimal Nothing = 0.005m;

    private static readonly string[] Needed = ["amount", "close_date", "stage", "pipeline", "owner", "shared", "owner_credit", "weighted", "forecast_as", "forecast_category"];

    /// <summary>Reads the forecast of a period.</summary>
    /// <param name="pipeline">Only deals of this pipeline; null for all.</param>
    /// <param name="at">A day or point in time as of which deals, shares and lines are read; people, teams and quotas are those of today. Null for now.</param>
    /// <exception cref="ProblemException">Where the caller sees no deals, or not what a forecast is made of.</exception>
    public async Task<ReadForecast> ReadAsync(ForecastPeriod period, ForecastBy by, Guid? pipeline, string? at, CancellationToken cancellation)
    {
        var people = by is ForecastBy.Person or ForecastBy.Team ? await PeopleAsync(cancellation) : [];
        var (own, total) = await SumsAsync(period, by, pipeline, at, people, cancellation);
        var nodes = await NodesAsync(by, own.Keys, people, cancellation);
        // What people say is of all pipelines, and of the present.
        var words = by == ForecastBy.Person && pipeline is null && at is null ? await WordsAsync(period, cancellation) : [];
        foreach (var word in words.Where(w => nodes.Any(n => n.Id == w.Person)))
            own.TryAdd(word.Person, default);
        var quotas = await QuotasAsync(period, by, cancellation);
        var rest = total - own.Values.Aggregate(default(ForecastSums), (sum, o) => sum + o);
        rest = rest with { Deals = 0 };
        if (new[] { rest.Closed, rest.Commit, rest.BestCase, rest.Pipeline, rest.Omitted, rest.Weighted }.Any(r => Math.Abs(r) >= Nothing))
            own[Guid.Empty] = own.GetValueOrDefault(Guid.Empty) + rest;
        var rows = Forecast.Rows(nodes, own, quotas, by == ForecastBy.Team ? await MembersAsync(period, people, cancellation) : null);
        return new ReadForecast(period, rows, total, quotas.TryGetValue(Guid.Empty, out var whole) ? whole : Forecast.QuotaOfTop(rows))
        {
            Words = by == ForecastBy.Person && pipeline is null && at is null ? ForecastHierarchy.Words(rows, nodes, words) : [],
            Nodes = nodes,
        };
    }

    /// <summary>What deals came to at moments: of one row with all below it, or of all.</summary>
    /// <param name="of">Id of the person, team, territory or product; null for all.</param>
    /// <param name="at">Days or points in time; null for now.</param>
    public async Task<IReadOnlyList<ForecastSums>> PastAsync(ForecastPeriod period, ForecastBy by, Guid? of, Guid? pipeline, IReadOnlyList<string?> at, CancellationToken cancellation)
    {
        var people = by is ForecastBy.Person or ForecastBy.Team ? await PeopleAsync(cancellation) : [];
        var whose = of is { } id ? ForecastHierarchy.Below(id, await NodesAsync(by, [id], people, cancellation)) : null;
        var sums = new List<ForecastSums>();
        foreach (var moment in at)
        {
            var (own, total) = await SumsAsync(period, by, pipeline, moment, people, cancellation);
            sums.Add(whose is null ? total : own.Where(o => whose.Contains(o.Key)).Aggregate(default(ForecastSums), (sum, o) => sum + o.Value));
        }
        return sums;
    }

    // What is theirs alone, by id, and what all deals come to.
    private async Task<(Dictionary<Guid, ForecastSums> Own, ForecastSums Total)> SumsAsync(ForecastPeriod period, ForecastBy by, Guid? pipeline, string? at, IReadOnlyList<Worker> people, CancellationToken cancellation)
    {
        Require(by switch { ForecastBy.Territory => ["territory"], ForecastBy.Product => ["product"], _ => [] });
        var own = new Dictionary<Guid, ForecastSums>();
        var total = by switch
        {
            ForecastBy.Territory => await OfDealsAsync(ForecastQueries.OfDeals(period, "territory", pipeline) with { At = at }, "territory", ForecastQueries.Amount, own, cancellation),
            ForecastBy.Product => await OfProductsAsync(period, pipeline, at, own, cancellation),
            _ => await OfPeopleAsync(period, pipeline, at, own, cancellation),
        };
        return (by == ForecastBy.Team ? InTeams(own, people) : own, total);
    }

    private async Task<IReadOnlyList<ForecastNode>> NodesAsync(ForecastBy by, IEnumerable<Guid> ids, IReadOnlyList<Worker> people, CancellationToken cancellation) => by switch
    {
        ForecastBy.Person => [.. people.Select(p => new ForecastNode(p.Id, p.Name, p.Manager))],
        ForecastBy.Team => await NodesAsync<Team>("parent", cancellation),
        ForecastBy.Territory => await NodesAsync<Territory>("parent", cancellation),
        _ => await NodesAsync("product", ids, cancellation),
    };

    /// <summary>All people, each below whom they report to.</summary>
    public async Task<IReadOnlyList<ForecastNode>> HierarchyAsync(CancellationToken cancellation) => await NodesAsync(ForecastBy.Person, [], await PeopleAsync(cancellation), cancellation);

    /// <summary>What was said of a period, by whom, as far as the caller sees it.</summary>
    public async Task<IReadOnlyList<ForecastWord>> WordsAsync(ForecastPeriod period, CancellationToken cancellation)
    {
        if (!Sees<ForecastSubmission>("person", "period", "starts_on", "commit", "best_case", "description"))
            return [];
        var query = new ReportQuery
        {
            Where = $"period = \"{period.Unit}\" and {period.Holds("starts_on")}",
            Select = ["id", "person", "created_by", "created_at", "commit * 1", "best_case * 1", "description"],
            Sort = ["-created_at"],
            Limit = ReportQuery.MostRows,
        };
        return [.. (await ReportAsync(catalogue.Of<ForecastSubmission>(), query, cancellation)).Where(w => Linked(w, "created_by") is not null).Select(w => new ForecastWord(
            w.GetProperty("id").GetGuid(), Linked(w, "person") ?? Guid.Empty, Linked(w, "created_by")!.Value, Title(w, "created_by") ?? "", w.GetProperty("created_at").GetDateTime().ToUniversalTime(),
            Number(w, "commit * 1"), w.GetProperty("best_case * 1").ValueKind == JsonValueKind.Object ? Number(w, "best_case * 1") : Number(w, "commit * 1"), w.GetProperty("description").GetString()))];
    }

    private static string? Title(JsonElement of, string field) => of.TryGetProperty(field, out var link) && link.ValueKind == JsonValueKind.Object ? link.GetProperty("title").GetString() : null;

    private void Require(params IReadOnlyList<string> also)
    {
        var rights = store.Policy.Rights(caller, catalogue.Of<Deal>());
        if (!rights.Read)
            throw ProblemException.NotFound();
        if (Needed.Concat(also).Any(rights.Hidden.Contains))
            throw ProblemException.Forbidden();
    }

    private async Task<ForecastSums> OfPeopleAsync(ForecastPeriod period, Guid? pipeline, string? at, Dictionary<Guid, ForecastSums> own, CancellationToken cancellation)
    {
        var total = await OfDealsAsync(ForecastQueries.OfDeals(period, "owner", pipeline) with { At = at }, "owner", ForecastQueries.Credit, own, cancellation);
        if (Sees<DealMember>("person", "split", "credit"))
            Add(own, await ReportAsync(catalogue.Of<DealMember>(), ForecastQueries.OfMembers(period, pipeline) with { At = at }, cancellation), "person", "deal." + ForecastQueries.Category);
        return total;
    }

    private async Task<ForecastSums> OfDealsAsync(ReportQuery query, string by, string what, Dictionary<Guid, ForecastSums> own, CancellationToken cancellation)
    {
        var total = default(ForecastSums);
        foreach (var group in await ReportAsync(catalogue.Of<Deal>(), query, cancellation))
        {
            var category = Category(group, ForecastQueries.Category);
            Add(own, IdOf(group, by), ForecastSums.Of(category, Number(group, what), Number(group, ForecastQueries.Weighted), Count(group)));
            total += ForecastSums.Of(category, Number(group, ForecastQueries.Amount), Number(group, ForecastQueries.Expected), Count(group));
        }
        return total;
    }

    private async Task<ForecastSums> OfProductsAsync(ForecastPeriod period, Guid? pipeline, string? at, Dictionary<Guid, ForecastSums> own, CancellationToken cancellation)
    {
        var total = default(ForecastSums);
        foreach (var group in await ReportAsync(catalogue.Of<Deal>(), ForecastQueries.Whole(period, pipeline) with { At = at }, cancellation))
            total += ForecastSums.Of(Category(group, ForecastQueries.Category), Number(group, ForecastQueries.Credit), Number(group, ForecastQueries.Weighted), Count(group));
        var lines = Sees<DealLine>("product", "total");
        Add(own, await ReportAsync(catalogue.Of<Deal>(), ForecastQueries.OfWholeDeals(period, pipeline, lines) with { At = at }, cancellation), "product", ForecastQueries.Category);
        if (lines)
            Add(own, await ReportAsync(catalogue.Of<DealLine>(), ForecastQueries.OfLines(period, pipeline) with { At = at }, cancellation), "product", "deal." + ForecastQueries.Category);
        return total;
    }

    private static void Add(Dictionary<Guid, ForecastSums> own, IEnumerable<JsonElement> groups, string by, string category)
    {
        foreach (var group in groups)
            Add(own, IdOf(group, by), ForecastSums.Of(Category(group, category), Number(group, ForecastQueries.Credit), Number(group, ForecastQueries.Weighted), Count(group)));
    }

    private static void Add(Dictionary<Guid, ForecastSums> own, Guid id, ForecastSums sums) => own[id] = own.GetValueOrDefault(id) + sums;

    private static Dictionary<Guid, ForecastSums> InTeams(Dictionary<Guid, ForecastSums> own, IReadOnlyList<Worker> people)
    {
        var teams = people.ToDictionary(p => p.Id, p => p.Team ?? Guid.Empty);
        var of = new Dictionary<Guid, ForecastSums>();
        foreach (var (person, sums) in own)
            Add(of, teams.GetValueOrDefault(person), sums);
        return of;
    }

    // What the people of a team are to sell, where nothing is said of the team.
    private async Task<Func<Guid, decimal?>> MembersAsync(ForecastPeriod period, IReadOnlyList<Worker> people, CancellationToken cancellation)
    {
        var quotas = await QuotasAsync(period, ForecastBy.Person, cancellation);
        var teams = people.Where(p => quotas.ContainsKey(p.Id)).ToLookup(p => p.Team);
        return team => teams[team].Any() ? teams[team].Sum(p => quotas[p.Id]) : null;
    }

    // Under the empty id what all together are to sell.
    private async Task<Dictionary<Guid, decimal>> QuotasAsync(ForecastPeriod period, ForecastBy by, CancellationToken cancellation)
    {
        var of = by switch { ForecastBy.Person => "person", ForecastBy.Team => "team", ForecastBy.Territory => "territory", _ => null };
        if (!Sees<Quota>("person", "team", "territory", "period", "starts_on", "amount"))
            return [];
        var query = new ReportQuery
        {
            Where = $"{period.Holds("starts_on")} and ({(of is null ? "" : $"{of} is not empty or ")}(person is empty and team is empty and territory is empty))",
            Group = of is null ? ["period", "starts_on"] : [of, "period", "starts_on"],
            Measures = [new(ForecastQueries.Amount, "sum(amount)")],
            Limit = ReportQuery.MostRows,
        };
        var told = (await ReportAsync(catalogue.Of<Quota>(), query, cancellation)).ToLookup(g => of is null ? Guid.Empty : IdOf(g, of), g => (g.GetProperty("period").GetString()!, Day(g, "starts_on"), Number(g, ForecastQueries.Amount)));
        return told.Select(t => (t.Key, Quota: Forecast.QuotaOf(period, [.. t], caller.Calendar))).Where(t => t.Quota is not null).ToDictionary(t => t.Key, t => t.Quota!.Value);
    }

    /// <summary>What one of them is to sell in a period with all below, or all together where none is named; null where nothing is said.</summary>
    public async Task<decimal?> QuotaAsync(ForecastPeriod period, ForecastBy by, Guid? of, CancellationToken cancellation)
    {
        var quotas = await QuotasAsync(period, by, cancellation);
        if (of is null && quotas.TryGetValue(Guid.Empty, out var whole))
            return whole;
        var people = by is ForecastBy.Person or ForecastBy.Team ? await PeopleAsync(cancellation) : [];
        var rows = Forecast.Rows(await NodesAsync(by, quotas.Keys, people, cancellation), new Dictionary<Guid, ForecastSums>(), quotas, by == ForecastBy.Team ? await MembersAsync(period, people, cancellation) : null);
        return of is null ? Forecast.QuotaOfTop(rows) : rows.FirstOrDefault(r => r.Of?.Id == of)?.Quota;
    }

    private sealed record Worker(Guid Id, string Name, Guid? Manager, Guid? Team);

    private async Task<IReadOnlyList<Worker>> PeopleAsync(CancellationToken cancellation)
    {
        var fields = Known(catalogue.Of<Person>(), "manager", "team");
        return [.. (await ReportAsync(catalogue.Of<Person>(), new ReportQuery { Select = ["id", "name", .. fields], Limit = ReportQuery.MostRows }, cancellation))
            .Select(p => new Worker(p.GetProperty("id").GetGuid(), p.GetProperty("name").GetString() ?? "", Linked(p, "manager"), Linked(p, "team")))];
    }

    private async Task<IReadOnlyList<ForecastNode>> NodesAsync<T>(string parent, CancellationToken cancellation) where T : Record
    {
        var type = catalogue.Of<T>();
        if (!store.Policy.Rights(caller, type).Read)
            return [];
        return [.. (await ReportAsync(type, new ReportQuery { Select = ["id", "name", .. Known(type, parent)], Limit = ReportQuery.MostRows }, cancellation))
            .Select(n => new ForecastNode(n.GetProperty("id").GetGuid(), n.GetProperty("name").GetString() ?? "", Linked(n, parent)))];
    }

    // Products are another module's, and there may be many.
    private async Task<IReadOnlyList<ForecastNode>> NodesAsync(string name, IEnumerable<Guid> ids, CancellationToken cancellation)
    {
        if (catalogue.Find(name) is not { } type || !store.Policy.Rights(caller, type).Read)
            return [];
        var nodes = new List<ForecastNode>();
        foreach (var some in ids.Where(id => id != Guid.Empty).Chunk(100))
        {
            var query = new ReportQuery { Select = ["id", type.Title.Name], Where = $"id in ({string.Join(", ", some.Select(id => $"\"{id:D}\""))})", Limit = some.Length };
            nodes.AddRange((await ReportAsync(type, query, cancellation)).Select(n => new ForecastNode(n.GetProperty("id").GetGuid(), n.GetProperty(type.Title.Name).GetString() ?? "", null)));
        }
        return nodes;
    }

    private string[] Known(RecordType type, params string[] fields) => [.. fields.Where(f => !store.Policy.Rights(caller, type).Hidden.Contains(f))];

    private bool Sees<T>(params string[] fields) where T : Record
    {
        var rights = store.Policy.Rights(caller, catalogue.Of<T>());
        return rights.Read && !fields.Any(rights.Hidden.Contains);
    }

    private async Task<List<JsonElement>> ReportAsync(RecordType type, ReportQuery query, CancellationToken cancellation)
    {
        using var page = new PooledBuffer();
        await store.Reads.ReportAsync(caller, catalogue, type, query, page, cancellation);
        using var read = JsonDocument.Parse(page.Written);
        return [.. read.RootElement.Clone().GetProperty("data").EnumerateArray()];
    }

    private static Guid IdOf(JsonElement group, string by) => Linked(group, by) ?? Guid.Empty;

    private static Guid? Linked(JsonElement of, string field) => of.TryGetProperty(field, out var link) && link.ValueKind == JsonValueKind.Object ? link.GetProperty("id").GetGuid() : null;

    private static string Category(JsonElement group, string field) => group.GetProperty(field).GetString() ?? ForecastCategories.Pipeline;

    private static long Count(JsonElement group) => group.TryGetProperty(ForecastQueries.Deals, out var deals) ? deals.GetInt64() : 0;

    private static DateOnly Day(JsonElement group, string field) => DateOnly.ParseExact(group.GetProperty(field).GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static decimal Number(JsonElement group, string measure) =>
        group.GetProperty(measure) is { ValueKind: JsonValueKind.Object } money ? decimal.Parse(money.GetProperty("amount").GetString()!, CultureInfo.InvariantCulture) : 0;
}
