import { formatDate, formatDateTime, formatNumber, i18n } from "../../../i18n";
import type { Day } from "../../../records";

export const frequencies = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;
export type Frequency = (typeof frequencies)[number];

/** Days of the week as iCalendar names them, Monday first. */
export const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export type Weekday = (typeof weekdays)[number];

/** How a monthly rule names its day: by its number, or as the so-manieth such day of the week, the last one included. */
export type MonthlyBy = "date" | "place" | "last";

/** As much of a rule as the dialog asks for. */
export interface Repeat {
  frequency: Frequency;
  interval: number;
  /** Of a weekly rule. */
  days: readonly Weekday[];
  monthlyBy: MonthlyBy;
  /** The last day, or the number of occurrences; without either it goes on. */
  until?: Day | undefined;
  count?: number | undefined;
}

export function weekdayOf(day: Day): Weekday {
  return weekdays[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7] ?? "MO";
}

/** Which such day of its month a day is: 2 for the second Tuesday. */
export const placeOf = (day: Day): number => Math.ceil(Number(day.slice(8)) / 7);

/** The rule as iCalendar writes it. */
export function written(repeat: Repeat, first: Day): string {
  const { frequency, interval, days, monthlyBy, until, count } = repeat;
  const parts = [`FREQ=${frequency}`];
  if (interval > 1) parts.push(`INTERVAL=${interval}`);
  if (count !== undefined) parts.push(`COUNT=${count}`);
  else if (until !== undefined) parts.push(`UNTIL=${until.replaceAll("-", "")}`);
  if (frequency === "WEEKLY") parts.push(`BYDAY=${weekdays.filter((day) => days.includes(day)).join(",")}`);
  if (frequency === "MONTHLY") {
    if (monthlyBy === "date") parts.push(`BYMONTHDAY=${Number(first.slice(8))}`);
    else parts.push(`BYDAY=${monthlyBy === "last" ? -1 : placeOf(first)}${weekdayOf(first)}`);
  }
  return parts.join(";");
}

/** The name of a day of the week: "Tuesday". */
export function weekdayName(day: Weekday, style: "long" | "short" = "long"): string {
  // The first of them is the Monday of 2024-01-01.
  return formatDateTime(new Date(Date.UTC(2024, 0, 1 + weekdays.indexOf(day))), { weekday: style, timeZone: "UTC" });
}

const listed = (words: readonly string[]) => new Intl.ListFormat(undefined, { type: "conjunction" }).format(words);

function placeText(place: number, day: string): string {
  const values = { day };
  switch (place) {
    case 1:
      return i18n._({ id: "repeat.first", message: "the first {day}", values });
    case 2:
      return i18n._({ id: "repeat.second", message: "the second {day}", values });
    case 3:
      return i18n._({ id: "repeat.third", message: "the third {day}", values });
    case 4:
      return i18n._({ id: "repeat.fourth", message: "the fourth {day}", values });
    case 5:
      return i18n._({ id: "repeat.fifth", message: "the fifth {day}", values });
    default:
      return i18n._({ id: "repeat.last", message: "the last {day}", values });
  }
}

/** The day a monthly rule names, in words. */
export function monthlyText(by: MonthlyBy, first: Day): string {
  if (by === "date")
    return i18n._({
      id: "repeat.day_number",
      message: "day {number}",
      values: { number: formatNumber(Number(first.slice(8))) },
    });
  return placeText(by === "last" ? -1 : placeOf(first), weekdayName(weekdayOf(first)));
}

function often({ frequency, interval, days, monthlyBy }: Repeat, first: Day): string {
  switch (frequency) {
    case "DAILY":
      return i18n._({
        id: "repeat.daily",
        message: "{interval, plural, one {Every day} other {Every # days}}",
        values: { interval },
      });
    case "WEEKLY":
      return i18n._({
        id: "repeat.weekly",
        message: "{interval, plural, one {Every week} =2 {Every second week} other {Every # weeks}} on {days}",
        values: { interval, days: listed(weekdays.filter((day) => days.includes(day)).map((day) => weekdayName(day))) },
      });
    case "MONTHLY":
      return i18n._({
        id: "repeat.monthly",
        message: "{interval, plural, one {Every month} other {Every # months}} on {day}",
        values: { interval, day: monthlyText(monthlyBy, first) },
      });
    default:
      return i18n._({
        id: "repeat.yearly",
        message: "{interval, plural, one {Every year} other {Every # years}} on {day}",
        values: {
          interval,
          day: formatDateTime(`${first}T12:00:00Z`, { day: "numeric", month: "long", timeZone: "UTC" }),
        },
      });
  }
}

/** The whole rule in a sentence: "Every second week on Tuesday until Dec 24, 2026". */
export function sentence(repeat: Repeat, first: Day): string {
  const how = often(repeat, first);
  if (repeat.count !== undefined)
    return i18n._({
      id: "repeat.times",
      message: "{how}, {count, plural, one {once} other {# times}}",
      values: { how, count: repeat.count },
    });
  if (repeat.until !== undefined)
    return i18n._({ id: "repeat.until", message: "{how} until {day}", values: { how, day: formatDate(repeat.until) } });
  return how;
}

function monthlyOf(parts: ReadonlyMap<string, string>, first: Day): MonthlyBy | undefined {
  const [date, day] = [parts.get("BYMONTHDAY"), parts.get("BYDAY")];
  if (day === undefined) return date === undefined || Number(date) === Number(first.slice(8)) ? "date" : undefined;
  if (date !== undefined || day.slice(-2) !== weekdayOf(first)) return undefined;
  const place = Number(day.slice(0, -2));
  return place === -1 ? "last" : place === placeOf(first) ? "place" : undefined;
}

const isWeekday = (text: string): text is Weekday => weekdays.some((day) => day === text);

/** What the dialog would have written the rule from; nothing where it says more than the dialog asks for. */
export function read(rule: string, first: Day): Repeat | undefined {
  const parts = new Map(rule.split(";").map((part) => part.split("=", 2) as [string, string]));
  const frequency = frequencies.find((one) => one === parts.get("FREQ"));
  if (frequency === undefined) return undefined;
  const allowed = ["FREQ", "INTERVAL", "COUNT", "UNTIL"];
  if (frequency === "WEEKLY") allowed.push("BYDAY");
  if (frequency === "MONTHLY") allowed.push("BYDAY", "BYMONTHDAY");
  if ([...parts.keys()].some((name) => !allowed.includes(name))) return undefined;
  const days =
    frequency === "WEEKLY" && parts.has("BYDAY") ? (parts.get("BYDAY") ?? "").split(",") : [weekdayOf(first)];
  const monthlyBy = frequency === "MONTHLY" ? monthlyOf(parts, first) : "date";
  const until = parts.get("UNTIL");
  const count = parts.get("COUNT");
  if (!days.every(isWeekday) || monthlyBy === undefined || (until !== undefined && !/^\d{8}$/.test(until)))
    return undefined;
  return {
    frequency,
    interval: Number(parts.get("INTERVAL") ?? 1),
    days,
    monthlyBy,
    until: until === undefined ? undefined : `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6)}`,
    count: count === undefined ? undefined : Number(count),
  };
}

/** A rule in a sentence, also one that says more than the dialog asks for. */
export function ruleText(rule: string, first: Day): string {
  const repeat = read(rule, first);
  return repeat === undefined
    ? i18n._({ id: "repeat.by_rule", message: "By the rule {rule}", values: { rule } })
    : sentence(repeat, first);
}
