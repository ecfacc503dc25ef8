using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Core.Tests.Expressions;

/// <summary>The types that the tests of the language ask about: a small shop with every kind of field.</summary>
public sealed class Shop : Module
{
    public static readonly Catalogue Catalogue = Catalogue.BuiltIn([new Shop()]);

    protected override void Declare(ModuleBuilder builder) => builder.Type<Company>().Type<Contact>().Type<Stage>().Type<Deal>().Type<Activity>();
}

[RecordType("company", "companies")]
public sealed class Company : Record
{
    [Title, Required] public string Name { get; set; } = "";
    [Choices("retail", "medical", "public_sector", Open = true)] public string? Industry { get; set; }
    public int? Employees { get; set; }
    [Url] public string? Website { get; set; }
    public PhoneNumber? Phone { get; set; }
    [Link<Company>] public Guid? ParentId { get; set; }
    [Link<Person>] public Guid? OwnerId { get; set; }
    [Link<Territory>] public Guid? TerritoryId { get; set; }
    public Address? Address { get; set; }
    [Tags] public string[]? Tags { get; set; }
    [Choices("north", "south", "overseas")] public string[]? Markets { get; set; }
    [Formula("parent.owner")][Link<Person>] public Guid? KeyPersonId { get; }
    [Formula("if(parent is empty, 1, parent.level + 1)")] public int? Level { get; }
}

[RecordType("contact", "contacts")]
public sealed class Contact : Record
{
    [Title, Required] public string LastName { get; set; } = "";
    public string? FirstName { get; set; }
    [Email] public string? Email { get; set; }
    [Link<Company>] public Guid? CompanyId { get; set; }
    [Link<Contact>] public Guid[]? Friends { get; set; }
}

[RecordType("stage", "stages", Setup = true)]
public sealed class Stage : Record
{
    [Title, Required] public string Name { get; set; } = "";
    [Percent] public decimal? Probability { get; set; }
    public bool? Won { get; set; }
    public bool? Lost { get; set; }
}

[RecordType("deal", "deals")]
public sealed class Deal : Record
{
    [Title, Required] public string Name { get; set; } = "";
    [Link<Company>] public Guid? CompanyId { get; set; }
    [Link<Stage>, Required] public Guid StageId { get; set; }
    [Link<Person>] public Guid? OwnerId { get; set; }
    public Money? Amount { get; set; }
    public Money? Discount { get; set; }
    public DateOnly? CloseDate { get; set; }
    public decimal? Score { get; set; }
    [Markdown] public string? Notes { get; set; }
    [Formula("amount * stage.probability / 100")] public Money? Weighted { get; }
    [Formula("weighted - discount")] public Money? Net { get; }
    [Formula("amount +")] public Money? Unfinished { get; }
    [Formula("secret_of_nobody * 2")] public Money? Lost { get; }
    [Formula("ping")] public decimal? Pong { get; }
    [Formula("pong")] public decimal? Ping { get; }
    [Formula("company.parent.parent.parent.parent.name")] public string? Ancestor { get; }
}

[RecordType("activity", "activities")]
public sealed class Activity : Record
{
    [Title, Required] public string Subject { get; set; } = "";
    [Link] public RecordReference? Regarding { get; set; }
    [Link<Person>] public Guid[]? Participants { get; set; }
    [Link<Deal>] public Guid? DealId { get; set; }
    public DateTime? DueAt { get; set; }
    public DateTime? DoneAt { get; set; }
    public bool? AllDay { get; set; }
}
