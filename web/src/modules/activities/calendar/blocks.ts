import type { RecordData, Value } from "../../../api";
import { addDays, type Day, daysBetween, fromWallTime, toWallTime } from "../../../records";

export const minutesOfDay = 1440;
/** What has no end is drawn as long as this. */
const standardMinutes = 30;
/** Nothing is drawn shorter than this, so that it can be read and pressed. */
const leastMinutes = 20;
const msPerMinute = 60_000;

/** When something is: from one instant to another, or on whole days, the last one included. */
export type Time = { from: string; until: string } | { first: Day; last: Day };

/** An activity at its place in a calendar. */
export interface Block {
  id: string;
  activity: RecordData;
  time: Time;
  /** Whether it has an end of its own that can be moved; what is due has none. */
  lasts: boolean;
}

/** The part of a block that lies on one day, in minutes of the clock on the wall. */
export interface Segment {
  block: Block;
  day: Day;
  from: number;
  until: number;
  begins: boolean;
  ends: boolean;
}

/** A segment beside those it overlaps: the first of `lanes` columns is 0. */
export interface Placed extends Segment {
  lane: number;
  lanes: number;
}

const text = (value: Value | undefined) => (typeof value === "string" ? value : "");
export const isWhole = (time: Time): time is { first: Day; last: Day } => "first" in time;
const later = (instant: string, minutes: number) => new Date(Date.parse(instant) + minutes * msPerMinute).toISOString();

/** Where an activity belongs; undefined for one without a time. */
export function blockOf(activity: RecordData): Block | undefined {
  const { id } = activity;
  const first = text(activity.starts_on);
  if (first !== "") return { id, activity, time: { first, last: text(activity.ends_on) || first }, lasts: true };
  const from = text(activity.starts_at) || text(activity.due_at);
  if (from === "") return undefined;
  const lasts = text(activity.starts_at) !== "";
  const minutes = typeof activity.duration_minutes === "number" ? activity.duration_minutes : 0;
  const end = lasts ? text(activity.ends_at) : "";
  const until = end !== "" && end >= from ? end : later(from, (lasts && minutes) || standardMinutes);
  return { id, activity, time: { from, until }, lasts };
}

/** What is written to an activity that is moved to another time. */
export function writtenTime({ activity, time: before, lasts }: Block, time: Time): { [field: string]: Value } {
  if (isWhole(time)) {
    return { starts_on: time.first, ends_on: time.last, ...(isWhole(before) ? {} : { all_day: true }) };
  }
  if (isWhole(before)) {
    return { all_day: false, starts_on: null, ends_on: null, starts_at: time.from, ends_at: time.until };
  }
  if (!lasts) return { due_at: time.from };
  const length = (of: { from: string; until: string }) => Date.parse(of.until) - Date.parse(of.from);
  const keepsLength = length(before) === length(time);
  const open = text(activity.ends_at) === "";
  if (open && keepsLength) return { starts_at: time.from };
  if (open && typeof activity.duration_minutes === "number")
    return { starts_at: time.from, duration_minutes: Math.round(length(time) / msPerMinute) };
  return { starts_at: time.from, ends_at: time.until };
}

const minutesIn = (clock: string) => Number(clock.slice(11, 13)) * 60 + Number(clock.slice(14, 16));

/** The parts of a block on each of the days. What lasts whole days has none. */
export function segmentsOf(block: Block, days: readonly Day[]): Segment[] {
  const { time } = block;
  if (isWhole(time)) return [];
  const [from, until] = [toWallTime(time.from), toWallTime(time.until)];
  const [first, last] = [from.slice(0, 10), until.slice(0, 10)];
  return days.flatMap((day): Segment[] => {
    if (day < first || day > last) return [];
    const [begins, ends] = [day === first, day === last];
    const start = begins ? minutesIn(from) : 0;
    const end = ends ? minutesIn(until) : minutesOfDay;
    // An end at midnight is that of the day before.
    if (ends && !begins && end === 0) return [];
    // Where the clock goes back in between, its end may stand before its beginning.
    return [
      {
        block,
        day,
        from: start,
        until: Math.max(end, start + leastMinutes),
        begins,
        ends: ends || (until.endsWith("T00:00") && addDays(day, 1) === last),
      },
    ];
  });
}

