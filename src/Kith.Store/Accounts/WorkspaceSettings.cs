using System.Text.Json.Nodes;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Audit;
using Kith.Store.Sql;

namespace Kith.Store.Accounts;

/// <summary>How a workspace works for all of its people; what is null stays as it is.</summary>
/// <param name="WeekStart">The day that weeks begin on.</param>
/// <param name="FiscalMonth">The month whose first day begins the fiscal year, 1 to 12.</param>
/// <param name="TrashDays">How many days records stay in the trash before they are purged, 1 to 3650.</param>
/// <param name="HistoryDays">How many days the history of records is kept, 30 to 36500; 0 for good.</param>
public sealed record WorkspaceSettings(string? WeekStart = null, int? FiscalMonth = null, int? TrashDays = null, int? HistoryDays = null)
{
    /// <summary>Those of a workspace.</summary>
    public static async Task<WorkspaceSettings> OfAsync(Session session, Guid workspace, CancellationToken cancellation) =>
        (await session.FirstAsync(SqlText.Of($"select week_start, fiscal_month, trash_days, history_days from workspace where id = {workspace}"), r => new WorkspaceSettings(r.GetString(0), r.GetInt32(1), r.GetInt32(2), r.GetInt32(3)), cancellation))!;

    /// <summary>Adds what is wrong with them.</summary>
    public void Check(ProblemList problems)
    {
        if (WeekStart is not null && Day is null)
            problems.Add("week_start", "unknown_choice", Naming.Label("week_start"), WeekStart);
        if (FiscalMonth is < 1 or > 12)
            problems.Add("fiscal_month", "out_of_range", Naming.Label("fiscal_month"), 1, 12);
        if (TrashDays is < 1 or > 3650)
            problems.Add("trash_days", "out_of_range", Naming.Label("trash_days"), 1, 3650);
        if (HistoryDays is not (null or 0 or (>= 30 and <= 36_500)))
            problems.Add("history_days", "workspace.history_days", 30, 36_500);
    }

    /// <summary>When weeks and fiscal years begin with them.</summary>
    public WorkCalendar Calendar(WorkCalendar present) => new(Day ?? present.WeekStart, FiscalMonth ?? present.FiscalMonth);

    /// <summary>Keeps them; the audit is told of what changed.</summary>
    /// <param name="session">In a transaction.</param>
    /// <param name="more">Changes other settings of the workspace along with them.</param>
    public async Task SaveAsync(Session session, Caller caller, Func<Task>? more, CancellationToken cancellation)
    {
        var before = await WorkspaceTable.SettingsAsync(session, caller.Workspace, cancellation);
        await WorkspaceTable.SetCalendarAsync(session, caller.Workspace, Calendar(caller.Calendar), cancellation);
        if (TrashDays is { } days)
            await WorkspaceTable.SetTrashDaysAsync(session, caller.Workspace, days, cancellation);
        if (HistoryDays is { } kept)
            await WorkspaceTable.SetHistoryDaysAsync(session, caller.Workspace, kept, cancellation);
        if (more is not null)
            await more();
        await SecurityLog.ChangedAsync(session, caller, before, await WorkspaceTable.SettingsAsync(session, caller.Workspace, cancellation), cancellation);
    }

    private DayOfWeek? Day => WorkCalendar.WeekStarts.Where(d => WorkspaceTable.Name(d) == WeekStart).Cast<DayOfWeek?>().FirstOrDefault();
}
