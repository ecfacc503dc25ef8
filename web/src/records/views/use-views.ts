import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Me, RecordData, TypeSchema } from "../../api";
import { recordQuery } from "../data/list-query";
import { useMe } from "../data/schema";
import { asLink, asWords } from "../fields/values";
import type { ChangeSearch } from "../list/layout";
import { type ListSearch, parseListSearch } from "../list/list-search";
import { useGo } from "../navigation";
import { addressOf, differs, leavesOpen, shown, stateOf } from "./view-state";
import { viewsQuery } from "./views-query";

/** The view that a role begins with; of several the newest. */
export function standardOf(views: readonly RecordData[], role: Me["role"]): RecordData | undefined {
  return views.filter((view) => asWords(view.default_for).includes(role)).sort((a, b) => (a.id < b.id ? 1 : -1))[0];
}

export function mayChange(view: RecordData, me: Me): boolean {
  return me.role !== "member" || asLink(view.owner)?.id === me.person.id;
}

export interface ListState {
  /** True until it is known which view the list begins with. */
  pending: boolean;
  views: readonly RecordData[];
  view: RecordData | undefined;
  standard: RecordData | undefined;
  /** True where the address names a view that is gone or not shared with the reader. */
  missing: boolean;
  /** True where the list is not as its view keeps it. */
  changed: boolean;
  /** What the list shows. */
  search: ListSearch;
  change: ChangeSearch;
  /** Shows another view as it is kept; undefined for none. */
  open: (view: RecordData | undefined, replace?: boolean) => void;
}

/** The state of the list that is shown: its view, and what the address says beside it. */
export function useListState(type: TypeSchema): ListState {
  const raw = useSearch({ strict: false });
  const address = useMemo(() => parseListSearch(raw as Record<string, unknown>), [raw]);
  const me = useMe();
  const go = useGo();
  const all = useQuery(viewsQuery(type.plural));
  const views = all.data?.data ?? [];
  const settled = all.data !== undefined || all.isError;
  const named = address.view !== undefined && address.view !== "all" ? address.view : undefined;
  const listed = views.find((one) => one.id === named);
  // Beyond the first few hundred, a view is asked for by itself.
  const single = useQuery({
    ...recordQuery("views", named ?? ""),
    enabled: named !== undefined && listed === undefined && settled,
  });
  const standard = standardOf(views, me.role);
  const open = leavesOpen(address);
  const view =
    named !== undefined
      ? (listed ?? (single.data?.type === type.plural ? single.data : undefined))
      : open
        ? standard
        : undefined;
  const search = useMemo(() => shown(address, view), [address, view]);
  const { plural } = type;
  return {
    pending:
      (!settled && (named !== undefined || open)) || (named !== undefined && view === undefined && single.isLoading),
    views,
    view,
    standard,
    missing: named !== undefined && view === undefined,
    changed: differs(stateOf(search), view),
    search,
    change: (next, push = false) => go.search(plural, addressOf(withParts(search, next), view, standard), !push),
    open: (next, replace = false) => go.search(plural, addressOf(shown({}, next), next, standard), replace),
  };
}

type Parts = Parameters<ChangeSearch>[0];

function withParts(search: ListSearch, parts: Parts): ListSearch {
  const next = { ...search, ...parts };
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)) as ListSearch;
}
