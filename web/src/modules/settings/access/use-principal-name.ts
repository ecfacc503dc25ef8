import { useQuery } from "@tanstack/react-query";
import { api, type Principal, type RecordData, typeNamed } from "../../../api";
import { useSchema } from "../../../records";
import { rolesQuery } from "./calls";

/** What people call whom something is shared with. */
export function usePrincipalName(to: Principal): string {
  const isRole = to.kind === "role";
  const type = typeNamed(useSchema(), to.kind);
  const roles = useQuery({ ...rolesQuery, enabled: isRole });
  const record = useQuery({
    queryKey: ["records", to.kind, to.id, "name"],
    queryFn: ({ signal }) =>
      api.get<RecordData>(`${type?.plural ?? ""}/${to.id}`, { query: { fields: ["name"] }, signal }),
    enabled: !isRole && type !== undefined,
  });
  if (isRole) return roles.data?.data.find((role) => role.name === to.id)?.label ?? to.id;
  return typeof record.data?.name === "string" ? record.data.name : "…";
}
