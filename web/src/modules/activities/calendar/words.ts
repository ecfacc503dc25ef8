import type { RecordData } from "../../../api";
import { formatDate, formatDateTime, i18n } from "../../../i18n";
import { addDays, asLinks, type Day, type Range } from "../../../records";
import { isWhole, type Time } from "./blocks";
import type { View } from "./span";

export const clock = (instant: string) => formatDateTime(instant, { hour: "numeric", minute: "2-digit" });

/** When it is, in full: for those who listen, and while it is being moved. */
export function timeText(time: Time): string {
  if (isWhole(time)) {
    return time.first === time.last
      ? formatDate(time.first, "long")
      : `${formatDate(time.first)} – ${formatDate(time.last)}`;
  }
  return `${formatDateTime(time.from, { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" })} – ${clock(time.until)}`;
}

/** The days that are shown, in words. */
export function spanText(view: View, date: Day, range: Range): string {
  if (view === "month") return formatDate(date, "month");
  if (view === "day") return formatDate(date, "long");
  return `${formatDate(range.from)} – ${formatDate(addDays(range.until, -1))}`;
}

/** Who takes part in it. */
export const companyOf = (activity: RecordData): string =>
  asLinks(activity.participants)
    .map((link) => link.title)
    .join(", ");

export function viewName(view: View): string {
  switch (view) {
    case "day":
      return i18n._({ id: "calendar.day", message: "Day" });
    case "week":
      return i18n._({ id: "calendar.week", message: "Week" });
    case "month":
      return i18n._({ id: "calendar.month", message: "Month" });
    default:
      return i18n._({ id: "calendar.agenda", message: "Agenda" });
  }
}
