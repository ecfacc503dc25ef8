using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Activities.Comments;

/// <summary>A sign that somebody answers a comment with: of each person and sign at most one.</summary>
[RecordType("reaction", "reactions", Icon = "smile", Part = true, Searched = false, List = "name,comment,created_by")]
public sealed class Reaction : Record
{
    [Title, Required(FilledIn = true), ReadOnlyField, MaxLength(30)] public string Name { get; set; } = "";
    [Link<Comment>(Cascade = true, Shelters = true), Required] public Guid CommentId { get; set; }
    [Choices("thumbs_up", "heart", "laugh", "celebrate", "surprised", "sad"), Required] public string Emoji { get; set; } = "";
    /// <summary>Person, comment and sign.</summary>
    [Unique, Required(FilledIn = true), ReadOnlyField, MaxLength(100)] public string Once { get; set; } = "";
}

/// <summary>What always holds for reactions.</summary>
internal static class Reactions
{
    /// <summary>A reaction is called by the word of its sign, and is there once.</summary>
    public static ValueTask OncePerPerson(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
        {
            var reaction = (Reaction)draft.Record;
            reaction.Name = reaction.Emoji.Length > 0 ? reaction.Emoji.Replace('_', ' ') : "…";
            var person = draft.IsNew ? source.Me?.ToString() ?? "" : reaction.Once.Split('/')[0];
            reaction.Once = $"{person}/{reaction.CommentId}/{reaction.Emoji}";
        }
        return ValueTask.CompletedTask;
    }
}
