import { Checkbox } from "../../ui";

interface CheckboxListProps {
  label: string;
  options: readonly { name: string; label: string }[];
  value: readonly string[];
  onChange: (names: string[]) => void;
  /** What is wrong with what is chosen. */
  error: string | undefined;
}

/** Several of a few. */
export function CheckboxList({ label, options, value, onChange, error }: CheckboxListProps) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="text-muted text-small">{label}</legend>
      <div className="grid sm:grid-cols-2">
        {options.map((one) => (
          <Checkbox
            key={one.name}
            checked={value.includes(one.name)}
            onChange={(checked) => onChange(checked ? [...value, one.name] : value.filter((name) => name !== one.name))}
          >
            {one.label}
          </Checkbox>
        ))}
      </div>
      {error !== undefined && (
        <p role="alert" className="text-danger text-small">
          {error}
        </p>
      )}
    </fieldset>
  );
}
