using System.Text.RegularExpressions;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Identity.SigningUp;

/// <summary>What somebody writes to make a workspace.</summary>
public sealed record WorkspaceInput(string Workspace, string Name, string Email, string Password, string? Currency, string? TimeZone);

/// <summary>Checks the texts that people write about a workspace and themselves.</summary>
internal static partial class InputChecks
{
    public const string DefaultCurrency = "EUR";
    public const string DefaultTimeZone = "UTC";
    private const int LongestName = 200;
    private static readonly string Label = Naming.Label("email");

    /// <summary>A name of one line.</summary>
    public static string Name(string field, string? text, ProblemList problems)
    {
        var name = text?.Trim() ?? "";
        if (name.Length == 0)
            problems.Add(field, "required", Naming.Label(field));
        else if (name.Length > LongestName)
            problems.Add(field, "max_length", Naming.Label(field), LongestName);
        else if (name.Any(c => char.IsControl(c)) || name.Any(char.IsSurrogate) && !IsWellFormed(name))
            problems.Add(field, "control_characters", Naming.Label(field));
        return name;
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[++i])))
                return false;
        }
        return true;
    }

    /// <summary>An e-mail address with its domain in lower case.</summary>
    public static string Email(string? text, ProblemList problems)
    {
        if (string.IsNullOrWhiteSpace(text))
            problems.Add("email", "required", Label);
        else if (EmailKind.Normalise(text) is { } email)
            return email;
        else
            problems.Add("email", "not_an_email", Label);
        return "";
    }

    /// <summary>A currency's code.</summary>
    public static string Currency(string? text, ProblemList problems)
    {
        if (string.IsNullOrWhiteSpace(text))
            return DefaultCurrency;
        var code = text.Trim().ToUpperInvariant();
        if (!Currencies.Known(code))
            problems.Add("currency", "unknown_currency", text);
        return code;
    }

    /// <summary>A time zone's IANA id, which PostgreSQL understands too.</summary>
    public static string TimeZone(string? text, ProblemList problems)
    {
        if (string.IsNullOrWhiteSpace(text))
            return DefaultTimeZone;
        // The shape is checked first because the framework looks for a file of that name.
        if (IanaId().IsMatch(text.Trim()) && TimeZoneInfo.TryFindSystemTimeZoneById(text.Trim(), out var zone) && zone.HasIanaId)
            return zone.Id;
        problems.Add("time_zone", "unknown_time_zone", text);
        return DefaultTimeZone;
    }

    [GeneratedRegex("^(UTC|[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+){1,2})$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex IanaId();
}
