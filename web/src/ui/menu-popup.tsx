import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import { cx } from "./cx";
import { focusBack } from "./focus-back";
import { Kbd } from "./kbd";
import { itemClass, type MenuAlign, type MenuGroup, type MenuItem, type MenuSide, popupClass } from "./menu-types";

export interface MenuPopupProps {
  open: boolean;
  /** Where it stands, and where the focus goes back to. */
  anchor: Element | null;
  onClose: () => void;
  groups: readonly MenuGroup[];
  align: MenuAlign;
  side: MenuSide;
}

export default function MenuPopup({ open, anchor, onClose, groups, align, side }: MenuPopupProps) {
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
        <Base.Positioner anchor={anchor} align={align} side={side} sideOffset={4} className="z-50 outline-none">
          <Base.Popup
            data-popup=""
            finalFocus={() => focusBack(anchor)}
            className={cx(popupClass, "max-h-(--available-height) min-w-44 overflow-y-auto")}
          >
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
    </Base.Root>
  );
}

function MenuRow({ item }: { item: MenuItem }) {
  const content = (
    <>
      {item.icon !== undefined && (
        <span
          aria-hidden="true"
          className="flex size-4 shrink-0 items-center justify-center text-muted *:max-h-4 *:max-w-4"
        >
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
