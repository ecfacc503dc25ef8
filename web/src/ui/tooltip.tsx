import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";
import { Kbd } from "./kbd";

export interface TooltipProps {
  content: ReactNode;
  keys?: string;
  side?: "top" | "bottom" | "left" | "right";
  /** One element, which keeps its own accessible name: a tooltip is not read to everyone. */
  children: ReactElement<Record<string, unknown>>;
}

/** For a few fixed places. In rows and cards the browser's own `title` does, at no cost per row. */
export function Tooltip({ content, keys, side = "bottom", children }: TooltipProps) {
  return (
    <Base.Provider delay={400} closeDelay={0}>
      <Base.Root>
        <Base.Trigger render={children} />
        <Base.Portal>
          <Base.Positioner side={side} sideOffset={6} className="z-50">
            <Base.Popup className="fade-in flex items-center gap-2 rounded-control bg-raised px-2 py-1 text-small shadow-float">
              {content}
              {keys !== undefined && <Kbd keys={keys} />}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </Base.Provider>
  );
}
