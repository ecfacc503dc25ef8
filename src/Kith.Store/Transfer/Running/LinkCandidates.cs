using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Sql;

namespace Kith.Store.Transfer.Running;

/// <summary>
/// The records that the texts of link columns may mean, looked up for a whole chunk at a time and remembered for the run. Texts that
/// named nothing are looked up again where the import itself makes such records.
/// </summary>
internal sealed class LinkCandidates(RecordType importing, Func<ColumnPlan, Field?> scopeOf)
{
    /// <summary>Texts remembered at a time, so that memory does not grow with the file.</summary>
    private const int Most = 200_000;

    private readonly Dictionary<Place, Dictionary<string, Candidate[]>> _known = [];
    private int _count;

    /// <summary>Where texts are looked for: two columns that look in the same place share what they find.</summary>
    private readonly record struct Place(string Type, LinkBy By, string? Field)
    {
        public static Place Of(LinkText link) => new(link.Match.Type.Name, link.By, link.Match.Field?.Name);
    }

    /// <summary>Looks up what is not known yet.</summary>
    public async Task LoadAsync(Session session, KeyLookup lookup, IEnumerable<LinkText> links, CancellationToken cancellation)
    {
        if (_count > Most)
        {
            _known.Clear();
            _count = 0;
        }
        foreach (var place in links.Where(Unknown).GroupBy(Place.Of))
        {
            var known = At(place.Key);
            var missing = place.DistinctBy(l => l.Text, StringComparer.OrdinalIgnoreCase).ToList();
            var found = await FindAsync(session, lookup, missing, cancellation);
            for (var i = 0; i < missing.Count; i++)
                known[missing[i].Text] = found[i];
            _count += missing.Count;
        }
    }

    private bool Unknown(LinkText link) => !At(Place.Of(link)).TryGetValue(link.Text, out var found) || (found.Length == 0 && Grows(link));

    /// <summary>What a text may mean.</summary>
    public Candidate[] Of(LinkText link) => At(Place.Of(link)).GetValueOrDefault(link.Text) ?? [];

    /// <summary>Remembers a record that was made for a text.</summary>
    public void Add(LinkText link, Guid id) => At(Place.Of(link))[link.Text] = [new Candidate(id, null)];

    /// <summary>True where the import makes records of the type the text names.</summary>
    public bool Grows(LinkText link) => link.Match.Type.Name == importing.Name;

    private Dictionary<string, Candidate[]> At(Place place)
    {
        if (!_known.TryGetValue(place, out var texts))
            _known[place] = texts = new Dictionary<string, Candidate[]>(StringComparer.OrdinalIgnoreCase);
        return texts;
    }

    private async Task<Candidate[][]> FindAsync(Session session, KeyLookup lookup, List<LinkText> links, CancellationToken cancellation)
    {
        var (match, by) = (links[0].Match, links[0].By);
        var field = by switch { LinkBy.Id => null, LinkBy.Title => match.Type.Title, _ => match.Field };
        var keys = links.ConvertAll(l => Key(by, field, l.Text));
        var usable = Enumerable.Range(0, keys.Count).Where(i => keys[i] is not null).ToList();
        var found = new Candidate[links.Count][];
        Array.Fill(found, []);
        if (usable.Count == 0)
            return found;
        var scope = scopeOf(links[0].Column);
        var rows = by == LinkBy.Domain
            ? await lookup.FindDomainsAsync(session, match.Type, field!, [.. usable.Select(i => (string)keys[i]!)], scope, cancellation)
            : await lookup.FindAsync(session, match.Type, field, [.. usable.Select(i => keys[i]!)], scope, cancellation);
        for (var i = 0; i < usable.Count; i++)
            found[usable[i]] = rows[i];
        return found;
    }

    /// <summary>A text in the form it is compared in; null where it can be nobody's.</summary>
    private static object? Key(LinkBy by, Field? field, string text)
    {
        if (by == LinkBy.Id)
            return Guid.TryParse(text, out var id) ? id : null;
        if (by == LinkBy.Domain)
            return LinkMatch.Domain(text);
        if (field!.Kind.Columns[0].Storage == Storage.Text)
            return field.Kind.Comparable(text);
        var value = field.Kind.FromText(text, field, new InputFormat(""), new ProblemList());
        return value is null ? null : RowMatcher.FirstColumn(field, value);
    }
}
