using System.Globalization;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Sales.Forms;
using Kith.Server.Http;
using Kith.Sales.Leads;
using Kith.Store;
using Kith.Store.Accounts;
using Kith.Store.Forms;
using Kith.Store.Privacy;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Server.Forms;

/// <summary>
/// Takes what anybody sends through a form. It works in the form's workspace alone, as Kith itself: whoever sends has no rights there. What is doubtful waits as a <see cref="Submission"/>, the rest
/// becomes a lead; whoever sent it cannot tell which.
/// </summary>
internal sealed class FormIntake(KithStore store, Purposes purposes, Consents consents, FormTickets tickets, TimeProvider clock)
{
    private const int LongestOrigin = 200, LongestReferrer = 500, LongestRefusal = 1_000;
    private static readonly TimeSpan SameAgain = TimeSpan.FromMinutes(10);

    /// <summary>The form of an address; null where there is none, or it is not open.</summary>
    public async Task<OpenForm?> FindAsync(string key, string? trace, CancellationToken cancellation)
    {
        if (PublicAddress.Read(key) is not { } address)
            return null;
        await using var session = await store.Database.OpenAsync(address.Workspace, cancellation);
        if (await WorkspaceTable.HouseAsync(session, address.Workspace, cancellation) is not { } house)
            return null;
        var caller = Caller.System("web form", address.Workspace, house.Currency, TimeZoneInfo.FindSystemTimeZoneById(house.TimeZone)).Through(Via.Form) with { Trace = trace };
        var catalogue = await store.Catalogues.OfAsync(address.Workspace, house.SchemaVersion, cancellation);
        return await store.Writes.LookAsync(session, caller, catalogue, async source =>
        {
            if (await source.FindAsync<WebForm>($"key = \"{address.Key:N}\" and active", 1, cancellation) is not [var form])
                return null;
            var questions = (await source.OfAsync<FormQuestion>("web_form", [form.Id], cancellation)).OrderBy(q => q.Position).ThenBy(q => q.Id).ToList();
            var fields = questions.Select(q => (Question: q, Field: catalogue.Of<Lead>().Find(q.Field))).Where(q => q.Field is not null).ToList();
            var purpose = form.ConsentPurpose is { } id ? (await purposes.ListAsync(caller, cancellation)).FirstOrDefault(p => p.Id.ToString() == id && p is { Archived: false, Wording: not null }) : null;
            return new OpenForm(
                address, caller, catalogue, form,
                [.. fields.Where(f => f.Question.Hidden != true && FormFields.CanBeAsked(f.Field!)).DistinctBy(f => f.Field).Select(f => new AskedField(f.Field!, f.Question))],
                fields.Where(f => f.Question is { Hidden: true, Value: not null } && FormFields.CanBeFilled(f.Field!)).DistinctBy(f => f.Field).ToDictionary(f => f.Field!.Name, f => f.Question.Value!),
                purpose);
        });
    }

