import { afterEach, describe, expect, test } from "vitest";
import type { RecordData } from "../../../api";
import { setFormats } from "../../../i18n";
import { type Block, barsOf, blockOf, isOn, laidOut, movedBy, segmentsOf, stretchedBy, writtenTime } from "./blocks";
import { calendarCondition, parseCalendar, rangeOf, turned, whoOf } from "./span";

const block = (values: object): Block => {
  const made = blockOf({ id: "1", version: 1, ...values } as unknown as RecordData);
  if (made === undefined) throw new Error("It has no time.");
  return made;
};
const meeting = (from: string, until: string, id = "1") => block({ id, starts_at: from, ends_at: until });
const zone = (timeZone: string) => setFormats({ timeZone });

afterEach(() => setFormats({ timeZone: undefined }));

describe("where an activity stands", () => {
  test("a meeting at 10:00 in Rome stands at 10:00 there and at 4:00 in New York", () => {
    const one = meeting("2026-12-01T09:00:00Z", "2026-12-01T10:30:00Z");
    zone("Europe/Rome");
    expect(segmentsOf(one, ["2026-12-01"])).toMatchObject([{ from: 600, until: 690, begins: true, ends: true }]);
    zone("America/New_York");
    expect(segmentsOf(one, ["2026-12-01"])).toMatchObject([{ from: 240, until: 330 }]);
  });

  test("whole days are on their dates in every zone", () => {
    const fair = block({ starts_on: "2026-12-01", ends_on: "2026-12-02", starts_at: "2026-11-30T23:00:00Z" });
    for (const one of ["Europe/Rome", "America/New_York", "Pacific/Kiritimati"]) {
      zone(one);
      expect(["2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03"].map((day) => isOn(fair, day))).toEqual([
        false,
        true,
        true,
        false,
      ]);
    }
    expect(barsOf([fair], ["2026-11-30", "2026-12-01"])).toMatchObject([{ lane: 0, from: 1, until: 2 }]);
  });

  test("what goes past midnight stands on both days, what ends at midnight only on the first", () => {
    zone("Europe/Rome");
    const days = ["2026-12-01", "2026-12-02"];
    expect(segmentsOf(meeting("2026-12-01T22:00:00Z", "2026-12-02T00:30:00Z"), days)).toMatchObject([
      { day: "2026-12-01", from: 1380, until: 1440, ends: false },
      { day: "2026-12-02", from: 0, until: 90, begins: false },
    ]);
    expect(segmentsOf(meeting("2026-12-01T22:00:00Z", "2026-12-01T23:00:00Z"), days)).toMatchObject([
      { day: "2026-12-01", from: 1380, until: 1440 },
    ]);
  });

  test("what overlaps stands beside each other, and what comes after it has all the room again", () => {
    zone("UTC");
    const at = (from: number, until: number, id: string) =>
      segmentsOf(meeting(new Date(from * 3_600_000).toISOString(), new Date(until * 3_600_000).toISOString(), id), [
        "1970-01-01",
      ]);
    const placed = laidOut([...at(9, 11, "a"), ...at(10, 12, "b"), ...at(11, 13, "c"), ...at(13, 14, "d")]);
    expect(placed.map(({ block: { id }, lane, lanes }) => [id, lane, lanes])).toEqual([
      ["a", 0, 2],
      ["b", 1, 2],
      ["c", 0, 2],
      ["d", 0, 1],
    ]);
  });
});

