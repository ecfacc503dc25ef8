using System.Globalization;
using Kith.Core.Modules;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Activities.Recurrence;

/// <summary>What people do with activities that come again. Occurrences are activities of their own, made ahead; what one was given by hand stays.</summary>
internal static class Repeating
{
    /// <summary>Days ahead for which occurrences are made.</summary>
    public const int DaysAhead = 365;
    /// <summary>Below as many days ahead more are made.</summary>
    public const int DaysKept = 335;
    // Occurrences made by one action; the others come in the background.
    private const int AtOnce = 60;
    // Occurrences that one action looks at.
    private const int Most = 2_000;

    /// <summary>How it comes again, as iCalendar writes it.</summary>
    public static readonly Field Rule = new() { Name = "rule", Label = "", Kind = FieldKinds.Text, Required = true, MaxLength = 500 };
    /// <summary>Where its time of day holds; that of the activity, else of the workspace where nothing is said.</summary>
    public static readonly Field Zone = new() { Name = "zone", Label = "", Kind = FieldKinds.Text, MaxLength = 100 };
    /// <summary>Another rule; the same where nothing is said.</summary>
    public static readonly Field NewRule = Rule with { Required = false };
    /// <summary>True for those before it, too.</summary>
    public static readonly Field Earlier = new() { Name = "all", Label = "", Kind = FieldKinds.Boolean };

    /// <summary>The rule, the time of day, the zone and the days without it can be followed.</summary>
    public static void CanBeFollowed(Repetition repetition, Draft draft)
    {
        if (draft.Changed("rule") && repetition.Rule is { Length: > 0 } rule && RecurrenceRule.Parse(rule) is null)
            draft.Problems.Add("rule", "repetition.bad_rule");
        if (draft.Changed("begins_at") && repetition.BeginsAt is { Length: > 0 } && Pattern.TimeOf(repetition) is null)
            draft.Problems.Add("begins_at", "repetition.bad_time");
        if (draft.Changed("except") && Excepted(repetition).Contains(DateOnly.MinValue))
            draft.Problems.Add("except", "repetition.bad_days");
        if (draft.Changed("time_zone") && repetition.TimeZone is { Length: > 0 } zone && !ActivityTimes.IsKnown(zone))
            draft.Problems.Add("time_zone", "unknown_time_zone", zone);
    }

    /// <summary>Has an activity come again by a rule.</summary>
    public static ValueTask Repeat(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
            Begin(draft, (string)input[Rule.Name]!, input.GetValueOrDefault(Zone.Name) as string, source);
        return ValueTask.CompletedTask;
    }

    private static void Begin(Draft draft, string text, string? named, IRecordSource source)
    {
        var activity = (Activity)draft.Record;
        var zone = ActivityTimes.ZoneOf(activity.TimeZone ?? named, source.Zone);
        if (activity.RepetitionId is not null)
            draft.Problems.Add("rule", "repetition.already");
        else if (RecurrenceRule.Parse(text) is not { } rule)
            draft.Problems.Add("rule", "repetition.bad_rule");
        else if (Pattern.PlaceOf(activity, zone) is not { } place)
            draft.Problems.Add("rule", "repetition.no_time");
        else
        {
            var repetition = new Repetition { Id = source.NewId(), Rule = rule.ToString(), FirstDay = place.Day, TimeZone = zone.Id };
            Pattern.Take(repetition, activity, place.Time);
            if (!Days(repetition, rule, place.Day).Contains(place.Day))
            {
                draft.Problems.Add("rule", "repetition.not_its_day");
                return;
            }
            // Nobody has to catch up on what would have been.
            var days = Days(repetition, rule, Horizon(source)).Where(d => d > place.Day && d >= source.Today).Take(AtOnce + 1).ToList();
            repetition.MadeUntil = MadeUntil(days, Horizon(source));
            draft.Make<Repetition>(repetition.Id, r => Copy(repetition, r));
            foreach (var day in days.Take(AtOnce))
                draft.Make<Activity>(source.NewId(), a => Pattern.Fill(a, repetition, day));
            (activity.RepetitionId, activity.OccursOn, activity.TimeZone) = (repetition.Id, place.Day, zone.Id);
        }
    }

    /// <summary>Makes the occurrences after one, or all of them, what this one has become, and has them come by another rule where one is given. What others were given by hand stays as it is.</summary>
    public static async ValueTask Spread(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
        {
            if (await KnownAsync(draft, source, cancellation) is not { } before)
                continue;
            var activity = (Activity)draft.Record;
            var place = Pattern.PlaceOf(activity, TimeZoneInfo.FindSystemTimeZoneById(before.TimeZone));
            if (place is not { } at)
                draft.Problems.Add("rule", "repetition.no_time");
            else if (Ruled(before, activity, at.Day, input.GetValueOrDefault(Rule.Name) as string, draft) is { } rule)
                await ChangeAsync(draft, before, rule, at, input.GetValueOrDefault(Earlier.Name) is true, source, cancellation);
        }
    }

