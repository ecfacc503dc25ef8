import { expect, test } from "vitest";
import type { BoardColumn } from "./columns";
import { movedSums, plus } from "./sums";

const column = (key: string, weight: number | null): BoardColumn => ({
  key,
  label: key,
  hue: null,
  value: key,
  where: "",
  weight,
  record: null,
});
const usd = (amount: string) => ({ amount, currency: "USD" });

test("a moved card takes its worth along, weighted by where it goes", () => {
  const sums = { a: { count: 2, sum: usd("300.00"), weighted: usd("30.00") } };
  const moved = movedSums(sums, usd("100"), column("a", 10), column("b", 50));
  expect(moved.a).toEqual({ count: 1, sum: usd("200.00"), weighted: usd("20.00") });
  expect(moved.b).toEqual({ count: 1, sum: usd("100.00"), weighted: usd("50.00") });
});

test("a card without an amount only changes the counts", () => {
  const moved = movedSums({ a: { count: 1, sum: null, weighted: null } }, null, column("a", 10), column("b", 50));
  expect(moved).toEqual({ a: { count: 0, sum: null, weighted: null }, b: { count: 1, sum: null, weighted: null } });
});

test("plain numbers add up as numbers", () => expect(plus("10", "2.5", 1)).toBe("12.50"));
