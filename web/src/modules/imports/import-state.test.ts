import { describe, expect, test } from "vitest";
import type { FieldSchema, ImportColumn, ImportUpload, Kind, Schema, TypeSchema } from "../../api";
import { acceptSuggestions } from "./check-step";
import { inOrder, labelFor, planOf, problemsOf, startDraft, withColumn } from "./import-state";

const field = (name: string, kind: Kind, more: Partial<FieldSchema> = {}): FieldSchema => ({
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
const type = (name: string, plural: string, fields: FieldSchema[], more: Partial<TypeSchema> = {}): TypeSchema => ({
  name,
  plural,
  label: name,
  plural_label: plural,
  icon: "box",
  title: "name",
  own: false,
  setup: false,
  part: false,
  people: false,
  mergeable: false,
  can: { create: true, update: true, delete: true },
  fields: [field("name", "text", { required: true }), ...fields],
  list: [],
  actions: [],
  ...more,
});

const company = type("company", "companies", [
  field("industry", "choice"),
  field("address", "address"),
  field("parent", "link", { to: "company" }),
]);
const product = type("product", "products", [field("sku", "text", { unique: true }), field("price", "money")]);
const stage = type("stage", "stages", [field("pipeline", "link", { to: "pipeline", required: true })], { setup: true });
const person = type("person", "people", [], { setup: true });
const deal = type("deal", "deals", [
  field("company", "link", { to: "company" }),
  field("product", "link", { to: "product" }),
  field("stage", "link", { to: "stage", required: true }),
  field("close_date", "date"),
  field("owner", "person", { to: "person" }),
  field("external_id", "text", { unique: true }),
]);
const schema: Schema = { version: 1, navigation: [], types: [deal, company, product, stage, person] };

const column = (name: string, suggested: string | null, more: Partial<ImportColumn> = {}): ImportColumn => ({
  name,
  samples: ["x"],
  suggested,
  match: null,
  kind: "text",
  filled: 10,
  distinct: 5,
  formats: null,
  ...more,
});
const upload = (...columns: ImportColumn[]): ImportUpload => ({
  id: "i",
  name: "file.csv",
  rows: 10,
  encoding: "utf-8",
  delimiter: ",",
  sheet: null,
  other_sheets: [],
  type: null,
  columns,
  defaults: {},
  match_on: [],
  recipe: null,
});
const pipeline = upload(
  column("opportunity_id", "external_id"),
  column("sales_agent", "owner"),
  column("product", "product"),
  column("account", "company"),
  column("deal_stage", "stage"),
  column("close_date", "close_date", { formats: ["M/d/yyyy"] }),
  column("notes", null),
  column("unused", null, { filled: 0 }),
);

describe("the first plan of a file", () => {
  const draft = startDraft(schema, deal, pipeline, true);
  const planned = (name: string) => draft.columns.find((plan) => plan.column.name === name);

  test("needs nothing from the person", () => expect(problemsOf(deal, draft)).toEqual([]));
  test("recognises records by their unique field", () => expect(draft.matchOn).toBe("external_id"));
  test("keeps columns that fit no field, and leaves out empty ones", () => {
    expect(planned("notes")).toMatchObject({ use: "new", label: "Notes" });
    expect(planned("unused")?.use).toBe("skip");
  });
  test("adds unknown records only where a name is all they need", () => {
    expect(planned("account")?.unresolved).toBe("create");
    expect(planned("deal_stage")?.unresolved).toBe("fail");
  });
  test("puts a missing title together from what the record is about", () => {
    expect(draft.defaults).toEqual({ name: "{account} {product}" });
  });
  test("leaves columns out where the person may add no fields", () => {
    expect(startDraft(schema, deal, pipeline, false).columns[6]?.use).toBe("skip");
  });
  test("becomes what the server takes", () => {
    expect(planOf(deal, draft)).toEqual({
      type: "deal",
      mapping: {
        opportunity_id: "external_id",
        sales_agent: { field: "owner", unresolved: "create" },
        product: { field: "product", unresolved: "create" },
        account: { field: "company", unresolved: "create" },
        deal_stage: { field: "stage", unresolved: "fail" },
        close_date: { field: "close_date", format: "M/d/yyyy" },
        notes: { new_field: { label: "Notes", kind: "text" } },
        unused: null,
      },
      defaults: { name: "{account} {product}" },
      match_on: ["external_id"],
      on_match: "update",
    });
  });
});

describe("the plan of a file that a recipe knows", () => {
  const known = {
    ...upload(column("Record ID", "external_id"), column("Deal Stage", "stage"), column("Create Date", null)),
    recipe: {
      name: "hubspot",
      label: "HubSpot",
      mapping: {
        "Record ID": { field: "external_id", prefix: "hubspot:" },
        "Deal Stage": { field: "stage", match: "name", until: " (", values: { "Closed Won": "Won" } },
        "Create Date": null,
      },
    },
  };
  const draft = startDraft(schema, deal, known, true);

  test("is the recipe's", () =>
    expect(planOf(deal, draft).mapping).toEqual({
      "Record ID": { field: "external_id", prefix: "hubspot:" },
      "Deal Stage": { field: "stage", match: "name", unresolved: "fail", until: " (", values: { "Closed Won": "Won" } },
      "Create Date": null,
    }));
  test("forgets it for a column that is given to another field", () => {
    const moved = withColumn(schema, deal, draft, "Deal Stage", { field: "company" });
    expect(planOf(deal, moved).mapping["Deal Stage"]).toEqual({ field: "company", unresolved: "create" });
  });
});

describe("changing the plan", () => {
  test("drops what no longer applies", () => {
    const draft = startDraft(schema, deal, pipeline, true);
    const named = withColumn(schema, deal, draft, "notes", { use: "field", field: "name" });
    expect(named.defaults).toEqual({});
    const skipped = withColumn(schema, deal, named, "opportunity_id", { use: "skip", field: null });
    expect(skipped.matchOn).toBe("name");
    expect(planOf(deal, { ...skipped, matchOn: null })).toMatchObject({ match_on: [], on_match: "create" });
  });

  test("finds two columns for one field, and dates that can be read in two ways", () => {
    const file = upload(
      column("a", "name"),
      column("b", null),
      column("c", "close_date", { formats: ["M/d/yyyy", "d/M/yyyy"] }),
    );
    const draft = withColumn(schema, deal, startDraft(schema, deal, file, true), "b", { use: "field", field: "name" });
    expect(problemsOf(deal, draft)).toEqual([
      { column: "b", field: "name", kind: "twice" },
      { column: "c", field: "close_date", kind: "format" },
    ]);
  });

  test("says when nothing would be brought along", () => {
    const draft = startDraft(schema, company, upload(column("x", null, { filled: 0 })), true);
    expect(problemsOf(company, draft).map((problem) => problem.kind)).toContain("nothing");
  });

  test("maps the parts of an address one by one", () => {
    const draft = startDraft(schema, company, upload(column("n", "name"), column("land", "address.country")), true);
    expect(planOf(company, draft).mapping).toMatchObject({ land: "address.country" });
  });
});

test("suggestions for unknown names are taken at first", () => {
  const draft = startDraft(schema, deal, pipeline, true);
  const suggestion = { id: "p1", title: "GTX Pro" };
  const unresolved = [{ column: "product", value: "GTXPro", rows: 1480, kind: "link", suggestion }] as const;
  const accepted = acceptSuggestions(draft, unresolved);
  expect(planOf(deal, accepted).mapping.product).toEqual({
    field: "product",
    unresolved: "create",
    values: { GTXPro: "p1" },
  });
});

test("files are put in the order in which their columns find each other", () => {
  const file = (type: string | null, ...suggested: string[]) => ({
    type,
    columns: suggested.map((name) => column(name, name)),
  });
  const files = [
    file("deal", "company", "product"),
    file("company", "name"),
    file(null, "name"),
    file("product"),
    file("person"),
  ];
  expect(inOrder(schema, files).at(-1)).toBe(files[0]);
});

test("a column's name becomes a label", () => expect(labelFor("year_established ")).toBe("Year established"));

test("a file of Kith itself finds its records by their ids and brings nothing new", () => {
  const readOnly: TypeSchema = {
    ...company,
    fields: [...company.fields, field("created_at", "datetime", { read_only: true })],
  };
  const file = upload(column("id", "id"), column("name", "name"), column("created_at", null), column("version", null));
  const draft = startDraft(schema, readOnly, { ...file, match_on: ["id"] }, true);
  expect(draft.columns.map((plan) => [plan.use, plan.field])).toEqual([
    ["field", "id"],
    ["field", "name"],
    ["skip", null],
    ["skip", null],
  ]);
  expect(planOf(readOnly, draft)).toMatchObject({
    mapping: { id: { field: "id", unresolved: "fail" } },
    match_on: ["id"],
  });
});
