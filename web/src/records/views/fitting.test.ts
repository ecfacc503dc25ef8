import { expect, test } from "vitest";
import type { FieldSchema, Schema, TypeSchema } from "../../api";
import { fitting } from "./fitting";

const field = (name: string, kind: FieldSchema["kind"], more: Partial<FieldSchema> = {}): FieldSchema => ({
  name,
  label: name,
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
const type = (name: string, fields: FieldSchema[]): TypeSchema => ({
  name,
  plural: `${name}s`,
  label: name,
  plural_label: `${name}s`,
  icon: "box",
  title: "name",
  own: false,
  setup: false,
  part: false,
  people: false,
  mergeable: false,
  can: { create: true, update: true, delete: true },
  fields,
  list: ["name"],
  actions: [],
});
const company = type("company", [field("name", "text"), field("address", "address")]);
const deal = type("deal", [field("name", "text"), field("company", "link", { to: "company" })]);
const schema: Schema = { version: 1, navigation: [], types: [company, deal] };

test("what a state names and is gone is left out and told", () => {
  const search = {
    sort: "-rank_c,name",
    columns: "name:240,rank_c,company.name,company.size_c",
    group: "rank_c",
    where: "rank_c > 1",
  };
  expect(fitting(schema, deal, search)).toEqual({
    search: { sort: "name", columns: "name:240,company.name", where: "rank_c > 1" },
    gone: ["rank_c", "company.size_c"],
  });
});

test("parts of addresses, ids and calculations stay", () => {
  const search = { sort: "address.city,-id,length(name)" };
  expect(fitting(schema, company, search)).toEqual({ search, gone: [] });
});
