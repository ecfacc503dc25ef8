import type { RecordData, Value } from "../../api";
import { asText } from "../fields/values";
import { type ListSearch, layouts } from "../list/list-search";

/** What a view keeps of a list: the parts of the address by the fields that hold them. */
const kept = {
  where: "filter",
  sort: "sort",
  columns: "columns",
  group: "group",
  across: "across",
  measure: "measure",
  scope: "scope",
  start: "start",
  end: "end",
} as const;
type Kept = keyof typeof kept;
const names = Object.keys(kept) as Kept[];

export type ListState = Pick<ListSearch, Kept | "layout">;

/** The whole state that a list is in, as a view would keep it. A table is what a list is by itself. */
export function stateOf(search: ListSearch): ListState {
  const state: ListState = {};
  for (const name of names) if (search[name]) state[name] = search[name];
  if (search.layout !== undefined && search.layout !== "table") state.layout = search.layout;
  return state;
}

/** The state that a view keeps. */
export function stateOfView(view: RecordData | undefined): ListState {
  if (view === undefined) return {};
  const layout = layouts.find((one) => one === view.layout);
  const texts = Object.fromEntries(names.map((name) => [name, asText(view[kept[name]])]));
  return stateOf({ ...texts, ...(layout === undefined ? {} : { layout }) });
}

/** What a list shows: the view, and over it what the address says. */
export function shown(address: ListSearch, view: RecordData | undefined): ListSearch {
  const { view: _view, ...rest } = address;
  const state = stateOf({ ...stateOfView(view), ...address });
  const { panel, at, span, q } = rest;
  return {
    ...state,
    ...(panel ? { panel } : {}),
    ...(at ? { at } : {}),
    ...(span ? { span } : {}),
    ...(q ? { q } : {}),
  };
}

/** The parts in which a state differs from a view, as an address says it. */
export function differences(state: ListState, view: RecordData | undefined): ListSearch {
  const from = stateOfView(view);
  const found: ListSearch = {};
  for (const name of names) {
    if ((state[name] ?? "") !== (from[name] ?? "")) found[name] = state[name] ?? "";
  }
  if ((state.layout ?? "table") !== (from.layout ?? "table")) found.layout = state.layout ?? "table";
  return found;
}

export function differs(state: ListState, view: RecordData | undefined): boolean {
  return Object.keys(differences(state, view)).length > 0;
}

/**
 * The address of a list.
 * @param standard The view that the list begins with by itself, which an address without differences need not name.
 */
export function addressOf(
  search: ListSearch,
  view: RecordData | undefined,
  standard: RecordData | undefined,
): ListSearch {
  const parts = differences(stateOf(search), view);
  const { panel, at, span, q } = search;
  const more = {
    ...(panel ? { panel } : {}),
    ...(at ? { at } : {}),
    ...(span ? { span } : {}),
    ...(q ? { q } : {}),
  };
  const bare = Object.keys(parts).length === 0;
  if (view !== undefined) return { ...(bare && view.id === standard?.id ? {} : { view: view.id }), ...parts, ...more };
  return { ...(bare && standard !== undefined ? { view: "all" } : {}), ...parts, ...more };
}

/** True where an address leaves it to the role which view is shown. */
export function leavesOpen(address: ListSearch): boolean {
  return address.view === undefined && Object.keys(stateOf(address)).length === 0;
}

/** A state as the fields of a view. */
export function fieldsOf(state: ListState): { [field: string]: Value } {
  const values = Object.fromEntries(names.map((name): [string, Value] => [kept[name], state[name] ?? null]));
  return { ...values, layout: state.layout ?? "table" };
}
