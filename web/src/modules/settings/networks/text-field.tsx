import { Field, Input } from "../../../ui";

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
}

/** A short text beside others. */
export function TextField({ label, value, onChange, placeholder }: TextFieldProps) {
  return (
    <Field label={label} className="min-w-40 grow basis-0">
      {(control) => (
        <Input
          {...control}
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          {...(placeholder === undefined ? {} : { placeholder })}
        />
      )}
    </Field>
  );
}
