import { queryOptions } from "@tanstack/react-query";
import { api, type ImportStatus, type Invitation, type Page, type Schema, type TypeSchema } from "../../api";

/** The type the work is about: the one with a board, as deals have. */
export function mainWork(schema: Schema): TypeSchema | undefined {
  const types = schema.types.filter((type) => !type.setup && type.can.create);
  return types.find((type) => type.board !== undefined && type.board !== null) ?? types[0];
}

/** Whether there is any record of a type. */
export const anyQuery = (plural: string) =>
  queryOptions({
    queryKey: ["records", plural, "any"],
    queryFn: async ({ signal }) =>
      (await api.get<Page>(plural, { query: { limit: 1, fields: "id" }, signal })).data.length > 0,
  });

export const importsQuery = queryOptions({
  queryKey: ["imports"],
  queryFn: ({ signal }) => api.get<{ data: ImportStatus[] }>("imports", { signal }),
});

export const invitationsQuery = queryOptions({
  queryKey: ["invitations"],
  queryFn: ({ signal }) => api.get<{ data: Invitation[] }>("invitations", { signal }),
});
