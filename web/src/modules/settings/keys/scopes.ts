import { type ApiKey, type Schema, typeNamed, type WorkspaceFunction } from "../../../api";
import { i18n } from "../../../i18n";

/** Functions that a key can have; those of making keys are for people alone. */
export const functions: readonly WorkspaceFunction[] = [
  "import",
  "export",
  "manage_people",
  "manage_types",
  "manage_jobs",
  "manage_webhooks",
  "read_audit",
];

export function functionLabel(name: string): string {
  switch (name) {
    case "import":
      return i18n._({ id: "settings.keys.import", message: "Import" });
    case "export":
      return i18n._({ id: "settings.keys.export", message: "Export" });
    case "manage_people":
      return i18n._({ id: "settings.keys.manage_people", message: "Manage people" });
    case "manage_types":
      return i18n._({ id: "settings.keys.manage_types", message: "Shape objects and the workspace" });
    case "manage_jobs":
      return i18n._({ id: "settings.keys.manage_jobs", message: "Look after background jobs" });
    case "manage_webhooks":
      return i18n._({ id: "settings.keys.manage_webhooks", message: "Look after webhooks" });
    case "read_audit":
      return i18n._({ id: "settings.keys.read_audit", message: "Read the audit" });
    default:
      return name;
  }
}

/** What a key may do, in a line. */
export function scopesText(schema: Schema, { scopes }: ApiKey): string {
  return scopes.map((scope) => scopeText(schema, scope)).join(", ");
}

function scopeText(schema: Schema, scope: string): string {
  const [what = "", level = ""] = scope.split(":");
  if (what === "function") return functionLabel(level);
  const name =
    what === "all"
      ? i18n._({ id: "settings.keys.everything", message: "everything" })
      : (typeNamed(schema, what)?.plural_label ?? what);
  return level === "write"
    ? i18n._({ id: "settings.keys.writes", message: "Change {name}", values: { name } })
    : i18n._({ id: "settings.keys.reads", message: "Read {name}", values: { name } });
}
