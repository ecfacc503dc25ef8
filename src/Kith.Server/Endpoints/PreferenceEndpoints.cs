using System.Text.RegularExpressions;
using Kith.Core.Problems;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Accounts;

namespace Kith.Server.Endpoints;

/// <summary>How the owner of an account wants Kith to look and speak, on every device.</summary>
public static partial class PreferenceEndpoints
{
    private const string Path = "/api/v1/auth/preferences";
    private static readonly string[] Languages = ["en"];

    /// <summary>How the account wants Kith to look and speak.</summary>
    /// <param name="Chosen">False while nothing was ever chosen.</param>
    /// <param name="Language">Of the texts.</param>
    /// <param name="TimeZone">IANA name; null for the device's own.</param>
    /// <param name="Formats">Language and region whose dates and numbers are used, such as en-GB; null for the device's own.</param>
    /// <param name="SingleKeys">Whether single letters are shortcuts.</param>
    public sealed record PreferencesResponse(bool Chosen, string Language, string? TimeZone, string? Formats, Theme Theme, Density Density, bool SingleKeys);

    /// <summary>What to prefer; what is missing stays.</summary>
    /// <param name="Language">Of the texts: en.</param>
    /// <param name="TimeZone">IANA name; an empty text for the device's own.</param>
    /// <param name="Formats">Such as en-GB; an empty text for the device's own.</param>
    public sealed record PreferencesRequest(string? Language = null, string? TimeZone = null, string? Formats = null, Theme? Theme = null, Density? Density = null, bool? SingleKeys = null);

    public static void MapPreferences(this IEndpointRouteBuilder routes)
    {
        routes.Map(Operation("GET", "get_preferences", "How one's account wants Kith to look and speak") with { Response = typeof(PreferencesResponse) }, FindAsync);
        routes.Map(Operation("PATCH", "update_preferences", "Change that, for every device") with { Request = typeof(PreferencesRequest), Response = typeof(PreferencesResponse) }, UpdateAsync);
    }

    private static Operation Operation(string method, string id, string summary) => new(method, Path, id, summary) { Guard = Guard.SignedIn, PeopleOnly = true, Tag = "auth" };

    private static async Task<IResult> FindAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenGlobalAsync(cancellation);
        return Answer(await PreferenceTable.FindAsync(session, context.FindSignIn()!.Account, cancellation));
    }

    private static async Task<IResult> UpdateAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<PreferencesRequest>(context, cancellation);
        var problems = new ProblemList();
        if (asked.Language is { } language && !Languages.Contains(language))
            problems.Add("language", "preferences.unknown_language", language, string.Join(", ", Languages));
        if (asked.TimeZone is { Length: > 0 } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            problems.Add("time_zone", "unknown_time_zone", zone);
        if (asked.Formats is { Length: > 0 } formats && !Region().IsMatch(formats))
            problems.Add("formats", "preferences.unknown_formats", formats);
        problems.ThrowIfAny();
        var account = context.FindSignIn()!.Account;
        await using var session = await store.Database.OpenGlobalAsync(cancellation);
        return Answer(await session.TogetherAsync(async () =>
        {
            var present = await PreferenceTable.FindAsync(session, account, cancellation) ?? Preferences.Standard;
            var next = new Preferences(
                asked.Language ?? present.Language, Chosen(asked.TimeZone, present.TimeZone), Chosen(asked.Formats, present.Formats),
                asked.Theme ?? present.Theme, asked.Density ?? present.Density, asked.SingleKeys ?? present.SingleKeys);
            await PreferenceTable.SaveAsync(session, account, next, cancellation);
            return next;
        }, cancellation));
    }

    private static string? Chosen(string? asked, string? present) => asked is null ? present : asked.Length == 0 ? null : asked;

    private static IResult Answer(Preferences? found)
    {
        var shown = found ?? Preferences.Standard;
        return Results.Json(new PreferencesResponse(found is not null, shown.Language, shown.TimeZone, shown.Formats, shown.Theme, shown.Density, shown.SingleKeys), Body.Json);
    }

    [GeneratedRegex("^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Region();
}
