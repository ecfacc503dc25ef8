using Kith.Core.Access;

namespace Kith.Core.Views;

/// <summary>Who finds and who changes views. A personal view is its owner's alone; administrators care for what is shared.</summary>
internal static class ViewRights
{
    private const string Own = "owner = me()";
    private const string Shared = "everyone or roles is not empty or people is not empty or default_for is not empty";

    private static readonly TypeRights Administrator = new(true, true, true, true, $"{Own} or {Shared}", $"{Own} or {Shared}");

    private static readonly TypeRights Member = new(true, true, true, true, $"{Own} or everyone or roles = \"member\" or default_for = \"member\" or people = me()", Own)
    {
        Locked = new HashSet<string> { "default_for" },
    };

    public static TypeRights Of(Caller caller) => caller.Role >= Role.Administrator ? Administrator : Member;
}
