using Kith.Core.Access;

namespace Kith.Activities.Comments;

/// <summary>Who reads, writes and deletes comments and reactions, among those who may read what they are about.</summary>
internal static class CommentRights
{
    private static readonly Reach Heard = Reach.Where("not private or private is empty or created_by = me() or mentions = me()");
    private static readonly Reach Own = new([new Way.Own(Grantor.Kith)]);

    /// <summary>Everyone but viewers comments; an author changes the words, and administrators delete what they read.</summary>
    public static TypeRights OfComments(Caller caller) => Of(caller, Heard, caller.Role >= Role.Administrator ? Heard : Own);

    /// <summary>Whoever reads a comment reads its reactions; nobody reacts for others.</summary>
    public static TypeRights OfReactions(Caller caller) => Of(caller, Reach.All, Own);

    private static TypeRights Of(Caller caller, Reach reads, Reach deletes) => caller.Role == Role.Viewer
        ? new TypeRights(reads, Reach.None, Reach.None, Reach.None, reads)
        : new TypeRights(reads, Reach.All, Own, deletes, reads);
}
