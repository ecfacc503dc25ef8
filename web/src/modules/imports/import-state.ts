import type {
  ColumnMapping,
  FieldSchema,
  ImportColumn,
  ImportPlan,
  ImportUpload,
  Kind,
  Schema,
  TypeSchema,
} from "../../api";
import { typeNamed } from "../../api";

export type WhenMissing = "fail" | "empty" | "create";

/** What becomes of one column of the file. */
export interface ColumnPlan {
  column: ImportColumn;
  use: "field" | "new" | "skip";
  /** The field, or a part of an address such as "address.city". */
  field: string | null;
  /** How its dates are written, once that is certain. */
  format: string | null;
  createChoices: boolean;
  unresolved: WhenMissing;
  /** Texts of the file that stand for something else: "GTXPro" for the product GTX Pro. */
  values: { readonly [text: string]: string };
  /** What a recipe says beside it, such as the mark before ids; it goes when the column is given to another field. */
  more: { readonly [option: string]: unknown };
  /** For a column that is kept as a new field. */
  label: string;
  kind: Kind;
}

export interface ImportDraft {
  type: string;
  columns: ColumnPlan[];
  /** The field that recognises what is there already; null imports every row as new. */
  matchOn: string | null;
  onMatch: "update" | "skip";
  /** Texts for required fields that no column fills. */
  defaults: { readonly [field: string]: string };
}

const newKinds: readonly Kind[] = [
  "text",
  "markdown",
  "integer",
  "decimal",
  "money",
  "percent",
  "date",
  "datetime",
  "boolean",
  "choice",
  "tags",
  "email",
  "phone",
  "url",
];
/** The kinds a column can become as a field of its own. */
export const kindsForNew = newKinds;

