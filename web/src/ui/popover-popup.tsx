import { Popover as Base } from "@base-ui/react/popover";
import type { ReactNode } from "react";
import { cx } from "./cx";
import { focusBack } from "./focus-back";
import { type MenuAlign, type MenuSide, popupClass } from "./menu-types";

export interface PopoverPopupProps {
  label: string;
  open: boolean;
  anchor: Element | null;
  onClose: () => void;
  align: MenuAlign;
  side: MenuSide;
  className: string | undefined;
  children: ReactNode;
}

export default function PopoverPopup({
  label,
  open,
  anchor,
  onClose,
  align,
  side,
  className,
  children,
}: PopoverPopupProps) {
  return (
    <Base.Root
      open={open}
      onOpenChange={(next, details) => {
        const target = details.event.target;
        // A press on the trigger is the trigger's to answer: closing here would let it open again at once.
        if (next || (target instanceof Node && details.reason === "outside-press" && anchor?.contains(target))) return;
        onClose();
      }}
    >
      <Base.Portal>
        <Base.Positioner
          anchor={anchor}
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className="z-40 outline-none"
        >
          <Base.Popup
            aria-label={label}
            data-popup=""
            finalFocus={() => focusBack(anchor)}
            className={cx(
              popupClass,
              "max-h-(--available-height) max-w-(--available-width) overflow-y-auto",
              className,
            )}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
