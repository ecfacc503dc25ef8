using Kith.Core.Modules;

namespace Kith.Activities;

/// <summary>What people do around the records: tasks, calls, meetings and notes.</summary>
public sealed class ActivitiesModule : Module
{
    protected override void Declare(ModuleBuilder builder) => builder
        .Type<Activity>(t => t
            .Prepare(ActivityRules.SubjectFromBody)
            .Rule(ActivityRules.EndsAfterItStarts)
            .Due("due_at", "done_at is empty")
            .Action("complete", ActivityActions.Complete)
            .Action("reopen", ActivityActions.Reopen));
}
