import type { QueryClient } from "@tanstack/react-query";
import type { AnyRouter, ParsedLocation } from "@tanstack/react-router";
import { type Schema, schemaQuery, typeNamed } from "../api";
import { findCached } from "../records/data/find-cached";
import { rememberHome } from "./home";
import { rememberRecent } from "./recent";

interface Seen {
  types: string;
  id: string | undefined;
}

/** The list and record an address shows, on a page of its own or in a panel. */
export function seenAt({ pathname, search }: Pick<ParsedLocation, "pathname" | "search">): Seen | undefined {
  const [types, id] = pathname.split("/").filter(Boolean);
  if (types === undefined) return undefined;
  const panel = (search as { panel?: unknown }).panel;
  const open = id ?? (typeof panel === "string" ? panel : undefined);
  return { types, id: open === "new" || open === "trash" ? undefined : open };
}

/** Remembers what the person looked at when they leave it: by then its title is loaded. */
export function rememberSeen(queryClient: QueryClient, location: Pick<ParsedLocation, "pathname" | "search">): void {
  const schema = queryClient.getQueryData<Schema>(schemaQuery.queryKey);
  const seen = seenAt(location);
  const type = schema === undefined || seen === undefined ? undefined : typeNamed(schema, seen.types);
  if (type === undefined || seen === undefined) return;
  if (!type.setup && !type.part) rememberHome(type.plural);
  if (seen.id === undefined) return;
  const title = findCached(queryClient, type.plural, seen.id)?.[type.title];
  if (typeof title === "string" && title !== "") {
    rememberRecent({ type: type.name, id: seen.id, title, subtitle: null, why: null });
  }
}

export function trackRecent(router: AnyRouter, queryClient: QueryClient): void {
  router.subscribe("onBeforeNavigate", ({ fromLocation }) => {
    if (fromLocation !== undefined) rememberSeen(queryClient, fromLocation);
  });
}
