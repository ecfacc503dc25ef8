import { useNavigate } from "@tanstack/react-router";
import { Download, Import, MoreHorizontal, Plus, Trash2 } from "lucide-react";
import { lazy, Suspense } from "react";
import type { TypeSchema } from "../../api";
import { apiUrl, may } from "../../api";
import { i18n } from "../../i18n";
import { Button, IconButton, Menu, PageHeader, TypeIcon } from "../../ui";
import { useMe } from "../data/schema";
import { createTitle, openCreate } from "../form/create-store";
import type { ListState } from "../views/use-views";
import { layoutsOf } from "./layout";
import type { Layout, ListSearch } from "./list-search";
import { whereOf } from "./list-where";

// Which view it is shows in its list first; the bar that tells comes beside it.
const LayoutSwitch = lazy(() => import("./layout-switch"));
const ViewBar = lazy(() => import("../views/view-bar"));

interface ListHeaderProps {
  type: TypeSchema;
  list: ListState;
  /** What of the list's state still fits. */
  search: ListSearch;
  layout: Layout;
  /** Somebody may want to see another layout soon. */
  onLayoutNear: (layout: Layout) => void;
  phone: boolean;
  onImport: (() => void) | undefined;
}

/** The bar above a list: what it is, how it is shown, and what can be done with all of it. */
export function ListHeader({ type, list, search, layout, onLayoutNear, phone, onImport }: ListHeaderProps) {
  const me = useMe();
  const navigate = useNavigate();
  return (
    <PageHeader
      icon={<TypeIcon name={type.icon} />}
      title={type.plural_label}
      actions={
        <>
          <Suspense>
            <LayoutSwitch
              choices={layoutsOf(type)}
              layout={layout}
              phone={phone}
              onNear={onLayoutNear}
              onLayout={(next) => list.change({ layout: next }, true)}
            />
          </Suspense>
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
                  ...(may(me, "export") ? downloads(type, search) : []),
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
    >
      <Suspense>
        <ViewBar type={type} list={list} phone={phone} />
      </Suspense>
    </PageHeader>
  );
}

/** The list as a file, as people read it, as spreadsheets do, and with nothing lost. */
function downloads(type: TypeSchema, search: ListSearch) {
  const forms = [
    ["csv", i18n._({ id: "records.export", message: "Download as CSV" })],
    ["xlsx", i18n._({ id: "records.export.xlsx", message: "Download as Excel workbook" })],
    ["jsonl", i18n._({ id: "records.export.jsonl", message: "Download to move elsewhere (JSON lines)" })],
  ] as const;
  return forms.map(([ending, label]) => ({
    label,
    icon: <Download />,
    run: () => location.assign(apiUrl(`${type.plural}.${ending}`, { where: whereOf(type, search), sort: search.sort })),
  }));
}
