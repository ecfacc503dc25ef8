import { useNavigate } from "@tanstack/react-router";
import { Download, Import, Kanban, MoreHorizontal, Plus, Table2, Trash2 } from "lucide-react";
import type { TypeSchema } from "../../api";
import { apiUrl, may } from "../../api";
import { i18n } from "../../i18n";
import { Button, cx, IconButton, Menu, PageHeader, TypeIcon } from "../../ui";
import { useMe } from "../data/schema";
import { createTitle } from "../form/create-dialog";
import { openCreate } from "../form/create-store";
import { boardFields, type ChangeSearch } from "./layout";
import type { ListSearch } from "./list-search";
import { whereOf } from "./list-where";

interface ListHeaderProps {
  type: TypeSchema;
  search: ListSearch;
  change: ChangeSearch;
  layout: "table" | "board";
  onImport: (() => void) | undefined;
}

/** The bar above a list: what it is, how it is shown, and what can be done with all of it. */
export function ListHeader({ type, search, change, layout, onImport }: ListHeaderProps) {
  const me = useMe();
  const navigate = useNavigate();
  return (
    <PageHeader
      icon={<TypeIcon name={type.icon} />}
      title={type.plural_label}
      actions={
        <>
          {boardFields(type).length > 0 && (
            <LayoutSwitch
              layout={layout}
              onLayout={(next) => change({ layout: next === "table" ? undefined : next }, true)}
            />
          )}
          <Menu
            align="end"
            trigger={
              <IconButton label={i18n._({ id: "records.menu", message: "More" })}>
                <MoreHorizontal aria-hidden="true" className="size-4" />
              </IconButton>
            }
            groups={[
              {
                items: [
                  ...(onImport !== undefined
                    ? [
                        {
                          label: i18n._({ id: "records.import", message: "Import a file" }),
                          icon: <Import />,
                          run: onImport,
                        },
                      ]
                    : []),
                  ...(may(me, "export")
                    ? [
                        {
                          label: i18n._({ id: "records.export", message: "Download as CSV" }),
                          icon: <Download />,
                          run: () =>
                            location.assign(
                              apiUrl(`${type.plural}.csv`, { where: whereOf(type, search), sort: search.sort }),
                            ),
                        },
                      ]
                    : []),
                  {
                    label: i18n._({ id: "records.trash", message: "Trash" }),
                    icon: <Trash2 />,
                    run: () => void navigate({ to: "/$types/trash", params: { types: type.plural } }),
                  },
                ],
              },
            ]}
          />
          {type.can.create && (
            <Button
              variant="primary"
              size="small"
              icon={<Plus aria-hidden="true" className="size-3.5" />}
              onClick={() => openCreate(type.name)}
            >
              <span className="max-sm:sr-only">{createTitle(type)}</span>
            </Button>
          )}
        </>
      }
    />
  );
}

function LayoutSwitch({
  layout,
  onLayout,
}: {
  layout: "table" | "board";
  onLayout: (layout: "table" | "board") => void;
}) {
  const choices = [
    { value: "table", label: i18n._({ id: "records.layout.table", message: "Table" }), Icon: Table2 },
    { value: "board", label: i18n._({ id: "records.layout.board", message: "Board" }), Icon: Kanban },
  ] as const;
  return (
    <fieldset
      className="flex rounded-control border border-line p-px"
      aria-label={i18n._({ id: "records.layout", message: "Layout" })}
    >
      {choices.map(({ value, label, Icon }) => (
        <button
          key={value}
          type="button"
          aria-pressed={layout === value}
          aria-label={label}
          title={label}
          onClick={() => onLayout(value)}
          className={cx(
            "flex size-6 items-center justify-center rounded-control",
            layout === value ? "bg-hover text-fg" : "text-muted hover:text-fg",
          )}
        >
          <Icon aria-hidden="true" className="size-3.5" />
        </button>
      ))}
    </fieldset>
  );
}
