import "./ui/theme.css";
import type { AnyRoute } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { meQuery, onSignedOut, schemaQuery } from "./api";
import { App } from "./app/app";
import { makeQueryClient } from "./app/query-client";
import { makeRouter } from "./app/router";
import { activateLocale, preferredLocale } from "./i18n";
import { listenForKeys } from "./ui/keys/registry";

const host = document.getElementById("root");
if (host === null) throw new Error("The page has no place to draw in.");

const queryClient = makeQueryClient();
const router = makeRouter(queryClient);

// The first answers travel while the texts load. Whether they fail is the router's to find out.
if (!/^\/(login|signup|invite)\b/.test(window.location.pathname)) {
  void queryClient.prefetchQuery(meQuery);
  void queryClient.prefetchQuery(schemaQuery);
}
// So does the page's own code, which the router would ask for only after them.
const routes: { readonly [id: string]: AnyRoute | undefined } = router.routesById;
for (const { routeId } of router.matchRoutes(router.latestLocation) as { routeId: string }[]) {
  const route = routes[routeId];
  if (route !== undefined) void router.loadRouteChunk(route);
}

onSignedOut(() => {
  if (queryClient.getQueryData(meQuery.queryKey) === undefined) return;
  const next = router.state.location.href;
  queryClient.clear();
  void router.navigate({ to: "/login", search: { next } });
});
listenForKeys();

await activateLocale(preferredLocale());
createRoot(host).render(
  <StrictMode>
    <App queryClient={queryClient} router={router} />
  </StrictMode>,
);

const stopWaiting = router.subscribe("onRendered", () => {
  stopWaiting();
  void import("./app/after-first").then(({ afterFirst }) => afterFirst(router, queryClient));
});
