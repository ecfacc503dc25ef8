import { type ReactNode, useState } from "react";
import type { Address, Value } from "../../api";
import { countryName, i18n } from "../../i18n";
import { Checkbox, Combobox, type ComboboxItem, cx, Field, Input, MultiCombobox } from "../../ui";
import type { EditorProps } from "./kind";
import { MentionInput } from "./mention-input";
import { editableDecimal, parseDecimal, parseMoney } from "./numbers";
import { asAddress, asMoney, asPhone, asText, asWords, choiceLabel } from "./values";
import { fromWallTime, toWallTime } from "./wall-time";

const cellClass = "h-full rounded-none border-0 px-2";

/** What is common to every editor's control, without what is ours alone. */
function controlOf({ field, inCell, "aria-label": label, ...rest }: EditorProps) {
  return {
    id: rest.id,
    autoFocus: rest.autoFocus,
    "aria-describedby": rest["aria-describedby"],
    "aria-invalid": rest["aria-invalid"],
    "aria-required": rest["aria-required"] ?? (field.required || undefined),
    "aria-label": label ?? (inCell === true ? field.label : undefined),
  };
}

type InputKind = "text" | "email" | "url" | "tel" | "date" | "datetime-local";

interface LineProps {
  editor: EditorProps;
  type?: InputKind;
  mode?: "decimal" | "numeric";
  start: string;
  read: (text: string) => Value;
  after?: ReactNode;
  className?: string;
}

/** One line of text that stands for a value. What is on the screen is kept as typed; `read` says what it means. */
function Line({ editor, type = "text", mode, start, read, after, className }: LineProps) {
  const [text, setText] = useState(editor.seed ?? start);
  const input = (
    <Input
      {...controlOf(editor)}
      type={type}
      inputMode={mode}
      value={text}
      autoComplete="off"
      maxLength={type === "text" ? (editor.field.max_length ?? undefined) : undefined}
      onChange={(event) => {
        setText(event.target.value);
        editor.onChange(event.target.value.trim() === "" ? null : read(event.target.value));
      }}
      onFocus={(event) => {
        // Starting to edit without typing selects the value, as in a spreadsheet; what was typed to start counts as typed.
        if (editor.seed !== undefined && text === editor.seed) editor.onChange(text.trim() === "" ? null : read(text));
        else if (editor.inCell === true) event.target.select();
      }}
      className={cx(className, editor.inCell === true && cellClass)}
    />
  );
  if (after === undefined) return input;
  return (
    <span className="relative block h-full">
      {input}
      <span
        aria-hidden="true"
        className="pointer-events-none absolute inset-y-0 end-2.5 flex items-center text-muted text-small"
      >
        {after}
      </span>
    </span>
  );
}

const same = (text: string) => text;

export function TextEditor(props: EditorProps) {
  return <Line editor={props} start={asText(props.value)} read={same} />;
}
export function EmailEditor(props: EditorProps) {
  return <Line editor={props} type="email" start={asText(props.value)} read={(text) => text.trim()} />;
}
export function UrlEditor(props: EditorProps) {
  return <Line editor={props} type="url" start={asText(props.value)} read={(text) => text.trim()} />;
}
export function PhoneEditor(props: EditorProps) {
  return <Line editor={props} type="tel" start={asPhone(props.value)?.text ?? ""} read={(text) => text.trim()} />;
}
/** A date cannot begin with a letter, but it can be emptied. */
const emptied = (seed: string | undefined) => (seed === "" ? seed : undefined);

export function DateEditor(props: EditorProps) {
  return <Line editor={{ ...props, seed: emptied(props.seed) }} type="date" start={asText(props.value)} read={same} />;
}
export function DateTimeEditor(props: EditorProps) {
  const start = toWallTime(asText(props.value));
  const read = (text: string) => fromWallTime(text) ?? text;
  return <Line editor={{ ...props, seed: emptied(props.seed) }} type="datetime-local" start={start} read={read} />;
}

export function IntegerEditor(props: EditorProps) {
  const read = (text: string): Value => {
    const plain = parseDecimal(text);
    return plain !== undefined && Number.isSafeInteger(Number(plain)) ? Number(plain) : text;
  };
  return <Line editor={props} mode="numeric" start={asText(props.value)} read={read} className="tabular-nums" />;
}
export function DecimalEditor(props: EditorProps) {
  const start = editableDecimal(asText(props.value));
  const after = props.field.kind === "percent" ? "%" : undefined;
  const read = (text: string) => parseDecimal(text.replace("%", "")) ?? text;
  return <Line editor={props} mode="decimal" start={start} read={read} after={after} className="tabular-nums" />;
}
export function MoneyEditor(props: EditorProps) {
  const money = asMoney(props.value);
  const currency = money?.currency ?? props.field.default_currency ?? "EUR";
  const start = money === undefined ? asText(props.value) : editableDecimal(money.amount.replace(/\.0+$/, ""));
  const read = (text: string): Value => parseMoney(text, currency) ?? text;
  return (
    <Line editor={props} mode="decimal" start={start} read={read} after={currency} className="pe-12 tabular-nums" />
  );
}

