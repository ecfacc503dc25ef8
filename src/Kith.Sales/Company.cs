using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Sales.Territories;

namespace Kith.Sales;

/// <summary>An organisation the workspace deals with.</summary>
[RecordType("company", "companies", Icon = "building", List = "name,industry,annual_revenue,employees,parent,owner")]
public sealed class Company : Record, IInTerritory
{
    [Title, Required, MaxLength(200), ImportNames("account", "company", "company name", "account name", "organisation", "organization", "business")]
    public string Name { get; set; } = "";
    [Choices("customer", "prospect", "partner", "competitor", "vendor", Open = true), ImportNames("account type", "company type", "relationship")] public string? Type { get; set; }
    [Choices("technology", "software", "retail", "medical", "finance", "marketing", "entertainment", "telecommunications", "employment", "services", "manufacturing", "education", "government", "other", Open = true)]
    [ImportNames("sector", "branch", "vertical")]
    public string? Industry { get; set; }
    [ImportNames("revenue", "annual revenue", "turnover", "sales")] public Money? AnnualRevenue { get; set; }
    [Range(0, 100_000_000), ImportNames("number of employees", "headcount", "staff", "size")] public long? Employees { get; set; }
    [Url, Searchable, ImportNames("web", "site", "homepage", "url", "domain")] public string? Website { get; set; }
    /// <summary>What the firm is known by, out of its web address or else its e-mail address.</summary>
    [ReadOnlyField, MaxLength(253), Indexed] public string? Domain { get; set; }
    [Searchable, ImportNames("telephone", "phone number", "tel")] public PhoneNumber? Phone { get; set; }
    [Email, Searchable, ImportNames("mail", "email address")] public string? Email { get; set; }
    [ImportNames("billing address", "location")] public Address? Address { get; set; }
    [ImportNames("delivery address", "ship to")] public Address? ShippingAddress { get; set; }
    [Link<Company>, Tree(Sums = "contacts_count,open_deals,open_deal_value"), ImportNames("subsidiary of", "parent company", "parent account", "belongs to")] public Guid? ParentId { get; set; }
    [Link<Person>, Default("me()"), ImportNames("account owner", "sales agent", "account manager", "responsible")] public Guid? OwnerId { get; set; }
    [Link<Territory>, ImportNames("sales territory", "sales region")] public Guid? TerritoryId { get; set; }
    /// <summary>True where a person chose it: then rules leave it alone.</summary>
    public bool? TerritoryByHand { get; set; }
    [Link<Territory>] public Guid[]? SecondaryTerritories { get; set; }
    [Link<Contact>] public Guid? PrimaryContactId { get; set; }
    /// <summary>Days after which an invoice is due.</summary>
    [Range(0, 365), ImportNames("payment days", "terms of payment", "net days")] public long? PaymentTerms { get; set; }
    public Money? CreditLimit { get; set; }
    [MaxLength(200), Searchable, ImportNames("registered name", "company legal name")] public string? LegalName { get; set; }
    [Series("ACC-{number}", Digits = 6), Searchable] public string? Number { get; set; }
    [MaxLength(50), Searchable, ImportNames("vat number", "vat id", "tax number", "tax id")] public string? TaxId { get; set; }
    [Default("true")] public bool? Active { get; set; }
    [Formula("count(contacts)")] public long? ContactsCount { get; }
    [Formula("count(deals where not (stage.won or stage.lost))")] public long? OpenDeals { get; }
    [Formula("sum(deals.amount where not (stage.won or stage.lost))")] public Money? OpenDealValue { get; }
    [Tags, ImportNames("labels")] public string[]? Tags { get; set; }
    [Markdown, ImportNames("notes", "about")] public string? Description { get; set; }
    [Unique, MaxLength(100), ImportNames("account id", "company id", "external id")] public string? ExternalId { get; set; }
}

/// <summary>What always holds for companies.</summary>
internal static class CompanyRules
{
    /// <summary>Duplicates are looked for by the domain, so it follows from the addresses.</summary>
    public static void DomainFromAddresses(Company company, Draft draft) => company.Domain = Domains.Of(company.Website, company.Email);
}
