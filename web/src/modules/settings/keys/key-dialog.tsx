import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Suspense } from "react";
import { Controller, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, may, meQuery, type NewApiKey, type Page } from "../../../api";
import { i18n } from "../../../i18n";
import { fromWallTime } from "../../../records";
import { Checkbox, Select, Skeleton } from "../../../ui";
import { requiredText } from "../../form";
import { FormDialog } from "../form-dialog";
import { BoundField, InputField, SelectField } from "../form-fields";
import { TypesPicker } from "../webhooks/types-picker";
import { keysQuery } from "./calls";
import { functionLabel, functions } from "./scopes";

const keySchema = z.object({
  name: z.string().check(z.trim(), z.minLength(1, { error: requiredText })),
  person: z.string(),
  level: z.enum(["read", "write"]),
  types: z.array(z.string()),
  functions: z.array(z.string()),
  networks: z.string(),
  expires_at: z.string(),
});
type KeyValues = z.infer<typeof keySchema>;

const blank: KeyValues = {
  name: "",
  person: "",
  level: "read",
  types: [],
  functions: [],
  networks: "",
  expires_at: "",
};

/** None of the types chosen stands for all. */
function bodyOf({ name, person, level, types, functions: wanted, networks, expires_at }: KeyValues) {
  return {
    name,
    ...(person === "" ? {} : { person }),
    scopes: [
      ...(types.length === 0 ? ["all"] : types).map((type) => `${type}:${level}`),
      ...wanted.map((each) => `function:${each}`),
    ],
    networks: networks.split(/[\s,]+/).filter((network) => network !== ""),
    ...(expires_at === "" ? {} : { expires_at: fromWallTime(expires_at) ?? expires_at }),
  };
}

interface KeyDialogProps {
  open: boolean;
  onClose: () => void;
  onMade: (made: NewApiKey) => void;
}

/** For what a key is, and how far it reaches. */
export function KeyDialog({ open, onClose, onMade }: KeyDialogProps) {
  const queryClient = useQueryClient();
  const me = useSuspenseQuery(meQuery).data;
  const form = useForm<KeyValues>({ resolver: standardSchemaResolver(keySchema), defaultValues: blank });
  const submit = async (values: KeyValues) => {
    onMade(await api.post<NewApiKey>("auth/keys", bodyOf(values)));
    await queryClient.invalidateQueries({ queryKey: keysQuery.queryKey });
  };
  return (
    <FormDialog
      form={form}
      open={open}
      onClose={onClose}
      title={i18n._({ id: "settings.keys.add", message: "Make an API key" })}
      action={i18n._({ id: "settings.keys.make", message: "Make the key" })}
      places={{ scopes: "types" }}
      onSubmit={submit}
    >
      <Suspense fallback={<Skeleton className="h-40" />}>
        <InputField form={form} name="name" label={i18n._({ id: "settings.keys.name", message: "What is it for?" })} />
        {may(me, "manage_people") && (
          <BoundField form={form} name="person" label={i18n._({ id: "settings.keys.person", message: "It acts as" })}>
            {(control, bound) => <PersonSelect {...control} {...bound} />}
          </BoundField>
        )}
        <div className="grid gap-4 sm:grid-cols-[10rem_1fr]">
          <SelectField
            form={form}
            name="level"
            label={i18n._({ id: "settings.keys.level", message: "It may" })}
            options={[
              { value: "read", label: i18n._({ id: "settings.keys.read", message: "Read" }) },
              { value: "write", label: i18n._({ id: "settings.keys.write", message: "Read and change" }) },
            ]}
          />
          <BoundField
            form={form}
            name="types"
            label={i18n._({ id: "settings.keys.types", message: "Objects" })}
            help={i18n._({ id: "settings.keys.types_help", message: "None chosen stands for all of them." })}
          >
            {(control, bound) => <TypesPicker {...control} {...bound} />}
          </BoundField>
        </div>
        <Controller
          control={form.control}
          name="functions"
          render={({ field }) => (
            <fieldset className="grid gap-1 sm:grid-cols-2">
              <legend className="mb-1 text-muted text-small">
                {i18n._({ id: "settings.keys.functions", message: "And also" })}
              </legend>
              {functions
                .filter((name) => may(me, name))
                .map((name) => (
                  <Checkbox
                    key={name}
                    checked={field.value.includes(name)}
                    onChange={(on) =>
                      field.onChange(on ? [...field.value, name] : field.value.filter((each) => each !== name))
                    }
                  >
                    {functionLabel(name)}
                  </Checkbox>
                ))}
            </fieldset>
          )}
        />
        <InputField
          form={form}
          name="networks"
          label={i18n._({ id: "settings.keys.networks", message: "Only from these networks" })}
          help={i18n._({
            id: "settings.keys.networks_help",
            message: "Such as 192.0.2.0/24; from everywhere when empty.",
          })}
          dir="ltr"
        />
        <InputField
          form={form}
          name="expires_at"
          label={i18n._({ id: "settings.keys.expires", message: "Ends" })}
          help={i18n._({ id: "settings.keys.expires_help", message: "Not by itself when empty." })}
          type="datetime-local"
        />
      </Suspense>
    </FormDialog>
  );
}

function PersonSelect({ value, onChange, ...control }: { value: string; onChange: (value: string) => void }) {
  const people = useQuery({
    queryKey: ["records", "people", "service"],
    queryFn: ({ signal }) =>
      api.get<Page>("people", {
        query: { where: "service = true and active = true", sort: "name", limit: 200 },
        signal,
      }),
  });
  return (
    <Select
      {...control}
      value={value}
      onChange={onChange}
      options={[
        { value: "", label: i18n._({ id: "settings.keys.myself", message: "Myself" }) },
        ...(people.data?.data ?? []).map((person) => ({ value: person.id, label: String(person.name) })),
      ]}
    />
  );
}
