using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Sales.Assignment;
using Kith.Sales.Forms;
using Kith.Sales.Territories;

namespace Kith.Sales.Leads;

/// <summary>Somebody who may become a customer, before it is known whether they will.</summary>
[RecordType("lead", "leads", Icon = "user-plus", People = true, List = "name,company_name,status,rating,score,email,owner")]
public sealed class Lead : Record, IInTerritory
{
    [Title, Required, ReadOnlyField, MaxLength(250)] public string Name { get; set; } = "";
    [MaxLength(100), ImportNames("given name", "forename", "firstname")] public string? FirstName { get; set; }
    [MaxLength(100), ImportNames("surname", "family name", "lastname")] public string? LastName { get; set; }
    [MaxLength(200), Searchable, Indexed, ImportNames("company", "account", "organisation", "organization", "business", "account name")] public string? CompanyName { get; set; }
    [MaxLength(200), ImportNames("job title", "position", "function")] public string? Title { get; set; }
    [Email, Indexed, Searchable, ImportNames("mail", "e-mail", "email address")] public string? Email { get; set; }
    [Searchable, ImportNames("telephone", "phone number", "tel", "work phone")] public PhoneNumber? Phone { get; set; }
    [Searchable, ImportNames("mobile phone", "cell", "cell phone")] public PhoneNumber? Mobile { get; set; }
    [Url, ImportNames("web", "site", "homepage", "url", "domain")] public string? Website { get; set; }
    [Choices("website", "referral", "advertisement", "social_media", "event", "cold_call", "email", "other", Open = true), ImportNames("lead source", "origin")]
    public string? Source { get; set; }
    [Choices("new", "contacted", "qualified", "unqualified", "converted"), Required, Default("new"), Board(Sum = "budget"), ImportNames("lead status", "state")]
    public string Status { get; set; } = "";
    [MaxLength(300), ImportNames("disqualification reason", "reason")] public string? UnqualifiedReason { get; set; }
    [Choices("hot", "warm", "cold"), ImportNames("lead rating", "temperature")] public string? Rating { get; set; }
    public long? Score { get; }
    [ImportNames("mailing address", "location")] public Address? Address { get; set; }
    [Choices("technology", "software", "retail", "medical", "finance", "marketing", "entertainment", "telecommunications", "employment", "services", "manufacturing", "education", "government", "other", Open = true)]
    [ImportNames("sector", "branch", "vertical")]
    public string? Industry { get; set; }
    [ImportNames("revenue", "annual revenue", "turnover")] public Money? AnnualRevenue { get; set; }
    [Range(0, 100_000_000), ImportNames("number of employees", "headcount", "staff", "size")] public long? Employees { get; set; }
    [ImportNames("estimated budget")] public Money? Budget { get; set; }
    [Choices("now", "three_months", "six_months", "year", "later"), ImportNames("time frame", "purchase timeframe")] public string? Timeline { get; set; }
    [MaxLength(200), ImportNames("campaign name")] public string? Campaign { get; set; }
    [MaxLength(200)] public string? UtmSource { get; set; }
    [MaxLength(200)] public string? UtmMedium { get; set; }
    [MaxLength(200)] public string? UtmCampaign { get; set; }
    /// <summary>The page from which somebody came to the form.</summary>
    [MaxLength(500)] public string? Referrer { get; set; }
    /// <summary>The form that it came through.</summary>
    [Link<WebForm>, ReadOnlyField] public Guid? WebFormId { get; set; }
    [Link<Territory>, ImportNames("sales territory", "sales region")] public Guid? TerritoryId { get; set; }
    /// <summary>True where a person chose it: then rules leave it alone.</summary>
    public bool? TerritoryByHand { get; set; }
    [Link<Territory>] public Guid[]? SecondaryTerritories { get; set; }
    [Link<Person>, Default("me()"), ImportNames("lead owner", "sales agent", "responsible", "rep")] public Guid? OwnerId { get; set; }
    /// <summary>The rule that gave it to its owner; nothing where a person did.</summary>
    [Link<AssignmentRule>, ReadOnlyField] public Guid? AssignedById { get; set; }
    [OptOut, ImportNames("unsubscribed", "do not e-mail", "email opt-out")] public bool? EmailOptOut { get; set; }
    [OptOut, ImportNames("do not call", "call opt-out")] public bool? CallOptOut { get; set; }
    [Tags, ImportNames("labels")] public string[]? Tags { get; set; }
    [Markdown, ImportNames("notes", "about", "message")] public string? Description { get; set; }
    [Unique, MaxLength(100), ImportNames("lead id", "external id")] public string? ExternalId { get; set; }
    [Indexed, ReadOnlyField] public DateTime? ConvertedAt { get; set; }
    [Link<Company>, Became("converted_at"), ReadOnlyField] public Guid? ConvertedCompanyId { get; set; }
    [Link<Contact>, Became("converted_at"), ReadOnlyField] public Guid? ConvertedContactId { get; set; }
    [Link<Deal>, Became("converted_at"), ReadOnlyField] public Guid? ConvertedDealId { get; set; }
}
