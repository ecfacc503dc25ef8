import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { FieldSchema, RecordData, Value } from "../../api";
import { cx } from "../../ui";
import { FieldEditor } from "../fields/field-editor";
import { kinds } from "../fields/kinds";
import type { Known } from "../fields/values";
import { checkValue } from "../form/form-fields";

export type Leaving = "down" | "next" | "previous" | "stay";

interface CellEditorProps {
  field: FieldSchema;
  value: Known;
  seed?: string | undefined;
  /** In the flow of a page instead of over a cell. */
  inline?: boolean;
  /** The record; others may change it meanwhile. */
  record: RecordData;
  /** `undefined` leaves the value as it was. The record is as it was when the editor opened. */
  onDone: (value: Value | undefined, then: Leaving, seen: RecordData) => void;
}

/** Edits one value where it is read. Enter saves and goes down, Tab saves and goes on, Esc leaves it as it was. */
export function CellEditor({ field, value, seed, inline = false, record, onDone }: CellEditorProps) {
  const kind = kinds[field.kind];
  const [seen] = useState(record);
  const draft = useRef<Value | undefined>(undefined);
  const [problem, setProblem] = useState<string>();
  const box = useRef<HTMLDivElement>(null);
  const done = useRef<boolean>(false);

  const finish = (then: Leaving, picked?: Value) => {
    // biome-ignore lint/suspicious/noUnnecessaryConditions: a ref changes between calls
    if (done.current) return;
    const next = picked === undefined ? draft.current : picked;
    const wrong = next === undefined ? undefined : checkValue(field, next);
    if (wrong !== undefined) {
      setProblem(wrong);
      return;
    }
    done.current = true;
    onDone(next, then, seen);
  };
  const leave = () => {
    done.current = true;
    onDone(undefined, "stay", seen);
  };

  // A press anywhere else saves what was typed, also where nothing there takes the focus.
  const onOutside = useRef(finish);
  useEffect(() => {
    onOutside.current = finish;
  });
  useEffect(() => {
    const press = (event: PointerEvent) => {
      const target = event.target;
      if (!(target instanceof Element) || box.current?.contains(target) === true) return;
      if (target.closest("[role=listbox],[role=dialog]") === null) onOutside.current("stay");
    };
    document.addEventListener("pointerdown", press, true);
    return () => document.removeEventListener("pointerdown", press, true);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      leave();
    } else if (event.key === "Tab") {
      event.preventDefault();
      finish(event.shiftKey ? "previous" : "next");
    } else if (event.key === "Enter" && (kind.roomy !== true || event.ctrlKey || event.metaKey)) {
      if (kind.picks === true) return;
      event.preventDefault();
      finish("down");
    }
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears the keys of the control inside
    <div
      ref={box}
      onKeyDown={onKeyDown}
      className={cx(
        inline
          ? "relative w-full"
          : cx(
              "absolute start-0 top-0 z-20 bg-surface outline-2 outline-accent",
              kind.roomy === true ? "min-h-full w-80 max-w-[90vw] rounded-control p-2 shadow-float" : "h-full w-full",
            ),
      )}
    >
      <FieldEditor
        field={field}
        value={value}
        seed={seed}
        inCell={!inline && kind.roomy !== true}
        autoFocus
        opened
        aria-label={field.label}
        aria-invalid={problem === undefined ? undefined : true}
        onChange={(next) => {
          draft.current = next;
          if (problem !== undefined) setProblem(undefined);
        }}
        onPick={(next) => finish("stay", next)}
      />
      {problem !== undefined && (
        <p
          role="alert"
          className="absolute top-full z-30 mt-1 rounded-control bg-raised px-2 py-1 text-danger text-small shadow-float"
        >
          {problem}
        </p>
      )}
    </div>
  );
}
