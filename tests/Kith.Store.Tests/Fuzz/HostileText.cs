using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Kith.Store.Tests.Agreement;

namespace Kith.Store.Tests.Fuzz;

/// <summary>Writes what nobody in good faith would: random characters, random words, and valid texts with something broken into them.</summary>
internal sealed class HostileText(Random random)
{
    /// <summary>A word that stands in many of the texts and must never be found in a statement.</summary>
    public const string Canary = "zzcanary";

    private static readonly string[] Attacks =
    [
        Canary, $"'; drop table kith.item; --{Canary}", $"\" or \"{Canary}\" = \"", $"/*{Canary}*/", "--", ";", "$1", "$$", $"$tag${Canary}$tag$", "\\", "\\'", "''", "'", "\"", "`", "E'\\x41'", "U&'\\0041'",
        "::text", "pg_sleep(10)", "select", "union all select", "current_setting('kith.context')", "{0}", "{", "}", "%", "_", "%s", "\\u0000", "\0", "\u202e", "\u00a0", "\ufeff", "😀", "\ud83d", "\ude00", "ς",
        "NaN", "Infinity", "1e999", "-0", "0x41", "1_000", "٣", "99999999999999999999999999999", "79228162514264337593543950335", "0.00000000000000000000000000001", "0001-01-01", "9999-12-31", "10000-01-01",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.9999999-14:00", "2026-02-30", "01920000-0000-7000-8000-000000001234", "{01920000-0000-7000-8000-000000001234}", "[", "]", "null", "true",
    ];

    private static readonly string[] Words =
    [
        .. Attacks, "and", "or", "not", "in", "is", "empty", "contains", "like", "between", "starts with", "ends with", "where", "true", "false", "(", ")", ",", ".", "+", "-", "*", "/", "=", "!=", "<", "<=", ">", "~", "!~",
        "name", "note", "count", "score", "share", "price", "made", "seen", "flag", "colour", "tags", "sides", "place", "place.city", "parent", "box", "owner", "territory", "helpers", "friends", "about", "about.title", "gain",
        "weight", "id", "version", "created_by", "items", "boxes", "0", "1", "2.5", "\"a\"", "'red'", "\"2026-11-20\"", "today()", "now()", "me()", "my_team()", "my_territories()", "date(", "lower(", "round(", "coalesce(",
        "if(", "year(", "week(", "fiscal_year(", "add_months(", "anniversary(", "within(", "count(", "sum(", "median(", "any(", "latest(", "count_distinct(", "share(", "parent_share(", "running_total(", "was(", "changed(", "this_quarter", "last_30_days",
    ];

    private readonly ExpressionGenerator _valid = new(random, ["2020-01-01", "2026-11-20T09:30:00Z", "2999-12-31"], ["01920000-0000-7000-8000-000000001234"]);

    /// <summary>A text that might be an expression.</summary>
    public string Expression() => random.Next(5) switch
    {
        0 => Characters(),
        1 => Sentence(),
        2 => Broken(_valid.Next()),
        _ => Attacked(_valid.Next()),
    };

    /// <summary>A text that might be a measure over many records.</summary>
    public string Measure() => random.Next(3) == 0 ? Expression() : One("sum", "count", "avg", "median", "min", "max", "share(sum", "count_distinct") + "(" + Expression() + ")";

    /// <summary>A text that might name a field.</summary>
    public string Name() => random.Next(3) switch { 0 => Characters(), 1 => string.Join('.', Some(Words, 3)), _ => Broken(One("parent.box.label", "place.city", "owner.manager.name", "about", "gain", "created_at")) };

    /// <summary>A text that might be a cursor of an order.</summary>
    public string Cursor(string mark, int keys)
    {
        string?[] parts = [random.Next(9) == 0 ? Sentence() : mark, random.Next(9) == 0 ? One(Attacks) : Guid.CreateVersion7(DateTimeOffset.UnixEpoch).ToString(), .. Enumerable.Range(0, random.Next(9) == 0 ? random.Next(4) : keys).Select(_ => Value())];
        // A writer of JSON replaces what is half a character; an attacker need not.
        var json = "[" + string.Join(',', parts.Select(p => p is null ? "null" : random.Next(20) == 0 ? "\"\\ud800\"" : JsonSerializer.Serialize(p))) + "]";
        return random.Next(6) switch
        {
            0 => Characters(),
            1 => Broken(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json))),
            2 => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Broken(json))),
            _ => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json)),
        };
    }

    /// <summary>A text that might be a day or a point in time.</summary>
    public string Moment() => random.Next(3) == 0 ? Expression() : Broken(One("2026-09-30", "2026-09-30T10:00:00Z", "2026-09-30T10:00:00+02:00", "0001-01-01", "9999-12-31"));

    /// <summary>Text as a body of JSON can bring it: without half characters.</summary>
    public string WellFormed() => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(random.Next(2) == 0 ? Characters() : Sentence()));

    private string? Value() => random.Next(5) switch
    {
        0 => null,
        1 => One(Attacks),
        2 => One("1", "-2.5", "9223372036854775807", "9223372036854775808", "2026-11-20", "2026-11-20T09:30:00Z", "true", "false", "01920000-0000-7000-8000-000000001234"),
        3 => Characters(),
        _ => random.Next().ToString(CultureInfo.InvariantCulture),
    };

    private string Characters() => random.Next(2) == 0
        ? new string([.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => (char)random.Next(random.Next(2) == 0 ? 128 : 65536))])
        : Encoding.Latin1.GetString([.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => (byte)random.Next(256))]);

    private string Sentence() => string.Join(One(" ", "", "\n"), Some(Words, 14));

    // Inside the quotes of an expression that is accepted: the way a stranger's text gets far.
    private string Attacked(string valid)
    {
        var at = valid.IndexOf('"', StringComparison.Ordinal);
        return at < 0 ? Broken(valid) : valid[..(at + 1)] + One(Attacks).Replace("\"", "\\\"", StringComparison.Ordinal) + valid[(at + 1)..];
    }

    private string Broken(string valid)
    {
        for (var edits = random.Next(1, 3); edits > 0; edits--)
        {
            var (from, length) = (random.Next(valid.Length + 1), random.Next(1, 10));
            var behind = valid[Math.Min(valid.Length, from + length)..];
            valid = random.Next(5) switch
            {
                0 => valid[..from] + behind,
                1 => valid[..from] + One(Words) + valid[from..],
                2 => valid[..from] + " " + One(Words) + " " + behind,
                3 => valid[..from] + valid[from..Math.Min(valid.Length, from + length)] + valid[from..],
                _ => valid[..from] + (char)random.Next(32, 127) + behind,
            };
        }
        return valid;
    }

    private List<string> Some(string[] of, int most) => [.. Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => One(of))];

    private string One(params string[] of) => of[random.Next(of.Length)];
}
