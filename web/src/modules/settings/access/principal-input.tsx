import { useQuery } from "@tanstack/react-query";
import type { Link, Principal } from "../../../api";
import { i18n } from "../../../i18n";
import { LinkPicker } from "../../../records";
import { type FieldControlProps, Select } from "../../../ui";
import { rolesQuery } from "./calls";

const kinds = ["person", "team", "territory", "role"] as const;

function kindLabel(kind: Principal["kind"]): string {
  switch (kind) {
    case "person":
      return i18n._({ id: "access.to.person", message: "Person" });
    case "team":
      return i18n._({ id: "access.to.team", message: "Team and those below it" });
    case "territory":
      return i18n._({ id: "access.to.territory", message: "Territory and those below it" });
    case "role":
      return i18n._({ id: "access.to.role", message: "Role" });
  }
}

export interface ChosenPrincipal {
  kind: Principal["kind"];
  link: Link | null;
}

/** What is sent for a choice; undefined where nobody is chosen. */
export const principalOf = ({ kind, link }: ChosenPrincipal): Principal | undefined =>
  link === null ? undefined : { kind, id: link.id };

interface PrincipalInputProps extends Partial<FieldControlProps> {
  value: ChosenPrincipal;
  onChange: (value: ChosenPrincipal) => void;
}

/** Chooses a person, a team, a territory or a role. */
export function PrincipalInput({ value, onChange, ...control }: PrincipalInputProps) {
  const roles = useQuery({ ...rolesQuery, enabled: value.kind === "role" });
  const who = i18n._({ id: "access.to.who", message: "Who" });
  return (
    <div className="grid gap-2 sm:grid-cols-2">
      <Select<Principal["kind"]>
        aria-label={i18n._({ id: "access.to.kind", message: "Kind" })}
        value={value.kind}
        onChange={(kind) => onChange({ kind, link: null })}
        options={kinds.map((kind) => ({ value: kind, label: kindLabel(kind) }))}
      />
      {value.kind === "role" ? (
        <Select
          {...control}
          aria-label={who}
          value={value.link?.id ?? null}
          placeholder={who}
          onChange={(id) => onChange({ kind: "role", link: { id, title: id } })}
          options={(roles.data?.data ?? []).map((role) => ({ value: role.name, label: role.label }))}
        />
      ) : (
        <LinkPicker
          {...control}
          key={value.kind}
          aria-label={who}
          placeholder={who}
          to={value.kind}
          value={value.link}
          onChange={(link) => onChange({ kind: value.kind, link })}
        />
      )}
    </div>
  );
}
