namespace Kith.Core.Problems;

/// <summary>What kind of refusal a problem is; the server maps each to one HTTP status.</summary>
public enum ProblemKind
{
    /// <summary>The input cannot be used (422).</summary>
    Invalid,
    /// <summary>The request is not even readable (400).</summary>
    Malformed,
    /// <summary>The caller is not signed in (401).</summary>
    Unauthenticated,
    /// <summary>The caller may not do this (403).</summary>
    Forbidden,
    /// <summary>Absent, or hidden from the caller: the two answer alike (404).</summary>
    NotFound,
    /// <summary>It was there, and is kept no longer (410).</summary>
    Gone,
    /// <summary>The present state does not allow it (409).</summary>
    Conflict,
    /// <summary>The caller's version is no longer the present one (412).</summary>
    Stale,
    /// <summary>It came too slowly (408).</summary>
    TooSlow,
    /// <summary>Too large to take in (413).</summary>
    TooLarge,
    /// <summary>The body is of another media type (415).</summary>
    UnsupportedType,
    /// <summary>Too many requests (429).</summary>
    TooMany,
    /// <summary>Not able to answer now (503).</summary>
    Unavailable,
}

/// <summary>One reason, tied to the field it is about.</summary>
/// <param name="Field">The field's name as in JSON, dotted for parts; empty when the whole is meant.</param>
/// <param name="Code">Stable and machine-readable, such as <c>required</c> or <c>deal.required_when_won</c>.</param>
/// <param name="Message">For people, in their language.</param>
/// <param name="Position">Zero-based offset in an expression, where one is at fault.</param>
/// <param name="Length">Length of the part at fault.</param>
/// <param name="Suggestion">The nearest name or value that would have been accepted.</param>
public sealed record FieldProblem(string Field, string Code, string Message, int? Position = null, int? Length = null, string? Suggestion = null);

/// <summary>A refusal with a stable code, as RFC 9457 describes it.</summary>
/// <param name="Kind">Which refusal; decides the HTTP status.</param>
/// <param name="Code">Stable code of the whole.</param>
/// <param name="Title">Short text for people.</param>
/// <param name="Errors">All reasons found, not just the first.</param>
/// <param name="Current">For <see cref="ProblemKind.Stale"/>: identifies the record whose present state goes with the answer.</param>
public sealed record Problem(ProblemKind Kind, string Code, string Title, IReadOnlyList<FieldProblem> Errors, Guid? Current = null)
{
    /// <summary>For <see cref="ProblemKind.TooMany"/> and <see cref="ProblemKind.Unavailable"/>: when it may be tried again, in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>A refusal of too many attempts.</summary>
    /// <param name="seconds">When the next one may come.</param>
    public static Problem TooMany(int seconds) => Of(ProblemKind.TooMany, "too_many", seconds) with { RetryAfter = seconds };

    /// <summary>A refusal without field reasons.</summary>
    public static Problem Of(ProblemKind kind, string code, params object[] args) => new(kind, code, Messages.Text(code, args), []);

    /// <summary>A refusal for one field.</summary>
    public static Problem Field(string field, string code, params object[] args) =>
        new(ProblemKind.Invalid, "invalid", Messages.Text("invalid"), [new FieldProblem(field, code, Messages.Text(code, args))]);
}

/// <summary>The one way an expected refusal travels; one handler in the server turns it into a problem document.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Title)
{
    /// <summary>The refusal.</summary>
    public Problem Problem { get; } = problem;

    /// <summary>The 404 that absent and hidden records share.</summary>
    public static ProblemException NotFound() => new(Problem.Of(ProblemKind.NotFound, "not_found"));

    /// <summary>A refusal because the caller lacks a right.</summary>
    public static ProblemException Forbidden() => new(Problem.Of(ProblemKind.Forbidden, "forbidden"));
}

/// <summary>Collects every reason before refusing, so that a person mends all at once.</summary>
public sealed class ProblemList
{
    private List<FieldProblem>? _errors;

    /// <summary>True when nothing was found.</summary>
    public bool None => _errors is null;

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<FieldProblem> Errors => _errors ?? (IReadOnlyList<FieldProblem>)[];

    /// <summary>Adds a reason whose text is the message of <paramref name="code"/> with the arguments filled in.</summary>
    public void Add(string field, string code, params object[] args) => Add(new FieldProblem(field, code, Messages.Text(code, args)));

    /// <summary>Adds a reason.</summary>
    public void Add(FieldProblem problem) => (_errors ??= []).Add(problem);

    /// <summary>The refusal that lists everything found.</summary>
    public Problem ToProblem() => new(ProblemKind.Invalid, "invalid", Messages.Text("invalid"), Errors);

    /// <summary>Refuses when anything was found.</summary>
    public void ThrowIfAny()
    {
        if (!None)
            throw new ProblemException(ToProblem());
    }
}
