import { useState } from "react";
import type { FieldSchema } from "../../api";
import { i18n } from "../../i18n";
import { type ComboboxItem, Input, MultiCombobox, Select } from "../../ui";
import { useLinkChoices } from "../fields/link-picker";
import { editableDecimal, parseDecimal } from "../fields/numbers";
import { type Condition, mine, type Operand, periods } from "./condition";
import { operandLabel, periodLabel } from "./words";

interface OperandEditorProps {
  field: FieldSchema;
  condition: Condition;
  onChange: (operands: Operand[]) => void;
}

const numbers: readonly string[] = ["integer", "decimal", "money", "percent"];

/** What a field is compared with, asked in the way of the field's kind. */
export default function OperandEditor(props: OperandEditorProps) {
  const { field, condition, onChange } = props;
  const first = condition.operands[0];
  const label = i18n._({ id: "records.filter.value", message: "Value" });
  if (condition.operator === "in_period") {
    return (
      <Select
        aria-label={label}
        value={first?.kind === "word" ? first.value : null}
        options={periods.map((period) => ({ value: period as string, label: periodLabel(period) }))}
        onChange={(value) => onChange([{ kind: "word", value }])}
        placeholder={i18n._({ id: "records.filter.period", message: "Choose a period" })}
      />
    );
  }
  if (field.kind === "boolean") {
    return (
      <Select
        aria-label={label}
        value={first?.kind === "boolean" ? String(first.value) : null}
        options={[
          { value: "true", label: i18n._({ id: "records.yes", message: "Yes" }) },
          { value: "false", label: i18n._({ id: "records.no", message: "No" }) },
        ]}
        onChange={(value) => onChange([{ kind: "boolean", value: value === "true" }])}
      />
    );
  }
  if (field.kind === "link" || field.kind === "links" || field.kind === "person") return <LinkOperands {...props} />;
  if (field.choices && field.choices.length > 0) return <ChoiceOperands {...props} />;
  return <TypedOperand {...props} />;
}

function TypedOperand({ field, condition, onChange }: OperandEditorProps) {
  const first = condition.operands[0];
  const isNumber = numbers.includes(field.kind);
  const isDate = field.kind === "date" || field.kind === "datetime";
  const start = first === undefined ? "" : isNumber ? editableDecimal(String(first.value)) : String(first.value);
  const [text, setText] = useState(isDate ? start.slice(0, 10) : start);
  const change = (typed: string) => {
    setText(typed);
    const plain = isNumber ? parseDecimal(typed) : typed.trim();
    if (plain === undefined || plain === "") onChange([]);
    else onChange([{ kind: isNumber ? "number" : isDate ? "date" : "text", value: plain }]);
  };
  return (
    <Input
      aria-label={i18n._({ id: "records.filter.value", message: "Value" })}
      type={isDate ? "date" : "text"}
      inputMode={isNumber ? "decimal" : undefined}
      value={text}
      onChange={(event) => change(event.target.value)}
      autoFocus
    />
  );
}

const textOperand = (item: ComboboxItem): Operand => ({ kind: "text", value: item.value });

function ChoiceOperands({ field, condition, onChange }: OperandEditorProps) {
  const [query, setQuery] = useState("");
  const items = (field.choices ?? []).map(({ value, label, color }) => ({ value, label, hue: color }));
  const many = condition.operator === "any_of" || condition.operator === "none_of";
  return (
    <MultiCombobox
      aria-label={i18n._({ id: "records.filter.value", message: "Value" })}
      items={items.filter((item) => item.label.toLocaleLowerCase().includes(query.toLocaleLowerCase()))}
      query={query}
      onQueryChange={setQuery}
      value={condition.operands.flatMap((operand) => items.find((item) => item.value === operand.value) ?? [])}
      onChange={(chosen) => {
        setQuery("");
        onChange((many ? chosen : chosen.slice(-1)).map(textOperand));
      }}
      autoFocus
      defaultOpen
    />
  );
}

function LinkOperands({ field, condition, onChange }: OperandEditorProps) {
  const [query, setQuery] = useState("");
  const { items, loading } = useLinkChoices(field.to, query);
  const own = mine[field.to ?? ""] ?? [];
  const calls = own.map((value) => ({ value, label: operandLabel({ kind: "word", value }, field) }));
  // A filter names records by their title, so that it can be read; ids would mean nothing to anyone.
  const offered = [
    ...(query === "" ? calls : []),
    ...items.map((item) => ({ value: item.label, label: item.label, detail: item.detail })),
  ];
  return (
    <MultiCombobox
      aria-label={i18n._({ id: "records.filter.value", message: "Value" })}
      items={offered.filter((item, index) => offered.findIndex((other) => other.value === item.value) === index)}
      query={query}
      onQueryChange={setQuery}
      loading={loading}
      value={condition.operands.map((operand) => ({
        value: String(operand.value),
        label: operandLabel(operand, field),
      }))}
      onChange={(chosen) => {
        setQuery("");
        onChange(
          chosen.map((item) => (own.includes(item.value) ? { kind: "word", value: item.value } : textOperand(item))),
        );
      }}
      autoFocus
      defaultOpen
    />
  );
}
