import { type FieldSchema, type Schema, typeNamed } from "../../../api";

const asked = new Set([
  "text",
  "markdown",
  "email",
  "phone",
  "url",
  "choice",
  "integer",
  "decimal",
  "money",
  "date",
  "boolean",
]);
const filled = new Set([...asked, "tags", "choices"]);
const inward = new Set(["status", "unqualified_reason", "territory_by_hand"]);

/** Fields of leads that a form can ask for or, hidden, fill in. */
export function formFields(schema: Schema, hidden: boolean): FieldSchema[] {
  const kinds = hidden ? filled : asked;
  const fields = typeNamed(schema, "lead")?.fields ?? [];
  return fields.filter((one) => !one.read_only && !one.system && kinds.has(one.kind) && !inward.has(one.name));
}

/** What stands in the answers of a submission, by the labels of the fields. */
export function answersOf(schema: Schema, kept: unknown): { label: string; text: string }[] {
  if (typeof kept !== "string") return [];
  try {
    const fields = typeNamed(schema, "lead")?.fields ?? [];
    return Object.entries(JSON.parse(kept) as Record<string, unknown>).map(([name, text]) => ({
      label: fields.find((one) => one.name === name)?.label ?? name,
      text: String(text),
    }));
  } catch {
    // What was erased from it may have left no JSON; then it is shown as it is.
    return [{ label: "", text: kept }];
  }
}
