import type { SecurityEvent } from "../../../api";
import { i18n } from "../../../i18n";
import { personName } from "../../../records";

/** A fact of an event, as people read it. */
export interface Fact {
  name: string;
  label: string;
  text: string;
  /** Where it is records: their type and ids. */
  records?: { type: string; ids: readonly string[] };
}

/** What is known of an event beside who and whom. */
export function factsOf(event: SecurityEvent): Fact[] {
  const details = event.details as { [name: string]: [unknown, unknown]; type?: [unknown, unknown] };
  return Object.entries(details).map(([name, [before, after]]) => ({
    name,
    label: factLabel(name),
    ...(name === "records" && { records: { type: String(details.type?.[1]), ids: after as string[] } }),
    text:
      before === null
        ? valueText(after)
        : i18n._({
            id: "settings.audit.changed",
            message: "{before} → {after}",
            values: { before: valueText(before), after: valueText(after) },
          }),
  }));
}

function factLabel(name: string): string {
  switch (name) {
    case "address":
      return i18n._({ id: "settings.audit.fact.address", message: "Network address" });
    case "agent":
      return i18n._({ id: "settings.audit.fact.agent", message: "Program" });
    case "records":
    case "rows":
      return i18n._({ id: "settings.audit.fact.rows", message: "Records" });
    case "times":
      return i18n._({ id: "settings.audit.fact.times", message: "Times" });
    case "way":
      return i18n._({ id: "settings.audit.fact.way", message: "Through" });
    case "where":
      return i18n._({ id: "settings.audit.fact.where", message: "Filter" });
    default: {
      const words = name.replaceAll("_", " ");
      return words.charAt(0).toLocaleUpperCase() + words.slice(1);
    }
  }
}

function valueText(value: unknown): string {
  if (value === null || value === undefined || value === "")
    return i18n._({ id: "settings.audit.nothing", message: "nothing" });
  if (Array.isArray(value)) return value.map(valueText).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Who did it, as far as that is known. */
export function whoText(event: SecurityEvent): string {
  if (event.by === null) return i18n._({ id: "settings.audit.nobody", message: "Kith or a stranger" });
  if (event.behalf === null) return personName(event.by.title);
  return i18n._({
    id: "settings.audit.behalf",
    message: "{by} as {behalf}",
    values: { by: personName(event.by.title), behalf: personName(event.behalf.title) },
  });
}
