import { expect, test } from "vitest";
import type { FieldSchema, Schema } from "../../api";
import { groupOf, ordered, placed } from "./cells";

const field = (kind: FieldSchema["kind"], more: Partial<FieldSchema> = {}): FieldSchema => ({
  name: "status",
  label: "Status",
  kind,
  required: false,
  read_only: false,
  unique: false,
  own: false,
  system: false,
  sensitive: false,
  sortable: true,
  ...more,
});
const choices = [
  { value: "open", label: "Open", color: null },
  { value: "done", label: "Done", color: null },
];

test("a group knows what it is called and which records are in it", () => {
  expect(groupOf(field("choice", { choices }), "done")).toEqual({
    key: "done",
    label: "Done",
    where: 'status = "done"',
  });
  expect(groupOf(field("link"), { id: "r1", title: "Acme" })).toEqual({
    key: "r1",
    label: "Acme",
    where: 'status = "r1"',
  });
  expect(groupOf(field("boolean"), false)).toMatchObject({ key: "false", where: "status = false" });
  expect(groupOf(field("choice", { choices }), null)).toMatchObject({ key: "", where: "status is empty" });
});

test("choices stand as they are declared, and none stands last", () => {
  const by = field("choice", { choices });
  const groups = [null, "done", "open"].map((value) => groupOf(by, value));
  expect(ordered(by, groups).map((group) => group.key)).toEqual(["open", "done", ""]);
});

test("groups of records with a position stand by it", () => {
  const type = (name: string, fields: FieldSchema[]) => ({ name, plural: `${name}s`, fields });
  const schema = {
    types: [type("stage", [field("integer", { name: "position" })]), type("company", [field("text")])],
  } as unknown as Schema;
  const fields = [field("link", { name: "stage", to: "stage" }), field("link", { name: "company", to: "company" })];
  expect(placed(schema, [...fields, field("choice", { choices }), undefined])).toEqual(["stage"]);
});
