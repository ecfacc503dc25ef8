import { expect, test } from "vitest";
import { addDays, addMonths, dayIn, dayOf, daysBetween, daysOf, isDay, monthRange, weekOf, weekRange } from "./days";

test("days and months go over the ends of months, years and leap years", () => {
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(addDays("2028-03-01", -1)).toBe("2028-02-29");
  expect(addMonths("2026-12-15", 1)).toBe("2027-01-01");
  expect(addMonths("2026-01-31", -1)).toBe("2025-12-01");
});

test("clocks that change do not change the number of days", () => {
  expect(daysBetween("2026-03-28", "2026-03-30")).toBe(2);
  expect(daysOf({ from: "2026-10-24", until: "2026-10-27" })).toEqual(["2026-10-24", "2026-10-25", "2026-10-26"]);
});

test("weeks begin where the country has it", () => {
  expect(weekOf("2026-11-22", 1)).toBe("2026-11-16");
  expect(weekOf("2026-11-22", 7)).toBe("2026-11-22");
  expect(weekRange("2026-11-18", 1)).toEqual({ from: "2026-11-16", until: "2026-11-23" });
});

test("a month is shown in whole weeks", () => {
  expect(monthRange("2026-11-21", 1)).toEqual({ from: "2026-10-26", until: "2026-12-07" });
  expect(monthRange("2027-02-10", 1)).toEqual({ from: "2027-02-01", until: "2027-03-01" });
});

test("an instant is on the day it has where the reader is", () => {
  expect(dayIn(new Date("2026-11-20T23:30:00Z"), "Europe/Rome")).toBe("2026-11-21");
  expect(dayIn(new Date("2026-11-20T23:30:00Z"), "America/New_York")).toBe("2026-11-20");
  expect(dayOf("2026-11-20")).toBe("2026-11-20");
  expect(dayOf(null)).toBeUndefined();
  expect(isDay("2026-13-40")).toBe(false);
});