describe("moving", () => {
  test("a meeting stays at 10:00 when it is moved over a change of clocks, and lasts as long", () => {
    zone("Europe/Rome");
    const time = { from: "2026-03-27T09:00:00.000Z", until: "2026-03-27T10:00:00.000Z" };
    expect(movedBy(time, 3, 0)).toEqual({ from: "2026-03-30T08:00:00.000Z", until: "2026-03-30T09:00:00.000Z" });
    expect(movedBy({ from: "2026-10-24T08:00:00.000Z", until: "2026-10-24T09:00:00.000Z" }, 1, 0)).toEqual({
      from: "2026-10-25T09:00:00.000Z",
      until: "2026-10-25T10:00:00.000Z",
    });
  });

  test("what is moved into the hour that is skipped begins after it", () => {
    zone("Europe/Rome");
    const time = { from: "2026-03-28T01:30:00.000Z", until: "2026-03-28T02:00:00.000Z" };
    expect(movedBy(time, 1, 0)).toEqual({ from: "2026-03-29T01:30:00.000Z", until: "2026-03-29T02:00:00.000Z" });
  });

  test("nothing ends before it has begun", () => {
    zone("UTC");
    const time = { from: "2026-12-01T09:00:00.000Z", until: "2026-12-01T09:30:00.000Z" };
    expect(stretchedBy(time, 0, 15, 15)).toEqual({ ...time, until: "2026-12-01T09:45:00.000Z" });
    expect(stretchedBy(time, 0, -30, 15)).toEqual(time);
    expect(stretchedBy({ first: "2026-12-01", last: "2026-12-02" }, -2, 0, 15)).toEqual({
      first: "2026-12-01",
      last: "2026-12-02",
    });
  });

  test("only what was changed is written", () => {
    zone("UTC");
    const time = { from: "2026-12-02T09:00:00.000Z", until: "2026-12-02T09:30:00.000Z" };
    expect(writtenTime(block({ due_at: "2026-12-01T09:00:00Z" }), time)).toEqual({ due_at: time.from });
    expect(writtenTime(block({ starts_at: "2026-12-01T09:00:00Z", duration_minutes: 30 }), time)).toEqual({
      starts_at: time.from,
    });
    expect(writtenTime(block({ starts_at: "2026-12-01T09:00:00Z", duration_minutes: 60 }), time)).toEqual({
      starts_at: time.from,
      duration_minutes: 30,
    });
    expect(writtenTime(block({ starts_on: "2026-12-01", ends_on: "2026-12-01" }), time)).toMatchObject({
      all_day: false,
      starts_on: null,
      starts_at: time.from,
      ends_at: time.until,
    });
    expect(
      writtenTime(meeting("2026-12-01T09:00:00Z", "2026-12-01T10:00:00Z"), { first: "2026-12-02", last: "2026-12-02" }),
    ).toEqual({
      starts_on: "2026-12-02",
      ends_on: "2026-12-02",
      all_day: true,
    });
  });
});

describe("what is asked for", () => {
  test("days begin where the reader is, also when clocks change", () => {
    zone("Europe/Rome");
    const condition = calendarCondition({ from: "2026-03-29", until: "2026-03-30" }, "me");
    expect(condition).toContain('starts_at < "2026-03-29T22:00:00.000Z"');
    expect(condition).toContain('due_at >= "2026-03-28T23:00:00.000Z"');
    expect(condition).toContain('ends_on >= "2026-03-29"');
  });

  test("weeks begin on the day that is chosen, and a turn goes on by what is shown", () => {
    expect(rangeOf("week", "2026-11-22", 1)).toEqual({ from: "2026-11-16", until: "2026-11-23" });
    expect(rangeOf("week", "2026-11-22", 7)).toEqual({ from: "2026-11-22", until: "2026-11-29" });
    expect(turned("month", "2026-12-15", 1)).toBe("2027-01-01");
    expect(turned("week", "2026-12-28", 1)).toBe("2027-01-04");
  });

  test("an address says what it can and nothing else", () => {
    expect(parseCalendar({ view: "year", date: "2026-13-01", who: "team" })).toEqual({ who: "team" });
    expect(parseCalendar({ view: "day", date: "2026-12-01" })).toEqual({ view: "day", date: "2026-12-01" });
    expect(whoOf('0198c0de-0000-7000-8000-000000000001,") or true')).toEqual(["0198c0de-0000-7000-8000-000000000001"]);
  });
});
