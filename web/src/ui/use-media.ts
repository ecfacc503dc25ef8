import { useSyncExternalStore } from "react";

/** Whether a media query holds, and a new drawing when that changes. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    () => window.matchMedia(query).matches,
  );
}

/** The width below which the bottom bar takes the sidebar's place; theme.css and the `md:` classes share it. */
export const phone = "(max-width: 767px)";
