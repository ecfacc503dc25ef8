import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import { cx } from "./cx";
import { popupClass } from "./menu";

export interface PopoverProps {
  /** The accessible name of what opens. */
  label: string;
  /** The button that opens it. Leave it out when `anchor` is given. */
  trigger?: ReactElement<Record<string, unknown>>;
  anchor?: Element | null;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "left" | "right";
  className?: string;
  children: ReactNode;
}

export function Popover({
  label,
  trigger,
  anchor,
  open,
  onOpenChange,
  align = "start",
  side = "bottom",
  className,
  children,
}: PopoverProps) {
  return (
    <Base.Root {...(open === undefined ? {} : { open })} {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      {trigger !== undefined && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Positioner
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          {...(anchor === undefined ? {} : { anchor })}
          className="z-40 outline-none"
        >
          <Base.Popup
            aria-label={label}
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
