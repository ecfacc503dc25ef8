import { useQueryClient } from "@tanstack/react-query";
import { type ComponentType, useState } from "react";
import type { FieldSchema, RecordData, TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { notify } from "../../ui";
import { moveCached } from "../data/cache";
import { findCached } from "../data/find-cached";
import type { ListQuery } from "../data/list-query";
import { reasonOf } from "../data/reason";
import { acceptFields } from "../data/refusals";
import { fieldNamed } from "../data/schema";
import type { Writes } from "../data/use-writes";
import { type Patch, refreshLists } from "../data/write";
import { titleOf } from "../fields/values";
import { type BoardColumn, type BoardShape, columnKeyOf } from "./columns";
import { endDialog, type MoveDialogProps } from "./move-dialogs";
import { moveSums } from "./sums";

export interface Asked {
  record: RecordData;
  from: BoardColumn;
  to: BoardColumn;
  fields: FieldSchema[];
  reason: string;
  /** Asks in place of the form of the fields. */
  own: ComponentType<MoveDialogProps> | null;
}

/** Moves cards between columns: at once on the screen, back again when the server refuses. */
export function useMoves(
  type: TypeSchema,
  shape: BoardShape | undefined,
  listOf: (column: BoardColumn) => ListQuery,
  writes: Writes,
) {
  const client = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [said, setSaid] = useState("");

  const show = (record: RecordData, from: BoardColumn, to: BoardColumn) => {
    if (shape === undefined) return;
    moveCached(client, listOf(from), listOf(to), { ...record, [shape.field.name]: to.value });
    moveSums(client, type, record, from, to);
  };
  const values = (to: BoardColumn): Patch => (shape === undefined ? {} : { [shape.field.name]: to.value });

  const moved = (record: RecordData, from: BoardColumn, to: BoardColumn, undoing: boolean): void => {
    const message = i18n._({
      id: "records.board.moved",
      message: "{name} moved to {column}",
      values: { name: titleOf(type, record), column: to.label },
    });
    setSaid(message);
    // By then the card may have been moved on.
    const run = () => {
      const present = findCached(client, type.plural, record.id) ?? record;
      const column = shape?.columns.find((one) => one.key === columnKeyOf(shape.field, present)) ?? to;
      void move(present, column, from, true);
    };
    if (!undoing) notify({ message, action: { label: i18n._({ id: "records.undo", message: "Undo" }), run } });
  };

  const move = async (record: RecordData, from: BoardColumn, to: BoardColumn, undoing = false): Promise<void> => {
    if (shape === undefined || from.key === to.key) return;
    show(record, from, to);
    const ends = to.record?.won === true || to.record?.lost === true;
    const own = ends && !undoing ? endDialog(type.name) : undefined;
    if (own !== undefined) {
      setAsked({ record, from, to, fields: [], reason: "", own });
      return;
    }
    const saved = await writes.save(record.id, values(to), { silent: true, seen: record });
    const name = titleOf(type, record);
    if (saved.ok) {
      moved(saved.record, from, to, undoing);
      return;
    }
    if (saved.settled) {
      await refreshLists(client, type.plural);
      return;
    }
    acceptFields(record.id, [shape.field.name]);
    // A rule that names fields can be satisfied here and now; the card waits where it was dropped.
    const wanted = saved.problem.errors.flatMap(({ field }) => {
      const schema = field === null || field === shape.field.name ? undefined : fieldNamed(type, field);
      return schema === undefined || schema.read_only ? [] : [schema];
    });
    const reason = reasonOf(saved.problem);
    if (saved.problem.status === 422 && wanted.length > 0) {
      setAsked({ record, from, to, fields: [...new Set(wanted)], reason, own: null });
      return;
    }
    show(record, to, from);
    setSaid(
      i18n._({ id: "records.board.stays", message: "{name} stays in {column}", values: { name, column: from.label } }),
    );
    notify({
      tone: "danger",
      message: i18n._({ id: "records.board.refused", message: "Not moved: {reason}", values: { reason } }),
      ...(saved.problem.status === 422
        ? {}
        : {
            action: {
              label: i18n._({ id: "records.retry", message: "Try again" }),
              run: () => void move(record, from, to),
            },
          }),
    });
  };

  /** The answer to what a rule asked for; a refusal is handed to the form. */
  const answer = async (given: Patch) => {
    if (asked === null) return undefined;
    const saved = await writes.save(asked.record.id, { ...given, ...values(asked.to) }, { silent: true });
    acceptFields(asked.record.id, [...Object.keys(given), ...Object.keys(values(asked.to))]);
    if (!(saved.ok || saved.settled)) return saved.problem;
    setAsked(null);
    if (saved.ok) moved(saved.record, asked.from, asked.to, false);
    return undefined;
  };
  const cancel = () => {
    if (asked !== null) show(asked.record, asked.to, asked.from);
    setAsked(null);
  };
  return { move, asked, answer, cancel, said };
}
