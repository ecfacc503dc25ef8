using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Transfer;

/// <summary>A field that a column may be meant for.</summary>
/// <param name="Path">The field or part.</param>
/// <param name="Score">How sure it is, up to 100; only the order counts.</param>
/// <param name="Match">For links whose heading says by what the records are named, such as <c>email</c>.</param>
internal sealed record FieldCandidate(FieldPath Path, int Score, string? Match = null);

/// <summary>Says how well the columns of a file fit the fields of one type.</summary>
internal sealed class FieldMatcher
{
    private const int Exact = 100, Label = 98, Known = 95, OwnPrefix = 90, LinkedType = 88, LinkedBy = 85, AddressPart = 80, Overlap = 60, Nearby = 50;

    // Headings of address parts in files of other programs.
    private static readonly Dictionary<string, string[]> PartNames = new()
    {
        ["street"] = ["street", "streetaddress", "address", "addressline1", "address1", "addressline"],
        ["city"] = ["city", "town"],
        ["region"] = ["region", "state", "province", "county", "stateprovince", "stateregion"],
        ["postal_code"] = ["postalcode", "postcode", "zip", "zipcode", "zippostalcode", "plz"],
        ["country"] = ["country", "countrycode", "countryregion"],
    };

    // Words that say by what a link is named: "company name", "owner email".
    private static readonly Dictionary<string, string> LinkWords = new()
        { ["name"] = "name", ["title"] = "name", ["email"] = "email", ["domain"] = "domain", ["website"] = "domain", ["id"] = "external_id", ["number"] = "external_id" };

    // Too general to recognise a field by when another word stands beside them.
    private static readonly HashSet<string> General = ["name", "title", "date", "id", "type", "number", "code", "value", "status", "at", "on", "of"];

    private readonly Catalogue _catalogue;
    private readonly RecordType _type;
    private readonly (FieldPath Path, Field Field, string[][] Names)[] _fields;
    private readonly string[] _aliases;
    private readonly HashSet<string> _closed;

    public FieldMatcher(Catalogue catalogue, RecordType type)
    {
        (_catalogue, _type) = (catalogue, type);
        _fields = [.. type.Fields.Where(f => f.Writable).Select(f => (new FieldPath(f), f, Names(f)))];
        _aliases = [.. Aliases(type)];
        _closed = [.. type.Fields.Where(f => !f.Writable).Select(f => HeaderWords.Compact(f.Name))];
    }

    /// <summary>Other words for a type: its names, and the headings under which files carry its title.</summary>
    public static IEnumerable<string> Aliases(RecordType type) =>
        new[] { type.Name, type.Plural, type.Label, type.PluralLabel }.Concat(type.Title.ImportNames).Select(HeaderWords.Compact).Where(a => a.Length > 0).Distinct();

    private static string[][] Names(Field field) => [.. field.ImportNames.Prepend(field.Label).Prepend(field.Name).Select(HeaderWords.Of)];

    /// <summary>The fields a column may be meant for, in no order.</summary>
    public IEnumerable<FieldCandidate> Candidates(ColumnProfile column)
    {
        var words = HeaderWords.Of(column.Name);
        var compact = string.Concat(words);
        // A column of our own export that only Kith sets is not to be taken for a similar field.
        if (words.Length == 0 || _closed.Contains(compact))
            yield break;
        if (compact == "id" && column.Filled > 0 && column.Samples.All(s => Guid.TryParse(s, out _)))
        {
            yield return new FieldCandidate(FieldPath.Id, Exact);
            yield break;
        }
        foreach (var (path, field, names) in _fields)
        {
            if (Best(column, words, compact, path, field, names) is { } candidate)
                yield return candidate;
            if (field.Kind == FieldKinds.Address && Part(words, compact, names) is { } part)
                yield return new FieldCandidate(new FieldPath(field, part), AddressPart);
        }
    }

