namespace Kith.Sales.Forecasts;

/// <summary>What somebody said a person will bring in a period.</summary>
/// <param name="By">Who said it.</param>
/// <param name="Commit">What comes for sure, with what is won.</param>
/// <param name="BestCase">The same with what may come.</param>
public sealed record ForecastWord(Guid Id, Guid Person, Guid By, string ByName, DateTime At, decimal Commit, decimal BestCase, string? Note);

/// <summary>What is said of a row of a forecast.</summary>
/// <param name="Said">What the person said last; null where nothing.</param>
/// <param name="Judged">What was said last by whoever stands highest above the person; null where nobody did.</param>
/// <param name="Commit">What is to be expected: what was judged, else what was said, else what the deals and those below come to.</param>
public sealed record ForecastWords(ForecastWord? Said, ForecastWord? Judged, decimal Commit, decimal BestCase);

/// <summary>Rolls up what people say, each on top of those who report to them.</summary>
public static class ForecastHierarchy
{
    /// <summary>What is said of each row, in their order.</summary>
    /// <param name="rows">Rows by person, each before those below it.</param>
    /// <param name="nodes">All people, also those without a row.</param>
    /// <param name="words">All that was said of the period. What somebody said of a person who does not report to them counts nothing.</param>
    public static IReadOnlyList<ForecastWords> Words(IReadOnlyList<ForecastRow> rows, IReadOnlyList<ForecastNode> nodes, IReadOnlyCollection<ForecastWord> words)
    {
        var managers = nodes.ToDictionary(n => n.Id, n => n.Parent);
        var of = words.ToLookup(w => w.Person);
        var places = rows.Select((row, place) => (row, place)).Where(r => r.row.Of is not null).ToDictionary(r => r.row.Of!.Id, r => r.place);
        var below = new (decimal Commit, decimal BestCase)[rows.Count];
        var found = new ForecastWords[rows.Count];
        for (var place = rows.Count - 1; place >= 0; place--)
        {
            var (row, node) = (rows[place], rows[place].Of);
            var above = node is null ? [] : Above(node.Id, managers);
            var said = node is null ? null : of[node.Id].Where(w => w.By == node.Id).MaxBy(w => w.At);
            var judged = node is null ? null : of[node.Id].Where(w => above.Contains(w.By)).OrderBy(w => above.IndexOf(w.By)).ThenBy(w => w.At).LastOrDefault();
            var counts = judged ?? said;
            var sure = row.Own.Closed + row.Own.Commit;
            found[place] = new ForecastWords(said, judged, counts?.Commit ?? sure + below[place].Commit, counts?.BestCase ?? sure + row.Own.BestCase + below[place].BestCase);
            // One in a circle stands at the top, as it does among the rows.
            if (node?.Parent is { } parent && places.TryGetValue(parent, out var up) && up < place)
                below[up] = (below[up].Commit + found[place].Commit, below[up].BestCase + found[place].BestCase);
        }
        return found;
    }

    /// <summary>What is to be expected of all rows at the top together.</summary>
    public static (decimal Commit, decimal BestCase) Top(IReadOnlyList<ForecastRow> rows, IReadOnlyList<ForecastWords> words)
    {
        var shown = new HashSet<Guid>();
        var top = (Commit: 0m, BestCase: 0m);
        for (var place = 0; place < rows.Count; place++)
        {
            if (rows[place].Of?.Parent is not { } parent || !shown.Contains(parent))
                top = (top.Commit + words[place].Commit, top.BestCase + words[place].BestCase);
            if (rows[place].Of is { } node)
                shown.Add(node.Id);
        }
        return top;
    }

    /// <summary>True where somebody may say what a person will bring: the person, and whoever that person reports to, however far above.</summary>
    public static bool Speaks(Guid by, Guid person, IEnumerable<ForecastNode> nodes) => by == person || Above(person, nodes.ToDictionary(n => n.Id, n => n.Parent)).Contains(by);

    /// <summary>A node and all below it.</summary>
    public static IReadOnlySet<Guid> Below(Guid id, IReadOnlyCollection<ForecastNode> nodes)
    {
        var children = nodes.ToLookup(n => n.Parent, n => n.Id);
        var all = new HashSet<Guid> { id };
        var open = new Queue<Guid>([id]);
        while (open.TryDequeue(out var next))
        {
            foreach (var child in children[next].Where(all.Add))
                open.Enqueue(child);
        }
        return all;
    }

    // The nearest first.
    private static List<Guid> Above(Guid id, Dictionary<Guid, Guid?> managers)
    {
        var above = new List<Guid>();
        for (var at = managers.GetValueOrDefault(id); at is { } manager && manager != id && !above.Contains(manager); at = managers.GetValueOrDefault(manager))
            above.Add(manager);
        return above;
    }
}
