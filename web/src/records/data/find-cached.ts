import type { QueryClient } from "@tanstack/react-query";
import type { Page, RecordData } from "../../api";
import { typeKey } from "./keys";

export type Cached = Page | RecordData | number | undefined;

export function isPage(cached: Cached): cached is Page {
  return typeof cached === "object" && "data" in cached && Array.isArray(cached.data);
}

export function isRecord(cached: Cached): cached is RecordData {
  return typeof cached === "object" && "id" in cached && "version" in cached;
}

/** The freshest cached copy of a record, from whichever list holds it. */
export function findCached(client: QueryClient, plural: string, id: string): RecordData | undefined {
  let found: RecordData | undefined;
  for (const [, cached] of client.getQueriesData<Cached>({ queryKey: typeKey(plural) })) {
    const copy = isPage(cached)
      ? cached.data.find((record) => record.id === id)
      : isRecord(cached)
        ? cached
        : undefined;
    if (copy?.id === id && (found === undefined || copy.version >= found.version)) found = { ...found, ...copy };
  }
  return found;
}