    private FieldCandidate? Best(ColumnProfile column, string[] words, string compact, FieldPath path, Field field, string[][] names)
    {
        if (compact == string.Concat(names[0]))
            return new FieldCandidate(path, Exact);
        if (compact == string.Concat(names[1]))
            return new FieldCandidate(path, Label);
        if (!Reads(column, field))
            return null;
        if (names.Skip(2).Any(n => compact == string.Concat(n)))
            return new FieldCandidate(path, Known);
        if (_aliases.Any(a => compact.Length > a.Length && compact.StartsWith(a, StringComparison.Ordinal) && names.Any(n => compact.AsSpan(a.Length).SequenceEqual(string.Concat(n)))))
            return new FieldCandidate(path, OwnPrefix);
        if (field.Title && _aliases.Contains(compact))
            return new FieldCandidate(path, OwnPrefix);
        if (IsExternalId(field) && (compact == "id" || _aliases.Any(a => compact == a + "id" || compact == a + "number" || compact == a + "key")))
            return new FieldCandidate(path, LinkedBy);
        if (field.To is not null && Link(words, compact, path, field, names) is { } link)
            return link;
        // Part of a heading is no proof that a column holds whole addresses: an "office location" may be a country.
        if (field.Kind == FieldKinds.Address)
            return null;
        return Similar(words, compact, names) is > 0 and var score ? new FieldCandidate(path, score) : null;
    }

    private static bool IsExternalId(Field field) => field.Name == "external_id";

    private FieldCandidate? Link(string[] words, string compact, FieldPath path, Field field, string[][] names)
    {
        var target = _catalogue[field.To!];
        // In a file of companies "account" is the company itself, not the one above it.
        string[] linked = target.Name == _type.Name ? [] : [.. Aliases(target)];
        if (linked.Contains(compact))
            return new FieldCandidate(path, LinkedType);
        if (words.Length < 2 || !LinkWords.TryGetValue(words[^1], out var match))
            return null;
        var rest = string.Concat(words.SkipLast(1));
        return (names.Any(n => rest == string.Concat(n)) || linked.Contains(rest)) && LinkMatch.Parse(match, target) is not null
            ? new FieldCandidate(path, LinkedBy, match) : null;
    }

    /// <summary>The part of an address that a heading names, with or without the address before it: "City", "Billing city".</summary>
    private static string? Part(string[] words, string compact, string[][] names)
    {
        var rests = names.Select(n => n.Where(w => w != "address").ToArray())
            .Where(own => own.Length > 0 && words.Length > own.Length && words.AsSpan(0, own.Length).SequenceEqual(own))
            .Select(own => string.Concat(words.Skip(own.Length))).Append(compact);
        return rests.Select(rest => PartNames.FirstOrDefault(p => p.Value.Contains(rest)).Key).FirstOrDefault(part => part is not null);
    }

    /// <summary>Shared words, the last of which names the thing; else a slip of the pen.</summary>
    private static int Similar(string[] words, string compact, string[][] names)
    {
        var best = 0;
        foreach (var name in names)
        {
            var shared = words.Intersect(name).Except(General).Count();
            var all = words.Union(name).Count();
            if (shared > 0 && words[^1] == name[^1] && shared * 2 >= all)
                best = Math.Max(best, Overlap + (10 * shared / all));
            var text = string.Concat(name);
            if (compact.Length >= 5 && text.Length >= 5 && Nearest.Distance(compact, text) <= Math.Min(compact.Length, text.Length) / 5)
                best = Math.Max(best, Nearby);
        }
        return best;
    }

    /// <summary>True unless the samples show that the field cannot take the column.</summary>
    private static bool Reads(ColumnProfile column, Field field)
    {
        if (column.Samples.Count == 0 || field.Kind.ValueType is ValueType.Link or ValueType.LinkList or ValueType.Choice or ValueType.TextList)
            return true;
        var isDay = field.Kind.ValueType is ValueType.Date or ValueType.Instant;
        if (isDay && column.Formats.Count > 1)
            return true;
        var comma = NumberFormats.DecimalComma(column.Numbers, field.Kind, out var ambiguous);
        var format = new InputFormat("EUR", column.Formats.Count > 0 ? column.Formats[0] : null, ambiguous ? false : comma);
        return column.Samples.Any(sample =>
        {
            var problems = new ProblemList();
            return field.Kind.FromText(sample, field, format, problems) is not null && problems.None;
        });
    }
}
