using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Sales.Forms;

/// <summary>A form that anybody may fill in, without signing in; what comes through it becomes a lead, or waits as a <see cref="Submission"/> where it is doubtful.</summary>
[RecordType("web_form", "web_forms", Icon = "clipboard", Setup = true, Configuration = true, List = "name,active,by_rules,owner")]
public sealed class WebForm : Record
{
    [Title, Required, MaxLength(200)] public string Name { get; set; } = "";
    /// <summary>Half of its public address; the other half is the workspace. It is no secret: whoever sees the form knows it.</summary>
    [Unique, ReadOnlyField, MaxLength(32)] public string? Key { get; set; }
    [Default("true")] public bool? Active { get; set; }
    /// <summary>Stands above the form; its name where it says nothing.</summary>
    [MaxLength(200)] public string? Heading { get; set; }
    [MaxLength(1_000)] public string? Intro { get; set; }
    /// <summary>What the button says.</summary>
    [MaxLength(50)] public string? Button { get; set; }
    /// <summary>What people read once they have sent it.</summary>
    [MaxLength(1_000)] public string? Thanks { get; set; }
    /// <summary>Where people go once they have sent it, on one of the allowed sites, in place of the thanks.</summary>
    [Url] public string? ContinueAt { get; set; }
    /// <summary>Sites that may show the form and send to it, such as <c>https://www.example.com</c>; its own page always may.</summary>
    [Tags] public string[]? AllowedOrigins { get; set; }
    /// <summary>True where the rules are asked first who gets its leads.</summary>
    [Default("true")] public bool? ByRules { get; set; }
    /// <summary>Who gets its leads, or those that no rule gives to anybody.</summary>
    [Link<Person>] public Guid? OwnerId { get; set; }
    /// <summary>Id of the purpose whose wording people may agree to.</summary>
    [MaxLength(36)] public string? ConsentPurpose { get; set; }
    /// <summary>What holds more links than this waits.</summary>
    [Range(0, 100), Default("2")] public long? MostLinks { get; set; }
    /// <summary>What becomes of somebody who is a lead, a contact or a company already.</summary>
    [Choices("lead", "hold"), Required, Default("lead")] public string WhenKnown { get; set; } = "";
}

/// <summary>A field of leads that a form asks for, or fills in by itself.</summary>
[RecordType("form_question", "form_questions", Icon = "file", Setup = true, Configuration = true, Part = true, List = "name,web_form,field,mandatory,hidden,value,position")]
public sealed class FormQuestion : Record
{
    /// <summary>What people read beside it; what the field is called where it says nothing.</summary>
    [Title, Required(FilledIn = true), MaxLength(200)] public string Name { get; set; } = "";
    [Link<WebForm>(Cascade = true), Required] public Guid WebFormId { get; set; }
    /// <summary>Name of a field of leads.</summary>
    [Required, MaxLength(100)] public string Field { get; set; } = "";
    [MaxLength(300)] public string? Help { get; set; }
    /// <summary>True where the form cannot be sent without it.</summary>
    [Default("false")] public bool? Mandatory { get; set; }
    /// <summary>True where nobody is asked: each lead of the form gets the value.</summary>
    [Default("false")] public bool? Hidden { get; set; }
    /// <summary>The value of a hidden one.</summary>
    [MaxLength(1_000)] public string? Value { get; set; }
    [Range(0, 1_000_000)] public long? Position { get; set; }
}
