import { describe, expect, it } from "vitest";
import type { RecordData } from "../../api";
import { nameFrom } from "./kinds";
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

describe("nameFrom", () => {
  it.each([
    ["Größe (m²)", "grosse_m2"],
    ["Next step!", "next_step"],
    ["2nd contact", "f_2nd_contact"],
    ["Åpningsår", "apningsar"],
  ])("makes a name of %s", (label, name) => expect(nameFrom(label)).toBe(name));
});
