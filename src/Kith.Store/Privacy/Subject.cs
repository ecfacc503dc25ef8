using System.Text;
using System.Text.RegularExpressions;
using Kith.Core.Types.Kinds;

namespace Kith.Store.Privacy;

/// <summary>A person whose data is looked for: how they can be recognised in texts, and the records that are this person.</summary>
/// <param name="Names">First and last names; a name of one word is looked for nowhere, because too many share it.</param>
public sealed partial record Subject(IReadOnlyList<string> Names, IReadOnlyList<string> Emails, IReadOnlyList<string> Phones, IReadOnlyList<Guid> Records)
{
    /// <summary>What stands in the place of what was taken out of a text.</summary>
    public const string Mark = "[erased]";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private const int LeastDigits = 7;
    private const string Between = "[ ()/.-]{0,3}";

    /// <summary>Somebody by what was told of them; null for what was not.</summary>
    public static Subject Of(string? name, string? email, string? phone, IReadOnlyList<Guid> records) => new(One(name), One(email), One(phone), records);

    private static IReadOnlyList<string> One(string? text) => text is null ? [] : [text];

    /// <summary>By what the person is recognised in texts, as it was given.</summary>
    public IReadOnlyList<string> Terms => [.. Emails.Concat(Names.Where(n => Words(n).Count > 1)).Concat(Phones.Where(p => Digits(p) is not null)).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static IReadOnlyList<string> Words(string name) => [.. Word().Matches(name).Select(m => m.Value)];

    private static string? Digits(string phone) => PhoneKind.Normalise(phone) is { } number && number.Trim('+').Length >= LeastDigits ? number : null;

    /// <summary>
    /// A regular expression that means the same to PostgreSQL and to .NET, for either to be asked without regard to case; null where there is nothing to look for.
    /// An address or a number inside a longer one is another's.
    /// </summary>
    public string? Pattern
    {
        get
        {
            var ways = Emails.Select(e => $@"(?<![\w.%+-]){Escaped(e)}(?!\.?[\w-])").ToList();
            foreach (var words in Names.Select(Words).Where(w => w.Count > 1))
                ways.AddRange([Named(words), Named([words[^1], .. words.Take(words.Count - 1)])]);
            ways.AddRange(Phones.Select(Digits).OfType<string>().SelectMany(Numbers));
            return ways.Count == 0 ? null : string.Join('|', ways.Distinct());
        }
    }

    /// <summary>Finds the person in a text, as PostgreSQL does.</summary>
    public Regex? Finder => Pattern is { } pattern ? new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Patience) : null;

    private static string Named(IEnumerable<string> words) => $@"(?<!\w){string.Join(@"\W{1,5}", words.Select(Escaped))}(?!\w)";

    // As it is dialled from anywhere, and as it is dialled within its country, whose code has one to three digits.
    private static IEnumerable<string> Numbers(string number)
    {
        var digits = number.TrimStart('+');
        yield return Spread(digits);
        if (number[0] != '+')
            yield break;
        for (var code = 1; code <= 3 && digits.Length - code >= LeastDigits; code++)
            yield return Spread(digits[code..]);
    }

    private static string Spread(string digits) => $@"(?<![0-9])0{{0,2}}{string.Join(Between, digits.ToCharArray())}(?![0-9])";

    // What is no letter and no digit means itself behind a backslash, in both.
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in text)
            escaped.Append(char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) && c != '_' ? "\\" : "").Append(c);
        return escaped.ToString();
    }

    [GeneratedRegex(@"[\w'’]+", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
