import { queryOptions } from "@tanstack/react-query";
import { api } from "./client";
import type { Me, Schema, TypeSchema, WorkspaceFunction } from "./types";

/** Who is signed in, where. A 401 is an answer here: nobody is. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => api.get<Me>("me", { signal }),
  staleTime: 5 * 60_000,
});

// What was put away is drawn nowhere but in the settings; a retired choice is not offered.
function offered(schema: Schema): Schema {
  for (const type of schema.types) {
    type.inactive = type.fields.filter(({ active }) => active === false);
    type.fields = type.fields.filter(({ active }) => active !== false);
    for (const field of type.fields) {
      if (field.choices) field.choices = field.choices.filter(({ retired }) => !retired);
    }
  }
  return schema;
}

/** Everything a screen needs to know about types and fields. */
export const schemaQuery = queryOptions({
  queryKey: ["schema"],
  queryFn: async ({ signal }) => offered(await api.get<Schema>("schema", { signal })),
  staleTime: 5 * 60_000,
});

export function may(me: Me, what: WorkspaceFunction): boolean {
  return me.functions.includes(what);
}

/** A type by its own name or by its plural, as addresses have it. */
export function typeNamed(schema: Schema, name: string): TypeSchema | undefined {
  return schema.types.find((type) => type.plural === name || type.name === name);
}
