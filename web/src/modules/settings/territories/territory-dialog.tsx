import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type UseFormReturn, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type Link, type RecordData, type TypeSchema, typeNamed, type Value } from "../../../api";
import { i18n } from "../../../i18n";
import { FieldEditor, fieldNamed, LinkPicker, useSchema } from "../../../records";
import { Button } from "../../../ui";
import { requiredText } from "../../form";
import { FormDialog } from "../form-dialog";
import { BoundField, CheckboxField, ConditionField, InputField, SelectField } from "../form-fields";
import { linkOf, linksOf, simulate, territoryQuery } from "./calls";
import { Simulation } from "./simulation";

const said = z.custom<Value>();
const territorySchema = z.object({
  name: z.string().check(z.trim(), z.minLength(1, { error: requiredText })),
  code: z.string().check(z.trim()),
  parent: z.custom<Link | null>(),
  kind: z.string(),
  countries: said,
  states: said,
  cities: said,
  postal_codes: said,
  industries: said,
  employees_from: said,
  employees_to: said,
  revenue_from: said,
  revenue_to: said,
  products: said,
  condition: z.string().check(z.trim()),
  priority: z.string().check(z.trim()),
  manager: z.custom<Link | null>(),
  members: z.custom<Link[]>(),
  takes_changed: z.boolean(),
  active: z.boolean(),
});
type TerritoryValues = z.infer<typeof territorySchema>;

/** The fields that say what a territory gets, by the kind that shows them first. */
const says = {
  geography: ["countries", "states", "cities", "postal_codes"],
  industry: ["industries"],
  size: ["employees_from", "employees_to", "revenue_from", "revenue_to"],
  product: ["products"],
  expression: [],
} as const satisfies { [kind: string]: readonly (keyof TerritoryValues)[] };
const kinds = Object.keys(says) as (keyof typeof says)[];

interface TerritoryDialogProps {
  /** The territory that is changed; undefined for a new one. */
  id: string | undefined;
  /** Where a new one lies. */
  above: Link | null;
  onClose: () => void;
}

/** Makes or changes a territory. */
export function TerritoryDialog({ id, above, onClose }: TerritoryDialogProps) {
  const type = typeNamed(useSchema(), "territory");
  const known = useQuery({ ...territoryQuery(id ?? ""), enabled: id !== undefined }).data;
  if (type === undefined || (id !== undefined && known === undefined)) return null;
  return <Loaded type={type} territory={known} above={above} onClose={onClose} />;
}

interface LoadedProps {
  type: TypeSchema;
  territory: RecordData | undefined;
  above: Link | null;
  onClose: () => void;
}

