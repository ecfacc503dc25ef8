using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Activities.Comments;

/// <summary>What somebody says about a record, to all who may read that.</summary>
[RecordType("comment", "comments", Icon = "message-square", Part = true, Searched = false, List = "name,about,created_by,created_at")]
public sealed class Comment : Record
{
    /// <summary>The first line of the text.</summary>
    [Title, Required(FilledIn = true), ReadOnlyField, MaxLength(300)] public string Name { get; set; } = "";
    [Link(Cascade = true, Shelters = true), Required] public RecordReference? About { get; set; }
    [Markdown, Required] public string Body { get; set; } = "";
    /// <summary>True where only its author and those it mentions read it.</summary>
    public bool? Private { get; set; }
    /// <summary>The people whom the text mentions.</summary>
    [Link<Person>, ReadOnlyField] public Guid[]? MentionIds { get; set; }
    /// <summary>When its text was last changed; empty where it is as it was written.</summary>
    [ReadOnlyField] public DateTime? EditedAt { get; set; }
}