    /// <summary>Ends a repetition with this occurrence: those after it that are still open are cancelled.</summary>
    public static async ValueTask End(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
        {
            if (await KnownAsync(draft, source, cancellation) is not { } before)
                continue;
            var last = ((Activity)draft.Record).OccursOn!.Value;
            var rule = RecurrenceRule.Parse(before.Rule)! with { Count = null, UntilMoment = null, UntilDay = last };
            foreach (var other in await OthersAsync(draft, before, last, source, cancellation))
            {
                if (other.OccursOn > last && IsOpen(other))
                    Leave(draft, other.Id);
            }
            draft.Change<Repetition>(before.Id, r => (r.Rule, r.MadeUntil) = (rule.ToString(), DateOnly.MaxValue));
        }
    }

    /// <summary>Makes the next occurrences of repetitions, as far ahead as they are kept.</summary>
    public static async ValueTask MakeAhead(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
        {
            var repetition = (Repetition)draft.Record;
            if (RecurrenceRule.Parse(repetition.Rule) is not { } rule)
            {
                draft.Problems.Add("rule", "repetition.bad_rule");
                continue;
            }
            var horizon = Horizon(source);
            var there = (await source.FindAsync<Activity>($"repetition = \"{repetition.Id}\" and occurs_on > \"{repetition.MadeUntil:yyyy-MM-dd}\"", Most, cancellation)).Select(a => a.OccursOn).ToHashSet();
            var next = Days(repetition, rule, horizon).Where(d => d > repetition.MadeUntil && !there.Contains(d)).Take(AtOnce + 1).ToList();
            var copy = new Repetition { Id = repetition.Id };
            Copy(repetition, copy);
            foreach (var day in next.Take(AtOnce))
                draft.Make<Activity>(source.NewId(), a => Pattern.Fill(a, copy, day));
            repetition.MadeUntil = next.Count > AtOnce || Days(repetition, rule, DateOnly.MaxValue).Any(d => d > horizon) ? MadeUntil(next, horizon) : DateOnly.MaxValue;
        }
    }

    private static async ValueTask ChangeAsync(Draft draft, Repetition before, RecurrenceRule rule, (DateOnly Day, TimeOnly? Time) at, bool all, IRecordSource source, CancellationToken cancellation)
    {
        var activity = (Activity)draft.Record;
        var (was, shift) = (activity.OccursOn!.Value, at.Day.DayNumber - activity.OccursOn.Value.DayNumber);
        var after = new Repetition { Id = before.Id };
        Copy(before, after);
        Pattern.Take(after, activity, at.Time);
        if (!all && rule.Count is { } count && rule.ToString() == RecurrenceRule.Parse(before.Rule)?.ToString())
            rule = rule with { Count = Math.Max(1, count - Named(before, rule, was).Count(d => d < was)) };
        (after.Rule, after.FirstDay) = (rule.ToString(), all ? before.FirstDay!.Value.AddDays(shift) : at.Day);
        var others = await OthersAsync(draft, before, all ? DateOnly.MinValue : was, source, cancellation);
        if (others.Count == Most)
        {
            draft.Problems.Add("rule", "repetition.too_many");
            return;
        }
        after.Except = Written(Missed(before, others.Select(o => o.OccursOn!.Value).Append(was).ToHashSet(), all ? source.Today : Later(was, source.Today), Horizon(source)).Select(d => d.AddDays(shift)));
        var horizon = Horizon(source);
        var planned = Days(after, rule, horizon).ToHashSet();
        if (!planned.Contains(at.Day) && at.Day <= horizon)
        {
            draft.Problems.Add("rule", "repetition.not_its_day");
            return;
        }
        var taken = new HashSet<DateOnly> { at.Day };
        foreach (var other in others)
        {
            var target = other.OccursOn!.Value.AddDays(shift);
            taken.Add(planned.Contains(target) ? target : other.OccursOn.Value);
            if (Moved(other, before, after, planned.Contains(target) ? target : null, shift) is { } change)
                draft.Change<Activity>(other.Id, change);
        }
        var missing = planned.Where(d => d > at.Day && d >= source.Today && !taken.Contains(d)).Order().ToList();
        foreach (var day in missing.Take(AtOnce))
            draft.Make<Activity>(source.NewId(), a => Pattern.Fill(a, after, day));
        after.MadeUntil = MadeUntil(missing, horizon);
        draft.Change<Repetition>(before.Id, r => Copy(after, r));
        activity.OccursOn = at.Day;
    }

    // Days from one on that do not take place: said so before, or made once and gone since, which somebody did by hand. What was taken back from the trash takes place again.
    private static IEnumerable<DateOnly> Missed(Repetition before, HashSet<DateOnly> there, DateOnly from, DateOnly horizon) =>
        Excepted(before).Concat(Named(before, RecurrenceRule.Parse(before.Rule)!, before.MadeUntil < horizon ? before.MadeUntil.Value : horizon)).Where(d => d >= from && !there.Contains(d)).Distinct().Order();

