import { useNavigate } from "@tanstack/react-router";
import type { TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { useCommands } from "../../ui";
import { readFilter, writeFilter } from "../filters/expression";
import { boardFields, type ChangeSearch } from "./layout";
import type { Layout, ListSearch } from "./list-search";

interface ListCommands {
  type: TypeSchema;
  search: ListSearch;
  change: ChangeSearch;
  layout: Layout;
  panel: string | undefined;
  onFilter: () => void;
  onClosePanel: () => void;
}

/** What keys and the palette can do on a list. */
export function useListCommands({ type, search, change, layout, panel, onFilter, onClosePanel }: ListCommands): void {
  const navigate = useNavigate();
  const hasBoard = boardFields(type).length > 0;
  const parts = readFilter(search.where ?? "");
  useCommands([
    {
      id: "list.filter",
      group: type.plural_label,
      label: i18n._({ id: "records.filter.add_long", message: "Add a filter" }),
      keys: "f",
      weight: 1,
      run: () => onFilter(),
    },
    ...(parts.length === 0
      ? []
      : [
          {
            id: "list.unfilter",
            group: type.plural_label,
            label: i18n._({ id: "records.filter.drop_last", message: "Remove the last filter" }),
            keys: "shift+f",
            weight: 1,
            run: () => change({ where: writeFilter(parts.slice(0, -1)) }),
          },
        ]),
    ...(hasBoard
      ? [
          {
            id: "list.layout",
            group: type.plural_label,
            label:
              layout === "board"
                ? i18n._({ id: "records.layout.to_table", message: "Show as a table" })
                : i18n._({ id: "records.layout.to_board", message: "Show as a board" }),
            keys: "b",
            weight: 1,
            run: () => change({ layout: layout === "board" ? "table" : "board" }, true),
          },
        ]
      : []),
    ...(panel === undefined
      ? []
      : [
          {
            id: "list.close_panel",
            group: type.plural_label,
            label: i18n._({ id: "records.panel.close", message: "Close the record" }),
            keys: "escape",
            hidden: true,
            run: onClosePanel,
          },
        ]),
    {
      id: "list.trash",
      group: type.plural_label,
      label: i18n._({ id: "records.trash", message: "Trash" }),
      run: () => void navigate({ to: "/$types/trash", params: { types: type.plural } }),
    },
  ]);
}