export function MarkdownEditor(props: EditorProps) {
  const [text, setText] = useState(asText(props.value) + (props.seed ?? ""));
  return (
    <MentionInput
      {...controlOf(props)}
      value={text}
      rows={4}
      onValue={(next) => {
        setText(next);
        props.onChange(next === "" ? null : next);
      }}
    />
  );
}

export function BooleanEditor({ field, value, onChange, onPick, id, ...rest }: EditorProps) {
  return (
    <span className="flex h-control items-center">
      <Checkbox
        {...(id === undefined ? {} : { id })}
        checked={value === true}
        onChange={(checked) => (onPick ?? onChange)(checked)}
        aria-label={field.label}
        aria-describedby={rest["aria-describedby"]}
      />
    </span>
  );
}

const startsHere = (label: string, query: string) =>
  label.toLocaleLowerCase().includes(query.trim().toLocaleLowerCase());

function comboboxOf(props: EditorProps) {
  const { "aria-label": label, autoFocus, id, ...rest } = controlOf(props);
  return {
    ...rest,
    ...(label === undefined ? {} : { "aria-label": label }),
    ...(id === undefined ? {} : { id }),
    ...(autoFocus === true ? { autoFocus } : {}),
    defaultOpen: props.opened === true,
    className:
      props.inCell === true ? "h-full bg-surface [&_input]:h-full [&_input]:rounded-none [&_input]:border-0" : "",
  };
}

export function ChoiceEditor(props: EditorProps) {
  const { field, value, onChange, onPick, seed = "" } = props;
  const [query, setQuery] = useState(seed);
  const items = (field.choices ?? []).map(({ value: word, label, color }) => ({ value: word, label, hue: color }));
  const word = asText(value);
  const current = items.find((item) => item.value === word) ?? null;
  return (
    <Combobox
      {...comboboxOf(props)}
      items={items.filter((item) => startsHere(item.label, query))}
      query={query}
      onQueryChange={setQuery}
      value={current}
      onChange={(item) => (onPick ?? onChange)(item?.value ?? null)}
      required={field.required}
    />
  );
}

export function ChoicesEditor(props: EditorProps) {
  const { field, value, onChange, seed = "" } = props;
  const [query, setQuery] = useState(seed);
  const items = (field.choices ?? []).map(({ value: word, label, color }) => ({ value: word, label, hue: color }));
  const chosen = asWords(value).map(
    (word) => items.find((item) => item.value === word) ?? { value: word, label: choiceLabel(field, word) },
  );
  return (
    <MultiCombobox
      {...comboboxOf(props)}
      items={items.filter((item) => startsHere(item.label, query))}
      query={query}
      onQueryChange={setQuery}
      value={chosen}
      onChange={(next) => {
        setQuery("");
        onChange(next.length === 0 ? null : next.map((item) => item.value));
      }}
    />
  );
}

export function TagsEditor(props: EditorProps) {
  const { value, onChange, seed = "" } = props;
  const [query, setQuery] = useState(seed);
  const words = asWords(value);
  const item = (word: string): ComboboxItem => ({ value: word, label: word });
  const typed = query.trim();
  return (
    <MultiCombobox
      {...comboboxOf(props)}
      items={typed === "" || words.includes(typed) ? [] : [item(typed)]}
      query={query}
      onQueryChange={setQuery}
      value={words.map(item)}
      onChange={(next) => {
        setQuery("");
        onChange(next.length === 0 ? null : next.map((one) => one.value));
      }}
      empty={i18n._({ id: "records.tags.type", message: "Type a tag, then press Enter" })}
    />
  );
}

const addressParts = () =>
  [
    ["street", i18n._({ id: "records.address.street", message: "Street" })],
    ["postal_code", i18n._({ id: "records.address.postal_code", message: "Postal code" })],
    ["city", i18n._({ id: "records.address.city", message: "City" })],
    ["region", i18n._({ id: "records.address.region", message: "Region" })],
    ["country", i18n._({ id: "records.address.country", message: "Country code" })],
  ] as const;

export function AddressEditor(props: EditorProps) {
  const [address, setAddress] = useState<Address>(asAddress(props.value) ?? {});
  const change = (part: keyof Address, text: string) => {
    const next = { ...address, [part]: text === "" ? null : part === "country" ? text.toUpperCase() : text };
    setAddress(next);
    props.onChange(Object.values(next).every((value) => value === null || value === undefined) ? null : next);
  };
  return (
    <fieldset className="grid grid-cols-2 gap-2" aria-label={props.field.label}>
      {addressParts().map(([part, label], index) => (
        <Field
          key={part}
          label={label}
          className={part === "street" ? "col-span-2" : ""}
          help={part === "country" && address.country?.length === 2 ? countryName(address.country) : undefined}
        >
          {(control) => (
            <Input
              {...control}
              // The first part stands for the whole field when its label is pressed.
              {...(index === 0 && props.id !== undefined ? { id: props.id } : {})}
              autoFocus={index === 0 && props.autoFocus === true}
              maxLength={part === "country" ? 2 : 200}
              value={address[part] ?? ""}
              onChange={(event) => change(part, event.target.value)}
            />
          )}
        </Field>
      ))}
    </fieldset>
  );
}
