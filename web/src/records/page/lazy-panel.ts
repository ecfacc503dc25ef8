import { lazy } from "react";

/** A record beside what it was opened from; it comes with the first that is opened. */
export const RecordPanel = lazy(() => import("./record-panel"));