/** "year_established" as "Year established". */
export function labelFor(column: string): string {
  const words = column.replace(/[_\s]+/g, " ").trim();
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

export function writableFields(type: TypeSchema): FieldSchema[] {
  return type.fields.filter((field) => !field.system && !field.read_only && !field.formula);
}

/** The field a mapping names; a part of an address is its address. */
export function fieldOf(type: TypeSchema, path: string | null): FieldSchema | undefined {
  return path === null ? undefined : type.fields.find((field) => field.name === path.split(".")[0]);
}

/** Whether a record of a type can be made from its title alone. */
export function canCreateByTitle(schema: Schema, field: FieldSchema): boolean {
  const to = field.to ? typeNamed(schema, field.to) : undefined;
  const title = to?.fields.find((one) => one.name === to.title);
  if (to === undefined || !to.can.create || title === undefined || title.read_only) return false;
  return to.fields.every((one) => one.name === to.title || !one.required || one.system || one.read_only);
}

/** What stands for the id of the record itself, among the fields. */
export const recordId = "id";

function defaultFor(schema: Schema, field: FieldSchema | undefined): WhenMissing {
  return field !== undefined && canCreateByTitle(schema, field) ? "create" : "fail";
}

function startColumn(
  schema: Schema,
  type: TypeSchema,
  column: ImportColumn,
  taken: Set<string>,
  mayAdd: boolean,
): ColumnPlan {
  const known = fieldOf(type, column.suggested);
  const suggested =
    known !== undefined && column.suggested !== null && !taken.has(column.suggested) ? column.suggested : null;
  if (suggested !== null) taken.add(suggested);
  // A file of Kith itself also says what the system keeps.
  const kept = column.name === "version" || type.fields.some((field) => field.name === column.name && field.read_only);
  const field = column.suggested === recordId ? recordId : suggested;
  return {
    column,
    use: field !== null ? "field" : mayAdd && column.filled > 0 && !kept ? "new" : "skip",
    field,
    format: column.formats?.length === 1 ? (column.formats[0] ?? null) : null,
    createChoices: known?.open_choices !== false,
    unresolved: defaultFor(schema, suggested === null ? undefined : known),
    values: {},
    more: {},
    label: labelFor(column.name),
    kind: newKinds.includes(column.kind) ? column.kind : "text",
  };
}

/** The column as the recipe of the system that wrote the file has it. */
function withRecipe(plan: ColumnPlan, recipe: ImportUpload["recipe"]): ColumnPlan {
  const known = recipe?.mapping[plan.column.name];
  if (known === undefined) return plan;
  if (known === null || typeof known === "string" || !("field" in known)) return { ...plan, use: "skip", field: null };
  const { field, unresolved, create_choices: createChoices, values, format, ...more } = known;
  return {
    ...plan,
    use: "field",
    field,
    format: format ?? plan.format,
    unresolved: unresolved ?? (more.match === "external_id" || more.match === "id" ? "fail" : plan.unresolved),
    createChoices: createChoices ?? plan.createChoices,
    values: values ?? {},
    more,
  };
}

/** Fields that can tell one record from another, the surest first. */
export function matchChoices(type: TypeSchema, columns: readonly ColumnPlan[]): FieldSchema[] {
  const mapped = new Set(columns.filter((plan) => plan.use === "field").map((plan) => plan.field));
  const rank = (field: FieldSchema) =>
    field.unique ? 0 : field.kind === "email" ? 1 : field.name === type.title ? 2 : 3;
  return writableFields(type)
    .filter((field) => mapped.has(field.name) && ["text", "email", "url", "phone", "integer"].includes(field.kind))
    .sort((a, b) => rank(a) - rank(b));
}

function bestMatch(type: TypeSchema, columns: readonly ColumnPlan[]): string | null {
  const best = matchChoices(type, columns)[0];
  const sure = best !== undefined && (best.unique || best.kind === "email" || best.name === type.title);
  return sure ? best.name : null;
}

/** Required fields that no column fills and that have no value of their own. */
export function missingFields(type: TypeSchema, columns: readonly ColumnPlan[]): FieldSchema[] {
  const mapped = new Set(columns.filter((plan) => plan.use === "field").map((plan) => plan.field?.split(".")[0]));
  return writableFields(type).filter((field) => field.required && !mapped.has(field.name) && field.kind !== "boolean");
}

/** A title put together from the columns that name things: "{account} {product}". */
function titleTemplate(schema: Schema, type: TypeSchema, columns: readonly ColumnPlan[]): string {
  const naming = columns.filter((plan) => {
    const field = plan.use === "field" ? fieldOf(type, plan.field) : undefined;
    const to = field?.kind === "link" && field.to ? typeNamed(schema, field.to) : undefined;
    return to !== undefined && !to.setup;
  });
  const order = (plan: ColumnPlan) => type.fields.findIndex((field) => field.name === plan.field);
  const named = naming.sort((a, b) => order(a) - order(b)).slice(0, 2);
  const chosen = named.length > 0 ? named : columns.filter((plan) => plan.column.kind === "text").slice(0, 1);
  return chosen.map((plan) => `{${plan.column.name}}`).join(" ");
}

/** A first plan that is right for most files, so that most people only press Continue. */
export function startDraft(schema: Schema, type: TypeSchema, upload: ImportUpload, mayAddFields: boolean): ImportDraft {
  const taken = new Set<string>();
  const columns = upload.columns.map((column) =>
    withRecipe(startColumn(schema, type, column, taken, mayAddFields), upload.recipe),
  );
  const needsTitle = missingFields(type, columns).some((field) => field.name === type.title);
  return {
    type: type.name,
    columns,
    matchOn:
      upload.recipe?.name === "remembered" || columns.some((plan) => plan.field === recordId)
        ? (upload.match_on[0] ?? null)
        : bestMatch(type, columns),
    onMatch: "update",
    defaults: needsTitle ? { [type.title]: titleTemplate(schema, type, columns) } : {},
  };
}

/** The draft with one column planned otherwise; what depends on it follows. */
export function withColumn(
  schema: Schema,
  type: TypeSchema,
  draft: ImportDraft,
  name: string,
  change: Partial<ColumnPlan>,
) {
  const columns = draft.columns.map((plan) => {
    if (plan.column.name !== name) return plan;
    const next = { ...plan, ...change };
    const moved = change.field !== undefined && change.field !== plan.field;
    if (!moved) return next;
    const field = fieldOf(type, next.field);
    return {
      ...next,
      unresolved: defaultFor(schema, field),
      createChoices: field?.open_choices !== false,
      values: {},
      more: {},
    };
  });
  const still = matchChoices(type, columns).some((field) => field.name === draft.matchOn);
  const missing = missingFields(type, columns);
  const defaults = Object.fromEntries(
    Object.entries(draft.defaults).filter(([field]) => missing.some((one) => one.name === field)),
  );
  if (missing.some((field) => field.name === type.title) && defaults[type.title] === undefined) {
    defaults[type.title] = titleTemplate(schema, type, columns);
  }
  return { ...draft, columns, defaults, matchOn: still ? draft.matchOn : bestMatch(type, columns) };
}

export interface DraftProblem {
  column: string | null;
  field: string | null;
  kind: "twice" | "format" | "label" | "required" | "nothing";
}

/** What must be settled before the file can be checked. */
export function problemsOf(type: TypeSchema, draft: ImportDraft): DraftProblem[] {
  const problems: DraftProblem[] = [];
  const used = draft.columns.filter((plan) => plan.use === "field");
  for (const [index, plan] of used.entries()) {
    const column = plan.column.name;
    if (used.findIndex((other) => other.field === plan.field) < index)
      problems.push({ column, field: plan.field, kind: "twice" });
    const kind = fieldOf(type, plan.field)?.kind;
    const dated = kind === "date" || kind === "datetime";
    if (dated && plan.format === null && (plan.column.formats?.length ?? 0) > 1) {
      problems.push({ column, field: plan.field, kind: "format" });
    }
  }
  for (const plan of draft.columns) {
    if (plan.use === "new" && plan.label.trim() === "")
      problems.push({ column: plan.column.name, field: null, kind: "label" });
  }
  // Other required fields may have defaults that only the server knows; it says so in the preview.
  for (const field of missingFields(type, draft.columns)) {
    const isTitle = field.name === type.title;
    if (isTitle && (draft.defaults[field.name] ?? "").trim() === "") {
      problems.push({ column: null, field: field.name, kind: "required" });
    }
  }
  if (draft.columns.every((plan) => plan.use === "skip")) problems.push({ column: null, field: null, kind: "nothing" });
  return problems;
}

function mappingOf(type: TypeSchema, plan: ColumnPlan): ColumnMapping {
  if (plan.use === "skip" || (plan.use === "field" && plan.field === null)) return null;
  if (plan.use === "new") return { new_field: { label: plan.label.trim(), kind: plan.kind } };
  const field = plan.field ?? "";
  const kind = fieldOf(type, field)?.kind;
  const values = Object.keys(plan.values).length > 0 ? { values: { ...plan.values } } : {};
  if (field === recordId) return { field, unresolved: plan.unresolved === "create" ? "create" : "fail" };
  if (kind === "link" || kind === "links" || kind === "person")
    return { field, unresolved: plan.unresolved, ...values, ...plan.more };
  if (kind === "choice" || kind === "choices")
    return { field, create_choices: plan.createChoices, ...values, ...plan.more };
  const dated = (kind === "date" || kind === "datetime") && plan.format !== null ? { format: plan.format } : {};
  const rest = { ...dated, ...values, ...plan.more };
  return Object.keys(rest).length > 0 ? { field, ...rest } : field;
}

/** The draft without adding choices to fields whose choices are fixed, as the server has just said. */
export function withoutChoices(draft: ImportDraft, columns: ReadonlySet<string>): ImportDraft {
  const change = (plan: ColumnPlan) => (columns.has(plan.column.name) ? { ...plan, createChoices: false } : plan);
  return { ...draft, columns: draft.columns.map(change) };
}

/** The plan as the server takes it. */
export function planOf(type: TypeSchema, draft: ImportDraft): ImportPlan {
  const defaults = Object.fromEntries(Object.entries(draft.defaults).filter(([, text]) => text.trim() !== ""));
  return {
    type: draft.type,
    mapping: Object.fromEntries(draft.columns.map((plan) => [plan.column.name, mappingOf(type, plan)])),
    ...(Object.keys(defaults).length > 0 ? { defaults } : {}),
    match_on: draft.matchOn === null ? [] : [draft.matchOn],
    on_match: draft.matchOn === null ? "create" : draft.onMatch,
  };
}

/** Several files in the order in which their columns find each other: what is pointed at comes first. */
export function inOrder<T extends Pick<ImportUpload, "type" | "columns">>(schema: Schema, uploads: readonly T[]): T[] {
  const targets = new Map<string, Set<string>>();
  for (const { type: name, columns } of uploads) {
    if (name === null) continue;
    const fields = new Set(columns.map(({ suggested }) => suggested));
    const linked = typeNamed(schema, name)?.fields.flatMap(({ name: field, to }) =>
      to && fields.has(field) ? [to] : [],
    );
    targets.set(name, new Set([...(targets.get(name) ?? []), ...(linked ?? [])]));
  }
  const needs = (name: string | null, seen: ReadonlySet<string> = new Set()): number => {
    if (name === null) return 0;
    const next = new Set([...seen, name]);
    const before = [...(targets.get(name) ?? [])].filter((to) => targets.has(to) && !next.has(to));
    return Math.max(0, ...before.map((to) => 1 + needs(to, next)));
  };
  return [...uploads].sort((a, b) => needs(a.type) - needs(b.type));
}
