using System.Text;
using Kith.Core.Problems;
using Kith.Sales.Forms;
using Kith.Server.Forms;
using Kith.Server.Http;
using Kith.Server.OpenApi;
using Kith.Store;

namespace Kith.Server.Endpoints;

/// <summary>Forms that anybody fills in: their pages, what they are sent with, and how they get onto a site.</summary>
public static class FormEndpoints
{
    private const string One = "/forms/{key}";
    private static readonly OperationParameter Key = new("key", "path", "The form's public key, as in its address", Required: true);

    internal static IServiceCollection AddForms(this IServiceCollection services) => services.AddSingleton<FormTickets>().AddSingleton<FormIntake>().AddCalendarFeeds();

    public static void MapForms(this IEndpointRouteBuilder routes)
    {
        var style = PublishedApi.Kept("text/css; charset=utf-8", "form.css");
        routes.Map(Of("GET", "/forms/form.css", "form_style", "The style of forms") with { ResponseType = "text/css", Parameters = [], Cost = Cost.Free, Cached = true }, (HttpContext context) => style.SendAsync(context)).WithMetadata(CookieUse.Ignores);
        routes.Map(Of("GET", One, "form_page", "The page of a web form, without scripts. Parameters utm_source, utm_medium and utm_campaign are kept with the lead") with { ResponseType = "text/html" }, PageAsync).WithMetadata(CookieUse.Ignores);
        routes.Map(Of("GET", One + "/thanks", "form_thanks", "What people read once they have sent a web form") with { ResponseType = "text/html" }, ThanksAsync).WithMetadata(CookieUse.Ignores);
        routes.Map(Of("GET", One + "/fields", "form_fields", "What a web form asks, and a ticket to send along with the answers, for a page of one's own") with { Response = typeof(FormResponse) }, FieldsAsync).WithMetadata(CookieUse.Ignores);
        routes.Map(Of("POST", One, "send_form", "Send a web form: a text for each field that it asks for, and the ticket. What a browser sends of itself is taken, too. Also taken are utm_source, utm_medium, utm_campaign, referrer, and consent where the form asks for it") with
        {
            Cost = Cost.Form,
            Request = typeof(Dictionary<string, string>),
            Response = typeof(FormThanks),
            Refusals = [ProblemKind.Forbidden],
        }, SendAsync).WithMetadata(CookieUse.Ignores);
        foreach (var (path, id) in new[] { (One, "form_preflight"), (One + "/fields", "form_fields_preflight") })
            routes.Map(Of("OPTIONS", path, id, "Which sites may send to a web form, asked by browsers") with { Status = 204 }, PreflightAsync).WithMetadata(CookieUse.Ignores);
        routes.Map(new Operation("GET", "/api/v1/web_forms/{id}/address", "web_form_address", "Where a web form is found, and what to put into a site to show it there")
        {
            Guard = Guard.SignedIn,
            Tag = "web_forms",
            Response = typeof(FormAddressResponse),
            Parameters = [new("id", "path", "Id of the form", Required: true)],
        }, AddressAsync);
    }

    private static Operation Of(string method, string path, string id, string summary) => new(method, path, id, summary) { Guard = Guard.Open, Tag = "forms", Parameters = [Key] };

    /// <summary>A web form, to be shown.</summary>
    /// <param name="Ticket">To be sent along; it works once, for a day.</param>
    /// <param name="Trap">Name of a field that people must not see, to be sent empty.</param>
    /// <param name="Consent">What people may agree to; null where nothing is asked.</param>
    public sealed record FormResponse(string Heading, string? Intro, string Button, IReadOnlyList<FormField> Fields, FormConsent? Consent, string Ticket, string Trap);

    /// <summary>Something that a form asks.</summary>
    /// <param name="Kind">As in the schema of leads.</param>
    public sealed record FormField(string Name, string Label, string? Help, string Kind, bool Required, IReadOnlyList<FormChoice> Choices);

    /// <summary>One of the answers that a field takes.</summary>
    public sealed record FormChoice(string Value, string Label);

    /// <summary>What people may agree to.</summary>
    /// <param name="Value">What <c>consent</c> is sent with where they do.</param>
    public sealed record FormConsent(string Text, string Value);

    /// <summary>What people read once they have sent a form.</summary>
    /// <param name="ContinueAt">Where they go on; null where they stay.</param>
    public sealed record FormThanks(string Message, string? ContinueAt);

    /// <summary>Where a form is found.</summary>
    /// <param name="Url">Of its page.</param>
    /// <param name="Link">HTML of a link to the page.</param>
    /// <param name="Frame">HTML that shows the page within another, on a site that may.</param>
    public sealed record FormAddressResponse(string Url, string Link, string Frame);

