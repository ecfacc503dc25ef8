import type { TypeSchema } from "../../api";
import { fieldNamed } from "../data/schema";
import { allOf, quote } from "../filters/expression";
import type { ListSearch } from "./list-search";

/** The fields that quick search looks into: the title, and what a list shows that reads like a name. */
function quickFields(type: TypeSchema): string[] {
  const named = type.list.filter((name) => {
    const field = fieldNamed(type, name);
    return field?.kind === "email" || (field?.kind === "text" && field.formula == null);
  });
  return [...new Set([type.title, ...named])];
}

export function quickWhere(type: TypeSchema, words: string | undefined): string | undefined {
  if (words === undefined || words.trim() === "") return undefined;
  return quickFields(type)
    .map((field) => `${field} contains ${quote(words.trim())}`)
    .join(" or ");
}

/** Everything that narrows a list, as one expression. */
export function whereOf(type: TypeSchema, search: ListSearch): string | undefined {
  const where = allOf(search.where, quickWhere(type, search.q));
  return where === "" ? undefined : where;
}
