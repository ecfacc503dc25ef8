import { cloneElement, lazy, type MouseEvent, type ReactElement, Suspense, useState } from "react";
import type { MenuAlign, MenuGroup, MenuSide } from "./menu-types";
import { useOnce } from "./use-once";

export type { MenuGroup, MenuItem } from "./menu-types";

// What draws it comes with the first opening, so a menu costs its page no more than its button.
const load = () => import("./menu-popup");
const MenuPopup = lazy(load);

interface TriggerProps {
  onClick?: (event: MouseEvent<HTMLElement>) => void;
  [name: string]: unknown;
}

export interface MenuProps {
  /** The button that opens it; must carry its own accessible name. */
  trigger: ReactElement<TriggerProps>;
  groups: readonly MenuGroup[];
  align?: MenuAlign;
  side?: MenuSide;
  /** Stands open from the start, for a button that was pressed before its menu was there. */
  defaultOpen?: boolean;
}

export function Menu({ trigger, groups, align = "start", side = "bottom", defaultOpen = false }: MenuProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [open, setOpen] = useState(defaultOpen);
  return (
    <>
      {cloneElement(trigger, {
        ...(defaultOpen ? { ref: setAnchor } : {}),
        "aria-haspopup": "menu",
        "aria-expanded": open,
        "data-popup-open": open ? "" : undefined,
        onPointerEnter: () => void load(),
        onFocus: () => void load(),
        onClick: (event: MouseEvent<HTMLElement>) => {
          trigger.props.onClick?.(event);
          setAnchor(event.currentTarget);
          setOpen(!open);
        },
      })}
      {anchor !== null && (
        <Suspense>
          <MenuPopup
            open={open}
            anchor={anchor}
            onClose={() => setOpen(false)}
            groups={groups}
            align={align}
            side={side}
          />
        </Suspense>
      )}
    </>
  );
}

export interface AnchoredMenuProps {
  /** Where it stands; null means closed. One such menu serves a whole list, where one per row would cost too much. */
  anchor: Element | null;
  onClose: () => void;
  groups: readonly MenuGroup[];
  align?: MenuAlign;
  side?: MenuSide;
}

export function AnchoredMenu({ anchor, onClose, groups, align = "start", side = "bottom" }: AnchoredMenuProps) {
  const wanted = useOnce(anchor !== null);
  if (!wanted) return null;
  return (
    <Suspense>
      <MenuPopup open={anchor !== null} anchor={anchor} onClose={onClose} groups={groups} align={align} side={side} />
    </Suspense>
  );
}
