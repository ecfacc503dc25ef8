import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import type { Link, RecordData, TypeSchema, Value } from "../../api";
import { asProblem } from "../../api";
import { i18n } from "../../i18n";
import { Button, cx, Input, notify } from "../../ui";
import { reasonOf } from "../data/reason";
import { fieldNamed, useMe } from "../data/schema";
import { useWrites } from "../data/use-writes";
import { MentionInput } from "../fields/mention-input";
import { hasMention, withoutMarks } from "../fields/mentions";
import { titleOf } from "../fields/values";
import { fromWallTime } from "../fields/wall-time";
import { historyKey } from "./streams";

interface QuickEntryProps {
  activity: TypeSchema;
  type: TypeSchema;
  record: RecordData;
}

const longest = 120;
/** The kinds that are written most. The rest have the form. */
const quickKinds = 4;

/** The first line of a text, short enough for a heading. */
export function headingOf(text: string): string {
  const line =
    withoutMarks(text)
      .trim()
      .split("\n")[0]
      ?.replace(/^[#>*\-\s]+/, "") ?? "";
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}

/** Writes a note or a task about a record without leaving it. */
export function QuickEntry({ activity, type, record }: QuickEntryProps) {
  const client = useQueryClient();
  const writes = useWrites(activity);
  const me = useMe();
  const dueId = useId();
  const kinds = fieldNamed(activity, "kind")?.choices ?? [];
  const [kind, setKind] = useState(kinds.find((choice) => choice.value === "note")?.value ?? kinds[0]?.value);
  const [text, setText] = useState("");
  const [due, setDue] = useState("");
  const [busy, setBusy] = useState(false);
  const body = activity.fields.find((field) => field.kind === "markdown" && !field.read_only);
  const hasDue = fieldNamed(activity, "due_at") !== undefined && kind !== "note";

  const submit = async () => {
    if (text.trim() === "" || busy) return;
    setBusy(true);
    const heading = headingOf(text);
    const about: Link = { id: record.id, title: titleOf(type, record), type: type.name };
    const values: { [field: string]: Value } = {
      [activity.title]: heading,
      regarding: about,
      owner: me.person,
      ...(kind === undefined ? {} : { kind }),
      ...(body !== undefined && (text.trim() !== heading || hasMention(text)) ? { [body.name]: text.trim() } : {}),
      ...(hasDue && due !== "" ? { due_at: fromWallTime(due) ?? null } : {}),
    };
    try {
      await writes.create(values);
      setText("");
      setDue("");
    } catch (error) {
      const problem = asProblem(error);
      if (problem === undefined) throw error;
      notify({ tone: "danger", message: reasonOf(problem) });
    } finally {
      setBusy(false);
      await client.invalidateQueries({ queryKey: historyKey(type.plural, record.id) });
    }
  };

  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void submit();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        void submit();
      }}
      className="flex flex-col gap-2 rounded-card border border-line p-2"
    >
      <div role="radiogroup" aria-label={i18n._({ id: "records.quick.kind", message: "Kind" })} className="flex gap-1">
        {kinds.slice(0, quickKinds).map((choice) => (
          <label
            key={choice.value}
            className={cx(
              "cursor-pointer rounded-control px-2 py-0.5 text-small has-focus-visible:outline-2 has-focus-visible:outline-accent",
              kind === choice.value ? "bg-hover font-medium" : "text-muted hover:text-fg",
            )}
          >
            <input
              type="radio"
              name="kind"
              className="sr-only"
              checked={kind === choice.value}
              onChange={() => setKind(choice.value)}
            />
            {choice.label}
          </label>
        ))}
      </div>
      <MentionInput
        aria-label={i18n._({ id: "records.quick.text", message: "What happened, or what is to do?" })}
        placeholder={i18n._({ id: "records.quick.text", message: "What happened, or what is to do?" })}
        rows={2}
        value={text}
        onValue={setText}
        className="min-h-10 resize-none border-transparent bg-transparent px-1 hover:border-transparent"
      />
      {(text !== "" || due !== "") && (
        <div className="flex flex-wrap items-center justify-end gap-2">
          {hasDue && (
            <label htmlFor={dueId} className="me-auto flex items-center gap-2 text-muted text-small">
              {fieldNamed(activity, "due_at")?.label}
              <Input
                id={dueId}
                type="datetime-local"
                value={due}
                onChange={(event) => setDue(event.target.value)}
                className="h-control-small w-auto"
              />
            </label>
          )}
          <Button type="submit" variant="primary" size="small" busy={busy}>
            {i18n._({ id: "records.quick.save", message: "Save" })}
          </Button>
        </div>
      )}
    </form>
  );
}
