import { useId } from "react";
import { cx } from "../../ui";

export interface ChoiceProps<V extends string> {
  label: string;
  value: V;
  onChange: (value: V) => void;
  options: readonly { value: V; label: string }[];
}

/** One of a few, all in sight. */
export function Choice<V extends string>({ label, value, onChange, options }: ChoiceProps<V>) {
  const name = useId();
  return (
    <fieldset className="flex min-h-(--control) flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <legend className="contents">
        <span className="grow">{label}</span>
      </legend>
      <div className="flex rounded-control border border-line p-0.5">
        {options.map((option) => (
          <label
            key={option.value}
            className={cx(
              "flex h-control-small cursor-pointer items-center rounded-control px-3 text-small",
              "has-focus-visible:outline-2 has-focus-visible:outline-accent",
              option.value === value ? "bg-accent-bg font-medium" : "text-muted hover:text-fg",
            )}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              className="sr-only"
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
