import type { RecordData } from "../../api";
import { addDays, type Day, dayOf, fromWallTime } from "../../records";

/** How many days after today are shown. */
export const daysAhead = 7;
/** How long a meeting that nobody marked as done stays among what is overdue. */
const daysBack = 7;

export type Part = "overdue" | "today" | "next";

const text = (value: unknown) => (typeof value === "string" ? value : "");

/** The instant at which a day begins where the reader is. */
const startOf = (day: Day) => fromWallTime(`${day}T00:00`) ?? `${day}T00:00:00Z`;

/** The condition of everything of one's own that is overdue, of today or of the days after. */
export function dayCondition(today: Day): string {
  const [from, until] = [startOf(addDays(today, -daysBack)), startOf(addDays(today, daysAhead + 1))];
  const timed = `(starts_on is empty and starts_at >= "${from}" and starts_at < "${until}")`;
  const whole = `(ends_on >= "${today}" and starts_on <= "${addDays(today, daysAhead)}")`;
  const due = `(starts_at is empty and due_at < "${until}")`;
  return `(owner = me() or participants = me()) and done_at is empty and not (status = "cancelled") and (${timed} or ${whole} or ${due})`;
}

/** When an activity is: the day it lasts as a whole, else the time at which it begins or is due. */
export function timeOf(activity: RecordData): string {
  return text(activity.starts_on) || text(activity.starts_at) || text(activity.due_at);
}

/** The day under which an activity stands; what began before and goes on stands under today. */
export function dayFor(activity: RecordData, today: Day): Day {
  const day = dayOf(timeOf(activity)) ?? today;
  return text(activity.starts_on) !== "" && day < today ? today : day;
}

export function partOf(activity: RecordData, today: Day, now: number): Part {
  if (dayFor(activity, today) > today) return "next";
  if (text(activity.starts_on) !== "") return "today";
  const over = text(activity.ends_at) || timeOf(activity);
  return Date.parse(over) < now ? "overdue" : "today";
}

/** By day, whole days first, then by time. */
export function inOrder(activities: readonly RecordData[], today: Day): RecordData[] {
  const key = (activity: RecordData) => {
    const whole = text(activity.starts_on) !== "";
    return `${dayFor(activity, today)} ${whole ? "" : timeOf(activity)}`;
  };
  return [...activities].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
