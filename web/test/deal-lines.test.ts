import { expect, test } from "vitest";
import { sumOf } from "../src/modules/deals/line-sums";

const line = (amount: string | null, currency = "EUR") => ({
  id: "1",
  version: 1,
  total: amount === null ? null : { amount, currency },
});

test("lines are added up exactly", () => {
  expect(sumOf([line("0.10"), line("0.20"), line("-1.005")])).toEqual({ amount: "-0.7050", currency: "EUR" });
  expect(sumOf([line("9007199254740993.01"), line("0.01")])).toEqual({
    amount: "9007199254740993.0200",
    currency: "EUR",
  });
});

test("what is not priced does not count, and currencies are not mixed", () => {
  expect(sumOf([line(null), line("5")])).toEqual({ amount: "5.0000", currency: "EUR" });
  expect(sumOf([line("1"), line("1", "USD")])).toBeNull();
  expect(sumOf([])).toBeNull();
});
