import { Calendar, ChartGantt, Grid3x3, Kanban, type LucideIcon, Table2 } from "lucide-react";
import { i18n } from "../../i18n";
import { cx, IconButton, Menu } from "../../ui";
import type { Layout } from "./list-search";

const drawn: { readonly [layout in Layout]: LucideIcon } = {
  table: Table2,
  board: Kanban,
  calendar: Calendar,
  timeline: ChartGantt,
  map: Grid3x3,
};

function layoutName(layout: Layout): string {
  switch (layout) {
    case "table":
      return i18n._({ id: "records.layout.table", message: "Table" });
    case "board":
      return i18n._({ id: "records.layout.board", message: "Board" });
    case "calendar":
      return i18n._({ id: "records.layout.calendar", message: "Calendar" });
    case "timeline":
      return i18n._({ id: "records.layout.timeline", message: "Timeline" });
    case "map":
      return i18n._({ id: "records.layout.map", message: "Map of counts" });
  }
}

interface LayoutSwitchProps {
  choices: readonly Layout[];
  layout: Layout;
  phone: boolean;
  onLayout: (layout: Layout) => void;
  /** The pointer or the focus has come to one. */
  onNear: (layout: Layout) => void;
}

/** How the list is drawn: buttons beside each other, on a phone a menu. */
export default function LayoutSwitch({ choices, layout, phone, onLayout, onNear }: LayoutSwitchProps) {
  const label = i18n._({ id: "records.layout", message: "Layout" });
  const Present = drawn[layout];
  if (phone)
    return (
      <Menu
        align="end"
        trigger={
          <IconButton label={label}>
            <Present aria-hidden="true" className="size-4" />
          </IconButton>
        }
        groups={[
          {
            label,
            items: choices.map((value) => ({
              label: layoutName(value),
              checked: value === layout,
              run: () => onLayout(value),
            })),
          },
        ]}
      />
    );
  return (
    <fieldset className="flex rounded-control border border-line p-px" aria-label={label}>
      {choices.map((value) => {
        const Icon = drawn[value];
        return (
          <button
            key={value}
            type="button"
            aria-pressed={layout === value}
            aria-label={layoutName(value)}
            title={layoutName(value)}
            onClick={() => onLayout(value)}
            onPointerEnter={() => onNear(value)}
            onFocus={() => onNear(value)}
            className={cx(
              "flex size-6 items-center justify-center rounded-control",
              layout === value ? "bg-hover text-fg" : "text-muted hover:text-fg",
            )}
          >
            <Icon aria-hidden="true" className="size-3.5" />
          </button>
        );
      })}
    </fieldset>
  );
}
