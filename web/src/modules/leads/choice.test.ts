import { expect, it } from "vitest";
import type { Conversion, ConversionCandidate } from "../../api";
import { proposed } from "./choice";

const candidate = (id: string, sure: boolean): ConversionCandidate => ({
  type: "company",
  id,
  title: id,
  why: [sure ? "domain" : "name"],
  sure,
  fills: [],
  differs: [],
});
const met = (...candidates: ConversionCandidate[]): Conversion => ({ converted: null, candidates, left_behind: [] });

it("proposes the only record that is sure", () => {
  expect(proposed(met(candidate("a", true), candidate("b", false)), "company", true)).toEqual({
    kind: "join",
    id: "a",
  });
});

it("never proposes a firm for its name alone", () => {
  expect(proposed(met(candidate("b", false)), "company", true)).toEqual({ kind: "new" });
});

it("leaves the choice to people where several could be meant", () => {
  expect(proposed(met(candidate("a", true), candidate("c", true)), "company", true)).toEqual({ kind: "new" });
});

it("makes no company for somebody without one", () => {
  expect(proposed(met(), "company", false)).toEqual({ kind: "none" });
  expect(proposed(met(), "contact", false)).toEqual({ kind: "new" });
});