    // What becomes of another occurrence; null where it stays.
    private static Action<Activity>? Moved(Activity other, Repetition before, Repetition after, DateOnly? target, int shift)
    {
        if (!IsOpen(other))
            return target is null || shift == 0 ? null : a => a.OccursOn = target;
        // Those before a change to all that follow keep the rule they were made by.
        if (target is null && other.OccursOn >= before.FirstDay && Pattern.IsPlain(other, before))
            return Left;
        var follows = target is not null && Pattern.IsInPlace(other, before);
        return a =>
        {
            Pattern.Follow(a, before, after);
            a.OccursOn = target ?? a.OccursOn;
            if (follows)
                Pattern.Place(a, after, target!.Value);
        };
    }

    private static void Leave(Draft draft, Guid id) => draft.Change<Activity>(id, Left);

    private static void Left(Activity activity) => (activity.Status, activity.RepetitionId, activity.OccursOn) = ("cancelled", null, null);

    private static bool IsOpen(Activity activity) => activity.DoneAt is null && activity.Status != "cancelled";

    // The rule as it is now: that of before, moved along by as many days, unless another is given.
    private static RecurrenceRule? Ruled(Repetition before, Activity activity, DateOnly day, string? text, Draft draft)
    {
        if (text is { Length: > 0 })
        {
            if (RecurrenceRule.Parse(text) is { } given)
                return given;
            draft.Problems.Add("rule", "repetition.bad_rule");
            return null;
        }
        if (RecurrenceRule.Parse(before.Rule) is not { } rule)
            return null;
        var shift = day.DayNumber - activity.OccursOn!.Value.DayNumber;
        if (shift == 0 || (rule.Days.Count == 0 && rule.MonthDays.Count == 0 && rule.Months.Count == 0))
            return rule;
        if (rule.Frequency == Frequency.Weekly && rule.Months.Count == 0 && rule.Places.Count == 0)
            return rule with { Days = [.. rule.Days.Select(d => d with { Day = (DayOfWeek)((((int)d.Day + shift) % 7 + 7) % 7) })] };
        draft.Problems.Add("rule", "repetition.days_in_rule");
        return null;
    }

    private static async Task<Repetition?> KnownAsync(Draft draft, IRecordSource source, CancellationToken cancellation)
    {
        var activity = (Activity)draft.Record;
        if (activity is { RepetitionId: { } id, OccursOn: not null } && await source.FindAsync<Repetition>($"id = \"{id}\"", 1, cancellation) is [var found])
            return found;
        draft.Problems.Add("rule", "repetition.none");
        return null;
    }

    private static async Task<IReadOnlyList<Activity>> OthersAsync(Draft draft, Repetition repetition, DateOnly from, IRecordSource source, CancellationToken cancellation) =>
        await source.FindAsync<Activity>($"repetition = \"{repetition.Id}\" and id != \"{draft.Record.Id}\" and occurs_on >= \"{from:yyyy-MM-dd}\"", Most, cancellation);

    private static DateOnly Horizon(IRecordSource source) => source.Today.AddDays(DaysAhead);

    private static IEnumerable<DateOnly> Excepted(Repetition repetition) =>
        (repetition.Except ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(d => DateOnly.TryParseExact(d, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : DateOnly.MinValue);

    private static string? Written(IEnumerable<DateOnly> days) => string.Join(' ', days.Select(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))) is { Length: > 0 } text ? text : null;

    // The last day whose occurrence is there, of days of which so many are made at once.
    private static DateOnly MadeUntil(List<DateOnly> days, DateOnly horizon) => days.Count > AtOnce ? days[AtOnce - 1] : horizon;

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    // The days on which it takes place.
    private static IEnumerable<DateOnly> Days(Repetition repetition, RecurrenceRule rule, DateOnly last)
    {
        var except = Excepted(repetition).ToHashSet();
        return Named(repetition, rule, last).Where(d => !except.Contains(d));
    }

    // The days of the rule.
    private static IEnumerable<DateOnly> Named(Repetition repetition, RecurrenceRule rule, DateOnly last)
    {
        var (time, zone) = (Pattern.TimeOf(repetition) ?? TimeOnly.MinValue, TimeZoneInfo.FindSystemTimeZoneById(repetition.TimeZone));
        return RecurrenceDays.From(rule, repetition.FirstDay!.Value, last, d => d > rule.UntilDay || (rule.UntilMoment is { } until && RecurrenceDays.Instant(d, time, zone) > until));
    }

    private static void Copy(Repetition from, Repetition to) =>
        (to.Subject, to.Rule, to.FirstDay, to.BeginsAt, to.Length, to.Due, to.TimeZone, to.Except, to.MadeUntil, to.Kind, to.Priority, to.DurationMinutes, to.Location, to.OnlineAddress, to.Reminders, to.Regarding, to.ParticipantIds, to.OwnerId, to.Tags, to.Body) =
        (from.Subject, from.Rule, from.FirstDay, from.BeginsAt, from.Length, from.Due, from.TimeZone, from.Except, from.MadeUntil, from.Kind, from.Priority, from.DurationMinutes, from.Location, from.OnlineAddress, from.Reminders, from.Regarding, from.ParticipantIds, from.OwnerId, from.Tags, from.Body);
}
