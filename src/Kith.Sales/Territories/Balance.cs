namespace Kith.Sales.Territories;

/// <summary>Somebody among whom work is shared out.</summary>
/// <param name="Share">How much of it is theirs, against the shares of the others; more than 0.</param>
/// <param name="Fixed">What they have that does not move.</param>
internal sealed record BalanceBin(Guid Id, decimal Share, decimal Fixed);

/// <summary>Something that one of them has.</summary>
/// <param name="Of">Who has it; null where it is nobody's and has to go to somebody.</param>
/// <param name="Load">How much work it is; 0 or more.</param>
internal sealed record BalanceItem(Guid Id, Guid? Of, decimal Load);

/// <summary>Shares work out evenly with few moves.</summary>
internal static class Balance
{
    // Who has at most so much above their share keeps what they have: customers do not like to change hands.
    private const decimal Tolerance = 1.05m;

    /// <summary>
    /// Which items go to whom. First what is nobody's goes, the largest first, to whom it leaves with the least for their share; then, as long as somebody has more than theirs, of whoever has the most the item that evens
    /// it out best with whoever has the least. The same input gives the same moves.
    /// </summary>
    /// <param name="most">Most moves.</param>
    public static IReadOnlyDictionary<Guid, Guid> Even(IReadOnlyList<BalanceBin> bins, IReadOnlyList<BalanceItem> items, int most)
    {
        var moves = new Dictionary<Guid, Guid>();
        if (bins.Count == 0)
            return moves;
        var load = bins.ToDictionary(b => b.Id, b => b.Fixed + items.Where(i => i.Of == b.Id).Sum(i => i.Load));
        var held = bins.ToDictionary(b => b.Id, b => items.Where(i => i.Of == b.Id && i.Load > 0).OrderBy(i => i.Id).ToList());
        foreach (var item in items.Where(i => i.Of is null).OrderByDescending(i => i.Load).ThenBy(i => i.Id).Take(most))
            Give(item, bins.MinBy(b => ((load[b.Id] + item.Load) / b.Share, b.Id))!);
        var mean = load.Values.Sum() / bins.Sum(b => b.Share);
        while (moves.Count < most && Best() is { } move)
        {
            held[move.From.Id].Remove(move.Item);
            load[move.From.Id] -= move.Item.Load;
            Give(move.Item, move.To);
        }
        // What came back to where it was has not moved.
        return moves.Where(m => items.First(i => i.Id == m.Key).Of != m.Value).ToDictionary();

        void Give(BalanceItem item, BalanceBin to)
        {
            load[to.Id] += item.Load;
            held[to.Id].Add(item);
            moves[item.Id] = to.Id;
        }

        (BalanceItem Item, BalanceBin From, BalanceBin To)? Best()
        {
            var from = bins.MaxBy(b => (load[b.Id] / b.Share, b.Id))!;
            var fullest = load[from.Id] / from.Share;
            if (fullest <= mean * Tolerance)
                return null;
            foreach (var to in bins.Where(b => b != from).OrderBy(b => (load[b.Id] / b.Share, b.Id)))
            {
                var best = held[from.Id].Select(i => (Item: i, Fullest: Math.Max((load[from.Id] - i.Load) / from.Share, (load[to.Id] + i.Load) / to.Share))).Where(i => i.Fullest < fullest).OrderBy(i => i.Fullest).ThenBy(i => i.Item.Load).ThenBy(i => i.Item.Id).FirstOrDefault();
                if (best.Item is not null)
                    return (best.Item, from, to);
            }
            return null;
        }
    }
}
