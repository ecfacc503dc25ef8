using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Sales.Deals;
using Kith.Sales.Territories;

namespace Kith.Sales;

/// <summary>A possible sale on its way through a pipeline.</summary>
[RecordType("deal", "deals", Icon = "handshake", List = "name,company,stage,amount,close_date,owner")]
public sealed class Deal : Record, IInTerritory
{
    [Title, Required, MaxLength(200), ImportNames("deal name", "opportunity", "opportunity name", "subject")] public string Name { get; set; } = "";
    [Series("D-{number}", Digits = 5), Searchable] public string? Number { get; set; }
    [Link<Company>, ImportNames("account", "customer", "client", "organisation", "organization")] public Guid? CompanyId { get; set; }
    [Link<Contact>, ImportNames("contact name", "primary contact")] public Guid? ContactId { get; set; }
    [Link("product"), ImportNames("product name", "item")] public Guid? ProductId { get; set; }
    [Link<Pipeline>, Required(FilledIn = true)] public Guid PipelineId { get; set; }
    [Link<Stage>, Required(FilledIn = true), Board(Scope = "pipeline", Sum = "amount", Weight = "stage.probability", Mark = "stale"), ImportNames("deal stage", "status", "phase")] public Guid StageId { get; set; }
    /// <summary>When it entered its stage.</summary>
    [ReadOnlyField] public DateTime? StageSince { get; set; }
    [Formula("now() - stage_since > stage.days_until_stale")] public bool? Stale { get; }
    [Indexed, RatedBy("exchange_rate"), ImportNames("close value", "deal amount", "value", "deal value")] public Money? Amount { get; set; }
    /// <summary>What a unit of its amount's currency was worth on the day it ended; empty while it is open, and where that is the workspace's own.</summary>
    [Rate, ReadOnlyField] public decimal? ExchangeRate { get; set; }
    /// <summary>False where the amount is one of the deal's own though it has lines; else it is their sum.</summary>
    public bool? AmountFromLines { get; set; }
    /// <summary>How much of it counts as its team's.</summary>
    [Percent, ReadOnlyField] public decimal? Shared { get; set; }
    /// <summary>What counts as its owner's, in the workspace's currency.</summary>
    [Formula("amount * (100 - coalesce(shared, 0)) / 100")] public Money? OwnerCredit { get; }
    [Formula("amount * stage.probability / 100")] public Money? Weighted { get; }
    /// <summary>What it counts as in a forecast where its stage says otherwise; empty goes by the stage.</summary>
    [Choices("pipeline", "best_case", "commit", "omitted"), ImportNames("forecast category")] public string? ForecastAs { get; set; }
    /// <summary>What it counts as in a forecast.</summary>
    [Formula("if(stage.won, \"closed\", if(stage.lost, \"omitted\", coalesce(forecast_as, stage.forecast_category, \"pipeline\")))"), Choices("pipeline", "best_case", "commit", "omitted", "closed")]
    public string? ForecastCategory { get; }
    [Indexed(With = "amount,stage,owner,forecast_as,shared,pipeline,territory,product,amount_from_lines"), ImportNames("closing date", "expected close date", "closed on")] public DateOnly? CloseDate { get; set; }
    [ImportNames("engage date", "start date", "opened on")] public DateOnly? EngagedOn { get; set; }
    [Choices("new", "existing", "renewal", Open = true), ImportNames("opportunity type", "type", "business type")] public string? DealType { get; set; }
    [Choices("website", "referral", "advertisement", "social_media", "event", "cold_call", "email", "other", Open = true), ImportNames("lead source", "opportunity source", "origin")]
    public string? Source { get; set; }
    [MaxLength(300), ImportNames("next action", "next steps")] public string? NextStep { get; set; }
    [Indexed, ImportNames("next step date", "next action date", "follow-up date")] public DateOnly? NextStepOn { get; set; }
    [Link<CloseReason>, ImportNames("loss reason", "lost reason", "closed reason", "reason lost", "win reason")] public Guid? CloseReasonId { get; set; }
    [Link<Company>, ImportNames("lost to", "main competitor")] public Guid? CompetitorId { get; set; }
    [MaxLength(1000)] public string? CloseNote { get; set; }
    /// <summary>The stage that it left when it was won or lost.</summary>
    [Link<Stage>, ReadOnlyField] public Guid? ClosedFromId { get; set; }
    [Link<Person>, Default("me()"), ImportNames("sales agent", "deal owner", "agent", "responsible", "rep")] public Guid? OwnerId { get; set; }
    [Link<Territory>, ImportNames("sales territory", "sales region")] public Guid? TerritoryId { get; set; }
    /// <summary>True where a person chose it: then rules leave it alone.</summary>
    public bool? TerritoryByHand { get; set; }
    [Link<Territory>] public Guid[]? SecondaryTerritories { get; set; }
    [Tags, ImportNames("labels")] public string[]? Tags { get; set; }
    [Markdown, ImportNames("notes")] public string? Description { get; set; }
    [Unique, MaxLength(100), ImportNames("opportunity id", "deal id", "external id")] public string? ExternalId { get; set; }
}
