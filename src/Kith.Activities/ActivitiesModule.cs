using Kith.Activities.Comments;
using Kith.Activities.Files;
using Kith.Activities.Recurrence;
using Kith.Core.Modules;

namespace Kith.Activities;

/// <summary>What people do around the records: tasks, calls, meetings, notes and files, and what they say to each other.</summary>
public sealed class ActivitiesModule : Module
{
    protected override void Declare(ModuleBuilder builder) => builder
        .Type<Activity>(t => t
            .Prepare(ActivityRules.SubjectFromBody)
            .Prepare(ActivityStatus.FollowsWhatIsDone)
            .Prepare(ActivityDependencies.LeadSomewhere)
            .Rule(PinnedNotes.OnlyNotes)
            .Rule(ActivityTimes.ZoneIsKnown)
            .Prepare(ActivityTimes.WholeDays)
            .Rule(ActivityRules.EndsAfterItStarts)
            .Due("due_at", ActivityStatus.Open)
            .Remind(new Reminding("reminders", ["starts_at", "due_at"], "starts_on", ["owner", "participants"], ActivityStatus.Open))
            .Action("complete", ActivityDependencies.Complete)
            .Action("reopen", ActivityStatus.Reopen)
            .Action("cancel", ActivityStatus.Cancel)
            .Action("pin", PinnedNotes.Pin)
            .Action("unpin", PinnedNotes.Unpin)
            .CompositeAction("repeat", Repeating.Repeat, Repeating.Rule, Repeating.Zone)
            .CompositeAction("spread", Repeating.Spread, Repeating.Earlier, Repeating.NewRule)
            .CompositeAction("end_repetition", Repeating.End))
        .Type<Repetition>(t => t
            .Rule(Repeating.CanBeFollowed)
            .Ahead(new AheadOfTime("make_ahead", "made_until", "owner", Repeating.DaysKept))
            .CompositeAction("make_ahead", Repeating.MakeAhead))
        .Type<Comment>(t => t
            .Rights(CommentRights.OfComments)
            .Rule(CommentRules.IsAboutARecord)
            .Prepare(CommentRules.FollowsItsText))
        .Type<Reaction>(t => t
            .Rights(CommentRights.OfReactions)
            .Prepare(Reactions.OncePerPerson))
        .Type<StoredFile>(t => t
            .Rule(FileRules.NameIsClean)
            .Rule(FileRules.IsAboutARecord))
        .Notification<Commented>()
        .Notification<Infected>();
}
