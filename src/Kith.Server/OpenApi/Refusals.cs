using Kith.Core.Problems;
using Kith.Server.Http;

namespace Kith.Server.OpenApi;

/// <summary>Which refusals a call may answer: they follow from its guard, its cost and what it takes.</summary>
internal static class Refusals
{
    /// <summary>Statuses, ascending.</summary>
    /// <param name="body">True when it takes a body.</param>
    public static IEnumerable<int> Of(Operation operation, bool body)
    {
        var open = operation.Guard is Guard.OpenToAll;
        var changes = operation.Method is not "GET";
        (ProblemKind Kind, bool When)[] rules =
        [
            (ProblemKind.Malformed, body),
            // Signing in is open to all, and refuses like a call without a sign-in.
            (ProblemKind.Unauthenticated, !open || operation.Cost == Cost.SignIn),
            (ProblemKind.Forbidden, changes || operation.PeopleOnly || operation.Guard is Guard.WithFunction),
            (ProblemKind.NotFound, operation.Path.Contains('{', StringComparison.Ordinal)),
            // A POST that only asks, such as a report, meets no state that could be in its way.
            (ProblemKind.Conflict, !open && (operation.Method is "PATCH" or "PUT" or "DELETE" || operation.Guard is Guard.WithFunction || operation.Parameters.Contains(OperationParameter.IdempotencyKey))),
            (ProblemKind.Stale, operation.Parameters.Contains(OperationParameter.IfMatch)),
            (ProblemKind.TooSlow, body),
            (ProblemKind.TooLarge, body),
            (ProblemKind.UnsupportedType, body),
            (ProblemKind.Invalid, body || operation.Parameters.Any(p => p.In != "path")),
            (ProblemKind.TooMany, true),
            (ProblemKind.Unavailable, operation.Cost != Cost.Free),
        ];
        return rules.Where(r => r.When).Select(r => ProblemWriter.Status(r.Kind)).Union(operation.Refusals.Select(ProblemWriter.Status)).Order();
    }

    /// <summary>Every status that a problem document may have.</summary>
    public static IEnumerable<int> All => Enum.GetValues<ProblemKind>().Select(ProblemWriter.Status).Order();

    /// <summary>What a status means.</summary>
    public static string Text(int status) => DocsTexts.Text(FormattableString.Invariant($"problem.{status}"));
}
