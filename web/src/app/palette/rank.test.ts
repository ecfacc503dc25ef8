import { describe, expect, it } from "vitest";
import { mergeInOrder, score } from "./rank";

describe("score", () => {
  it("puts a beginning before a word inside before a part of a word", () => {
    const [start, word, part] = ["Deals", "Create deal", "Ideal"].map((label) => score(label, "deal"));
    expect(start).toBeGreaterThan(word ?? 0);
    expect(word).toBeGreaterThan(part ?? 0);
    expect(part).toBeGreaterThan(0);
  });
  it("wants every word, in any order, without case or accents", () => {
    expect(score("José Álvarez", "alva JOSE")).toBeGreaterThan(0);
    expect(score("José Álvarez", "jose ness")).toBe(0);
  });
});

describe("mergeInOrder", () => {
  it("never moves what is already shown", () => {
    const shown = [{ id: "2" }, { id: "1" }];
    expect(mergeInOrder(shown, [{ id: "1" }, { id: "3" }, { id: "2" }]).map(({ id }) => id)).toEqual(["2", "1", "3"]);
  });
});
