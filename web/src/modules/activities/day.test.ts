import { afterEach, expect, test } from "vitest";
import type { RecordData } from "../../api";
import { setFormats } from "../../i18n";
import { dayCondition, dayFor, inOrder, partOf } from "./day";

const activity = (values: object) => ({ id: "1", version: 1, ...values }) as unknown as RecordData;
const now = Date.parse("2026-12-01T09:00:00Z");

afterEach(() => setFormats({ timeZone: undefined }));

test("what is due before now is overdue, a meeting only once it is over", () => {
  setFormats({ timeZone: "Europe/Rome" });
  expect(partOf(activity({ due_at: "2026-12-01T08:59:00Z" }), "2026-12-01", now)).toBe("overdue");
  expect(partOf(activity({ due_at: "2026-12-01T22:30:00Z" }), "2026-12-01", now)).toBe("today");
  expect(partOf(activity({ due_at: "2026-12-01T23:30:00Z" }), "2026-12-01", now)).toBe("next");
  const meeting = { starts_at: "2026-12-01T08:30:00Z", ends_at: "2026-12-01T09:30:00Z" };
  expect(partOf(activity(meeting), "2026-12-01", now)).toBe("today");
  expect(partOf(activity({ ...meeting, ends_at: "2026-12-01T08:45:00Z" }), "2026-12-01", now)).toBe("overdue");
});

test("whole days are on their dates in every zone and never overdue while they last", () => {
  const fair = activity({ starts_on: "2026-11-30", ends_on: "2026-12-02", starts_at: "2026-11-29T23:00:00Z" });
  for (const timeZone of ["Europe/Rome", "America/New_York", "Pacific/Kiritimati"]) {
    setFormats({ timeZone });
    expect(dayFor(fair, "2026-12-01")).toBe("2026-12-01");
    expect(dayFor(fair, "2026-11-29")).toBe("2026-11-30");
    expect(partOf(fair, "2026-12-02", now)).toBe("today");
  }
});

test("a day begins and ends where the reader is", () => {
  setFormats({ timeZone: "America/New_York" });
  expect(dayCondition("2026-12-01")).toContain('due_at < "2026-12-09T05:00:00.000Z"');
});

test("whole days come first, then what begins first", () => {
  const [late, early, whole] = [
    activity({ id: "late", due_at: "2026-12-01T12:00:00Z" }),
    activity({ id: "early", starts_at: "2026-12-01T10:00:00Z" }),
    activity({ id: "whole", starts_on: "2026-12-01", ends_on: "2026-12-01" }),
  ];
  expect(inOrder([late, early, whole], "2026-12-01").map(({ id }) => id)).toEqual(["whole", "early", "late"]);
});