/** Lays segments of one day out beside each other where they overlap. */
export function laidOut(segments: readonly Segment[]): Placed[] {
  const placed: Placed[] = [];
  let group: Placed[] = [];
  let ends: number[] = [];
  const close = () => {
    for (const one of group) one.lanes = ends.length;
    placed.push(...group);
    [group, ends] = [[], []];
  };
  for (const segment of [...segments].sort((a, b) => a.from - b.from || b.until - a.until)) {
    if (group.length > 0 && ends.every((end) => end <= segment.from)) close();
    const free = ends.findIndex((end) => end <= segment.from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = segment.until;
    group.push({ ...segment, lane, lanes: 1 });
  }
  close();
  return placed;
}

/** A block of whole days as a bar over a row of days: its row, and the columns from and up to, not including. */
export interface Bar {
  block: Block;
  lane: number;
  from: number;
  until: number;
}

/** Puts what lasts whole days below each other where it overlaps. */
export function barsOf(blocks: readonly Block[], days: readonly Day[]): Bar[] {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const ends: number[] = [];
  return blocks
    .flatMap((block) =>
      isWhole(block.time) && block.time.first <= last && block.time.last >= first ? [{ block, time: block.time }] : [],
    )
    .sort((a, b) =>
      a.time.first < b.time.first ? -1 : a.time.first > b.time.first ? 1 : b.time.last < a.time.last ? -1 : 1,
    )
    .map(({ block, time }) => {
      const from = Math.max(0, daysBetween(first, time.first));
      const until = Math.min(days.length, daysBetween(first, time.last) + 1);
      const free = ends.findIndex((end) => end <= from);
      const lane = free < 0 ? ends.length : free;
      ends[lane] = until;
      return { block, lane, from, until };
    });
}

/** Whether a block is seen on a day. */
export function isOn(block: Block, day: Day): boolean {
  if (isWhole(block.time)) return block.time.first <= day && block.time.last >= day;
  return segmentsOf(block, [day]).length > 0;
}

/** The instant at which the clock on the wall shows a minute of a day, which may lie outside of it. */
export function instantAt(day: Day, minutes: number): string {
  const over = Math.floor(minutes / minutesOfDay);
  const rest = minutes - over * minutesOfDay;
  const clock = `${String(Math.floor(rest / 60)).padStart(2, "0")}:${String(rest % 60).padStart(2, "0")}`;
  return fromWallTime(`${addDays(day, over)}T${clock}`) ?? new Date(0).toISOString();
}

/** Where an instant stands on the clock on the wall. */
export function placeOf(instant: string): { day: Day; minutes: number } {
  const clock = toWallTime(instant);
  return { day: clock.slice(0, 10), minutes: minutesIn(clock) };
}

/** A time moved on by days and minutes of the clock: it lasts as long as before, whatever the clocks do in between. */
export function movedBy(time: Time, days: number, minutes: number): Time {
  if (isWhole(time)) return { first: addDays(time.first, days), last: addDays(time.last, days) };
  const at = placeOf(time.from);
  const from = instantAt(addDays(at.day, days), at.minutes + minutes);
  return { from, until: new Date(Date.parse(from) + Date.parse(time.until) - Date.parse(time.from)).toISOString() };
}

/** A time that ends so much later; never before it has begun. */
export function stretchedBy(time: Time, days: number, minutes: number, least: number): Time {
  if (isWhole(time)) {
    const last = addDays(time.last, days);
    return last < time.first ? time : { ...time, last };
  }
  const at = placeOf(time.until);
  const until = instantAt(addDays(at.day, days), at.minutes + minutes);
  return Date.parse(until) - Date.parse(time.from) < least * msPerMinute ? time : { ...time, until };
}

/** By day and time, whole days first. */
export function compareBlocks(a: Block, b: Block): number {
  const key = ({ time, activity }: Block) => `${isWhole(time) ? `${time.first} 0` : `${time.from} 1`} ${activity.id}`;
  return key(a) < key(b) ? -1 : 1;
}
