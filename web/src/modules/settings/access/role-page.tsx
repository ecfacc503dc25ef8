import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Pencil } from "lucide-react";
import { useState } from "react";
import { api, type RoleDefinition, type TypeGrant } from "../../../api";
import { i18n } from "../../../i18n";
import { useMe, useSchema } from "../../../records";
import { Button, Checkbox, ConfirmDialog, IconButton, Input, notify, Skeleton, Tag } from "../../../ui";
import { complain } from "../complain";
import { Rows, Section } from "../section";
import { roleBody, rolesQuery, useRenewAccess } from "./calls";
import { GrantDialog } from "./grant-dialog";
import { anyType, functionLabel, grantText } from "./words";

/** One role: what it allows, kept as soon as it is changed. */
export function RolePage() {
  const { name = "" } = useParams({ strict: false });
  const roles = useQuery(rolesQuery);
  const role = roles.data?.data.find((one) => one.name === name);
  if (role === undefined) return <Skeleton className="h-60" />;
  return <Loaded key={role.name} role={role} all={roles.data?.data ?? []} />;
}

function Loaded({ role, all }: { role: RoleDefinition; all: RoleDefinition[] }) {
  const renew = useRenewAccess();
  const navigate = useNavigate();
  const { types } = useSchema();
  const { functions } = useMe();
  const [editing, setEditing] = useState<string>();
  const [removing, setRemoving] = useState(false);
  const fixed = role.built_in;
  const save = async (change: Partial<RoleDefinition>) => {
    try {
      await api.put(`roles/${role.name}`, roleBody({ ...role, ...change }));
      await renew();
      notify({ message: i18n._({ id: "access.role.kept", message: "The role is kept" }) });
    } catch (error) {
      complain(error);
    }
  };
  const keep = (type: string, grant: TypeGrant | undefined) => {
    const { [type]: _, ...others } = role.types;
    return save({ types: grant === undefined ? others : { ...others, [type]: grant } });
  };
  const remove = async () => {
    try {
      await api.delete(`roles/${role.name}`);
      await navigate({ to: "/settings/access" });
      await renew();
    } catch (error) {
      setRemoving(false);
      complain(error);
    }
  };
  const others = i18n._({ id: "access.other_types", message: "All other objects" });
  const listed = [
    { name: anyType, label: others, type: undefined },
    ...types.map((type) => ({ name: type.name, label: type.plural_label, type })),
  ];
  const shown = role.types[anyType];
  return (
    <>
      <Section
        title={role.label}
        text={
          fixed
            ? i18n._({
                id: "access.role.fixed",
                message: "This role is the same everywhere. To have another one, add a role that starts from it.",
              })
            : (role.description ?? undefined)
        }
        actions={
          !fixed && (
            <Button variant="danger" onClick={() => setRemoving(true)}>
              {i18n._({ id: "access.role.delete", message: "Delete" })}
            </Button>
          )
        }
      >
        {!fixed && <Names role={role} onSave={(change) => void save(change)} />}
      </Section>
      <Section
        title={i18n._({ id: "access.records", message: "Records" })}
        text={i18n._({
          id: "access.records.text",
          message: "How far it goes on each object: own records, those of the team, of the territories, or all.",
        })}
      >
        <Rows label={i18n._({ id: "access.records", message: "Records" })}>
          {listed.map(({ name, label, type }) => {
            const own = role.types[name];
            const text =
              own !== undefined
                ? grantText(own)
                : type?.setup === true
                  ? i18n._({ id: "access.setup", message: "See: all" })
                  : shown !== undefined && name !== anyType
                    ? i18n._({ id: "access.as_others", message: "Like all other objects" })
                    : i18n._({ id: "access.nothing", message: "Nothing" });
            return (
              <li key={name} className="flex min-h-12 items-center gap-3 py-1.5">
                <div className="min-w-0 grow">
                  <p>{label}</p>
                  <p className="text-muted text-small">{text}</p>
                </div>
                {!fixed && (
                  <IconButton
                    label={i18n._({
                      id: "access.change",
                      message: "Change what it may do: {label}",
                      values: { label },
                    })}
                    onClick={() => setEditing(name)}
                  >
                    <Pencil aria-hidden="true" className="size-4" />
                  </IconButton>
                )}
              </li>
            );
          })}
        </Rows>
      </Section>
      <Section title={i18n._({ id: "access.functions", message: "Beside records" })}>
        <ul className="flex flex-col gap-1">
          {(fixed ? role.functions : [...new Set([...functions, ...role.functions])]).map((one) => (
            <li key={one}>
              {fixed ? (
                functionLabel(one)
              ) : (
                <Checkbox
                  checked={role.functions.includes(one)}
                  onChange={(checked) =>
                    void save({
                      functions: checked ? [...role.functions, one] : role.functions.filter((name) => name !== one),
                    })
                  }
                >
                  {functionLabel(one)}
                </Checkbox>
              )}
            </li>
          ))}
        </ul>
      </Section>
      {!fixed && (
        <Section
          title={i18n._({ id: "access.builds_on", message: "Builds on" })}
          text={i18n._({ id: "access.builds_on.text", message: "It has everything these roles have, too." })}
        >
          <ul className="flex flex-col gap-1">
            {all
              .filter((one) => one.name !== role.name)
              .map((one) => (
                <li key={one.name}>
                  <Checkbox
                    checked={role.builds_on.includes(one.name)}
                    onChange={(checked) =>
                      void save({
                        builds_on: checked
                          ? [...role.builds_on, one.name]
                          : role.builds_on.filter((name) => name !== one.name),
                      })
                    }
                  >
                    {one.label} {one.built_in && <Tag>{i18n._({ id: "access.built_in", message: "Built in" })}</Tag>}
                  </Checkbox>
                </li>
              ))}
          </ul>
        </Section>
      )}
      {editing !== undefined && (
        <GrantDialog
          label={listed.find((one) => one.name === editing)?.label ?? editing}
          type={types.find((type) => type.name === editing)}
          grant={role.types[editing]}
          standard={editing === anyType ? undefined : shown}
          onClose={() => setEditing(undefined)}
          onSave={async (grant) => {
            await keep(editing, grant);
            setEditing(undefined);
          }}
        />
      )}
      <ConfirmDialog
        open={removing}
        onClose={() => setRemoving(false)}
        title={i18n._({
          id: "access.role.delete_one",
          message: "Delete the role {label}?",
          values: { label: role.label },
        })}
        description={i18n._({ id: "access.role.delete.text", message: "Only a role that nobody has can be deleted." })}
        action={i18n._({ id: "access.role.delete", message: "Delete" })}
        onConfirm={() => void remove()}
      />
    </>
  );
}

function Names({ role, onSave }: { role: RoleDefinition; onSave: (change: Partial<RoleDefinition>) => void }) {
  const [label, setLabel] = useState(role.label);
  const [description, setDescription] = useState(role.description ?? "");
  const save = () => {
    const [name, text] = [label.trim(), description.trim()];
    if (name !== "" && (name !== role.label || text !== (role.description ?? "")))
      onSave({ label: name, description: text === "" ? null : text });
  };
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Input
        aria-label={i18n._({ id: "access.role.label", message: "Name" })}
        value={label}
        onChange={(event) => setLabel(event.target.value)}
        onBlur={save}
      />
      <Input
        aria-label={i18n._({ id: "access.role.description", message: "What it is for" })}
        placeholder={i18n._({ id: "access.role.description", message: "What it is for" })}
        value={description}
        onChange={(event) => setDescription(event.target.value)}
        onBlur={save}
      />
    </div>
  );
}
