import { expect, test } from "vitest";
import { bodyOf, fieldSchema, firstOf, newField } from "./new-field";

const series = { ...newField, label: "Number", kind: "series" as const };

test("a number series is sent with what its numbers look like", () => {
  expect(bodyOf({ ...series, pattern: "INV-{year}-{number}", required: true, existing: true })).toEqual({
    kind: "series",
    label: "Number",
    series: { pattern: "INV-{year}-{number}", digits: 4, start: 1, reset: "year" },
    number_existing: true,
  });
  expect(bodyOf({ ...newField, label: "Note" })).toEqual({ kind: "text", label: "Note" });
});

test("its first number is shown as it will be", () => {
  const day = new Date(2026, 2, 5);
  expect(firstOf({ ...series, pattern: "INV-{year}/{month}-{number}", start: "98" }, day)).toBe("INV-2026/03-0098");
  expect(firstOf({ ...series, pattern: "{number}", digits: "", start: "7" }, day)).toBe("7");
});

test("digits are whole numbers, where a series is asked for", () => {
  expect(fieldSchema.safeParse({ ...series, digits: "four" }).success).toBe(false);
  expect(fieldSchema.safeParse({ ...series, start: "-1" }).success).toBe(false);
  expect(fieldSchema.safeParse({ ...series, kind: "text", digits: "four" }).success).toBe(true);
});
