import { useSearch } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import type { RecordData, TypeSchema } from "../../api";
import type { Rows } from "../data/use-pages";
import type { Writes } from "../data/use-writes";
import { useGo } from "../navigation";
import type { useActions } from "../page/run-action";
import { withSearch } from "./list-order";
import { type ListSearch, parseListSearch } from "./list-search";

/** The board needs a field to have columns by. */
export function boardFields(type: TypeSchema): string[] {
  const natural = type.board?.by;
  const choices = type.fields
    .filter((field) => field.kind === "choice" && field.name !== natural)
    .map((field) => field.name);
  return natural === undefined || natural === null ? choices : [natural, ...choices];
}

export type ChangeSearch = (
  change: { [name in keyof ListSearch]?: ListSearch[name] | undefined },
  /** Leaves a step to go back to. */
  push?: boolean,
) => void;

/** The state of the list that is shown, and how to change it. */
export function useListSearch(type: TypeSchema): [ListSearch, ChangeSearch] {
  const raw = useSearch({ strict: false });
  const go = useGo();
  const search = useMemo(() => parseListSearch(raw as Record<string, unknown>), [raw]);
  const { plural } = type;
  const change: ChangeSearch = (next, push = false) => go.search(plural, withSearch(search, next), !push);
  return [search, change];
}

export interface LayoutProps {
  type: TypeSchema;
  search: ListSearch;
  change: ChangeSearch;
  writes: Writes;
  actions: ReturnType<typeof useActions>;
  phone: boolean;
  panel: string | undefined;
  onOpen: (record: RecordData, focus?: boolean) => void;
  onMenu: (record: RecordData, at: Element) => void;
  filterBar: (problem: Rows["problem"]) => ReactNode;
}
