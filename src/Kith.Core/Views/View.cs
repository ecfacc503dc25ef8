using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Core.Views;

/// <summary>
/// A saved way to look at the records of a type. It holds words of the expression language and names of fields, never rights: whoever opens
/// it sees what they may see. Its owner and the people it is shared with find it; only its owner and, once it is shared, administrators change it.
/// </summary>
[RecordType("view", "views", Icon = "kanban", Setup = true, Configuration = true, Searched = false, List = "name,type,layout,owner,everyone,roles,people")]
public sealed class View : Record
{
    [Title, Required, MaxLength(100)] public string Name { get; set; } = "";
    /// <summary>Plural of the type whose records it shows.</summary>
    [Required, MaxLength(100)] public string Type { get; set; } = "";
    [Choices("table", "board", "calendar", "timeline", "map"), Default("table")] public string? Layout { get; set; }
    /// <summary>Condition in the expression language.</summary>
    [MaxLength(5000)] public string? Filter { get; set; }
    /// <summary>Keys separated by commas, first to last; a leading minus turns one round.</summary>
    [MaxLength(1000)] public string? Sort { get; set; }
    /// <summary>Fields separated by commas, dotted through links, each with its width in pixels where it was changed: <c>name:240,owner</c>.</summary>
    [MaxLength(2000)] public string? Columns { get; set; }
    /// <summary>What rows, a board's columns or a map's rows are grouped by.</summary>
    [MaxLength(200)] public string? Group { get; set; }
    /// <summary>What the columns of a map are.</summary>
    [MaxLength(200)] public string? Across { get; set; }
    /// <summary>What the cells of a map say; the number of records where it is empty.</summary>
    [MaxLength(200)] public string? Measure { get; set; }
    /// <summary>Id of the record a board's columns belong to, such as a pipeline.</summary>
    [MaxLength(36)] public string? Scope { get; set; }
    /// <summary>The date that places a record in a calendar or begins its bar in a timeline.</summary>
    [MaxLength(200)] public string? Start { get; set; }
    /// <summary>The date that ends a record's bar.</summary>
    [MaxLength(200)] public string? End { get; set; }
    /// <summary>True when it stands as a tab above the list.</summary>
    public bool? Pinned { get; set; }
    [Link<Person>, Default("me()"), ReadOnlyField] public Guid? OwnerId { get; set; }
    /// <summary>True when everyone in the workspace finds it.</summary>
    public bool? Everyone { get; set; }
    /// <summary>The roles that find it.</summary>
    [Roles] public string[]? Roles { get; set; }
    /// <summary>The people who find it.</summary>
    [Link<Person>] public Guid[]? People { get; set; }
    /// <summary>The roles that begin with it when they open the type's list; administrators decide. Of several the newest counts.</summary>
    [Roles] public string[]? DefaultFor { get; set; }
}
