using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Accounts;

namespace Kith.Server.Endpoints;

/// <summary>Mails that left, wait, or did not get through, for administrators.</summary>
public static class MailEndpoints
{
    private const string Root = "/api/v1/mails";
    private static readonly Guard Manages = Guard.Has(Function.ManageJobs);

    /// <summary>A mail; what it says is for its reader alone.</summary>
    /// <param name="State">uncertain: the mail server had it in full, but its answer was never seen.</param>
    /// <param name="Problem">Why it did not leave, as the mail server said it.</param>
    public sealed record MailResponse(Guid Id, string Recipient, string? Name, string Subject, MailState State, int Attempts, string? Problem, DateTime CreatedAt, DateTime? SentAt);

    /// <summary>A page of mails.</summary>
    /// <param name="Next">What <c>after</c> takes for the next page; null at the end.</param>
    public sealed record MailList(IReadOnlyList<MailResponse> Data, string? Next);

    public static void MapMails(this IEndpointRouteBuilder routes)
    {
        routes.Map(new Operation("GET", Root, "list_mails", "Mails of the last 30 days and what became of them, newest first")
        {
            Guard = Manages,
            Tag = "mails",
            Response = typeof(MailList),
            Parameters =
            [
                new("state", "query", "waiting, sending, sent, failed, uncertain, parked; several separated by commas"), new("q", "query", "Stands in recipient, subject or problem"),
                new("limit", "query", "Most mails, 1 to 200", "integer"), new("after", "query", "next of the page before"),
            ],
        }, ListAsync);
        routes.Map(new Operation("POST", Root + "/{id}/retry", "retry_mail", "Send a mail that did not leave; an uncertain one may then arrive twice")
        {
            Guard = Manages,
            Tag = "mails",
            Response = typeof(MailResponse),
            Parameters = [new("id", "path", "Id of the mail", Required: true), OperationParameter.IdempotencyKey],
            Refusals = [ProblemKind.Conflict],
        }, RetryAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context, MailConsole mails, CancellationToken cancellation)
    {
        var query = new QueryReader(context, "state", "q", "limit", "after");
        var limit = (int)query.Number("limit", 50, 1, 200);
        query.Done();
        var page = await mails.ListAsync(context.Caller(), States(query.List("state")), query.Text("q"), query.Text("after"), limit, cancellation);
        return Results.Json(new MailList([.. page.Mails.Select(Of)], page.Next), Body.Json);
    }

    private static List<MailState> States(IReadOnlyList<string> words)
    {
        var known = Enum.GetValues<MailState>().ToDictionary(s => s.ToString().ToLowerInvariant());
        return words.All(known.ContainsKey) ? [.. words.Select(w => known[w])] : throw new ProblemException(Problem.Field("state", "mail.bad_state"));
    }

    private static async Task RetryAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation)
    {
        var (caller, mail) = (context.Caller(), RequestScope.Id(id));
        await Answers.SendAsync(context, store, caller, default, async session => Answer.Of(200, Of(await MailConsole.RetryAsync(session, caller, mail, cancellation))), cancellation);
    }

    private static MailResponse Of(MailEntry mail) => new(mail.Id, mail.Recipient, mail.Name, mail.Subject, mail.State, mail.Attempts, mail.Problem, mail.CreatedAt, mail.SentAt);
}
