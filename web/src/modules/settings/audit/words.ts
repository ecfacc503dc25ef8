import type { SecurityEvent } from "../../../api";
import { i18n } from "../../../i18n";
import { personName } from "../../../records";
import { valueText } from "../value-text";

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
        ? factText(after)
        : i18n._({
            id: "settings.audit.changed",
            message: "{before} → {after}",
            values: { before: factText(before), after: factText(after) },
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
      // A place in the configuration, whose parts are names.
      if (name.includes(".")) return name.split(".").join(" › ");
      const words = name.replaceAll("_", " ");
      return words.charAt(0).toLocaleUpperCase() + words.slice(1);
    }
  }
}

function factText(value: unknown): string {
  return value === null || value === undefined || value === ""
    ? i18n._({ id: "settings.audit.nothing", message: "nothing" })
    : valueText(value);
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
