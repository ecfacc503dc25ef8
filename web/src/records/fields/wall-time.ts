import { timeZone } from "../../i18n";

// A calendar reads hundreds of clocks, and building one costs more than all of that.
const clocks = new Map<string, Intl.DateTimeFormat>();
function clockIn(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  clocks.set(zone, clock);
  return clock;
}

function clockOf(instant: Date, zone: string): string {
  const parts = clockIn(zone).formatToParts(instant);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "00";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/** An instant as a clock on the wall shows it in the zone times are shown in: "2026-11-20T09:30". */
export function toWallTime(instant: string, zone: string = timeZone()): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? "" : clockOf(date, zone);
}

/** The instant at which that clock shows this. An hour that a change of clocks skips is read as the one after it. */
export function fromWallTime(clock: string, zone: string = timeZone()): string | undefined {
  const wanted = Date.parse(`${clock}Z`);
  if (Number.isNaN(wanted)) return undefined;
  let guess = wanted;
  // The offset differs on the two sides of a change of clocks; the second look uses the right side.
  for (let look = 0; look < 2; look += 1) guess += wanted - Date.parse(`${clockOf(new Date(guess), zone)}Z`);
  return new Date(guess).toISOString();
}
