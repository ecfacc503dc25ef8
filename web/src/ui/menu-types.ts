import type { ReactNode } from "react";
import { cx } from "./cx";

export const popupClass =
  "float-in origin-(--transform-origin) rounded-panel bg-raised p-1 text-body shadow-float outline-none";
export const itemClass = cx(
  "flex min-h-(--control) cursor-default select-none items-center gap-2 rounded-control px-2 outline-none",
  "data-highlighted:bg-accent-bg data-disabled:text-muted data-disabled:opacity-60",
);

export interface MenuItem {
  label: string;
  icon?: ReactNode;
  /** Shown, not bound: the key registry binds. */
  keys?: string;
  /** Given, the item is one of a choice and shows whether it is the one. */
  checked?: boolean;
  danger?: boolean;
  disabled?: boolean;
  run: () => void;
}
/** A heading with its items; the heading may be left out. */
export interface MenuGroup {
  label?: string;
  items: readonly MenuItem[];
}

export type MenuAlign = "start" | "center" | "end";
export type MenuSide = "top" | "bottom" | "left" | "right";
