import { describe, expect, it } from "vitest";
import type { FieldSchema, RecordData } from "../../api";
import { differing, mergeBody, valueFrom } from "./merging";

const field = (name: string) => ({ name, label: name, kind: "text" }) as FieldSchema;
const record = (id: string, values: object) => ({ id, version: 1, ...values }) as RecordData;

describe("merging", () => {
  it("shows the fields in which records differ, and none that are empty everywhere", () => {
    const fields = ["name", "email", "title", "tags"].map(field);
    const one = record("1", { name: "Rossi", email: "a@example.com", title: null, tags: ["a"] });
    const two = record("2", { name: "Rossi", email: null, title: undefined, tags: ["a"] });
    expect(differing(fields, [one, two]).map((each) => each.name)).toEqual(["email"]);
    expect(differing(fields, [])).toEqual([]);
  });

  it("takes a value from the one that was chosen, the one that stays, or the first that has any", () => {
    const records = [record("1", { email: "a" }), record("2", { email: "b" }), record("3", { email: null })];
    expect(valueFrom(field("email"), records, "2", {})).toBe("2");
    expect(valueFrom(field("email"), records, "3", {})).toBe("1");
    expect(valueFrom(field("email"), records, "3", { email: "2" })).toBe("2");
    expect(valueFrom(field("phone"), records, "1", {})).toBeUndefined();
  });

  it("asks for the one that stays and the values that were chosen", () => {
    expect(mergeBody(["1", "2"], "2", { email: "1" })).toEqual({
      ids: ["1", "2"],
      input: { into: "2", values: { email: "1" } },
    });
  });
});
