import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Change, TypeSchema } from "../../api";
import { typeNamed } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { Button, Menu, type MenuItem } from "../../ui";
import { changesetQuery, isRunning } from "../changes/calls";
import { undo, undoLabel } from "../changes/offer-undo";
import { useSchema } from "../data/schema";
import { deedOf } from "./change-view";

const isUndoable = (type: TypeSchema, change: Change) =>
  change.kind === "updated" ? type.can.update : type.can.delete;

/** Takes a line of the history back; where others were changed with it, it or all of them. */
export function LineUndo({ change }: { change: Change }) {
  const schema = useSchema();
  const type = typeNamed(schema, change.type);
  if (type === undefined || !isUndoable(type, change)) return null;
  return change.changeset === null ? (
    <UndoOne change={change} type={type} />
  ) : (
    <UndoSome change={change} changeset={change.changeset} type={type} />
  );
}

// It shows where a line is pointed at or focused, and always where nothing can be pointed at.
const buttonClass =
  "-my-1 text-accent opacity-0 focus-visible:opacity-100 group-hover/change:opacity-100 data-popup-open:opacity-100 pointer-coarse:opacity-100";

const nameOf = (change: Change) => {
  const fields = change.kind === "updated" ? change.diff.map((line) => line.label).join(", ") : "";
  return i18n._({
    id: "records.history.undo",
    message: "Undo: {what}",
    values: { what: fields === "" ? deedOf(change) : fields },
  });
};

function UndoOne({ change, type }: { change: Change; type: TypeSchema }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    await undo(client, { path: `changes/${change.position}`, type });
    setBusy(false);
  };
  return (
    <Button
      variant="quiet"
      size="small"
      busy={busy}
      aria-label={nameOf(change)}
      onClick={() => void run()}
      className={buttonClass}
    >
      {undoLabel()}
    </Button>
  );
}

interface UndoSomeProps {
  change: Change;
  changeset: string;
  type: TypeSchema;
}

function UndoSome({ change, changeset, type }: UndoSomeProps) {
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const { data: together, isError } = useQuery({ ...changesetQuery(changeset), enabled: asked, retry: false });
  const items: MenuItem[] = [
    {
      label: i18n._({ id: "records.history.undo_one", message: "Undo this change" }),
      run: () => void undo(client, { path: `changes/${change.position}`, type }),
    },
  ];
  // Whose it is may undo it, and administrators; others are not told of it.
  const mayUndoAll = !isError && together?.undone_by == null && !(together !== undefined && isRunning(together));
  if (mayUndoAll && (together?.changed !== 1 || together.kind === "merge"))
    items.push({
      label: allLabel(change, together?.changed ?? 0),
      run: () =>
        void undo(client, { path: `changesets/${changeset}`, type: change.via === "import" ? undefined : type }),
    });
  return (
    <Menu
      align="end"
      trigger={
        <Button
          variant="quiet"
          size="small"
          aria-label={nameOf(change)}
          onClick={() => setAsked(true)}
          className={buttonClass}
        >
          {undoLabel()}
        </Button>
      }
      groups={[{ items }]}
    />
  );
}

function allLabel(change: Change, count: number): string {
  if (change.via === "import") return i18n._({ id: "records.history.undo_import", message: "Undo the whole import" });
  if (change.via === "merge") return i18n._({ id: "records.history.undo_merge", message: "Undo the merge" });
  if (count === 0) return i18n._({ id: "records.history.undo_all", message: "Undo all changes made together" });
  return i18n._({
    id: "records.history.undo_many",
    message: "Undo all {count} changes made together",
    values: { count: formatNumber(count) },
  });
}
