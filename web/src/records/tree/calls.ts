import { queryOptions } from "@tanstack/react-query";
import { api, type Link, type TypeSchema, type Value } from "../../api";
import { asLink, asText } from "../fields/values";
import { quote } from "../filters/expression";
import type { TreeNode } from "./tree";

/** Most records that one tree shows. */
export const mostNodes = 1000;

export interface RecordNode extends TreeNode {
  title: string;
  values: { [expression: string]: Value };
}

interface Selected {
  data: { [expression: string]: Value }[];
  next: number | null;
}

/** What the field is worth over a record and all below it. */
export const sumOf = (field: string) => `sum(tree.${field})`;

/** Records of a type that stand one below the other, with some of their values. */
export const nodesQuery = (type: TypeSchema, by: string, where: string, expressions: readonly string[]) =>
  queryOptions({
    queryKey: ["records", type.plural, "tree", { where, expressions }],
    queryFn: async ({ signal }) => {
      const select = ["id", type.title, by, ...expressions];
      const body = { from: type.plural, where, select: [...new Set(select)], sort: [type.title], limit: mostNodes };
      const answer = await api.post<Selected>("query", body, { signal });
      const nodes = answer.data.map<RecordNode>((values) => ({
        id: asText(values.id),
        title: asText(values[type.title]),
        above: asLink(values[by])?.id ?? null,
        values,
      }));
      return { nodes, more: answer.next !== null };
    },
  });

/** The most links that one expression follows. */
const mostLinks = 5;

/** What stands above a record, the nearest first. */
export const aboveQuery = (type: TypeSchema, by: string, id: string) =>
  queryOptions({
    queryKey: ["records", type.plural, "above", id],
    queryFn: async ({ signal }) => {
      const paths = Array.from({ length: mostLinks }, (_, n) =>
        Array(n + 1)
          .fill(by)
          .join("."),
      );
      const above: Link[] = [];
      for (let from: string | undefined = id; from !== undefined; ) {
        const body = { from: type.plural, where: `id = ${quote(from)}`, select: paths };
        const row: Selected["data"][number] = (await api.post<Selected>("query", body, { signal })).data[0] ?? {};
        const met = paths.flatMap((path) => asLink(row[path]) ?? []);
        const further = met.filter((link) => link.title && !above.some((known) => known.id === link.id));
        above.push(...further);
        from = further.length === mostLinks ? further.at(-1)?.id : undefined;
      }
      return above;
    },
  });
