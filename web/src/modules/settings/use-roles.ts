import { useQuery } from "@tanstack/react-query";
import { schemaQuery, typeNamed } from "../../api";
import { i18n } from "../../i18n";

/** The roles of the workspace, those of its own among them. The server says which of them one may not give. */
export function useRoles() {
  const { data } = useQuery(schemaQuery);
  const field = data && typeNamed(data, "person")?.fields.find(({ name }) => name === "role");
  const options = (field?.choices ?? []).map(({ value, label }) => ({ value, label }));
  return {
    options,
    /** Without the owner's, which is given to single people only. */
    ordinary: options.filter(({ value }) => value !== "owner"),
    labelOf: (role: string) =>
      options.find(({ value }) => value === role)?.label ??
      i18n._({ id: "settings.role_gone", message: "{role} (no longer there)", values: { role } }),
  };
}
