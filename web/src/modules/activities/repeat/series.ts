import { api, type RecordData, type Value } from "../../../api";
import { timeZone } from "../../../i18n";
import { asLink, asLinks, type Day, dayIn, isDay, toWallTime } from "../../../records";

const words = (value: Value | undefined) => (Array.isArray(value) ? value.map(String) : []);
const plain = (value: Value | undefined) => (value == null ? "" : String(value));

/** How a value is compared with that of the series. */
const texts: { readonly [field: string]: (of: RecordData) => string } = {
  subject: (of) => plain(of.subject),
  kind: (of) => plain(of.kind),
  priority: (of) => plain(of.priority),
  duration_minutes: (of) => plain(of.duration_minutes),
  location: (of) => plain(of.location),
  online_address: (of) => plain(of.online_address),
  reminders: ({ reminders }) => (Array.isArray(reminders) ? words(reminders).join(" ") : plain(reminders)),
  regarding: (of) => asLink(of.regarding)?.id ?? "",
  participants: (of) =>
    asLinks(of.participants)
      .map(({ id }) => id)
      .join(" "),
  owner: (of) => asLink(of.owner)?.id ?? "",
  tags: (of) => words(of.tags).join(" "),
  body: (of) => plain(of.body),
};

const minutesBetween = (from: Value | undefined, until: Value | undefined) =>
  typeof from === "string" && typeof until === "string" ? (Date.parse(until) - Date.parse(from)) / 60_000 : undefined;

/** The day an activity takes place on or is due, on the calendar of its zone. */
export function dayOfActivity(of: RecordData, zone: string = zoneOf(of)): Day | undefined {
  if (typeof of.starts_on === "string") return of.starts_on;
  const moment = of.starts_at ?? of.due_at;
  return typeof moment === "string" ? dayIn(new Date(moment), zone) : undefined;
}

export const zoneOf = (of: RecordData): string => (typeof of.time_zone === "string" ? of.time_zone : timeZone());

// Whether it takes place when its series planned it.
function isInPlace(of: RecordData, series: RecordData): boolean {
  const { occurs_on: day, starts_on: startsOn } = of;
  if (typeof day !== "string") return true;
  if (series.begins_at == null) return startsOn === day;
  const moment = of.starts_at ?? of.due_at;
  if (typeof moment !== "string" || typeof startsOn === "string") return false;
  const length = minutesBetween(of.starts_at, of.ends_at);
  const lasts = series.due === true || (length ?? null) === (series.length ?? null);
  return lasts && toWallTime(moment, plain(series.time_zone)) === `${day}T${plain(series.begins_at)}`;
}

/** Names of the fields in which an activity is not as its series says. */
export function differing(of: RecordData, series: RecordData): string[] {
  const names = Object.keys(texts).filter((name) => name in of && texts[name]?.(of) !== texts[name]?.(series));
  return isInPlace(of, series)
    ? names
    : [of.starts_on != null ? "starts_on" : of.starts_at != null ? "starts_at" : "due_at", ...names];
}

/** The day its series planned an activity for; where it is now, else. */
export function plannedOn(of: RecordData): Day | undefined {
  return typeof of.occurs_on === "string" && isDay(of.occurs_on) ? of.occurs_on : dayOfActivity(of);
}

/** Asks for a record as it is now. */
export const freshQuery = (plural: string, id: string | undefined) => ({
  queryKey: ["records", plural, "one", id ?? "", "fresh"],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.get<RecordData>(`${plural}/${id}`, { signal }),
  staleTime: 0,
  enabled: id !== undefined,
});
