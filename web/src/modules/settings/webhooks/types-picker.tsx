import { useState } from "react";
import { useSchema } from "../../../records";
import { type FieldControlProps, MultiCombobox } from "../../../ui";

interface TypesPickerProps extends FieldControlProps {
  /** Names of types. */
  value: readonly string[];
  onChange: (value: string[]) => void;
}

/** Picks any number of types of records. */
export function TypesPicker({ value, onChange, ...control }: TypesPickerProps) {
  const [query, setQuery] = useState("");
  const items = useSchema().types.map((type) => ({ value: type.name, label: type.plural_label }));
  return (
    <MultiCombobox
      {...control}
      items={items.filter((item) => item.label.toLocaleLowerCase().includes(query.toLocaleLowerCase()))}
      query={query}
      onQueryChange={setQuery}
      value={value.map((name) => items.find((item) => item.value === name) ?? { value: name, label: name })}
      onChange={(chosen) => {
        setQuery("");
        onChange(chosen.map((item) => item.value));
      }}
    />
  );
}
