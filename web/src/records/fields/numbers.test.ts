import { expect, test } from "vitest";
import { parseDecimal, parseMoney } from "./numbers";
import { fromWallTime, toWallTime } from "./wall-time";

test.each([
  ["1234", "1234"],
  ["1,234", "1234"],
  ["1,234.50", "1234.50"],
  ["1.234,50", "1234.50"],
  ["1 234,5", "1234.5"],
  ["$1,200.00", "1200.00"],
  ["-3.25", "-3.25"],
  [".5", "0.5"],
  ["1,234,567", "1234567"],
  ["0,5", "0.5"],
  ["007", "7"],
])("%s reads as %s", (typed, plain) => expect(parseDecimal(typed, ".")).toBe(plain));

test.each(["", "abc", "12x", "1.2.3,4,5", "--1"])("%s is no number", (typed) =>
  expect(parseDecimal(typed, ".")).toBeUndefined(),
);

test("where a comma is the decimal sign, a point groups", () => {
  expect(parseDecimal("1.234", ",")).toBe("1234");
  expect(parseDecimal("1,234", ",")).toBe("1.234");
});

test("an amount may name its currency", () => {
  expect(parseMoney("eur 12.50", "USD")).toEqual({ amount: "12.50", currency: "EUR" });
  expect(parseMoney("99", "USD")).toEqual({ amount: "99", currency: "USD" });
  expect(parseMoney("much", "USD")).toBeUndefined();
});

test("a time on the wall comes back as the same instant, also around a change of clocks", () => {
  const zone = "Europe/Rome";
  for (const instant of [
    "2026-11-20T08:30:00.000Z",
    "2026-03-29T00:30:00.000Z",
    "2026-03-29T01:30:00.000Z",
    "2026-07-01T22:00:00.000Z",
  ]) {
    expect(fromWallTime(toWallTime(instant, zone), zone)).toBe(instant);
  }
  expect(toWallTime("2026-11-20T08:30:00Z", zone)).toBe("2026-11-20T09:30");
});
