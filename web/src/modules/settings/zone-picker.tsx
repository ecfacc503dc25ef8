import { useState } from "react";
import { i18n } from "../../i18n";
import { Combobox } from "../../ui";

interface ZonePickerProps {
  /** What it is called where nothing of one's own is chosen. */
  standard: string;
  value: string | null;
  /** Told an empty text for the standard. */
  onChange: (zone: string) => void;
}

/** One of all time zones, found by a part of its name. */
export function ZonePicker({ standard, value, onChange }: ZonePickerProps) {
  const [query, setQuery] = useState("");
  const label = i18n._({ id: "settings.notifications.zone", message: "Time zone" });
  const own = { value: "", label: standard };
  const zones = Intl.supportedValuesOf("timeZone").map((name) => ({ value: name, label: name }));
  const words = query.trim().toLowerCase().replaceAll(" ", "_");
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
      <span>{label}</span>
      <div className="w-72 max-w-full">
        <Combobox
          aria-label={label}
          items={[own, ...zones].filter((item) => item.label.toLowerCase().includes(words))}
          query={query}
          onQueryChange={setQuery}
          value={zones.find((item) => item.value === value) ?? own}
          onChange={(item) => onChange(item?.value ?? "")}
          required
        />
      </div>
    </div>
  );
}
