import { describe, expect, it } from "vitest";
import type { FieldSchema, RecordData } from "../../api";
import { differing, mergeBody } from "./merging";

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

  it("asks for the one that stays and the values that were chosen", () => {
    expect(mergeBody(["1", "2"], "2", { email: "1" })).toEqual({
      ids: ["1", "2"],
      input: { into: "2", values: { email: "1" } },
    });
  });
});
