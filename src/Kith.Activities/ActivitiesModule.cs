using Kith.Core.Modules;

namespace Kith.Activities;

/// <summary>What people do around the records: tasks, calls, meetings and notes.</summary>
public sealed class ActivitiesModule : Module
{
    protected override void Declare(ModuleBuilder builder) => builder
        .Type<Activity>(t => t
            .Prepare(ActivityRules.SubjectFromBody)
            .Prepare(ActivityStatus.FollowsWhatIsDone)
            .Rule(ActivityTimes.ZoneIsKnown)
            .Prepare(ActivityTimes.WholeDays)
            .Rule(ActivityRules.EndsAfterItStarts)
            .Due("due_at", ActivityStatus.Open)
            .Remind(new Reminding("reminders", ["starts_at", "due_at"], "starts_on", ["owner", "participants"], ActivityStatus.Open))
            .Action("complete", ActivityStatus.Complete)
            .Action("reopen", ActivityStatus.Reopen)
            .Action("cancel", ActivityStatus.Cancel));
}
