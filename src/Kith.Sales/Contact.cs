using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Sales;

/// <summary>A person outside the workspace, usually at a company.</summary>
[RecordType("contact", "contacts", Icon = "contact", People = true, List = "name,title,company,email,phone,owner")]
public sealed class Contact : Record
{
    [Title, Required, ReadOnlyField, MaxLength(250)] public string Name { get; set; } = "";
    [MaxLength(100), ImportNames("given name", "forename", "firstname")] public string? FirstName { get; set; }
    [MaxLength(100), ImportNames("surname", "family name", "lastname")] public string? LastName { get; set; }
    [MaxLength(200), ImportNames("job title", "position", "function")] public string? Title { get; set; }
    [MaxLength(200), ImportNames("division", "team")] public string? Department { get; set; }
    [Email, Indexed, Searchable, ImportNames("mail", "e-mail", "email address")] public string? Email { get; set; }
    [Searchable, ImportNames("telephone", "phone number", "tel", "work phone")] public PhoneNumber? Phone { get; set; }
    [Searchable, ImportNames("mobile phone", "cell", "cell phone")] public PhoneNumber? Mobile { get; set; }
    [Link<Company>, ImportNames("account", "company name", "account name", "organisation", "organization")] public Guid? CompanyId { get; set; }
    [Link<Contact>, ImportNames("manager", "supervisor", "boss")] public Guid? ReportsToId { get; set; }
    [Choices("decision_maker", "influencer", "technical", "administrative", "billing", Open = true), ImportNames("role", "buyer role")] public string? BuyingRole { get; set; }
    [Link<Person>, Default("me()"), ImportNames("contact owner", "responsible")] public Guid? OwnerId { get; set; }
    [ImportNames("mailing address")] public Address? Address { get; set; }
    [ImportNames("home address", "private address")] public Address? OtherAddress { get; set; }
    [Choices("email", "phone", "mobile", "post"), ImportNames("preferred method", "contact by")] public string? PreferredMethod { get; set; }
    [ImportNames("birthday", "date of birth", "born")] public DateOnly? BirthDate { get; set; }
    [Formula("anniversary(birth_date)")] public DateOnly? NextBirthday { get; }
    [MaxLength(200), ImportNames("secretary")] public string? Assistant { get; set; }
    [Url, ImportNames("linkedin url")] public string? Linkedin { get; set; }
    [Url] public string? Facebook { get; set; }
    [Url, ImportNames("twitter", "x")] public string? X { get; set; }
    /// <summary>The one whom the company is reached by first.</summary>
    [Formula("company.primary_contact = id")] public bool? Primary { get; }
    [OptOut, ImportNames("unsubscribed", "do not e-mail", "email opt-out")] public bool? EmailOptOut { get; set; }
    [OptOut, ImportNames("do not call", "call opt-out")] public bool? CallOptOut { get; set; }
    [Tags, ImportNames("labels")] public string[]? Tags { get; set; }
    [Markdown, ImportNames("notes", "about")] public string? Description { get; set; }
    [Unique, MaxLength(100), ImportNames("contact id", "external id")] public string? ExternalId { get; set; }
}
