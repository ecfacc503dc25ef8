using Kith.Core.Types;

namespace Kith.Core.Records;

/// <summary>Someone who works in the workspace, with or without an account to sign in.</summary>
[RecordType("person", "people", Icon = "user", Setup = true, List = "name,email,team,manager,role,active")]
public sealed class Person : Record
{
    [Title, Required, MaxLength(200), ImportNames("sales agent", "agent", "user", "full name", "employee", "rep")]
    public string Name { get; set; } = "";
    [Email, Unique, Searchable, ImportNames("mail", "e-mail", "email address")] public string? Email { get; set; }
    [Link<Person>, ImportNames("reports to", "supervisor", "boss")] public Guid? ManagerId { get; set; }
    [Link<Team>, ImportNames("regional office", "office", "department", "group")] public Guid? TeamId { get; set; }
    [Default("true")] public bool? Active { get; set; }
    [Roles, ReadOnlyField] public string? Role { get; set; }
    /// <summary>True for who stands for a program: without an account, reached through API keys alone.</summary>
    [ReadOnlyField] public bool? Service { get; set; }
}

/// <summary>People who work together; teams may stand inside teams.</summary>
[RecordType("team", "teams", Icon = "users", Setup = true, Configuration = true, List = "name,parent,lead")]
public sealed class Team : Record
{
    [Title, Required, MaxLength(200)] public string Name { get; set; } = "";
    [Link<Team>] public Guid? ParentId { get; set; }
    [Link<Person>] public Guid? LeadId { get; set; }
}
