using Kith.Core.Access;
using Kith.Core.Problems;

namespace Kith.Identity;

/// <summary>The names of roles as they are stored and sent.</summary>
public static class Roles
{
    /// <summary>The role of a stored name.</summary>
    public static Role Parse(string name) => Find(name) ?? throw new ArgumentOutOfRangeException(nameof(name), name, null);

    /// <summary>The role of a name somebody sent.</summary>
    /// <exception cref="ProblemException">There is no such role for people.</exception>
    public static Role Require(string name) => Find(name) ?? throw new ProblemException(Problem.Field("role", "person.unknown_role", name));

    internal static Role? Find(string name) => name switch
    {
        "owner" => Role.Owner,
        "administrator" => Role.Administrator,
        "member" => Role.Member,
        _ => null,
    };

    /// <summary>The name of a role.</summary>
    public static string Name(Role role) => role switch
    {
        Role.Owner => "owner",
        Role.Administrator => "administrator",
        Role.Member => "member",
        Role.System => throw new ArgumentOutOfRangeException(nameof(role)),
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };
}
