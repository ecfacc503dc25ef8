import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { api, type RoleDefinition, type SharingRule, schemaQuery } from "../../../api";

export const rolesQuery = queryOptions({
  queryKey: ["access", "roles"],
  queryFn: ({ signal }) => api.get<{ data: RoleDefinition[] }>("roles", { signal }),
});

export const sharingRulesQuery = queryOptions({
  queryKey: ["access", "sharing_rules"],
  queryFn: ({ signal }) => api.get<{ data: SharingRule[] }>("sharing_rules", { signal }),
});

/** Reads anew what a change of roles or rules may have touched. */
export function useRenewAccess() {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["access"] }),
      client.invalidateQueries({ queryKey: schemaQuery.queryKey }),
    ]);
}

/** What is sent to put a role in the place of the one that is there. */
export function roleBody(role: RoleDefinition) {
  const { label, description, builds_on, functions, types } = role;
  return { label, description, builds_on, functions, types };
}
