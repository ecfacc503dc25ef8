import type { RoleDefinition, TypeGrant, TypeSchema } from "../../../api";
import { i18n } from "../../../i18n";

export const rights = ["read", "create", "update", "delete", "export"] as const;
export type Right = (typeof rights)[number];
export type Level = NonNullable<TypeGrant["read"]>;
export type FieldLevel = NonNullable<TypeGrant["other_fields"]>;
type RoleFunction = RoleDefinition["functions"][number];

/** Stands for every type that a role does not name. */
export const anyType = "*";

export function rightLabel(right: Right): string {
  switch (right) {
    case "read":
      return i18n._({ id: "access.read", message: "See" });
    case "create":
      return i18n._({ id: "access.create", message: "Make" });
    case "update":
      return i18n._({ id: "access.update", message: "Change" });
    case "delete":
      return i18n._({ id: "access.delete", message: "Delete" });
    case "export":
      return i18n._({ id: "access.export", message: "Export" });
  }
}

export function levelLabel(level: Level): string {
  switch (level) {
    case "none":
      return i18n._({ id: "access.level.none", message: "None" });
    case "own":
      return i18n._({ id: "access.level.own", message: "Own" });
    case "team":
      return i18n._({ id: "access.level.team", message: "Team’s" });
    case "territory":
      return i18n._({ id: "access.level.territory", message: "Territory’s" });
    case "all":
      return i18n._({ id: "access.level.all", message: "All" });
  }
}

export function fieldLevelLabel(level: FieldLevel): string {
  switch (level) {
    case "hidden":
      return i18n._({ id: "access.field.hidden", message: "Hidden" });
    case "read":
      return i18n._({ id: "access.field.read", message: "See" });
    case "write":
      return i18n._({ id: "access.field.write", message: "See and change" });
  }
}

export function functionLabel(name: RoleFunction): string {
  switch (name) {
    case "manage_people":
      return i18n._({ id: "access.function.manage_people", message: "Manage people" });
    case "manage_types":
      return i18n._({ id: "access.function.manage_types", message: "Shape objects, fields and rules" });
    case "import":
      return i18n._({ id: "access.function.import", message: "Import files" });
    case "export":
      return i18n._({ id: "access.function.export", message: "Export records" });
    case "manage_jobs":
      return i18n._({ id: "access.function.manage_jobs", message: "See background jobs" });
    case "manage_webhooks":
      return i18n._({ id: "access.function.manage_webhooks", message: "Manage webhooks" });
    case "read_audit":
      return i18n._({ id: "access.function.read_audit", message: "Read the audit" });
    case "make_keys":
      return i18n._({ id: "access.function.make_keys", message: "Make API keys" });
    case "manage_access":
      return i18n._({ id: "access.function.manage_access", message: "Manage roles and sharing" });
    case "view_as":
      return i18n._({ id: "access.function.view_as", message: "See Kith as somebody who allows it" });
    case "see_private":
      return i18n._({ id: "access.function.see_private", message: "See private records of others" });
    case "see_work":
      return i18n._({ id: "access.function.see_work", message: "See imports and bulk changes of others" });
    case "manage_privacy":
      return i18n._({ id: "access.function.manage_privacy", message: "Answer privacy requests and erase" });
    default:
      return name;
  }
}

/** What a role may do with a type, in a line. */
export function grantText(grant: TypeGrant): string {
  const parts = rights
    .filter((right) => (grant[right] ?? "none") !== "none")
    .map((right) =>
      i18n._({
        id: "access.right_level",
        message: "{right}: {level}",
        values: { right: rightLabel(right), level: levelLabel(grant[right] ?? "none").toLocaleLowerCase(i18n.locale) },
      }),
    );
  return parts.length === 0 ? i18n._({ id: "access.nothing", message: "Nothing" }) : parts.join(" · ");
}

/** How far rights on a type can reach. */
export function levelsOf(type: TypeSchema | undefined, right: Right): Level[] {
  if (type?.setup === true && right === "read") return ["all"];
  const inTerritories = type?.fields.some((field) => field.name === "territory" && field.to === "territory") ?? false;
  return ["none", "own", "team", ...(inTerritories ? (["territory"] as const) : []), "all"];
}
