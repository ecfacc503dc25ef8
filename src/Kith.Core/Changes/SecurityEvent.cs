using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Core.Types;

namespace Kith.Core.Changes;

/// <summary>What concerns who may do what, and is kept in the sealed stream beside the changes of records. Each has a text <c>security.</c> with its name.</summary>
public enum SecurityEventKind
{
    SignedIn, SignInFailed, LockedOut, LockoutWave, SignedOut, SessionsEnded, TokenReused, UnusualSignIn,
    PasswordChanged, PasswordReset, EmailVerified, EmailChanged, AccountDeleted,
    SecondFactorAdded, SecondFactorRemoved, RecoveryCodesMade, PasskeyAdded, PasskeyRemoved,
    KeyMade, KeyRotated, KeyEnded, KeyRefused,
    CalendarFeedMade, CalendarFeedChanged, CalendarFeedEnded,
    Invited, InvitationWithdrawn, Joined, Deactivated, Reactivated,
    RoleGiven, RoleTaken, RoleMade, RoleChanged, RoleDeleted,
    SharingRuleMade, SharingRuleChanged, SharingRuleDeleted, Shared, Unshared, MadePrivate, MadeOpen,
    ViewAsAsked, ViewAsAllowed, ViewAsRefused, ViewAsStarted, ViewAsEnded,
    SettingsChanged, ConfigurationChanged, ConfigurationApplied, NetworksChanged, NetworkRefused, RateSet, RateRemoved, RatesImported,
    Exported, MassExport, SensitiveRead,
    PrivacyRequested, PrivacyRead, PrivacyAnswered, Erased,
    PurposeMade, PurposeChanged, ConsentRecorded,
    RetentionRuleMade, RetentionRuleChanged, RetentionRuleDeleted, RetentionRan, RetentionStopped,
}

/// <summary>Something that happened to who may do what.</summary>
/// <param name="By">Who did it; null for Kith itself and for strangers.</param>
/// <param name="Via">Through what it came in, such as <c>screen</c>.</param>
/// <param name="Subject">The person or record it happened to; the workspace where there is none.</param>
/// <param name="Title">What the subject was called then; empty for a record.</param>
public sealed record SecurityEvent(SecurityEventKind Kind, Guid? By, string Via, Guid Subject, string Title)
{
    /// <summary>Stands in the place of a type's name in the stream; no type is called so.</summary>
    public const string Type = "security";

    /// <summary>What looks wrong, so that people are told of it.</summary>
    public static IReadOnlyList<SecurityEventKind> Alerts { get; } =
        [SecurityEventKind.UnusualSignIn, SecurityEventKind.TokenReused, SecurityEventKind.LockoutWave, SecurityEventKind.MassExport, SecurityEventKind.KeyRefused, SecurityEventKind.RetentionStopped];

    /// <summary>Kinds that happen to records of the workspace, whose titles are told only to those who see the records.</summary>
    public static readonly IReadOnlyList<SecurityEventKind> OfRecords = [SecurityEventKind.Shared, SecurityEventKind.Unshared, SecurityEventKind.MadePrivate, SecurityEventKind.MadeOpen, SecurityEventKind.ConsentRecorded];

    /// <summary>By name, what else is to be known: the value before and after, or null and a fact.</summary>
    public JsonObject Details { get; init; } = [];
    /// <summary>Ties it to the request or job that made it.</summary>
    public string? Trace { get; init; }
    /// <summary>The person for whom it was done.</summary>
    public Guid? Behalf { get; init; }

    /// <summary>The kind of a name in the stream.</summary>
    public static SecurityEventKind KindOf(string name) => Enum.GetValues<SecurityEventKind>().First(k => Naming.Snake(k.ToString()) == name);

    /// <summary>The same with a fact; one without a value is left out.</summary>
    public SecurityEvent With(string name, object? fact) => With(name, null, fact);

    /// <summary>The same with a value that was and one that is.</summary>
    public SecurityEvent With(string name, object? before, object? after)
    {
        if (before is null && after is null)
            return this;
        var details = (JsonObject)Details.DeepClone();
        details[name] = new JsonArray(JsonSerializer.SerializeToNode(before), JsonSerializer.SerializeToNode(after));
        return this with { Details = details };
    }
}
