import { Code, ListFilter, Search, X } from "lucide-react";
import { type FormEvent, lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import type { ApiProblem, FieldSchema, Schema, TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { AnchoredMenu, Button, buttonClass, cx, IconButton, Popover, Select, Skeleton } from "../../ui";
import { fieldAt } from "../data/schema";
import { type Condition, type FilterPart, isComplete, operatorsOf, takesMany, takesOperand } from "./condition";
import { readFilter, writeFilter } from "./expression";
import { conditionText, fitted, operatorLabel } from "./words";

const ExpressionBar = lazy(() => import("./expression-bar"));
const OperandEditor = lazy(() => import("./operand-editor"));

interface FilterBarProps {
  schema: Schema;
  type: TypeSchema;
  where: string;
  onWhere: (where: string) => void;
  quick: string;
  onQuick: (text: string) => void;
  problem: ApiProblem | undefined;
  /** A field to ask about at once, as after "Filter by this". */
  adding: string | null;
  onAdding: (field: string | null) => void;
  menuOpen: boolean;
  onMenuOpen: (open: boolean) => void;
}

/** Waits until typing pauses, so that not every letter asks the server. */
const typingPause = 250;

export function FilterBar(props: FilterBarProps) {
  const { schema, type, where, onWhere, problem, adding, onAdding } = props;
  const [raw, setRaw] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const parts = readFilter(where);
  const change = (next: readonly FilterPart[]) => onWhere(writeFilter(next));
  const fields = type.fields.filter((field) => field.name !== "id" && field.name !== "version");
  const addingField = adding === null ? undefined : fieldAt(schema, type, adding);
  const errors = (problem?.errors ?? []).filter((error) => error.field === "where" || error.position !== undefined);

  return (
    <div className="flex shrink-0 flex-col border-line border-b">
      <div className="flex min-h-10 flex-wrap items-center gap-1.5 px-3 py-1 md:px-4">
        <QuickSearch key={type.name} type={type} text={props.quick} onText={props.onQuick} />
        {parts.map((part, index) => (
          <Chip
            // biome-ignore lint/suspicious/noArrayIndexKey: the same test may stand twice; its place is its name
            key={index}
            schema={schema}
            type={type}
            part={part}
            onChange={(next) => change(parts.map((one, at) => (at === index ? next : one)))}
            onRemove={() => change(parts.filter((_, at) => at !== index))}
            onRaw={() => setRaw(true)}
          />
        ))}
        {addingField !== undefined && (
          <Chip
            key={`adding ${addingField.name}`}
            schema={schema}
            type={type}
            part={{ kind: "condition", condition: startOf(addingField) }}
            opened
            onClosed={() => onAdding(null)}
            onChange={(next) => {
              onAdding(null);
              change([...parts, next]);
            }}
            onRemove={() => onAdding(null)}
            onRaw={() => setRaw(true)}
          />
        )}
        <Button
          ref={button}
          variant="quiet"
          size="small"
          icon={<ListFilter aria-hidden="true" className="size-3.5" />}
          aria-haspopup="menu"
          onClick={() => props.onMenuOpen(true)}
        >
          {i18n._({ id: "records.filter.add", message: "Filter" })}
        </Button>
        <AnchoredMenu
          anchor={props.menuOpen ? button.current : null}
          onClose={() => props.onMenuOpen(false)}
          groups={[
            {
              items: fields
                .filter((field) => !field.system)
                .map((field) => ({ label: field.label, run: () => onAdding(field.name) })),
            },
            {
              items: fields
                .filter((field) => field.system)
                .map((field) => ({ label: field.label, run: () => onAdding(field.name) })),
            },
          ]}
        />
        {parts.length > 0 && (
          <Button variant="quiet" size="small" onClick={() => onWhere("")}>
            {i18n._({ id: "records.filter.clear", message: "Clear" })}
          </Button>
        )}
        <IconButton
          label={i18n._({ id: "records.filter.expression", message: "Filter as an expression" })}
          size="small"
          aria-pressed={raw}
          className={cx("ms-auto", raw && "bg-hover text-fg")}
          onClick={() => setRaw(!raw)}
        >
          <Code aria-hidden="true" className="size-3.5" />
        </IconButton>
      </div>
      {(raw || errors.length > 0) && (
        <Suspense>
          <ExpressionBar key={where} type={type} where={where} onWhere={onWhere} problem={problem} />
        </Suspense>
      )}
    </div>
  );
}

function startOf(field: FieldSchema): Condition {
  const operator = operatorsOf[field.kind][0] ?? "not_empty";
  return { field: field.name, operator, operands: field.kind === "boolean" ? [{ kind: "boolean", value: true }] : [] };
}

function QuickSearch({ type, text, onText }: { type: TypeSchema; text: string; onText: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (next: string) => {
    setTyped(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onText(next.trim()), typingPause);
  };
  const label = i18n._({
    id: "records.quick",
    message: "Find in {types}",
    values: { types: type.plural_label.toLocaleLowerCase() },
  });
  return (
    <span className="relative flex min-w-36 max-w-56 grow items-center">
      <Search aria-hidden="true" className="absolute start-2 size-3.5 text-muted" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={typed}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          if (typed !== "") change("");
          else event.currentTarget.blur();
        }}
        className="h-control-small w-full rounded-control bg-transparent ps-7 pe-2 hover:bg-hover focus:bg-hover [&::-webkit-search-cancel-button]:hidden"
      />
    </span>
  );
}

interface ChipProps {
  schema: Schema;
  type: TypeSchema;
  part: FilterPart;
  opened?: boolean;
  onClosed?: () => void;
  onChange: (part: FilterPart) => void;
  onRemove: () => void;
  onRaw: () => void;
}

const chipClass = "inline-flex h-control-small max-w-full items-center rounded-control border border-line text-small";

function Chip({ schema, type, part, opened = false, onClosed, onChange, onRemove, onRaw }: ChipProps) {
  const field = part.kind === "condition" ? fieldAt(schema, type, part.condition.field) : undefined;
  const remove = (label: string) => (
    <button
      type="button"
      aria-label={i18n._({ id: "records.filter.remove", message: "Remove the filter {name}", values: { name: label } })}
      onClick={onRemove}
      className="flex h-full w-6 shrink-0 items-center justify-center rounded-e-control text-muted hover:bg-hover hover:text-fg"
    >
      <X aria-hidden="true" className="size-3" />
    </button>
  );
  if (part.kind === "expression" || field === undefined) {
    const text = part.kind === "expression" ? part.text : writeFilter([part]);
    return (
      <span className={chipClass}>
        <button
          type="button"
          onClick={onRaw}
          className="h-full min-w-0 truncate rounded-s-control px-2 font-mono hover:bg-hover"
        >
          {text}
        </button>
        {remove(text)}
      </span>
    );
  }
  return (
    <ConditionChip
      field={field}
      condition={fitted(part.condition, field)}
      opened={opened}
      onClosed={onClosed}
      onChange={(condition) => onChange({ kind: "condition", condition })}
    >
      {remove(field.label)}
    </ConditionChip>
  );
}

interface ConditionChipProps {
  field: FieldSchema;
  condition: Condition;
  opened: boolean;
  onClosed: (() => void) | undefined;
  onChange: (condition: Condition) => void;
  children: ReactNode;
}

function ConditionChip({ field, condition, opened, onClosed, onChange, children }: ConditionChipProps) {
  const [open, setOpen] = useState(opened);
  const [draft, setDraft] = useState(condition);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const shown = open ? draft : condition;
  const text = conditionText(shown, field);

  const change = (next: Condition, now: boolean) => {
    setDraft(next);
    clearTimeout(timer.current);
    // A new chip is handed over when its box closes: handing it over earlier would close the box.
    if (!isComplete(next) || opened) return;
    if (now) onChange(next);
    else timer.current = setTimeout(() => onChange(next), typingPause);
  };
  const close = () => {
    clearTimeout(timer.current);
    setOpen(false);
    if (isComplete(draft) && (opened || draft !== condition)) onChange(draft);
    else onClosed?.();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    close();
  };

  return (
    <span className={chipClass}>
      <Popover
        label={i18n._({ id: "records.filter.edit", message: "Filter {name}", values: { name: field.label } })}
        open={open}
        onOpenChange={(next) => {
          if (!next) {
            close();
            return;
          }
          setDraft(condition);
          setOpen(true);
        }}
        trigger={
          <button
            type="button"
            className="flex h-full min-w-0 items-center gap-1 rounded-s-control px-2 hover:bg-hover"
          >
            <span className="shrink-0 text-muted">{field.label}</span>
            <span className="shrink-0 text-muted">{text.operator}</span>
            {text.value !== "" && <span className="truncate font-medium">{text.value}</span>}
          </button>
        }
      >
        <form onSubmit={submit} className="flex w-72 max-w-full flex-col gap-2 p-2">
          <Select
            aria-label={i18n._({ id: "records.filter.operator", message: "Test" })}
            value={draft.operator}
            options={operatorsOf[field.kind].map((operator) => ({
              value: operator,
              label: operatorLabel(operator, field),
            }))}
            onChange={(operator) => {
              const reuse =
                takesMany(operator) === takesMany(draft.operator) &&
                (operator === "in_period") === (draft.operator === "in_period");
              change({ ...draft, operator, operands: takesOperand(operator) && reuse ? draft.operands : [] }, true);
            }}
          />
          {takesOperand(draft.operator) && (
            <Suspense fallback={<Skeleton className="h-control" />}>
              <OperandEditor
                key={draft.operator === "in_period" ? "period" : "value"}
                field={field}
                condition={draft}
                onChange={(operands) => change({ ...draft, operands }, false)}
              />
            </Suspense>
          )}
          <button type="submit" className={buttonClass("primary", "small", "self-end")}>
            {i18n._({ id: "records.filter.done", message: "Done" })}
          </button>
        </form>
      </Popover>
      {children}
    </span>
  );
}
