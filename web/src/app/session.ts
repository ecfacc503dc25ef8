import { useSuspenseQuery } from "@tanstack/react-query";
import { type Me, meQuery, type Schema, schemaQuery, type TypeSchema } from "../api";

/** Inside the shell both are loaded before anything is drawn. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}
export function useSchema(): Schema {
  return useSuspenseQuery(schemaQuery).data;
}

/** The types of the main navigation, in the order the server gives. */
export function mainTypes(schema: Schema): TypeSchema[] {
  return schema.navigation.flatMap((name) => schema.types.filter((type) => type.name === name));
}

/** A letter for `g` and then this, per type: its own first free one. `taken` holds the fixed ones. */
export function goLetters(types: readonly TypeSchema[], taken: Iterable<string>): Map<string, string> {
  const used = new Set(taken);
  const letters = new Map<string, string>();
  for (const type of types) {
    const letter = [...type.plural].find((candidate) => /[a-z]/.test(candidate) && !used.has(candidate));
    if (letter === undefined) continue;
    used.add(letter);
    letters.set(type.plural, letter);
  }
  return letters;
}
