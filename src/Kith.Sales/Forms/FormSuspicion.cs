using System.Text.RegularExpressions;

namespace Kith.Sales.Forms;

/// <summary>What a form was sent with beside its answers.</summary>
/// <param name="Trap">What stands in the field that people do not see.</param>
/// <param name="Ticket">Whether it has a ticket of the form's page.</param>
/// <param name="Age">How long ago the page was opened; null without a ticket.</param>
/// <param name="Used">True where something else was sent with the same ticket before.</param>
public sealed record FormSending(string Trap, FormTicketState Ticket, TimeSpan? Age, bool Used);

/// <summary>Whether a form was sent from a page that Kith gave out.</summary>
public enum FormTicketState { Missing, Forged, Genuine }

/// <summary>Why something looks as if no person had typed it. None of it is proof, so nothing is thrown away for it.</summary>
public static partial class FormSuspicion
{
    /// <summary>Nobody reads and fills in a form faster.</summary>
    public static readonly TimeSpan TooFast = TimeSpan.FromSeconds(2);

    /// <summary>Nobody keeps a page open longer.</summary>
    public static readonly TimeSpan TooOld = TimeSpan.FromHours(24);

    /// <summary>The reasons, as a submission names them; none where all looks well.</summary>
    public static IReadOnlyList<string> Of(WebForm form, FormSending sending, IReadOnlyDictionary<string, string> answers)
    {
        // A website is asked for as such, and is one link by itself.
        var texts = answers.Where(a => a.Key != "website").Select(a => a.Value).ToList();
        var checks = new (string Reason, bool Holds)[]
        {
            ("honeypot", sending.Trap.Length > 0),
            ("no_ticket", sending.Ticket == FormTicketState.Missing),
            ("bad_ticket", sending.Ticket == FormTicketState.Forged),
            ("used_ticket", sending.Used),
            ("too_fast", sending.Age < TooFast),
            ("too_old", sending.Age > TooOld),
            ("links", texts.Sum(t => Link().Count(t)) > (form.MostLinks ?? 2)),
            ("markup", texts.Any(t => Markup().IsMatch(t))),
        };
        return [.. checks.Where(c => c.Holds).Select(c => c.Reason)];
    }

    [GeneratedRegex(@"https?://|www\.", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    // What people type has no tags; programs that post everywhere send both kinds.
    [GeneratedRegex(@"</?[a-z][a-z0-9]*[\s/>]|\[/?(url|link|img|b)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Markup();
}
