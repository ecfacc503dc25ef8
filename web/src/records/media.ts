import { useSyncExternalStore } from "react";

const queries = new Map<string, MediaQueryList>();
function queryFor(text: string): MediaQueryList {
  let query = queries.get(text);
  if (query === undefined) {
    query = matchMedia(text);
    queries.set(text, query);
  }
  return query;
}

function useMedia(text: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = queryFor(text);
      query.addEventListener("change", changed);
      return () => query.removeEventListener("change", changed);
    },
    () => queryFor(text).matches,
  );
}

/** A screen as narrow as a phone's: cards instead of the grid, pages instead of panels. */
export const usePhone = () => useMedia("(max-width: 767px)");
/** Fingers drag lists, not cards. */
export const useTouch = () => useMedia("(pointer: coarse)");