function Loaded({ type, territory, above, onClose }: LoadedProps) {
  const client = useQueryClient();
  const form = useForm<TerritoryValues>({
    resolver: standardSchemaResolver(territorySchema),
    defaultValues: {
      ...Object.fromEntries(
        kinds.flatMap((kind) => says[kind].map((name): [string, Value] => [name, territory?.[name] ?? null])),
      ),
      name: String(territory?.name ?? ""),
      code: String(territory?.code ?? ""),
      parent: territory === undefined ? above : linkOf(territory.parent),
      kind: String(territory?.kind ?? "geography"),
      condition: String(territory?.condition ?? ""),
      priority: String(territory?.priority ?? "0"),
      manager: linkOf(territory?.manager),
      members: linksOf(territory?.members),
      takes_changed: territory?.takes_changed !== false,
      active: territory?.active !== false,
    },
  });
  const settle = () => client.invalidateQueries({ queryKey: ["records"] });
  const bodyOf = ({ parent, manager, members, code, condition, priority, ...values }: TerritoryValues) => ({
    ...values,
    code: code || null,
    condition: condition || null,
    priority: priority || "0",
    parent: parent?.id ?? null,
    manager: manager?.id ?? null,
    members: members.map((one) => one.id),
  });
  const submit = async (values: TerritoryValues) => {
    const body = bodyOf(values);
    await (territory === undefined ? api.post("territories", body) : api.patch(`territories/${territory.id}`, body));
    await settle();
  };
  const remove = async () => {
    await api.delete(`territories/${territory?.id ?? ""}`);
    await settle();
  };
  return (
    <FormDialog
      form={form}
      open
      width="large"
      onClose={onClose}
      title={
        territory === undefined
          ? i18n._({ id: "settings.territories.add", message: "Add a territory" })
          : i18n._({ id: "settings.territories.change", message: "Change the territory" })
      }
      action={i18n._({ id: "settings.save", message: "Save" })}
      onSubmit={submit}
      onRemove={territory === undefined ? undefined : remove}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <InputField form={form} name="name" label={i18n._({ id: "settings.profile.name", message: "Name" })} required />
        <InputField form={form} name="code" label={fieldNamed(type, "code")?.label ?? ""} />
        <BoundField
          form={form}
          name="parent"
          label={i18n._({ id: "settings.territories.above", message: "Lies in" })}
          help={i18n._({ id: "settings.territories.parent_help", message: "What that one says has to fit, too." })}
        >
          {(control, { value, onChange }) => (
            <LinkPicker {...control} to="territory" value={value} onChange={onChange} />
          )}
        </BoundField>
        <SelectField
          form={form}
          name="kind"
          label={i18n._({ id: "settings.territories.kind", message: "Goes by" })}
          options={(fieldNamed(type, "kind")?.choices ?? []).map(({ value, label }) => ({ value, label }))}
        />
      </div>
      <Says form={form} type={type} />
      <div className="grid gap-4 sm:grid-cols-2">
        <BoundField form={form} name="manager" label={fieldNamed(type, "manager")?.label ?? ""}>
          {(control, { value, onChange }) => <LinkPicker {...control} to="person" value={value} onChange={onChange} />}
        </BoundField>
        <InputField
          form={form}
          name="priority"
          label={fieldNamed(type, "priority")?.label ?? ""}
          help={i18n._({
            id: "settings.territories.priority_help",
            message: "Of territories beside each other the one with the higher number goes first.",
          })}
          inputMode="numeric"
        />
        <SaidField form={form} type={type} name="members" />
      </div>
      <CheckboxField form={form} name="takes_changed">
        {fieldNamed(type, "takes_changed")?.label}
      </CheckboxField>
      <CheckboxField form={form} name="active">
        {i18n._({ id: "settings.assignment.active", message: "In use" })}
      </CheckboxField>
      <Simulation ask={() => simulate(territory?.id, bodyOf(form.getValues()))} />
    </FormDialog>
  );
}

interface FormPartProps {
  form: UseFormReturn<TerritoryValues>;
  type: TypeSchema;
}

/** Which records it gets: first what its kind goes by and what is filled, the rest where it is asked for. */
function Says({ form, type }: FormPartProps) {
  const [all, setAll] = useState(false);
  const company = typeNamed(useSchema(), "company");
  const chosen = form.watch("kind");
  const filled = (value: unknown) => value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
  const shown = kinds.filter(
    (kind) => all || kind === chosen || says[kind].some((name) => filled(form.getValues(name))),
  );
  const withCondition = all || chosen === "expression" || form.getValues("condition") !== "";
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        {shown.flatMap((kind) =>
          says[kind].map((name) => <SaidField key={name} form={form} type={type} name={name} />),
        )}
      </div>
      {withCondition && company !== undefined && (
        <ConditionField
          form={form}
          name="condition"
          label={i18n._({ id: "settings.territories.condition", message: "And where" })}
          help={i18n._({
            id: "settings.territories.condition_help",
            message: "Over the fields of companies; leads fit where they have these fields, too.",
          })}
          type={company}
          placeholder={'tags = "key account"'}
        />
      )}
      {!all && (
        <Button variant="quiet" size="small" className="self-start" onClick={() => setAll(true)}>
          {i18n._({ id: "settings.territories.more", message: "Show all it can go by" })}
        </Button>
      )}
    </>
  );
}

function SaidField({
  form,
  type,
  name,
}: FormPartProps & { name: (typeof says)["geography"][number] | keyof TerritoryValues }) {
  const field = fieldNamed(type, name);
  if (field === undefined) return null;
  return (
    <BoundField form={form} name={name} label={field.label} help={helpOf(name)}>
      {(control, { value, onChange }) => (
        <FieldEditor {...control} field={field} value={value as Value} onChange={(next) => onChange(next as never)} />
      )}
    </BoundField>
  );
}

function helpOf(name: string): string | undefined {
  switch (name) {
    case "postal_codes":
      return i18n._({
        id: "settings.territories.codes_help",
        message: "Also beginnings, such as 10*, and ranges, such as 10000-19999.",
      });
    case "industries":
      return i18n._({ id: "settings.territories.industries_help", message: "As companies have them." });
    case "products":
      return i18n._({
        id: "settings.territories.products_help",
        message: "Names or SKUs. Deals over them lie here, and the companies that have such deals.",
      });
    case "members":
      return i18n._({
        id: "settings.territories.members_help",
        message: "For good. Who is there for a time, or stands in, is under Members in the list.",
      });
    default:
      return undefined;
  }
}
