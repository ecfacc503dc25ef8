using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Sales.Deals;

/// <summary>A product or a service that a deal is about, with its price.</summary>
[RecordType("deal_line", "deal_lines", Icon = "list", Part = true, Searched = false, List = "position,name,quantity,price,discount,total,deal")]
public sealed class DealLine : Record
{
    [Title, Required(FilledIn = true), MaxLength(200), ImportNames("line item", "item", "product name")] public string Name { get; set; } = "";
    [Link<Deal>(Cascade = true), Required] public Guid DealId { get; set; }
    [Link("product")] public Guid? ProductId { get; set; }
    [Range(0.0001, 1_000_000_000), Default("1"), Required, ImportNames("qty", "amount of units", "units")] public decimal? Quantity { get; set; }
    /// <summary>Price of one, of the product where none is named.</summary>
    [ImportNames("unit price", "sales price")] public Money? Price { get; set; }
    [Percent, ImportNames("discount percent", "discount %")] public decimal? Discount { get; set; }
    /// <summary>Quantity times price less discount, rounded half up to the currency's minor unit.</summary>
    [ReadOnlyField] public Money? Total { get; set; }
    [Range(0, 1_000_000)] public long? Position { get; set; }
    [Markdown, ImportNames("notes")] public string? Description { get; set; }
}

/// <summary>What always holds for the lines of deals.</summary>
internal static class DealLines
{
    /// <summary>Most lines of a deal.</summary>
    public const int Most = 500;

    /// <summary>The largest total of a line, so that the sum of all lines of a deal still is an amount.</summary>
    private const decimal Largest = 999_999_999_999m;

    /// <summary>Fills in what the product says, and works out the total. A line that is called nothing is called as its deal.</summary>
    public static async ValueTask AddUp(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        var products = await ProductsAsync(drafts, source, cancellation);
        Guid[] deals = [.. drafts.Select(d => ((DealLine)d.Record).DealId).Distinct()];
        var written = drafts.Select(d => d.Record.Id).ToHashSet();
        var others = (await source.OfAsync<DealLine>("deal", deals, cancellation)).Where(l => !written.Contains(l.Id)).ToLookup(l => l.DealId);
        var wholes = (await source.TheseAsync<Deal>(deals, cancellation)).ToDictionary(d => d.Id);
        foreach (var group in drafts.GroupBy(d => ((DealLine)d.Record).DealId))
        {
            var currency = others[group.Key].FirstOrDefault()?.Price?.Currency ?? (group.All(d => d.IsNew || d.Changed("deal")) ? wholes.GetValueOrDefault(group.Key)?.Amount?.Currency : null);
            var (count, position) = (others[group.Key].Count(), others[group.Key].Max(l => l.Position) ?? 0);
            foreach (var draft in group)
            {
                var line = (DealLine)draft.Record;
                OfProduct(line, draft, products, currency);
                if (line.Name.Length == 0)
                    line.Name = wholes.GetValueOrDefault(group.Key)?.Name ?? "–";
                line.Position ??= ++position;
                position = Math.Max(position, line.Position.Value);
                currency ??= line.Price?.Currency;
                if (line.Price is { } price && price.Currency != currency)
                    draft.Problems.Add("price", "deal_line.other_currency", price.Currency, currency!);
                if (++count > Most && (draft.IsNew || draft.Changed("deal")))
                    draft.Problems.Add("deal", "deal_line.too_many", Most);
                line.Total = Total(line, draft);
            }
        }
    }

    /// <summary>A deal's amount is the sum of its lines, unless it is told to have one of its own.</summary>
    public static void Sum(Deal deal, IReadOnlyList<DealLine> lines)
    {
        if (deal.AmountFromLines != false && SumOf(lines) is { } sum)
            deal.Amount = sum;
    }

    /// <summary>An amount that follows lines is not typed.</summary>
    public static async ValueTask AmountFollows(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        var concerned = drafts.Where(d => d is { IsNew: false, Exact: false } && (d.Changed("amount") || d.Changed("amount_from_lines")) && ((Deal)d.Record).AmountFromLines != false).ToList();
        if (concerned.Count == 0)
            return;
        var lines = (await source.OfAsync<DealLine>("deal", [.. concerned.Select(d => d.Record.Id)], cancellation)).ToLookup(l => l.DealId);
        foreach (var draft in concerned)
        {
            var deal = (Deal)draft.Record;
            if (SumOf([.. lines[deal.Id]]) is not { } sum || deal.Amount == sum)
                continue;
            if (source.Merges || !draft.Changed("amount"))
                deal.Amount = sum;
            else
                draft.Problems.Add("amount", "deal.amount_follows_lines");
        }
    }

    private static Money? SumOf(IReadOnlyList<DealLine> lines)
    {
        Money[] totals = [.. lines.Select(l => l.Total).OfType<Money>()];
        // Lines of deals that were made one may be in several currencies: then the amount stays.
        return totals.Length > 0 && totals.All(t => t.Currency == totals[0].Currency) ? new Money(totals.Sum(t => t.Amount), totals[0].Currency) : null;
    }

    private static async Task<IReadOnlyDictionary<Guid, IReadOnlyList<object?>>> ProductsAsync(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        Guid[] chosen = [.. drafts.Where(d => d.Changed("product")).Select(d => ((DealLine)d.Record).ProductId).OfType<Guid>().Distinct()];
        return await source.ValuesAsync("product", chosen, ["name", "price"], cancellation);
    }

    private static void OfProduct(DealLine line, Draft draft, IReadOnlyDictionary<Guid, IReadOnlyList<object?>> products, string? currency)
    {
        if (line.ProductId is not { } id || !products.TryGetValue(id, out var product))
            return;
        if (!draft.Named("name"))
            line.Name = (string)product[0]!;
        if (draft.Named("price") || product[1] is not Money price)
            return;
        if (currency is not null && price.Currency != currency)
            draft.Problems.Add("price", "deal_line.price_in_other_currency", price.Currency, currency);
        else
            line.Price = price;
    }

    private static Money? Total(DealLine line, Draft draft)
    {
        if (line is not { Price: { } price, Quantity: { } quantity })
            return null;
        var total = decimal.Round(quantity * price.Amount * (100 - (line.Discount ?? 0)) / 100, Currencies.Decimals(price.Currency), MidpointRounding.AwayFromZero);
        if (Math.Abs(total) > Largest)
            draft.Problems.Add("price", "deal_line.too_much", Largest);
        return new Money(Math.Clamp(total, -Largest, Largest), price.Currency);
    }
}
