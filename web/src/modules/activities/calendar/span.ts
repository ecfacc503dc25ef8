import {
  addDays,
  addMonths,
  type Day,
  daysOf,
  fromWallTime,
  isDay,
  monthRange,
  type Range,
  weekRange,
} from "../../../records";

/** How a calendar is laid out. */
export const views = ["day", "week", "month", "agenda"] as const;
export type View = (typeof views)[number];

/** Whose activities are shown: one's own, those of one's teams, or of the people named. */
export type Who = "me" | "team" | readonly string[];

/** What the address of the calendar holds. */
export interface CalendarSearch {
  view?: View;
  date?: Day;
  /** "team", or the ids of people, separated by commas. */
  who?: string;
}

/** How many days an agenda shows. */
const agendaDays = 14;
/** How long something with times of day can last and be found by its beginning; what lasts longer has dates. */
const longestDays = 31;

export function parseCalendar(raw: Readonly<Record<string, unknown>>): CalendarSearch {
  const view = views.find((one) => one === raw.view);
  const date = typeof raw.date === "string" && isDay(raw.date) ? raw.date : undefined;
  return {
    ...(view === undefined ? {} : { view }),
    ...(date === undefined ? {} : { date }),
    ...(typeof raw.who === "string" && raw.who !== "" ? { who: raw.who } : {}),
  };
}

export function whoOf(text: string | undefined): Who {
  if (text === undefined || text === "me") return "me";
  return text === "team" ? "team" : text.split(",").filter((id) => /^[\da-f-]{36}$/i.test(id));
}

export function rangeOf(view: View, date: Day, firstDay: number): Range {
  switch (view) {
    case "day":
      return { from: date, until: addDays(date, 1) };
    case "week":
      return weekRange(date, firstDay);
    case "month":
      return monthRange(date, firstDay);
    default:
      return { from: date, until: addDays(date, agendaDays) };
  }
}

/** The day a calendar is turned to by one step forwards or backwards. */
export function turned(view: View, date: Day, by: 1 | -1): Day {
  if (view === "month") return addMonths(date, by);
  return addDays(date, by * { day: 1, week: 7, agenda: agendaDays }[view]);
}

/** The instant at which a day begins where the reader is. */
export const startOf = (day: Day) => fromWallTime(`${day}T00:00`) ?? `${day}T00:00:00.000Z`;

function belongsTo(who: Who): string {
  if (who === "me") return "(owner = me() or participants = me())";
  if (who === "team") return "owner in my_team()";
  const people = `(${who.map((id) => `"${id}"`).join(", ")})`;
  return `(owner in ${people} or participants in ${people})`;
}

/** The condition of everything that is to be seen in some days: one question for all of them. */
export function calendarCondition({ from, until }: Range, who: Who): string {
  const [begin, end, earliest] = [startOf(from), startOf(until), startOf(addDays(from, -longestDays))];
  const began = `(starts_at >= "${begin}" or ends_at > "${begin}")`;
  const timed = `(starts_on is empty and starts_at >= "${earliest}" and starts_at < "${end}" and ${began})`;
  const whole = `(starts_on < "${until}" and ends_on >= "${from}")`;
  const due = `(starts_at is empty and due_at >= "${begin}" and due_at < "${end}")`;
  return `${belongsTo(who)} and (status is empty or status != "cancelled") and (${timed} or ${whole} or ${due})`;
}

/** The weeks of a range, each with its days. */
export function weeksOf(range: Range): Day[][] {
  const days = daysOf(range);
  return Array.from({ length: Math.ceil(days.length / 7) }, (_, week) => days.slice(week * 7, week * 7 + 7));
}
