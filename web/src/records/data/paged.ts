import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { type ApiProblem, asProblem } from "../../api";

/** What came so far of something that comes page by page. */
export interface Paged<T> {
  /** Undefined until the first page is there. */
  items: T[] | undefined;
  problem: ApiProblem | undefined;
  hasMore: boolean;
  loadingMore: boolean;
  more: () => void;
}

export function paged<T>(query: UseInfiniteQueryResult<InfiniteData<{ data: T[] }>>): Paged<T> {
  return {
    items: query.data?.pages.flatMap((page) => page.data),
    problem: asProblem(query.error),
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    more: () => void query.fetchNextPage(),
  };
}
