using Kith.Core.Modules;
using Kith.Core.Notifications;
using Kith.Core.Records;

namespace Kith.Activities.Comments;

/// <summary>What always holds for comments.</summary>
internal static class CommentRules
{
    private static readonly string[] Unheard = ["comment", "reaction", "file"];

    /// <summary>Comments are about records, not about each other.</summary>
    public static void IsAboutARecord(Comment comment, Draft draft)
    {
        if (comment.About is { } about && Unheard.Contains(about.Type))
            draft.Problems.Add("about", "comment.not_about_this");
    }

    /// <summary>A comment is called by its first line, knows whom it mentions, and says that it was changed.</summary>
    public static async ValueTask FollowsItsText(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        var written = drafts.Where(d => d.IsNew || d.Changed("body")).ToDictionary(d => d, d => Mentions.In(((Comment)d.Record).Body));
        Guid[] named = [.. written.Values.SelectMany(m => m).Distinct()];
        var known = named.Length == 0 ? [] : (await source.TheseAsync<Person>(named, cancellation)).Select(p => p.Id).ToHashSet();
        foreach (var (draft, mentioned) in written)
        {
            var comment = (Comment)draft.Record;
            comment.Name = FirstLine.Of(comment.Body) is { Length: > 0 } line ? line : "…";
            comment.MentionIds = mentioned.Where(known.Contains).ToArray() is { Length: > 0 } people ? people : null;
            if (!draft.IsNew)
                comment.EditedAt = source.Now;
        }
    }
}
