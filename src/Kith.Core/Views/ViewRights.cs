using Kith.Core.Access;

namespace Kith.Core.Views;

/// <summary>Who finds and who changes views. A personal view is its owner's alone; administrators care for what is shared.</summary>
internal static class ViewRights
{
    private const string Own = "owner = me()";
    private const string Shared = "everyone or roles is not empty or people is not empty or default_for is not empty";

    private static readonly TypeRights Administrator = new(true, true, true, true, $"{Own} or {Shared}", $"{Own} or {Shared}");

    public static TypeRights Of(Caller caller) => caller.Role >= Role.Administrator ? Administrator : Others(caller);

    // Whoever has a role that builds on others finds what those find.
    private static TypeRights Others(Caller caller) =>
        new(true, true, true, true, string.Join(" or ", ["owner = me() or everyone or people = me()", .. (caller.Access?.Roles ?? []).Select(r => $"roles = \"{r}\" or default_for = \"{r}\"")]), Own)
        {
            Locked = new HashSet<string> { "default_for" },
        };
}
