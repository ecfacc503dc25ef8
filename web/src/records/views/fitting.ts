import type { Schema, TypeSchema } from "../../api";
import { fieldAt, fieldNamed } from "../data/schema";
import { readColumns, readSort, writeColumns, writeSort } from "../list/list-order";
import type { ListSearch } from "../list/list-search";

const plain = /^[a-z_][\w.]*$/;

/** What a list can still show of a state, and the names in it that mean nothing any more. */
export function fitting(schema: Schema, type: TypeSchema, search: ListSearch): { search: ListSearch; gone: string[] } {
  const gone = new Set<string>();
  const stands = (path: string): boolean => {
    if (!plain.test(path) || path === "id" || path === "version") return true;
    const address = path.includes(".") && fieldNamed(type, path.split(".")[0] ?? "")?.kind === "address";
    if (address || fieldAt(schema, type, path) !== undefined) return true;
    gone.add(path);
    return false;
  };
  const next: ListSearch = { ...search };
  const keep = (name: "sort" | "columns", text: string) => {
    if (text === "") delete next[name];
    else next[name] = text;
  };
  if (search.sort !== undefined) keep("sort", writeSort(readSort(search.sort).filter((key) => stands(key.field))));
  if (search.columns !== undefined)
    keep("columns", writeColumns((readColumns(search.columns) ?? []).filter((column) => stands(column.field))));
  for (const name of ["group", "across", "start", "end"] as const) {
    const path = search[name];
    if (path !== undefined && !stands(path)) delete next[name];
  }
  return { search: next, gone: [...gone] };
}
