import { useId } from "react";
import type { FieldSchema } from "../../api";
import { cx } from "../../ui";

interface ChoiceRowProps {
  field: FieldSchema | undefined;
  value: string;
  onChange: (value: string) => void;
}

/** The few choices of a field beside each other, one of them chosen. */
export function ChoiceRow({ field, value, onChange }: ChoiceRowProps) {
  const name = useId();
  if (field === undefined) return null;
  return (
    <fieldset className="flex flex-wrap gap-1">
      <legend className="pb-1 font-medium text-small">{field.label}</legend>
      {field.choices?.map((choice) => (
        <label
          key={choice.value}
          className={cx(
            "cursor-pointer rounded-control border px-2 py-1 text-small has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:py-2",
            value === choice.value ? "border-accent bg-accent-bg font-medium" : "border-line text-muted hover:text-fg",
          )}
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={value === choice.value}
            onChange={() => onChange(choice.value)}
          />
          {choice.label}
        </label>
      ))}
    </fieldset>
  );
}
