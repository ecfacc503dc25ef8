import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { i18n } from "../../i18n";
import { cx, Layers, phone, useMedia } from "../../ui";
import { usePaletteMode } from "../palette/state";
import { useMe } from "../session";
import { useAppCommands } from "./commands";
import { useHelp } from "./help-state";
import { Sidebar } from "./sidebar";

const BottomBar = lazy(() => import("./bottom-bar"));
const Palette = lazy(() => import("../palette/palette"));
// No first screen waits for it.
const RunningChanges = lazy(async () => {
  await new Promise((go) => setTimeout(go, 1000));
  return import("../../records/changes/running-changes");
});
const Banners = lazy(() => import("./banners"));
const HelpDialog = lazy(() => import("../keys/help-dialog"));

/** The frame around every page behind the sign-in. */
export function Shell() {
  useAppCommands();
  const mode = usePaletteMode();
  const help = useHelp();
  const onPhone = useMedia(phone);
  const me = useMe();
  return (
    <div className="flex h-full flex-col md:flex-row">
      <a
        href="#page"
        className="sr-only focus:not-sr-only focus:absolute focus:start-2 focus:top-2 focus:z-50 focus:rounded-control focus:bg-raised focus:px-3 focus:py-2 focus:shadow-float"
      >
        {i18n._({ id: "app.skip", message: "Skip to the page" })}
      </a>
      {!onPhone && <Sidebar />}
      <main
        id="page"
        tabIndex={-1}
        className="relative flex min-h-0 min-w-0 grow flex-col bg-surface outline-none md:my-1.5 md:me-1.5 md:rounded-panel md:border md:border-line"
      >
        <LoadingLine />
        <Suspense>{(me.viewing !== null || !me.email_verified) && <Banners />}</Suspense>
        <Outlet />
        <Suspense>
          <RunningChanges />
        </Suspense>
      </main>
      {onPhone && (
        <Suspense fallback={<div className="h-(--bottom-bar) shrink-0" />}>
          <BottomBar />
        </Suspense>
      )}
      <Layers />
      <Suspense>
        {mode !== null && <Palette mode={mode} />}
        {help && <HelpDialog />}
      </Suspense>
    </div>
  );
}

/** A page that takes its time says so with a line, and the old page stays until then. */
function LoadingLine() {
  const pending = useRouterState({ select: (state) => state.status === "pending" });
  return (
    <div
      aria-hidden="true"
      className={cx(
        "absolute inset-x-0 top-0 z-10 h-0.5 bg-accent transition-opacity duration-150",
        pending ? "animate-shimmer delay-150" : "opacity-0",
      )}
    />
  );
}