    /// <summary>Makes a lead of what was sent, or lets it wait.</summary>
    /// <exception cref="ProblemException">Something is missing or cannot be read; nothing was kept.</exception>
    public async Task TakeAsync(OpenForm form, IReadOnlyDictionary<string, string> sent, CancellationToken cancellation)
    {
        var answers = Answers(form, sent);
        // PostgreSQL keeps microseconds.
        var now = new DateTime(clock.GetUtcNow().UtcTicks / 10 * 10, System.DateTimeKind.Utc);
        await using var session = await store.Database.OpenAsync(form.Caller.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        if (!await TakeAsync(session, form, $"answers {FormAnswers.Write(answers)} {sent.ContainsKey(FormMembers.Consent)}", now, SameAgain, cancellation))
            return;
        var reasons = await ReasonsAsync(session, form, sent, answers, now, cancellation);
        var refusal = "";
        if (reasons.Count == 0)
        {
            try
            {
                await SaveAsync<Lead>(session, form, lead => Fill(form, lead, answers), cancellation);
            }
            // A rule of the workspace that the form cannot know of: what somebody sent is not lost for it.
            catch (ProblemException refused)
            {
                (reasons, refusal) = (["refused"], string.Join(' ', refused.Problem.Errors.Select(e => e.Message).DefaultIfEmpty(refused.Problem.Title)));
            }
        }
        if (reasons.Count > 0)
            await SaveAsync<Submission>(session, form, submission => Hold(form, submission, answers, reasons, refusal, now), cancellation);
        await session.CommitAsync(cancellation);

        async Task SaveAsync<T>(Session at, OpenForm of, Action<T> set, CancellationToken token) where T : Core.Records.Record, new()
        {
            var id = await WriteAsync(at, of, set, token);
            if (of.Purpose is { } purpose && sent.TryGetValue(FormMembers.Consent, out var agreed))
                await consents.RecordAsync(at, of.Caller, of.Catalogue, id, Agreed(of, purpose, agreed), token);
        }
    }

    private static ConsentInput Agreed(OpenForm form, Purpose purpose, string agreed) => new(
        purpose.Id, ConsentState.Given, null, null, null, ConsentChannel.Form,
        long.TryParse(agreed, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && purpose.Wordings.Any(w => w.Version == version) ? version : null, form.Form.Name);

    private async Task<Guid> WriteAsync<T>(Session session, OpenForm form, Action<T> set, CancellationToken cancellation) where T : Core.Records.Record, new()
    {
        var type = form.Catalogue.Of<T>();
        var record = new T { Id = store.Ids.Next() };
        set(record);
        var request = new WriteRequest(WriteKind.Create, record.Id) { Guarded = true };
        foreach (var field in type.Fields.Where(f => f is { System: false, Formula: null, Series: null } && record.Get(f) is not null))
            request.Values[field] = record.Get(field);
        await store.Writes.OneAsync(session, form.Caller, form.Catalogue, type, request, null, null, cancellation);
        return record.Id;
    }

    private static void Fill(OpenForm form, Lead lead, IReadOnlyDictionary<string, string> answers)
    {
        FormAnswers.Fill(lead, form.Lead, answers, form.Caller.Currency);
        FormLeads.Mark(lead, form.Form);
    }

    private static void Hold(OpenForm form, Submission submission, IReadOnlyDictionary<string, string> answers, IReadOnlyList<string> reasons, string refusal, DateTime now)
    {
        (submission.Name, submission.WebFormId, submission.Answers) = (FormAnswers.NameOf(answers), form.Form.Id, FormAnswers.Write(answers));
        (submission.Reasons, submission.Refusal) = ([.. reasons], refusal.Length == 0 ? null : refusal[..Math.Min(refusal.Length, LongestRefusal)]);
        (submission.Email, submission.ReceivedAt) = (answers.GetValueOrDefault("email") is { } email ? EmailKind.Normalise(email) : null, now);
    }

    private async Task<IReadOnlyList<string>> ReasonsAsync(Session session, OpenForm form, IReadOnlyDictionary<string, string> sent, IReadOnlyDictionary<string, string> answers, DateTime now, CancellationToken cancellation)
    {
        var ticket = sent.GetValueOrDefault(FormMembers.Ticket, "");
        var (state, age) = tickets.Read(form.Address.Key, ticket);
        var used = state == FormTicketState.Genuine && !await TakeAsync(session, form, "ticket " + ticket, now, FormSuspicion.TooOld, cancellation);
        var reasons = FormSuspicion.Of(form.Form, new FormSending(sent.GetValueOrDefault(FormMembers.Trap, ""), state, age, used), answers);
        return form.Form.WhenKnown == "hold" && await IsKnownAsync(session, form, answers, cancellation) ? [.. reasons, "known"] : reasons;
    }

    private async Task<bool> IsKnownAsync(Session session, OpenForm form, IReadOnlyDictionary<string, string> answers, CancellationToken cancellation)
    {
        var lead = new Lead();
        FormAnswers.Fill(lead, form.Lead, answers, form.Caller.Currency);
        var matches = await store.Writes.LookAsync(session, form.Caller, form.Catalogue, source => LeadMatches.AllAsync(lead, source, cancellation));
        return matches.Any(m => m.Sure);
    }

    private Task<bool> TakeAsync(Session session, OpenForm form, string what, DateTime now, TimeSpan kept, CancellationToken cancellation) =>
        FormReceipts.TakeAsync(session, form.Caller.Workspace, form.Form.Id, tickets.Hash(what), now, kept, cancellation);

    // What the form fills in by itself cannot be sent: that would be somebody else's word.
    private static Dictionary<string, string> Answers(OpenForm form, IReadOnlyDictionary<string, string> sent)
    {
        var problems = new ProblemList();
        foreach (var name in sent.Keys.Where(n => !IsTaken(form, n)))
            problems.Add(name, "unknown_field", name);
        var answers = form.Asked.Select(a => (a.Name, Text: FormAnswers.Clean(sent.GetValueOrDefault(a.Name, ""), a.Field))).Where(a => a.Text.Length > 0).ToDictionary(a => a.Name, a => a.Text);
        // A box that must be ticked is not answered with no.
        foreach (var asked in form.Asked.Where(a => a.Required && (!answers.TryGetValue(a.Name, out var text) || (a.Field.Kind == FieldKinds.Boolean && text is not ("true" or "on" or "yes")))))
            problems.Add(new FieldProblem(asked.Name, "required", $"{asked.Label}: {Messages.Text("web_form.required")}"));
        FormAnswers.Values(form.Lead, answers, form.Caller.Currency, problems);
        if (problems.None && form.Asked.Count > 0 && !FormAnswers.CanBeCalled(answers) && !FormAnswers.CanBeCalled(form.Given))
            problems.Add(form.Asked[0].Name, "web_form.needs_somebody");
        problems.ThrowIfAny();
        foreach (var name in FormMembers.Origin.Where(n => sent.ContainsKey(n) && !answers.ContainsKey(n)))
        {
            var text = FormAnswers.Clean(sent[name], lines: false);
            answers[name] = text[..Math.Min(text.Length, name == FormMembers.Referrer ? LongestReferrer : LongestOrigin)];
        }
        foreach (var (name, value) in form.Given)
            answers[name] = value;
        return answers;
    }

    private static bool IsTaken(OpenForm form, string name) =>
        name is FormMembers.Trap or FormMembers.Ticket || (name == FormMembers.Consent && form.Purpose is not null) || FormMembers.Origin.Contains(name) || form.Asked.Any(a => a.Name == name);
}
