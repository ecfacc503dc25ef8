import { type Day, daysBetween, type Range } from "../calendar/days";

export interface Bar {
  /** Percent of the range before the bar. */
  start: number;
  /** Percent of the range that the bar takes. */
  width: number;
  /** True where it began before the range, or goes on behind it. */
  before: boolean;
  after: boolean;
}

/** Where the bar of a record stands in a range; a record with one date is as long as that day. */
export function barOf(range: Range, from: Day | undefined, to: Day | undefined): Bar | undefined {
  const first = from ?? to;
  const last = to ?? from;
  if (first === undefined || last === undefined) return undefined;
  const [begin, end] = first <= last ? [first, last] : [last, first];
  const length = daysBetween(range.from, range.until);
  const start = Math.max(0, daysBetween(range.from, begin));
  const stop = Math.min(length, daysBetween(range.from, end) + 1);
  if (stop <= 0 || start >= length) return undefined;
  return {
    start: (start / length) * 100,
    width: ((stop - start) / length) * 100,
    before: begin < range.from,
    after: end >= range.until,
  };
}
