using Kith.Core.Problems;

namespace Kith.Identity.Accounts;

/// <summary>What all links of mails about accounts share.</summary>
internal static class AccountLinks
{
    /// <summary>The refusal of a link that was used, replaced, is too old or never was.</summary>
    public static ProblemException Invalid() => new(Problem.Field("token", "link.invalid"));
}
