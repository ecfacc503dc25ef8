import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { type RoleDefinition, type SharingRule, typeNamed } from "../../../api";
import { i18n } from "../../../i18n";
import { useSchema } from "../../../records";
import { Button, IconButton, Skeleton, Tag } from "../../../ui";
import { ListSection } from "../list-section";
import { Rows, Section } from "../section";
import { rolesQuery, sharingRulesQuery } from "./calls";
import { NewRoleDialog } from "./new-role-dialog";
import { SharingRuleDialog } from "./sharing-rule-dialog";
import { usePrincipalName } from "./use-principal-name";

export { RolePage } from "./role-page";

/** The roles people can have, and the rules by which records are shared. */
export function AccessPage() {
  const roles = useQuery(rolesQuery);
  const [making, setMaking] = useState(false);
  return (
    <>
      <Section
        title={i18n._({ id: "access.roles", message: "Roles" })}
        text={i18n._({
          id: "access.roles.text",
          message: "What people may do. A role allows what it names and nothing else.",
        })}
        actions={
          <Button icon={<Plus className="size-4" />} onClick={() => setMaking(true)}>
            {i18n._({ id: "access.roles.add", message: "Add a role" })}
          </Button>
        }
      >
        {roles.data === undefined ? (
          <Skeleton className="h-40" />
        ) : (
          <Rows label={i18n._({ id: "access.roles", message: "Roles" })}>
            {roles.data.data.map((role) => (
              <RoleRow key={role.name} role={role} />
            ))}
          </Rows>
        )}
      </Section>
      <SharingRules />
      <NewRoleDialog roles={roles.data?.data ?? []} open={making} onClose={() => setMaking(false)} />
    </>
  );
}

function RoleRow({ role }: { role: RoleDefinition }) {
  return (
    <li className="relative flex min-h-12 items-center gap-3 py-1.5 hover:bg-hover">
      <div className="min-w-0 grow">
        <p className="flex items-center gap-2">
          <Link
            to="/settings/access/$name"
            params={{ name: role.name }}
            className="truncate font-medium after:absolute after:inset-0"
          >
            {role.label}
          </Link>
          {role.built_in && <Tag>{i18n._({ id: "access.built_in", message: "Built in" })}</Tag>}
        </p>
        {role.description !== null && role.description !== "" && (
          <p className="text-pretty text-muted text-small">{role.description}</p>
        )}
      </div>
    </li>
  );
}

function SharingRules() {
  const [editing, setEditing] = useState<{ rule: SharingRule | undefined }>();
  return (
    <ListSection
      title={i18n._({ id: "access.sharing_rules", message: "Sharing rules" })}
      text={i18n._({
        id: "access.sharing_rules.text",
        message:
          "They open records that satisfy a condition to people, teams, territories or roles, within what their roles allow on the object at all.",
      })}
      add={{
        label: i18n._({ id: "access.sharing_rules.add", message: "Add a sharing rule" }),
        onClick: () => setEditing({ rule: undefined }),
      }}
      query={useQuery(sharingRulesQuery)}
      none={i18n._({ id: "access.sharing_rules.none", message: "Nothing is shared by a rule" })}
      row={(rule) => <RuleRow key={rule.id} rule={rule} onChange={() => setEditing({ rule })} />}
    >
      <SharingRuleDialog
        key={editing?.rule?.id ?? "new"}
        rule={editing?.rule}
        open={editing !== undefined}
        onClose={() => setEditing(undefined)}
      />
    </ListSection>
  );
}

function RuleRow({ rule, onChange }: { rule: SharingRule; onChange: () => void }) {
  const type = typeNamed(useSchema(), rule.type);
  const name = usePrincipalName(rule.to);
  return (
    <li className="flex min-h-12 items-center gap-3 py-1.5">
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-2">
          <span className="truncate">{rule.label}</span>
          <Tag>{type?.plural_label ?? rule.type}</Tag>
          {!rule.active && <Tag>{i18n._({ id: "settings.rules.off", message: "Off" })}</Tag>}
        </p>
        <p className="text-muted text-small">
          {rule.level === "write"
            ? i18n._({ id: "access.shared_write", message: "{name} may see and change them", values: { name } })
            : i18n._({ id: "access.shared_read", message: "{name} may see them", values: { name } })}
        </p>
        <p className="truncate font-mono text-meta text-muted" title={rule.condition}>
          {rule.condition}
        </p>
        {rule.problem !== null && (
          <p className="text-danger text-small">
            {i18n._({
              id: "access.rule_broken",
              message: "It shares nothing, for it cannot be worked out: {problem}",
              values: { problem: rule.problem },
            })}
          </p>
        )}
      </div>
      <IconButton
        label={i18n._({ id: "settings.rules.change_one", message: "Change “{title}”", values: { title: rule.label } })}
        onClick={onChange}
      >
        <Pencil aria-hidden="true" className="size-4" />
      </IconButton>
    </li>
  );
}