    private static async Task PageAsync(HttpContext context, FormIntake intake, FormTickets tickets, string key, CancellationToken cancellation)
    {
        var form = await FindAsync(context, intake, key, cancellation);
        var typed = FormMembers.Origin.Select(n => (Name: n, Text: FormAnswers.Clean(context.Request.Query[n].ToString(), lines: false))).Where(o => o.Text.Length > 0).ToDictionary(o => o.Name, o => o.Text);
        if (FormAnswers.Clean(context.Request.Headers.Referer.ToString(), lines: false) is { Length: > 0 } referrer)
            typed.TryAdd(FormMembers.Referrer, referrer);
        await ShowAsync(context, form, 200, FormPage.Ask(form, tickets.Make(form.Address.Key), typed, []), cancellation);
    }

    private static async Task ThanksAsync(HttpContext context, FormIntake intake, string key, CancellationToken cancellation)
    {
        var form = await FindAsync(context, intake, key, cancellation);
        await ShowAsync(context, form, 200, FormPage.Thank(form), cancellation);
    }

    private static async Task<IResult> FieldsAsync(HttpContext context, FormIntake intake, FormTickets tickets, KithSettings settings, string key, CancellationToken cancellation)
    {
        var form = await FindAsync(context, intake, key, cancellation);
        FormHeaders.OfAnswer(context, form, Own(settings));
        return Results.Json(new FormResponse(
            form.Heading, form.Form.Intro, form.Form.Button ?? Messages.Text("web_form.send"),
            [.. form.Asked.Select(a => new FormField(a.Name, a.Label, a.Question.Help, a.Field.Kind.Name, a.Required, [.. a.Field.Choices.Select(c => new FormChoice(c.Value, c.Label))]))],
            form.Purpose?.Wording is { } wording ? new FormConsent(wording.Text, FormattableString.Invariant($"{wording.Version}")) : null,
            tickets.Make(form.Address.Key), FormMembers.Trap), Body.Json);
    }

    private static async Task SendAsync(HttpContext context, FormIntake intake, KithSettings settings, string key, CancellationToken cancellation)
    {
        var form = await FindAsync(context, intake, key, cancellation);
        FormHeaders.OfAnswer(context, form, Own(settings));
        // Browsers say which site sends; who says nothing is no browser, or one of old.
        if (context.Request.Headers.Origin.ToString() is { Length: > 0 } origin && !form.Allows(origin, Own(settings)))
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "web_form.origin_not_allowed"));
        var ofBrowser = FormBody.IsOfBrowser(context.Request);
        var sent = await FormBody.ReadAsync(context, cancellation);
        try
        {
            await intake.TakeAsync(form, sent, cancellation);
        }
        catch (ProblemException refused) when (ofBrowser && refused.Problem.Kind == ProblemKind.Invalid)
        {
            await ShowAsync(context, form, 422, FormPage.Ask(form, sent.GetValueOrDefault(FormMembers.Ticket, ""), sent, refused.Problem.Errors), cancellation);
            return;
        }
        if (ofBrowser)
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = form.Form.ContinueAt ?? $"/forms/{form.Address}/thanks";
            return;
        }
        await context.Response.WriteAsJsonAsync(new FormThanks(form.Form.Thanks ?? Messages.Text("web_form.thanks"), form.Form.ContinueAt), Body.Json, cancellation);
    }

    private static async Task PreflightAsync(HttpContext context, FormIntake intake, KithSettings settings, string key, CancellationToken cancellation)
    {
        FormHeaders.OfPreflight(context, await FindAsync(context, intake, key, cancellation), Own(settings));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task<IResult> AddressAsync(HttpContext context, KithStore store, KithSettings settings, string id, CancellationToken cancellation)
    {
        var (caller, catalogue, _) = await RequestScope.TypeAsync(context, store, "web_forms", cancellation);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var form = await store.Writes.LookAsync<WebForm, WebForm>(session, caller, catalogue, RequestScope.Id(id), (record, _) => Task.FromResult(record), cancellation);
        var url = $"{Own(settings)}/forms/{new PublicAddress(caller.Workspace, Guid.ParseExact(form.Key!, "N"))}";
        return Results.Json(new FormAddressResponse(url, FormPage.Link(url, form.Heading ?? form.Name), FormPage.Frame(url, form.Heading ?? form.Name)), Body.Json);
    }

    private static async Task<OpenForm> FindAsync(HttpContext context, FormIntake intake, string key, CancellationToken cancellation) =>
        await intake.FindAsync(key, ProblemWriter.Trace(context), cancellation) ?? throw ProblemException.NotFound();

    private static async Task ShowAsync(HttpContext context, OpenForm form, int status, string page, CancellationToken cancellation)
    {
        FormHeaders.OfPage(context, form);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(page, Encoding.UTF8, cancellation);
    }

    private static string Own(KithSettings settings) => settings.Url.GetLeftPart(UriPartial.Authority);
}
