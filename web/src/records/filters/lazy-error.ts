import { lazy } from "react";

/** The same for places where expressions are seldom written. */
export const ExpressionError = lazy(() => import("./expression-error"));
