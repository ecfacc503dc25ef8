using Kith.Core.Types;

namespace Kith.Core.Records;

/// <summary>A part of the market; territories may stand inside territories. What it says of its records, and what those above it say, decides which records are its own.</summary>
[RecordType("territory", "territories", Icon = "map", Setup = true, Configuration = true, List = "name,code,kind,parent,manager,priority,active")]
public sealed class Territory : Record
{
    [Title, Required, MaxLength(200)] public string Name { get; set; } = "";
    [Unique, MaxLength(50)] public string? Code { get; set; }
    [Link<Territory>] public Guid? ParentId { get; set; }
    /// <summary>What it goes by first; all that is filled counts.</summary>
    [Choices("geography", "industry", "size", "product", "expression"), Default("geography")] public string? Kind { get; set; }
    [Tags] public string[]? Countries { get; set; }
    [Tags] public string[]? States { get; set; }
    [Tags] public string[]? Cities { get; set; }
    /// <summary>Codes, beginnings such as <c>10*</c>, and ranges such as <c>10000-19999</c>.</summary>
    [Tags] public string[]? PostalCodes { get; set; }
    [Tags] public string[]? Industries { get; set; }
    [Range(0, 100_000_000)] public long? EmployeesFrom { get; set; }
    [Range(0, 100_000_000)] public long? EmployeesTo { get; set; }
    public Money? RevenueFrom { get; set; }
    public Money? RevenueTo { get; set; }
    /// <summary>Names or SKUs of products.</summary>
    [Tags] public string[]? Products { get; set; }
    /// <summary>What has to hold besides.</summary>
    [MaxLength(2_000)] public string? Condition { get; set; }
    /// <summary>Where two beside each other fit, the one with the higher number gets the record.</summary>
    [Range(-1_000_000, 1_000_000), Default("0")] public long? Priority { get; set; }
    /// <summary>True where it also gets records that come to fit it when they are changed.</summary>
    [Default("true")] public bool? TakesChanged { get; set; }
    [Link<Person>] public Guid? ManagerId { get; set; }
    /// <summary>Those who belong to it for good; others have an entry of their own.</summary>
    [Link<Person>] public Guid[]? Members { get; set; }
    [Default("true")] public bool? Active { get; set; }
}

/// <summary>Somebody who works in a territory for a time, or stands in for the others.</summary>
[RecordType("territory_member", "territory_members", Icon = "user-check", Setup = true, Part = true, Searched = false, List = "name,territory,person,role,since,until")]
public sealed class TerritoryMember : Record
{
    /// <summary>What people call it; the person's name where they say nothing.</summary>
    [Title, Required(FilledIn = true), MaxLength(200)] public string Name { get; set; } = "";
    [Link<Territory>(Cascade = true), Required] public Guid TerritoryId { get; set; }
    [Link<Person>, Required] public Guid PersonId { get; set; }
    /// <summary>Leads go to secondary ones only where no primary one has room.</summary>
    [Choices("primary", "secondary"), Required, Default("primary")] public string Role { get; set; } = "";
    public DateOnly? Since { get; set; }
    /// <summary>The last day.</summary>
    public DateOnly? Until { get; set; }

    /// <summary>True on days on which the person works there.</summary>
    public bool On(DateOnly day) => !(Since > day) && !(Until < day);
}
