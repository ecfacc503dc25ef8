import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type BreakingRecords, type Rule, type RuleRequest, type TypeSchema } from "../../../api";

export const rulesKey = (type: TypeSchema) => ["rules", type.name] as const;

/** The rules of a type; an administrator alone may see them. */
export const rulesQuery = (type: TypeSchema) =>
  queryOptions({
    queryKey: rulesKey(type),
    queryFn: ({ signal }) => api.get<{ data: Rule[] }>(`types/${type.name}/rules`, { signal }),
  });

/** Which records break a rule that is not kept yet; refused with the place and reason where it cannot be one. */
export const breakingQuery = (type: TypeSchema, rule: RuleRequest, enabled: boolean) =>
  queryOptions({
    queryKey: ["rules", type.name, "check", rule],
    queryFn: ({ signal }) => api.post<BreakingRecords>(`types/${type.name}/rules/check`, rule, { signal }),
    enabled,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 0,
  });
