import { describe, expect, it } from "vitest";
import type { RecordData } from "../../api";
import { movedTo } from "./pipelines";

const stages: RecordData[] = ["a", "b", "c", "d"].map((id, index) => ({ id, version: 1, position: index + 1 }));

describe("movedTo", () => {
  it("renumbers only what moves", () => {
    expect(movedTo(stages, "c", 1)).toEqual([
      { id: "c", position: 2 },
      { id: "b", position: 3 },
    ]);
  });
  it("does nothing where nothing moves", () => {
    expect(movedTo(stages, "b", 1)).toEqual([]);
    expect(movedTo(stages, "unknown", 1)).toEqual([]);
  });
});
