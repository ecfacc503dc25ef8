namespace Kith.Core.Access;

/// <summary>When the weeks and the fiscal years of a workspace begin.</summary>
/// <param name="WeekStart">Monday, Sunday or Saturday.</param>
/// <param name="FiscalMonth">The month whose first day begins the fiscal year, 1 to 12.</param>
public sealed record WorkCalendar(DayOfWeek WeekStart, int FiscalMonth)
{
    /// <summary>Weeks from Monday, and fiscal years that are those of the calendar.</summary>
    public static readonly WorkCalendar Default = new(DayOfWeek.Monday, 1);

    /// <summary>The days that weeks may begin on.</summary>
    public static IReadOnlyList<DayOfWeek> WeekStarts { get; } = [DayOfWeek.Monday, DayOfWeek.Sunday, DayOfWeek.Saturday];

    /// <summary>How many days before Monday weeks begin.</summary>
    public int WeekShift => (8 - (int)WeekStart) % 7;

    /// <summary>How many months after the years of the calendar fiscal years begin.</summary>
    public int FiscalShift => FiscalMonth - 1;
}
