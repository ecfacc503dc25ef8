import { useId, useState } from "react";
import type { FieldSchema, Value } from "../../api";
import { i18n } from "../../i18n";
import { Button, Dialog } from "../../ui";
import { fieldNamed, useMe } from "../data/schema";
import type { Patch } from "../data/write";
import { FieldView } from "../fields/field-view";
import { asLink, isBlank, titleOf } from "../fields/values";
import type { Conflict } from "./conflict";

interface ConflictDialogProps {
  conflict: Conflict;
  onAnswer: (kept: Patch) => void;
}

type Side = "theirs" | "mine";

/** Shows both values of each field that two people changed, and asks which shall stand. */
export default function ConflictDialog({ conflict, onAnswer }: ConflictDialogProps) {
  const me = useMe();
  const { type, patch, fields, current, before } = conflict;
  const [sides, setSides] = useState<{ readonly [field: string]: Side }>({});
  const without = (dropped: (field: string) => boolean): Patch =>
    Object.fromEntries(Object.entries(patch).filter(([field]) => !dropped(field)));
  const theirs = without((field) => fields.includes(field));
  const chosen = without((field) => fields.includes(field) && sides[field] === "theirs");
  const by = asLink(current.updated_by);
  const own = by?.id === me.person.id;
  const who = own
    ? i18n._({ id: "records.conflict.elsewhere", message: "Elsewhere" })
    : (by?.title ?? i18n._({ id: "records.conflict.someone", message: "Someone else" }));
  return (
    <Dialog
      open
      width="small"
      onClose={() => onAnswer(theirs)}
      title={
        own
          ? i18n._({ id: "records.conflict.title_own", message: "You changed the same elsewhere" })
          : i18n._({
              id: "records.conflict.title",
              message: "{who} changed the same meanwhile",
              values: { who },
            })
      }
      description={i18n._({
        id: "records.conflict.ask",
        message: "“{record}” was changed while you did. Which value shall stand?",
        values: { record: titleOf(type, current) },
      })}
      footer={
        <>
          <Button variant="quiet" onClick={() => onAnswer(theirs)}>
            {i18n._({ id: "records.conflict.theirs", message: "Drop my change" })}
          </Button>
          <Button variant="primary" onClick={() => onAnswer(chosen)}>
            {i18n._({ id: "records.conflict.save", message: "Save what is chosen" })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {fields.map((name) => {
          const field = fieldNamed(type, name);
          if (field === undefined) return null;
          return (
            <Question
              key={name}
              field={field}
              who={who}
              theirs={current[name] ?? null}
              mine={patch[name] ?? null}
              before={before?.[name]}
              side={sides[name] ?? "mine"}
              onSide={(side) => setSides({ ...sides, [name]: side })}
            />
          );
        })}
      </div>
    </Dialog>
  );
}

interface QuestionProps {
  field: FieldSchema;
  who: string;
  theirs: Value;
  mine: Value;
  before: Value | undefined;
  side: Side;
  onSide: (side: Side) => void;
}

function Question({ field, who, theirs, mine, before, side, onSide }: QuestionProps) {
  const group = useId();
  const options = [
    { side: "mine" as const, label: i18n._({ id: "records.conflict.yours", message: "You" }), value: mine },
    { side: "theirs" as const, label: who, value: theirs },
  ];
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 font-medium">{field.label}</legend>
      {options.map((option) => (
        <label
          key={option.side}
          className="flex min-h-(--control) cursor-pointer items-center gap-3 rounded-card border border-line px-3 py-1.5 has-checked:border-accent has-checked:bg-accent-bg has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={group}
            checked={option.side === side}
            onChange={() => onSide(option.side)}
            className="size-4 shrink-0 accent-accent"
          />
          <span className="w-2/5 min-w-0 shrink-0 truncate text-muted">{option.label}</span>
          <span className="min-w-0 grow break-words">
            <Shown field={field} value={option.value} />
          </span>
        </label>
      ))}
      {before !== undefined && (
        <p className="flex items-center gap-3 px-3 text-small">
          <span className="size-4 shrink-0" />
          <span className="w-2/5 min-w-0 shrink-0 text-muted">
            {i18n._({ id: "records.conflict.before", message: "Before" })}
          </span>
          <span className="min-w-0 grow break-words">
            <Shown field={field} value={before} />
          </span>
        </p>
      )}
    </fieldset>
  );
}

function Shown({ field, value }: { field: FieldSchema; value: Value }) {
  if (isBlank(value))
    return <span className="text-muted">{i18n._({ id: "records.history.nothing", message: "empty" })}</span>;
  return <FieldView field={field} value={value} compact />;
}
