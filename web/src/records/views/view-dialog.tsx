import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import type { FieldSchema, Link, RecordData, TypeSchema, Value } from "../../api";
import { asProblem } from "../../api";
import { i18n } from "../../i18n";
import { Button, Checkbox, Dialog, Field, Input } from "../../ui";
import { reasonOf } from "../data/reason";
import { fieldNamed, useMe } from "../data/schema";
import type { Writes } from "../data/use-writes";
import { saveRecord } from "../data/write";
import { LinksEditor } from "../fields/link-picker";
import { asLinks, asText, asWords } from "../fields/values";
import type { ListState } from "./use-views";
import { fieldsOf, stateOf } from "./view-state";

interface ViewDialogProps {
  open: boolean;
  type: TypeSchema;
  viewType: TypeSchema;
  list: ListState;
  /** The view to change; undefined keeps what is shown as a new one. */
  view: RecordData | undefined;
  writes: Writes;
  onClose: () => void;
}

/** What a view is called, who finds it, and who begins with it. */
export default function ViewDialog({ open, type, viewType, list, view, writes, onClose }: ViewDialogProps) {
  const client = useQueryClient();
  const me = useMe();
  const form = useId();
  const [name, setName] = useState(asText(view?.name));
  const [pinned, setPinned] = useState(view?.pinned === true);
  const [everyone, setEveryone] = useState(view?.everyone === true);
  const [roles, setRoles] = useState(asWords(view?.roles));
  const [people, setPeople] = useState<Link[]>(asLinks(view?.people));
  const [standardFor, setStandardFor] = useState(asWords(view?.default_for));
  const [refused, setRefused] = useState<{ field: string; message: string } | undefined>();
  const [busy, setBusy] = useState(false);
  const peopleField = fieldNamed(viewType, "people");
  const fresh = view === undefined;

  const send = async () => {
    const values: { [field: string]: Value } = {
      name: name.trim(),
      pinned,
      everyone,
      roles: roles.length === 0 ? null : roles,
      people: people.length === 0 ? null : people,
      ...(me.role === "member" ? {} : { default_for: standardFor.length === 0 ? null : standardFor }),
    };
    if (fresh) {
      const made = await writes.create({ type: type.plural, ...fieldsOf(stateOf(list.search)), ...values });
      list.open(made);
    } else {
      const saved = await saveRecord(client, viewType, view.id, values);
      if (!saved.ok) throw saved.problem;
    }
    // A role begins with one view of a type.
    const others = list.views.filter(
      (one) => one.id !== view?.id && asWords(one.default_for).some((role) => standardFor.includes(role)),
    );
    for (const other of others) {
      const left = asWords(other.default_for).filter((role) => !standardFor.includes(role));
      await writes.save(other.id, { default_for: left.length === 0 ? null : left });
    }
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") {
      setRefused({ field: "name", message: i18n._({ id: "ui.required", message: "Fill this in" }) });
      return;
    }
    setBusy(true);
    try {
      await send();
      onClose();
      if (fresh) setName("");
      setRefused(undefined);
    } catch (error) {
      const problem = asProblem(error);
      if (problem === undefined) throw error;
      setRefused({ field: problem.errors[0]?.field ?? "", message: reasonOf(problem) });
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      open={open}
      onClose={onClose}
      width="small"
      title={
        fresh
          ? i18n._({ id: "records.view.new", message: "Save as a new view" })
          : i18n._({ id: "records.view.edit", message: "Rename and share" })
      }
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {i18n._({ id: "ui.cancel", message: "Cancel" })}
          </Button>
          <Button type="submit" form={form} variant="primary" busy={busy}>
            {i18n._({ id: "records.view.save_new", message: "Save view" })}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
        <Field
          label={i18n._({ id: "records.view.name", message: "Name" })}
          error={refused?.field === "name" ? refused.message : undefined}
        >
          {(control) => (
            <Input
              {...control}
              value={name}
              maxLength={100}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Checkbox checked={pinned} onChange={setPinned}>
          {i18n._({ id: "records.view.pin", message: "Pin as a tab" })}
        </Checkbox>
        <Checkbox checked={everyone} onChange={setEveryone}>
          {i18n._({ id: "records.view.everyone", message: "Everyone in the workspace finds it" })}
        </Checkbox>
        {!everyone && (
          <>
            <Roles
              label={i18n._({ id: "records.view.roles", message: "Who else finds it" })}
              field={fieldNamed(viewType, "roles")}
              chosen={roles}
              onChange={setRoles}
            />
            {peopleField !== undefined && (
              <Field label={i18n._({ id: "records.view.people", message: "People who find it" })}>
                {(control) => (
                  <LinksEditor
                    {...control}
                    field={peopleField}
                    value={people}
                    onChange={(value) => setPeople(asLinks(value))}
                  />
                )}
              </Field>
            )}
          </>
        )}
        {me.role !== "member" && (
          <Roles
            label={i18n._({ id: "records.view.default_for", message: "Who begins with it" })}
            field={fieldNamed(viewType, "default_for")}
            chosen={standardFor}
            onChange={setStandardFor}
          />
        )}
        {refused !== undefined && refused.field !== "name" && (
          <p role="alert" className="text-danger">
            {refused.message}
          </p>
        )}
      </form>
    </Dialog>
  );
}

interface RolesProps {
  label: string;
  field: FieldSchema | undefined;
  chosen: readonly string[];
  onChange: (roles: string[]) => void;
}

function Roles({ label, field, chosen, onChange }: RolesProps) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="text-muted text-small">{label}</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {(field?.choices ?? []).map(({ value, label: role }) => (
          <Checkbox
            key={value}
            checked={chosen.includes(value)}
            onChange={(on) => onChange(on ? [...chosen, value] : chosen.filter((one) => one !== value))}
          >
            {role}
          </Checkbox>
        ))}
      </div>
    </fieldset>
  );
}
