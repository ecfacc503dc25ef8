import { formatDate, timeZone } from "../../i18n";
import type { Known } from "../fields/values";

/** Days are texts such as "2026-11-20": what has no time must not be moved by a time zone. */
export type Day = string;

const msPerDay = 86_400_000;
const instantOf = (day: Day) => Date.parse(`${day}T00:00:00Z`);

export const addDays = (day: Day, count: number): Day =>
  new Date(instantOf(day) + count * msPerDay).toISOString().slice(0, 10);

export const daysBetween = (from: Day, until: Day): number =>
  Math.round((instantOf(until) - instantOf(from)) / msPerDay);

export const isDay = (text: string | undefined): text is Day =>
  text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(instantOf(text));

/** The first of the month that is `count` months further. */
export function addMonths(day: Day, count: number): Day {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + count, 1)).toISOString().slice(0, 10);
}

/** The day of an instant where the reader is. */
export function dayIn(instant: Date, zone: string = timeZone()): Day {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  return parts.format(instant);
}

export const today = (): Day => dayIn(new Date());

/** The day of a date or an instant. */
export function dayOf(value: Known): Day | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  if (isDay(value)) return value;
  const instant = new Date(value);
  return Number.isNaN(instant.getTime()) ? undefined : dayIn(instant);
}

/** The numbers of the days that weeks may begin on: 1 for Monday to 7 for Sunday. */
export const weekdays = { monday: 1, saturday: 6, sunday: 7 } as const;

/** The first day of the week that a day is in. */
export function weekOf(day: Day, first: number): Day {
  const weekday = new Date(instantOf(day)).getUTCDay() || 7;
  return addDays(day, -((weekday - first + 7) % 7));
}

export interface Range {
  from: Day;
  /** The first day that is no longer in it. */
  until: Day;
}

/** The whole weeks that a month touches. */
export function monthRange(day: Day, first: number): Range {
  const start = addMonths(day, 0);
  const last = addDays(addMonths(day, 1), -1);
  return { from: weekOf(start, first), until: addDays(weekOf(last, first), 7) };
}

export const weekRange = (day: Day, first: number): Range => ({
  from: weekOf(day, first),
  until: addDays(weekOf(day, first), 7),
});

export const daysOf = ({ from, until }: Range): Day[] =>
  Array.from({ length: daysBetween(from, until) }, (_, index) => addDays(from, index));

/** "November 2026", or the days a week goes from and to. */
export function rangeName(day: Day, range: Range, span: "month" | "week"): string {
  return span === "month"
    ? formatDate(day, "month")
    : `${formatDate(range.from)} – ${formatDate(addDays(range.until, -1))}`;
}
