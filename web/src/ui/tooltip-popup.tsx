import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactNode } from "react";
import { Kbd } from "./kbd";

export interface TooltipPopupProps {
  anchor: Element;
  onClose: () => void;
  content: ReactNode;
  keys: string | undefined;
  side: "top" | "bottom" | "left" | "right";
}

export default function TooltipPopup({ anchor, onClose, content, keys, side }: TooltipPopupProps) {
  return (
    <Base.Root open onOpenChange={(open) => open || onClose()}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} side={side} sideOffset={6} className="pointer-events-none z-50">
          <Base.Popup className="fade-in flex items-center gap-2 rounded-control bg-raised px-2 py-1 text-small shadow-float">
            {content}
            {keys !== undefined && <Kbd keys={keys} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
