import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { cx } from "./cx";
import { Kbd } from "./kbd";

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

export interface MenuProps {
  /** The button that opens it; must carry its own accessible name. */
  trigger: ReactElement<Record<string, unknown>>;
  groups: readonly MenuGroup[];
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "left" | "right";
}

export function Menu({ trigger, groups, align = "start", side = "bottom" }: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <MenuPopup groups={groups} align={align} side={side} />
    </Base.Root>
  );
}

export interface AnchoredMenuProps {
  /** Where it stands; null means closed. One such menu serves a whole list, where one per row would cost too much. */
  anchor: Element | null;
  onClose: () => void;
  groups: readonly MenuGroup[];
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "left" | "right";
}

export function AnchoredMenu({ anchor, onClose, groups, align = "start", side = "bottom" }: AnchoredMenuProps) {
  return (
    <Base.Root modal={false} open={anchor !== null} onOpenChange={(open) => open || onClose()}>
      <MenuPopup groups={groups} align={align} side={side} anchor={anchor} />
    </Base.Root>
  );
}

interface MenuPopupProps {
  groups: readonly MenuGroup[];
  align: "start" | "center" | "end";
  side: "top" | "bottom" | "left" | "right";
  anchor?: Element | null;
}

function MenuPopup({ groups, align, side, anchor }: MenuPopupProps) {
  return (
    <Base.Portal>
      <Base.Positioner
        align={align}
        side={side}
        sideOffset={4}
        {...(anchor === undefined ? {} : { anchor })}
        className="z-50 outline-none"
      >
        <Base.Popup className={cx(popupClass, "max-h-(--available-height) min-w-44 overflow-y-auto")}>
          {groups.map((group, index) => (
            <Base.Group
              key={group.label ?? index}
              className="not-first:mt-1 not-first:border-line not-first:border-t not-first:pt-1"
            >
              {group.label !== undefined && (
                <Base.GroupLabel className="px-2 py-1 text-meta text-muted">{group.label}</Base.GroupLabel>
              )}
              {group.items.map((item) => (
                <MenuRow key={item.label} item={item} />
              ))}
            </Base.Group>
          ))}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}

function MenuRow({ item }: { item: MenuItem }) {
  const content = (
    <>
      {item.icon !== undefined && (
        <span aria-hidden="true" className="flex size-4 shrink-0 items-center justify-center text-muted *:size-4">
          {item.icon}
        </span>
      )}
      <span className="min-w-0 grow truncate">{item.label}</span>
      {item.keys !== undefined && <Kbd keys={item.keys} />}
      {item.checked !== undefined && (
        <span className="size-3.5 shrink-0">{item.checked && <Check aria-hidden="true" className="size-3.5" />}</span>
      )}
    </>
  );
  const className = cx(itemClass, item.danger === true && "text-danger");
  if (item.checked !== undefined) {
    return (
      <Base.CheckboxItem
        checked={item.checked}
        onCheckedChange={item.run}
        disabled={item.disabled ?? false}
        closeOnClick
        className={className}
      >
        {content}
      </Base.CheckboxItem>
    );
  }
  return (
    <Base.Item onClick={item.run} disabled={item.disabled ?? false} className={className}>
      {content}
    </Base.Item>
  );
}
