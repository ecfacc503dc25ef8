import { lazy } from "react";

/** Where expressions are written, for places that seldom need it. */
export const ExpressionInput = lazy(() => import("./expression-input"));

/** What is wrong with one, for the same places. */
export const ExpressionError = lazy(() => import("./expression-error"));
