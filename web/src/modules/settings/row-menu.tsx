import { Ellipsis } from "lucide-react";
import { i18n } from "../../i18n";
import { IconButton, Menu, type MenuGroup, type MenuItem } from "../../ui";

interface RowMenuProps {
  /** What the row is called. */
  name: string;
  groups: readonly MenuGroup[];
}

/** What else can be done with a row of a list in the settings. */
export function RowMenu({ name, groups }: RowMenuProps) {
  return (
    <Menu
      align="end"
      trigger={
        <IconButton
          size="small"
          label={i18n._({ id: "settings.stages.more", message: "More for {name}", values: { name } })}
        >
          <Ellipsis className="size-4" />
        </IconButton>
      }
      groups={groups}
    />
  );
}

/** Moves a row among others without dragging it. */
export function moveItems(index: number, count: number, onMove: (to: number) => void): MenuItem[] {
  return [
    {
      label: i18n._({ id: "settings.stages.up", message: "Move up" }),
      disabled: index === 0,
      run: () => onMove(index - 1),
    },
    {
      label: i18n._({ id: "settings.stages.down", message: "Move down" }),
      disabled: index === count - 1,
      run: () => onMove(index + 1),
    },
  ];
}
