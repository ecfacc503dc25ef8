import { useState } from "react";
import { Combobox, type FieldControlProps } from "../../ui";
import type { Named } from "./region";

export interface PickProps {
  control: FieldControlProps;
  value: string;
  onChange: (value: string) => void;
  options: readonly Named[];
}

/** One of a long, known list, found by typing. */
export function Pick({ control, value, onChange, options }: PickProps) {
  const [query, setQuery] = useState("");
  const words = query.trim().toLowerCase();
  const items = words === "" ? options : options.filter((option) => option.label.toLowerCase().includes(words));
  const chosen = options.find((option) => option.value === value) ?? { value, label: value };
  return (
    <Combobox
      {...control}
      required
      value={chosen}
      onChange={(item) => item !== null && onChange(item.value)}
      items={items}
      query={query}
      onQueryChange={setQuery}
    />
  );
}
