using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Sales;

/// <summary>A possible sale on its way through a pipeline.</summary>
[RecordType("deal", "deals", Icon = "handshake", List = "name,company,stage,amount,close_date,owner")]
public sealed class Deal : Record
{
    [Title, Required, MaxLength(200), ImportNames("deal name", "opportunity", "opportunity name", "subject")] public string Name { get; set; } = "";
    [Link<Company>, ImportNames("account", "customer", "client", "organisation", "organization")] public Guid? CompanyId { get; set; }
    [Link<Contact>, ImportNames("contact name", "primary contact")] public Guid? ContactId { get; set; }
    [Link("product"), ImportNames("product name", "item")] public Guid? ProductId { get; set; }
    [Link<Pipeline>, Required(FilledIn = true)] public Guid PipelineId { get; set; }
    [Link<Stage>, Required(FilledIn = true), Board(Scope = "pipeline", Sum = "amount", Weight = "stage.probability", Mark = "stale"), ImportNames("deal stage", "status", "phase")] public Guid StageId { get; set; }
    /// <summary>When it entered its stage.</summary>
    [ReadOnlyField] public DateTime? StageSince { get; set; }
    [Formula("now() - stage_since > stage.days_until_stale")] public bool? Stale { get; }
    [Indexed, ImportNames("close value", "deal amount", "value", "deal value")] public Money? Amount { get; set; }
    [Formula("amount * stage.probability / 100")] public Money? Weighted { get; }
    [Indexed, ImportNames("closing date", "expected close date", "closed on")] public DateOnly? CloseDate { get; set; }
    [ImportNames("engage date", "start date", "opened on")] public DateOnly? EngagedOn { get; set; }
    [Link<Person>, Default("me()"), ImportNames("sales agent", "deal owner", "agent", "responsible", "rep")] public Guid? OwnerId { get; set; }
    [Tags, ImportNames("labels")] public string[]? Tags { get; set; }
    [Markdown, ImportNames("notes")] public string? Description { get; set; }
    [Unique, MaxLength(100), ImportNames("opportunity id", "deal id", "external id")] public string? ExternalId { get; set; }
}
