import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { GripVertical } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { RecordData, Value } from "../../api";
import { i18n } from "../../i18n";
import { cx, Dot, Input, notify, Select } from "../../ui";
import { type Outcome, outcomeOf } from "./pipelines";
import { moveItems, RowMenu } from "./row-menu";
import { StageDialog } from "./stage-dialog";

export interface StageRowProps {
  stage: RecordData;
  index: number;
  count: number;
  mayChange: boolean;
  onChange: (patch: Record<string, Value>) => void;
  onMove: (id: string, to: number) => void;
  onRemove: () => void;
  onRestore: () => void;
}

const outcomes: { readonly [outcome in Outcome]: Record<string, Value> } = {
  open: { won: false, lost: false },
  won: { won: true, lost: false, probability: 100 },
  lost: { won: false, lost: true, probability: 0 },
};

export function StageRow({ stage, index, count, mayChange, onChange, onMove, onRemove, onRestore }: StageRowProps) {
  const name = String(stage.name ?? "");
  const outcome = outcomeOf(stage);
  const row = useRef<HTMLLIElement>(null);
  const handle = useRef<HTMLSpanElement>(null);
  const [over, setOver] = useState(false);
  const [open, setOpen] = useState(false);
  const drop = useEffectEvent((id: string) => onMove(id, index));

  useEffect(() => {
    const element = row.current;
    const dragHandle = handle.current;
    if (element === null || dragHandle === null) return;
    const pipeline = (stage.pipeline as { id?: string } | null)?.id;
    return combine(
      draggable({ element, dragHandle, getInitialData: () => ({ stage: stage.id, pipeline }) }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => source.data.pipeline === pipeline && source.data.stage !== stage.id,
        onDragEnter: () => setOver(true),
        onDragLeave: () => setOver(false),
        onDrop: ({ source }) => {
          setOver(false);
          drop(String(source.data.stage));
        },
      }),
    );
  }, [stage.id, stage.pipeline]);

  const options = [
    { value: "open" as const, label: i18n._({ id: "settings.stages.open", message: "Open" }) },
    { value: "won" as const, label: i18n._({ id: "settings.stages.won", message: "Won" }) },
    { value: "lost" as const, label: i18n._({ id: "settings.stages.lost", message: "Lost" }) },
  ];
  return (
    <li
      ref={row}
      className={cx("flex min-h-12 flex-wrap items-center gap-2 bg-surface py-1.5", over && "bg-accent-bg")}
    >
      {mayChange && (
        <span ref={handle} aria-hidden="true" className="cursor-grab text-muted max-md:hidden">
          <GripVertical className="size-4" />
        </span>
      )}
      {outcome === "open" && <Dot hue={typeof stage.color === "number" ? stage.color : null} />}
      <CommitInput
        key={`name ${name}`}
        initial={name}
        readOnly={!mayChange}
        label={i18n._({ id: "settings.stages.name", message: "Name of stage {number}", values: { number: index + 1 } })}
        onCommit={(next) => next !== "" && onChange({ name: next })}
        className="min-w-32 flex-1"
      />
      <div className="flex items-center gap-1">
        <CommitInput
          key={`probability ${String(stage.probability)}`}
          initial={String(stage.probability ?? "")}
          readOnly={!mayChange || outcome !== "open"}
          numeric
          label={i18n._({
            id: "settings.stages.probability",
            message: "Probability of {name} in percent",
            values: { name },
          })}
          onCommit={(next) => onChange({ probability: Math.min(100, Math.max(0, Number(next) || 0)) })}
          className="w-14 text-end tabular-nums"
        />
        <span aria-hidden="true" className="text-muted">
          %
        </span>
      </div>
      <Select<Outcome>
        aria-label={i18n._({ id: "settings.stages.outcome", message: "What {name} means", values: { name } })}
        className="w-24"
        disabled={!mayChange}
        value={outcome}
        onChange={(next) => onChange(outcomes[next])}
        options={options}
      />
      {mayChange && (
        <RowMenu
          name={name}
          groups={[
            {
              items: [
                {
                  label: i18n._({ id: "settings.stages.settings", message: "Color, staleness and required fields" }),
                  run: () => setOpen(true),
                },
              ],
            },
            {
              items: moveItems(index, count, (to) => onMove(stage.id, to)),
            },
            {
              items: [
                {
                  label: i18n._({ id: "settings.stages.remove", message: "Remove" }),
                  danger: true,
                  disabled: count < 2,
                  run: () => {
                    onRemove();
                    notify({
                      message: i18n._({ id: "settings.stages.removed", message: "{name} removed", values: { name } }),
                      action: { label: i18n._({ id: "ui.undo", message: "Undo" }), run: onRestore },
                    });
                  },
                },
              ],
            },
          ]}
        />
      )}
      {open && <StageDialog stage={stage} onClose={() => setOpen(false)} />}
    </li>
  );
}

interface CommitInputProps {
  initial: string;
  label: string;
  numeric?: boolean;
  readOnly: boolean;
  onCommit: (value: string) => void;
  className: string;
}

/** Saves on Enter or when it is left; Escape puts back what was there. */
function CommitInput({ initial, label, numeric = false, readOnly, onCommit, className }: CommitInputProps) {
  const [text, setText] = useState(initial);
  return (
    <Input
      aria-label={label}
      value={text}
      readOnly={readOnly}
      inputMode={numeric ? "numeric" : "text"}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => {
        if (text.trim() !== initial) onCommit(text.trim());
        else setText(initial);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") {
          event.stopPropagation();
          setText(initial);
        }
      }}
      className={cx("border-transparent bg-transparent", className)}
    />
  );
}
