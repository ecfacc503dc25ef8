import { Link } from "@tanstack/react-router";
import { ChevronDown, Pin } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { RecordData, TypeSchema } from "../../api";
import { typeNamed } from "../../api";
import { i18n } from "../../i18n";
import { Button, cx, Menu, type MenuGroup, useOnce } from "../../ui";
import { useMe, useSchema } from "../data/schema";
import { useWrites } from "../data/use-writes";
import { asText } from "../fields/values";
import { routes } from "../navigation";
import { type ListState, mayChange } from "./use-views";
import { addressOf, fieldsOf, shown, stateOf } from "./view-state";

const ViewDialog = lazy(() => import("./view-dialog"));

const nameOf = (view: RecordData) => asText(view.name);

interface ViewBarProps {
  type: TypeSchema;
  list: ListState;
  phone: boolean;
}

/** Which view of a type is shown: pinned ones as tabs, all of them in a menu, and what was changed since it was kept. */
export default function ViewBar({ type, list, phone }: ViewBarProps) {
  const schema = useSchema();
  const viewType = typeNamed(schema, "views");
  if (viewType === undefined) return null;
  return <Bar type={type} viewType={viewType} list={list} phone={phone} />;
}

function Bar({ type, viewType, list, phone }: ViewBarProps & { viewType: TypeSchema }) {
  const { views, view, standard, changed, search, open } = list;
  const me = useMe();
  const writes = useWrites(viewType);
  const [editing, setEditing] = useState<"new" | "present" | null>(null);
  const wanted = useOnce(editing !== null);
  const pinned = views.filter((one) => one.pinned === true);
  const tabs = phone ? [] : [undefined, ...pinned];
  const mine = view !== undefined && mayChange(view, me);
  const all = i18n._({
    id: "records.view.all",
    message: "All {types}",
    values: { types: type.plural_label.toLocaleLowerCase() },
  });

  const save = async () => {
    if (view === undefined) return;
    const saved = await writes.save(view.id, fieldsOf(stateOf(search)));
    if (saved.ok) open(saved.record, true);
  };
  const remove = () => {
    if (view === undefined) return;
    void writes.remove({ ids: [view.id] }, () => open(undefined));
  };

  const actions: MenuGroup = {
    items: [
      { label: i18n._({ id: "records.view.save_as", message: "Save as a new view" }), run: () => setEditing("new") },
      ...(view !== undefined && mine
        ? [
            {
              label: i18n._({ id: "records.view.edit", message: "Rename and share" }),
              run: () => setEditing("present"),
            },
            {
              label: i18n._({ id: "records.view.pinned", message: "Pinned as a tab" }),
              checked: view.pinned === true,
              run: () => void writes.save(view.id, { pinned: view.pinned !== true }),
            },
            {
              label: i18n._({ id: "records.view.delete", message: "Delete the view" }),
              danger: true,
              run: remove,
            },
          ]
        : []),
    ],
  };
  const choice = (one: RecordData | undefined) => ({
    label: one === undefined ? all : nameOf(one),
    checked: one?.id === view?.id,
    run: () => open(one),
  });
  const groups: MenuGroup[] = [
    { label: i18n._({ id: "records.views", message: "Views" }), items: [undefined, ...views].map(choice) },
    actions,
  ];
  const listed = tabs.some((one) => one?.id === view?.id);

  return (
    <>
      {tabs.length > 1 && (
        <nav
          aria-label={i18n._({ id: "records.views", message: "Views" })}
          className="flex min-w-0 gap-0.5 overflow-x-auto"
        >
          {tabs.map((one) => (
            <Link
              key={one?.id ?? ""}
              to={routes.list}
              params={{ types: type.plural }}
              search={addressOf(shown({}, one), one, standard)}
              // The router's own idea of the present page knows nothing of views.
              activeOptions={{ exact: true, includeSearch: true }}
              aria-current={one?.id === view?.id ? "page" : undefined}
              className={cx(
                "flex h-control-small shrink-0 items-center rounded-control px-2 text-small",
                one?.id === view?.id ? "bg-hover font-medium text-fg" : "text-muted hover:text-fg",
              )}
            >
              {one === undefined ? all : nameOf(one)}
            </Link>
          ))}
        </nav>
      )}
      <Menu
        trigger={
          <Button
            variant="quiet"
            size="small"
            className="min-w-0 shrink"
            aria-label={i18n._({
              id: "records.view.menu",
              message: "View: {name}",
              values: { name: view === undefined ? all : nameOf(view) },
            })}
          >
            {(!listed || tabs.length < 2) && (
              <span className="truncate">{view === undefined ? all : nameOf(view)}</span>
            )}
            {view?.pinned === true && phone && <Pin aria-hidden="true" className="size-3" />}
            <ChevronDown aria-hidden="true" className="size-3.5 shrink-0" />
          </Button>
        }
        groups={groups}
      />
      {changed && (
        <div className="flex shrink-0 items-center gap-1">
          {view !== undefined && (
            <span className="text-muted text-small max-lg:sr-only">
              {i18n._({ id: "records.view.unsaved", message: "Not saved" })}
            </span>
          )}
          {mine && (
            <Button size="small" onClick={() => void save()}>
              {i18n._({ id: "records.view.save", message: "Save" })}
            </Button>
          )}
          {!mine && (
            <Button size="small" onClick={() => setEditing("new")}>
              {i18n._({ id: "records.view.save_new", message: "Save view" })}
            </Button>
          )}
          {!phone && (
            <Button variant="quiet" size="small" onClick={() => open(view)}>
              {i18n._({ id: "records.view.reset", message: "Reset" })}
            </Button>
          )}
        </div>
      )}
      {wanted && (
        <Suspense>
          <ViewDialog
            key={editing === "present" ? view?.id : "new"}
            open={editing !== null}
            type={type}
            viewType={viewType}
            list={list}
            view={editing === "present" ? view : undefined}
            writes={writes}
            onClose={() => setEditing(null)}
          />
        </Suspense>
      )}
    </>
  );
}
