using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;

namespace Kith.Identity;

/// <summary>Who may give which role.</summary>
public static class Roles
{
    public const string Owner = "owner";
    public const string Member = "member";

    /// <summary>A role that somebody gives.</summary>
    /// <exception cref="ProblemException">There is no such role, or it allows more than the caller may.</exception>
    public static RoleDefinition Given(Caller caller, Catalogue catalogue, string name)
    {
        var role = catalogue.Role(name) ?? throw new ProblemException(Problem.Field("role", "person.unknown_role", name));
        return Within(caller, catalogue, role) ? role : throw Above();
    }

    /// <summary>Refuses to touch what somebody has whose role allows more than the caller may.</summary>
    /// <param name="present">Name of the role; one that is gone allows nothing.</param>
    public static void RequireNotAbove(Caller caller, Catalogue catalogue, string? present)
    {
        if (present is not null && catalogue.Role(present) is { } role && !Within(caller, catalogue, role))
            throw Above();
    }

    /// <summary>True where a role allows nothing that the caller may not.</summary>
    public static bool Within(Caller caller, Catalogue catalogue, RoleDefinition role) => caller.Access is not { } access || PersonAccess.Within(role, access, catalogue);

    private static ProblemException Above() => new(Problem.Of(ProblemKind.Forbidden, "person.above_you"));
}
