import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Maximize2, MoreHorizontal, X } from "lucide-react";
import { useEffect, useRef } from "react";
import type { TypeSchema } from "../../api";
import { asProblem } from "../../api";
import { i18n } from "../../i18n";
import { IconButton, Menu, Skeleton, TypeIcon } from "../../ui";
import { findCached } from "../data/find-cached";
import { recordQuery } from "../data/list-query";
import type { Writes } from "../data/use-writes";
import { titleOf } from "../fields/values";
import { useGo } from "../navigation";
import { Details, RecordTabs } from "./record-body";
import { recordMenu } from "./record-menu";
import type { useActions } from "./run-action";

interface RecordPanelProps {
  type: TypeSchema;
  id: string;
  writes: Writes;
  actions: ReturnType<typeof useActions>;
  /** Takes the focus when it opens; a peek leaves it in the list. */
  focused: boolean;
  onClose: () => void;
}

/** A record beside the list it comes from. */
export default function RecordPanel({ type, id, writes, actions, focused, onClose }: RecordPanelProps) {
  const client = useQueryClient();
  const go = useGo();
  const fetched = useQuery(recordQuery(type.plural, id));
  // The row that was pressed already shows most of it.
  const record = fetched.data ?? findCached(client, type.plural, id);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (focused) panel.current?.focus({ preventScroll: true });
  }, [focused]);

  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-label={record === undefined ? type.label : titleOf(type, record)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        onClose();
      }}
      className="flex w-[clamp(340px,38%,560px)] shrink-0 flex-col border-line border-s bg-surface outline-none"
    >
      <header className="flex h-bar shrink-0 items-center gap-1 border-line border-b ps-4 pe-2">
        <span className="me-1 text-muted">
          <TypeIcon name={type.icon} />
        </span>
        <h2 className="min-w-0 grow truncate font-semibold">{record === undefined ? "" : titleOf(type, record)}</h2>
        <IconButton
          label={i18n._({ id: "records.menu.open", message: "Open page" })}
          size="small"
          onClick={() => go.record(type.plural, id)}
        >
          <Maximize2 aria-hidden="true" className="size-3.5" />
        </IconButton>
        {record !== undefined && (
          <Menu
            align="end"
            trigger={
              <IconButton label={i18n._({ id: "records.menu", message: "More" })} size="small">
                <MoreHorizontal aria-hidden="true" className="size-4" />
              </IconButton>
            }
            groups={recordMenu(type, record, go, writes, actions)}
          />
        )}
        <IconButton label={i18n._({ id: "ui.close", message: "Close" })} size="small" onClick={onClose}>
          <X aria-hidden="true" className="size-4" />
        </IconButton>
      </header>
      <div className="flex min-h-0 grow flex-col gap-5 overflow-y-auto px-4 py-3">
        {record === undefined ? (
          fetched.error === null ? (
            <Skeleton className="h-40 w-full" />
          ) : (
            <p role="alert" className="text-danger">
              {asProblem(fetched.error)?.message}
            </p>
          )
        ) : (
          <>
            <Details type={type} record={record} writes={writes} />
            <RecordTabs type={type} record={record} />
          </>
        )}
      </div>
    </aside>
  );
}
