import type { Schema, TypeSchema } from "../api";
import { mainTypes } from "./session";

const lastKey = "kith.last";

/** Lists are where work goes on, so the last one is where it starts again. */
export function rememberHome(plural: string): void {
  try {
    localStorage.setItem(lastKey, plural);
  } catch {
    // Storage is blocked: the first list is a fine start.
  }
}

export function homeType(schema: Schema): TypeSchema | undefined {
  const types = mainTypes(schema);
  let last: string | null = null;
  try {
    last = localStorage.getItem(lastKey);
  } catch {
    // As above.
  }
  return types.find((type) => type.plural === last) ?? types[0];
}
