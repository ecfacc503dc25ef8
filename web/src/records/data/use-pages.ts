import { keepPreviousData, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ApiProblem, Page, RecordData } from "../../api";
import { asProblem } from "../../api";
import { countQuery, type ListQuery, listKey, pageKey, pageQuery, pageSize, pagesOf } from "./list-query";

export interface Rows {
  /** How many rows the list has, as far as known; undefined before the first answer. */
  count: number | undefined;
  exact: boolean;
  /** The row, or undefined while its page is on the way. */
  at: (index: number) => RecordData | undefined;
  problem: ApiProblem | undefined;
  /** Changes with every list shown, so that a view can start again at the top. */
  key: string;
  retry: () => void;
}

/** Rows fetched before and behind those on the screen, so that slow scrolling meets no gap. */
const ahead = pageSize;

/**
 * The rows of a list of any length. Pages are fetched where scrolling stops: only for `settled`, the range that stood
 * still for a moment. While the first page of a new list is on the way, the list before it stays on the screen.
 */
export function useRows(wanted: ListQuery, settled: { start: number; end: number }): Rows {
  const client = useQueryClient();
  const first = useQuery({ ...pageQuery(wanted, 0), placeholderData: keepPreviousData });
  const [held, setHeld] = useState(wanted);
  const wantedKey = JSON.stringify(listKey(wanted));
  const ready = !first.isPlaceholderData;
  if (ready && JSON.stringify(listKey(held)) !== wantedKey) setHeld(wanted);
  const list = ready || held.plural !== wanted.plural ? wanted : held;

  const top = first.data;
  const exactCount = useQuery({
    ...countQuery(list),
    enabled: top !== undefined && top.count_exact !== true && (top.next !== null || top.count === undefined),
  });
  const loaded = top?.next === null ? top.data.length : undefined;
  const exact = loaded !== undefined || top?.count_exact === true || exactCount.data !== undefined;
  const count = loaded ?? (top?.count_exact === true ? top.count : (exactCount.data ?? top?.count));

  // Observed so that the pages on the screen stay cached and are fetched again when they go stale.
  useQueries({
    queries: pagesOf(
      settled.start - ahead,
      Math.min(settled.end + ahead, exact ? (count ?? 0) : Number.POSITIVE_INFINITY),
    )
      .filter((page) => page > 0)
      .map((page) => pageQuery(list, page)),
  });

  return {
    count,
    exact,
    at: (index) => client.getQueryData<Page>(pageKey(list, Math.floor(index / pageSize)))?.data[index % pageSize],
    problem: first.data === undefined || first.isError ? asProblem(first.error) : undefined,
    key: JSON.stringify(listKey(list)),
    retry: () => void first.refetch(),
  };
}

/** A value once it has stood still. */
export function useSettled<T>(value: T, key: string, milliseconds: number): T {
  const [settled, setSettled] = useState({ value, key });
  useEffect(() => {
    if (key === settled.key) return;
    const timer = setTimeout(() => setSettled({ value, key }), milliseconds);
    return () => clearTimeout(timer);
  }, [value, key, settled.key, milliseconds]);
  return settled.value;
}
