import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { type SearchHit, searchQuery } from "../../api";
import { useRecent } from "../recent";
import { mergeInOrder, score } from "./rank";

export interface Hits {
  hits: readonly SearchHit[];
  searching: boolean;
}

interface Shown {
  query: string;
  data: readonly SearchHit[] | undefined;
  hits: readonly SearchHit[];
}

/**
 * Records for a query: at once from what is known (recent ones, the last answer), then the server's, added below in
 * its order.
 */
export function useHits(query: string, enabled: boolean): Hits {
  const recent = useRecent();
  const words = query.trim();
  const deferred = useDeferredValue(words);
  const { data, isFetching } = useQuery({ ...searchQuery(deferred), enabled: enabled && deferred !== "" });
  const found = data?.data;
  const [shown, setShown] = useState<Shown>({ query: "", data: undefined, hits: [] });

  // Adjusted while drawing, as React has it for state that follows from props: no frame shows the old rows.
  if (shown.query !== words || shown.data !== found) {
    const kept =
      shown.query === words
        ? shown.hits
        : mergeInOrder(
            recent.filter((hit) => score(hit.title, words) > 0),
            shown.hits.filter((hit) => score(hit.title, words) > 0),
          );
    const fresh = deferred === words ? (found ?? []) : [];
    setShown({ query: words, data: found, hits: words === "" ? [] : mergeInOrder(kept, fresh) });
  }
  return { hits: words === "" ? recent : shown.hits, searching: isFetching || deferred !== words };
}
