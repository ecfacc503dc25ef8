import type { QueryClient } from "@tanstack/react-query";
import type { AnyRouter } from "@tanstack/react-router";
import { keepFresh } from "../records/data/live";
import { showPictures } from "../records/data/pictures";
import { placeModuleParts } from "./module-parts";
import { keepPreferences } from "./preferences-sync";
import { trackRecent } from "./recent-tracker";

/** What the first screen stands without. */
export function afterFirst(router: AnyRouter, queryClient: QueryClient): void {
  placeModuleParts();
  keepFreshWhileSignedIn(router, queryClient);
  trackRecent(router, queryClient);
  // The palette must open within a frame.
  window.setTimeout(() => {
    void import("./palette/palette");
    void import("../ui/menu-popup");
  }, 1000);
}

// Whoever is behind the sign-in is signed in; the router sees to that.
function keepFreshWhileSignedIn(router: AnyRouter, queryClient: QueryClient): void {
  let stop: (() => void) | undefined;
  const look = (): void => {
    const before = /^\/(login|signup|invite)\b/.test(router.latestLocation.pathname);
    if (before) stop = void stop?.();
    else if (stop === undefined) {
      stop = keepFresh(queryClient);
      void keepPreferences();
      void showPictures();
    }
  };
  look();
  router.subscribe("onResolved", look);
}
