import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { BulkOutcome, RecordData, TypeSchema } from "../../api";
import { api, typeNamed } from "../../api";
import { useSchema } from "../data/schema";
import { titleOf } from "../fields/values";
import { outcomesQuery, type Undoable } from "./calls";

/** A record that an undo would leave as it is, in whole or in part. */
export interface Kept {
  id: string;
  type: TypeSchema | undefined;
  /** Empty where it is not known. */
  title: string;
  reasons: readonly string[];
}

/** Most records whose names are asked for. */
const mostNames = 100;

/**
 * What a trial found to stay, or the first of it. `job` is the id of one that worked in the background, once it has
 * come to its end.
 */
export function useKept(what: Undoable, trial: BulkOutcome, job: string | null) {
  const schema = useSchema();
  const failed = useInfiniteQuery({ ...outcomesQuery(job ?? "", "failed"), enabled: job !== null });
  const partly = useInfiniteQuery({ ...outcomesQuery(job ?? "", "partly"), enabled: job !== null });
  const ids = trial.total > 1 ? trial.outcomes.slice(0, mostNames).map((outcome) => outcome.id) : [];
  const titles = useQuery({
    queryKey: ["records", what.type?.plural, "named", ids],
    enabled: what.type !== undefined && ids.length > 0,
    queryFn: async ({ signal }) => {
      const type = what.type as TypeSchema;
      const where = `id in (${ids.map((id) => `"${id}"`).join(", ")})`;
      const query = { where, limit: mostNames, fields: ["id", type.title] };
      const { data } = await api.get<{ data: RecordData[] }>(type.plural, { query, signal });
      return new Map(data.map((record) => [record.id, titleOf(type, record)]));
    },
  });
  if (job === null) {
    const kept = trial.outcomes.map(
      ({ id, errors }): Kept => ({
        id,
        type: what.type,
        title: titles.data?.get(id) ?? "",
        reasons: errors.map((error) => error.message),
      }),
    );
    return { kept, complete: true };
  }
  const kept = [failed, partly]
    .flatMap(({ data }) => data?.pages.flatMap((page) => page.data) ?? [])
    .map(
      ({ record, type, errors }): Kept => ({
        id: record.id,
        type: typeNamed(schema, type),
        title: record.title,
        reasons: errors.map((error) => error.message),
      }),
    );
  return { kept, complete: !failed.hasNextPage && !partly.hasNextPage };
}

/** The reasons, each once, the most frequent first. */
export function reasonsOf(kept: readonly Kept[]): { reason: string; records: Kept[] }[] {
  const found = new Map<string, Kept[]>();
  for (const record of kept) {
    for (const reason of record.reasons) {
      const records = found.get(reason);
      if (records === undefined) found.set(reason, [record]);
      else records.push(record);
    }
  }
  return [...found]
    .map(([reason, records]) => ({ reason, records }))
    .sort((a, b) => b.records.length - a.records.length);
}
