using Kith.Core.Notifications;
using Kith.Core.Records;
using Kith.Core.Views;

namespace Kith.Core.Modules;

/// <summary>The types that every module may name.</summary>
public sealed class CoreModule : Module
{
    protected override void Declare(ModuleBuilder builder) => builder
        .Type<Person>(t => t.Rule(NoOneAboveThemselves))
        .Type<Team>()
        .Type<Territory>(t => t.Prepare((drafts, source, _) =>
        {
            TerritoryRules.Fits(drafts, source);
            return ValueTask.CompletedTask;
        }))
        .Type<TerritoryMember>(t => t.Prepare(TerritoryRules.MemberIsNamed))
        .Type<View>(t => t
            .Rights(ViewRights.Of)
            .Prepare(ViewRules.FitsItsType))
        .Notification<Assigned>()
        .Notification<Unassigned>()
        .Notification<Mentioned>()
        .Notification<Due>()
        .Notification<Reminder>()
        .Notification<Watched>()
        .Notification<ViewAsked>()
        .Notification<ViewAllowed>()
        .Notification<ViewTold>()
        .Notification<SecurityAlert>();

    private static void NoOneAboveThemselves(Person person, Draft draft)
    {
        if (person.ManagerId is { } manager && manager == person.Id)
            draft.Problems.Add("manager", "link_cycle", "Manager");
    }
}
