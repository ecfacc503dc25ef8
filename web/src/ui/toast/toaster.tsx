import { lazy, Suspense, useSyncExternalStore } from "react";
import { whenFirstNotice } from "./notify";

const ToastHost = lazy(() => import("./toast-host"));

let wanted = false;
const subscribe = (changed: () => void) =>
  whenFirstNotice(() => {
    wanted = true;
    changed();
  });

/** Stands once, at the root of the application. */
export function Toaster() {
  const show = useSyncExternalStore(subscribe, () => wanted);
  if (!show) return null;
  return (
    <Suspense>
      <ToastHost />
    </Suspense>
  );
}
