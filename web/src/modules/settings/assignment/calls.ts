import { queryOptions } from "@tanstack/react-query";
import { type AssignmentStanding, type AssignmentTrial, api, type Link, type Page } from "../../../api";

const all = (plural: string, sort: string) =>
  queryOptions({
    queryKey: ["records", plural, "settings"],
    queryFn: ({ signal }) => api.get<Page>(plural, { query: { sort, limit: 200 }, signal }),
  });

/** The rules, in the order in which they are asked. */
export const rulesQuery = all("assignment_rules", "position");

/** Who takes more, less or nothing. */
export const assigneesQuery = all("assignees", "name");

/** Which rules work; under the records' key, since any of them may change it. */
export const standingQuery = queryOptions({
  queryKey: ["records", "assignment", "standing"],
  queryFn: ({ signal }) => api.get<AssignmentStanding>("assignment", { signal }),
});

/** Who would get the latest leads by the rules as they are. */
export const tryOut = () => api.post<AssignmentTrial>("assignment/trial", { latest: 50 });

export const linkOf = (value: unknown): Link | null => (value as Link | null | undefined) ?? null;
export const linksOf = (value: unknown): Link[] => (value as Link[] | null | undefined) ?? [];
