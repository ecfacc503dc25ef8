import { expect, test } from "vitest";
import { barOf } from "./bar";

const range = { from: "2026-11-01", until: "2026-11-11" };

test("a bar takes its days' share of the time shown", () => {
  expect(barOf(range, "2026-11-02", "2026-11-04")).toEqual({ start: 10, width: 30, before: false, after: false });
});

test("a bar is cut off where the time shown ends, and says so", () => {
  expect(barOf(range, "2026-10-01", "2026-11-05")).toEqual({ start: 0, width: 50, before: true, after: false });
  expect(barOf(range, "2026-11-06", "2027-01-01")).toEqual({ start: 50, width: 50, before: false, after: true });
});

test("one date is a day, and dates the wrong way round are a bar all the same", () => {
  expect(barOf(range, undefined, "2026-11-01")).toMatchObject({ start: 0, width: 10 });
  expect(barOf(range, "2026-11-04", "2026-11-02")).toMatchObject({ start: 10, width: 30 });
});

test("what lies outside has no bar", () => {
  expect(barOf(range, "2026-11-11", "2026-11-12")).toBeUndefined();
  expect(barOf(range, undefined, undefined)).toBeUndefined();
});
