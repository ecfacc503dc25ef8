using Kith.Core.Access;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Sales.Leads;

namespace Kith.Sales.Forms;

/// <summary>What came through a form and is doubtful: it waits until somebody lets it in or drops it, and is never lost.</summary>
[RecordType("submission", "submissions", Icon = "flag", Setup = true, People = true, Searched = false, List = "name,web_form,reasons,email,received_at,state")]
public sealed class Submission : Record
{
    /// <summary>What is known of who sent it.</summary>
    [Title, Required, MaxLength(250)] public string Name { get; set; } = "";
    [Link<WebForm>, ReadOnlyField] public Guid? WebFormId { get; set; }
    [Choices("held", "let_in", "dropped"), Required, Default("held"), ReadOnlyField, Indexed] public string State { get; set; } = "";
    /// <summary>Why it waits.</summary>
    [Choices("honeypot", "no_ticket", "bad_ticket", "used_ticket", "too_fast", "too_old", "links", "markup", "known", "refused"), ReadOnlyField] public string[]? Reasons { get; set; }
    /// <summary>What made Kith refuse the lead, where it did.</summary>
    [MaxLength(1_000), ReadOnlyField] public string? Refusal { get; set; }
    [Email, Indexed, ReadOnlyField] public string? Email { get; set; }
    /// <summary>What was typed: a JSON object with a text for each field of leads.</summary>
    [MaxLength(100_000), ReadOnlyField] public string? Answers { get; set; }
    [Indexed, ReadOnlyField] public DateTime? ReceivedAt { get; set; }
    [ReadOnlyField] public DateTime? LetInAt { get; set; }
    /// <summary>The lead it became.</summary>
    [Link<Lead>, Became("let_in_at"), ReadOnlyField] public Guid? LeadId { get; set; }
}

/// <summary>How far a submission has come.</summary>
internal static class SubmissionState
{
    public const string Held = "held";
    public const string LetIn = "let_in";
    public const string Dropped = "dropped";
}

/// <summary>Who sees what is doubtful: those who look after forms, since strangers can write anything there.</summary>
internal static class SubmissionRights
{
    private static readonly TypeRights All = new(true, true, true, true);
    private static readonly TypeRights None = new(false, false, false, false);

    public static TypeRights Of(Caller caller) => caller.Access is not { } access || access.Functions.Contains(Function.ManageTypes) ? All : None;
}
