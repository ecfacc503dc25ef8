import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import {
  api,
  type BulkOutcome,
  type HandoverOutcome,
  type Link,
  type Page,
  type ProposedHandover,
  type RecordData,
  type TerritorySimulation,
  type TerritoryStandings,
  type TerritoryTrial,
  type TerritoryWorkload,
  type Value,
} from "../../../api";

/** Most territories that one tree shows. */
export const mostTerritories = 1000;

const open = "not (stage.won or stage.lost)";

/** What is summed up over a territory and all inside it. */
export const sums = {
  companies: "count(tree.companies)",
  leads: 'count(tree.leads where status not in ("unqualified", "converted"))',
  deals: `count(tree.deals where ${open})`,
  value: `sum(tree.deals.amount where ${open})`,
} as const;

export interface TerritoryNode {
  id: string;
  name: string;
  above: string | null;
  values: { [expression: string]: Value };
}

interface Selected {
  data: { [expression: string]: Value }[];
  next: number | null;
}

/** All territories with what lies in them, as far as whoever asks may see it. */
export const territoriesQuery = queryOptions({
  queryKey: ["records", "territories", "settings"],
  queryFn: async ({ signal }) => {
    const select = ["id", "name", "parent", "code", "kind", "priority", "manager", "active", ...Object.values(sums)];
    const body = { from: "territories", select, sort: ["-priority", "name"], limit: mostTerritories };
    const answer = await api.post<Selected>("query", body, { signal });
    return answer.data.map<TerritoryNode>((values) => ({
      id: String(values.id),
      name: String(values.name),
      above: linkOf(values.parent)?.id ?? null,
      values,
    }));
  },
});

/** What each gets by rules; under the records' key, since any of them may change it. */
export const standingQuery = queryOptions({
  queryKey: ["records", "territory", "standing"],
  queryFn: ({ signal }) => api.get<TerritoryStandings>("territory/standing", { signal }),
});

/** One territory with all its fields. */
export const territoryQuery = (id: string) =>
  queryOptions({
    queryKey: ["records", "territories", "settings", id],
    queryFn: ({ signal }) => api.get<RecordData>(`territories/${id}`, { signal }),
  });

/** Who works in a territory for a time, or stands in there. */
export const membersQuery = (id: string) =>
  queryOptions({
    queryKey: ["records", "territory_members", id],
    queryFn: ({ signal }) =>
      api.get<Page>("territory_members", {
        query: { where: `territory = "${id}"`, sort: "role,name", limit: 200 },
        signal,
      }),
  });

/** Where the latest records of a type would lie. */
export const tryOut = (type: string) => api.post<TerritoryTrial>("territory/trial", { type, latest: 100 });

/** What a change would do that is not made: of the territory with the id, or a new one. */
export const simulate = (id: string | undefined, change: object) =>
  api.post<TerritorySimulation>("territory/simulation", { changes: [id === undefined ? change : { id, ...change }] });

/** Who has how much in a territory; with a measure also what would even it out. */
export const workQuery = (territory: string, by: string) =>
  queryOptions({
    queryKey: ["records", "territory", "workload", territory, by],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.get<TerritoryWorkload>("territory/workload", {
        query: by === "" ? { territory } : { territory, by },
        signal,
      }),
  });

/** Gives companies and leads to whom a proposal says. */
export const handOver = (moves: readonly ProposedHandover[]) =>
  api.post<HandoverOutcome>(
    "territory/handovers",
    { moves: moves.map(({ type, record, from, to }) => ({ type, id: record.id, from: from?.id ?? null, to: to.id })) },
    { idempotencyKey: crypto.randomUUID() },
  );

/** Puts records of a type where the territories say. */
export const place = (plural: string, ids: readonly string[]) =>
  api.post<BulkOutcome>(`${plural}/actions/place`, { ids }, { idempotencyKey: crypto.randomUUID() });

export const linkOf = (value: unknown): Link | null => (value as Link | null | undefined) ?? null;
export const linksOf = (value: unknown): Link[] => (value as Link[] | null | undefined) ?? [];
