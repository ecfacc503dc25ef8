import { cloneElement, lazy, type MouseEvent, type ReactElement, type ReactNode, Suspense, useState } from "react";
import type { MenuAlign, MenuSide } from "./menu-types";
import { useOnce } from "./use-once";

// What draws it comes with the first opening, as with menus.
const load = () => import("./popover-popup");
const PopoverPopup = lazy(load);

interface TriggerProps {
  onClick?: (event: MouseEvent<HTMLElement>) => void;
  [name: string]: unknown;
}

export interface PopoverProps {
  /** The accessible name of what opens. */
  label: string;
  /** The button that opens it. Leave it out when `anchor` is given. */
  trigger?: ReactElement<TriggerProps>;
  anchor?: Element | null;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: MenuAlign;
  side?: MenuSide;
  className?: string;
  children: ReactNode;
}

export function Popover({
  label,
  trigger,
  anchor,
  open: wantedOpen,
  onOpenChange,
  align = "start",
  side = "bottom",
  className,
  children,
}: PopoverProps) {
  const [button, setButton] = useState<HTMLElement | null>(null);
  const [ownOpen, setOwnOpen] = useState(false);
  const open = wantedOpen ?? ownOpen;
  const change = (next: boolean) => {
    setOwnOpen(next);
    onOpenChange?.(next);
  };
  const wanted = useOnce(open);
  return (
    <>
      {trigger !== undefined &&
        cloneElement(trigger, {
          // Known from the start, for a popover that is opened by something else than its trigger.
          ref: setButton,
          "aria-haspopup": "dialog",
          "aria-expanded": open,
          "data-popup-open": open ? "" : undefined,
          onPointerEnter: () => void load(),
          onFocus: () => void load(),
          onClick: (event: MouseEvent<HTMLElement>) => {
            trigger.props.onClick?.(event);
            change(!open);
          },
        })}
      {wanted && (
        <Suspense>
          <PopoverPopup
            label={label}
            open={open}
            anchor={anchor ?? button}
            onClose={() => change(false)}
            align={align}
            side={side}
            className={className}
          >
            {children}
          </PopoverPopup>
        </Suspense>
      )}
    </>
  );
}
