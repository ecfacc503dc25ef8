import type { FieldSchema, RecordData, TypeSchema, Value } from "../../api";
import { i18n } from "../../i18n";
import type { Patch } from "../data/write";
import { sameValue } from "../data/write";
import { kinds } from "../fields/kinds";
import { isBlank } from "../fields/values";

export interface FormFields {
  /** What one nearly always fills in. */
  first: FieldSchema[];
  /** Everything else, folded away at first. */
  more: FieldSchema[];
}

/** The fields of a form: title, unless Kith finds one, and required ones first, then those the list shows, then the rest. */
export function formFields(type: TypeSchema): FormFields {
  const named = (field: FieldSchema) => field.name === type.title && field.filled_in === true;
  // What is called by itself is asked last.
  const fields = type.fields
    .filter((field) => !field.system && !field.read_only)
    // What Kith fills in where it is left empty need not be asked for.
    .map((field) => (named(field) || field.preset ? { ...field, required: false } : field));
  const rank = (field: FieldSchema) => {
    if (named(field)) return 1000;
    if (field.name === type.title) return 0;
    if (field.required) return 1;
    const place = type.list.indexOf(field.name);
    return place >= 0 ? 2 + place : 1000;
  };
  const first = fields.filter((field) => rank(field) < 1000).sort((a, b) => rank(a) - rank(b));
  const rest = fields.filter((field) => rank(field) >= 1000);
  // A type whose title is put together from its parts asks for the parts first.
  if (fields.some((field) => field.name === type.title)) return { first, more: rest };
  const parts = rest.filter((field) => field.kind === "text").slice(0, 2);
  return { first: [...parts, ...first], more: rest.filter((field) => !parts.includes(field)) };
}

/** What is wrong with a value before the server is asked. */
export function checkValue(field: FieldSchema, value: Value | undefined): string | undefined {
  if (field.required && isBlank(value) && field.kind !== "boolean") {
    return i18n._({ id: "records.check.required", message: "Fill this in" });
  }
  return kinds[field.kind].check?.(value, field);
}

/** The values that differ from what was there. */
export function changedValues(values: Patch, before: Partial<RecordData>): Patch {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) => !(isBlank(value) && isBlank(before[name])) && !sameValue(value, before[name]),
    ),
  );
}
