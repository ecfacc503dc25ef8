import { expect, test } from "vitest";
import type { FieldSchema, TypeSchema } from "../src/api";
import { formFields } from "../src/records/form/form-fields";

const field = (name: string, more: Partial<FieldSchema> = {}) =>
  ({ name, label: name, kind: "text", required: false, read_only: false, system: false, ...more }) as FieldSchema;
const type = (...fields: FieldSchema[]) => ({ title: "name", list: ["role"], fields }) as unknown as TypeSchema;
const names = (fields: readonly FieldSchema[]) => fields.map(({ name }) => name);

test("a form asks for the name and what is required first", () => {
  const { first, more } = formFields(
    type(field("role"), field("note"), field("deal", { required: true }), field("name", { required: true })),
  );
  expect(names(first)).toEqual(["name", "deal", "role"]);
  expect(names(more)).toEqual(["note"]);
});

test("what a record is called by itself is asked last, and need not be filled", () => {
  const { first, more } = formFields(
    type(field("role"), field("deal", { required: true }), field("name", { required: true, filled_in: true })),
  );
  expect(names(first)).toEqual(["deal", "role"]);
  expect(more).toEqual([expect.objectContaining({ name: "name", required: false })]);
});
