import { describe, expect, it } from "vitest";
import { inTreeOrder } from "./tree";

const node = (id: string, above: string | null = null) => ({ id, above });
const order = (nodes: ReturnType<typeof node>[], closed: string[] = []) =>
  inTreeOrder(nodes, new Set(closed)).map(({ node: { id }, level, below }) => `${id}${level}${below}`);

describe("the order of a tree", () => {
  it("puts each record behind the one above it", () => {
    expect(order([node("c", "b"), node("a"), node("b", "a"), node("d", "a")])).toEqual(["a12", "b21", "c30", "d20"]);
  });

  it("leaves out what stands below a closed one", () => {
    expect(order([node("a"), node("b", "a"), node("c", "b")], ["b"])).toEqual(["a11", "b21"]);
  });

  it("puts at the top whose superior is not among them", () => {
    expect(order([node("b", "hidden"), node("c", "b")])).toEqual(["b11", "c20"]);
  });
});
