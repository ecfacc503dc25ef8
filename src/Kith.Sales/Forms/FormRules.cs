using Kith.Core.Modules;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Sales.Leads;

namespace Kith.Sales.Forms;

/// <summary>What always holds for forms and what they ask.</summary>
internal static class FormRules
{
    /// <summary>A new form gets its address.</summary>
    public static ValueTask HasKey(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var form in drafts.Select(d => (WebForm)d.Record).Where(f => f.Key is null))
            form.Key = NewKey(source);
        return ValueTask.CompletedTask;
    }

    /// <summary>Gives forms other addresses, so that what was sent to the ones before arrives no more.</summary>
    public static ValueTask Renew(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
            ((WebForm)draft.Record).Key = NewKey(source);
        return ValueTask.CompletedTask;
    }

    /// <summary>Sites are named by their origin alone, and people are sent on to none but those.</summary>
    public static void StaysOnOwnSites(WebForm form, Draft draft)
    {
        var origins = new List<string>();
        foreach (var text in form.AllowedOrigins ?? [])
        {
            if (Origins.Of(text) is { } origin)
                origins.Add(origin);
            else
                draft.Problems.Add("allowed_origins", "web_form.no_origin", text);
        }
        form.AllowedOrigins = origins.Count == 0 ? null : [.. origins.Distinct()];
        if (form.ContinueAt is { } next && !(Origins.OfAddress(next) is { } there && origins.Contains(there)))
            draft.Problems.Add("continue_at", "web_form.other_site", next);
        if (form.ConsentPurpose is { } purpose && !Guid.TryParseExact(purpose, "D", out _))
            draft.Problems.Add("consent_purpose", "web_form.no_purpose", purpose);
    }

    /// <summary>A question is about a field of leads that can be asked for; it stands behind those that are there.</summary>
    public static async ValueTask QuestionFits(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        var lead = source.Names.Catalogue.Of<Lead>();
        foreach (var draft in drafts)
        {
            var question = (FormQuestion)draft.Record;
            var field = lead.Find(question.Field) is { } known && !source.Names.Hidden(lead, known) ? known : null;
            if (question.Name.Length == 0)
                question.Name = field?.Label ?? question.Field;
            if (question.Position is null)
            {
                var others = (await source.AllAsync<FormQuestion>(cancellation)).Concat(drafts.Select(d => (FormQuestion)d.Record)).Where(q => q.WebFormId == question.WebFormId);
                question.Position = Math.Min(1_000_000, 1 + (others.Max(q => q.Position) ?? 0));
            }
            if (question.Field.Length == 0)
                continue;
            if (field is null || !(question.Hidden == true ? FormFields.CanBeFilled(field) : FormFields.CanBeAsked(field)))
                draft.Problems.Add("field", "form_question.no_field", question.Field);
            else if (question is { Hidden: true, Value: { } value })
                ValueFits(field, value, draft, source);
        }
    }

    private static void ValueFits(Field field, string value, Draft draft, IRecordSource source)
    {
        var problems = new Core.Problems.ProblemList();
        field.Kind.FromText(value, field, new InputFormat(source.Currency), problems);
        foreach (var problem in problems.Errors)
            draft.Problems.Add(problem with { Field = "value" });
    }

    private static string NewKey(IRecordSource source) => source.NewId().ToString("N");
}
