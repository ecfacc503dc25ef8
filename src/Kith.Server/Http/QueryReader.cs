using System.Globalization;
using Kith.Core.Problems;
using Kith.Core.Types.Kinds;

namespace Kith.Server.Http;

/// <summary>Reads the parameters of an address; an unknown or repeated one is refused, so that no misspelt filter goes unnoticed.</summary>
public sealed class QueryReader
{
    private readonly IQueryCollection _query;
    private readonly ProblemList _problems = new();

    public QueryReader(HttpContext context, params string[] known)
    {
        _query = context.Request.Query;
        foreach (var (name, values) in _query)
        {
            if (!known.Contains(name))
                _problems.Add(new FieldProblem(name, "unknown_parameter", Messages.Text("unknown_parameter", name), Suggestion: Nearest.Of(name, known)));
            else if (values.Count > 1)
                _problems.Add(name, "repeated_parameter", name);
            else if (values[0]?.Contains('\0', StringComparison.Ordinal) == true)
                _problems.Add(name, "control_characters", name);
        }
    }

    /// <summary>A text, or null where it is missing or blank.</summary>
    public string? Text(string name) => _query.TryGetValue(name, out var values) && values[0] is { Length: > 0 } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>Texts separated by commas.</summary>
    public IReadOnlyList<string> List(string name) => Text(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>A whole number between two bounds.</summary>
    public long Number(string name, long standard, long from, long to)
    {
        if (Text(name) is not { } text)
            return standard;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to)
            return number;
        _problems.Add(name, "bad_limit", name, from, to);
        return standard;
    }

    /// <summary>An instant with its offset, or null.</summary>
    public DateTime? Instant(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            return instant.UtcDateTime;
        _problems.Add(name, "not_a_datetime", name);
        return null;
    }

    /// <summary>One of some words.</summary>
    public T OneOf<T>(string name, string code, T standard, params (string Word, T Value)[] words)
    {
        if (Text(name) is not { } text)
            return standard;
        foreach (var (word, value) in words)
        {
            if (word == text)
                return value;
        }
        _problems.Add(name, code);
        return standard;
    }

    /// <summary>Refuses with everything found.</summary>
    public void Done() => _problems.ThrowIfAny();
}
