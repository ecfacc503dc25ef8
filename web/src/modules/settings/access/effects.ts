import type { RoleDefinition } from "../../../api";
import { i18n } from "../../../i18n";
import { anyType, type Level, levelLabel, type Right, rightLabel, rights } from "./words";

/** For each right, how far some roles reach together. */
export type Effects = { readonly [right in Right]: readonly Level[] };

/** What roles with all they build on allow with the records of a type; what any of them allows is allowed. */
export function effectsOf(roles: readonly RoleDefinition[], names: readonly string[], type: string): Effects {
  const held = new Map<string, RoleDefinition>();
  const add = (name: string): void => {
    const role = roles.find((one) => one.name === name);
    if (role === undefined || held.has(name)) return;
    held.set(name, role);
    role.builds_on.forEach(add);
  };
  names.forEach(add);
  const grants = [...held.values()].map(({ types }) => types[type] ?? types[anyType]);
  const reach = (right: Right): Level[] => {
    const levels = [...new Set(grants.map((grant) => grant?.[right] ?? "none"))].filter((level) => level !== "none");
    return levels.includes("all") ? ["all"] : levels;
  };
  return Object.fromEntries(rights.map((right) => [right, reach(right)])) as unknown as Effects;
}

/** The same in a line. */
export function effectText(effects: Effects): string {
  const parts = rights
    .filter((right) => effects[right].length > 0)
    .map((right) =>
      i18n._({
        id: "access.right_level",
        message: "{right}: {level}",
        values: {
          right: rightLabel(right),
          level: effects[right].map((level) => levelLabel(level).toLocaleLowerCase(i18n.locale)).join(", "),
        },
      }),
    );
  return parts.length === 0 ? i18n._({ id: "access.nothing", message: "Nothing" }) : parts.join(" · ");
}
