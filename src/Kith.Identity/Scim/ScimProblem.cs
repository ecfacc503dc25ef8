using Kith.Core.Problems;

namespace Kith.Identity.Scim;

/// <summary>Refusals that SCIM gives a name of its own (RFC 7644, 3.12); the server writes them in its form.</summary>
public static class ScimProblem
{
    public static ProblemException Filter(string text) => Of(ProblemKind.Malformed, "scim.invalid_filter", text);
    public static ProblemException Path(string text) => Of(ProblemKind.Malformed, "scim.invalid_path", text);
    public static ProblemException NoTarget(string text) => Of(ProblemKind.Malformed, "scim.no_target", text);
    public static ProblemException Syntax(string text) => Of(ProblemKind.Malformed, "scim.invalid_syntax", text);
    public static ProblemException Value(string attribute) => Of(ProblemKind.Malformed, "scim.invalid_value", attribute);
    public static ProblemException Taken(string value) => Of(ProblemKind.Conflict, "scim.uniqueness", value);
    public static ProblemException Stale() => Of(ProblemKind.Stale, "scim.stale");

    private static ProblemException Of(ProblemKind kind, string code, params object[] args) => new(Problem.Of(kind, code, args));
}
