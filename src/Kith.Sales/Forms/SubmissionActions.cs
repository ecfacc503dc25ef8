using Kith.Core.Modules;
using Kith.Sales.Leads;

namespace Kith.Sales.Forms;

/// <summary>What people do with what waits.</summary>
internal static class SubmissionActions
{
    /// <summary>Makes leads of what waits. What was let in already stays as it is.</summary>
    public static async ValueTask LetIn(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation)
    {
        var forms = (await source.AllAsync<WebForm>(cancellation)).ToDictionary(f => f.Id);
        var type = source.Names.Catalogue.Of<Lead>();
        foreach (var draft in drafts.Where(d => ((Submission)d.Record).LeadId is null))
        {
            var submission = (Submission)draft.Record;
            var form = submission.WebFormId is { } of ? forms.GetValueOrDefault(of) : null;
            var id = source.NewId();
            draft.Make<Lead>(id, lead =>
            {
                FormAnswers.Fill(lead, type, FormAnswers.Read(submission.Answers), source.Currency);
                if (lead.FirstName is null && lead.LastName is null && lead.Email is null && lead.CompanyName is null && lead.Phone is null)
                    lead.LastName = submission.Name.Length > 100 ? submission.Name[..100] : submission.Name;
                FormLeads.Mark(lead, form);
            });
            (submission.State, submission.LeadId, submission.LetInAt) = (SubmissionState.LetIn, id, source.Now);
        }
    }

    /// <summary>Says that nothing comes of what waits.</summary>
    public static ValueTask Drop(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var submission in drafts.Select(d => (Submission)d.Record).Where(s => s.LeadId is null))
            submission.State = SubmissionState.Dropped;
        return ValueTask.CompletedTask;
    }
}
