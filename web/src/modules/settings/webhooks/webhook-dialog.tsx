import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient } from "@tanstack/react-query";
import { Controller, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type NewWebhook, typeNamed, type Webhook } from "../../../api";
import { i18n } from "../../../i18n";
import { useSchema } from "../../../records";
import { Checkbox, notify } from "../../../ui";
import { requiredText } from "../../form";
import { ExpressionArea } from "../expression-area";
import { FormDialog } from "../form-dialog";
import { BoundField, InputField } from "../form-fields";
import { once, webhooksKey } from "./calls";
import { TypesPicker } from "./types-picker";
import { kindOfChange, kinds } from "./words";

const hookSchema = z.object({
  url: z.string().check(z.trim(), z.minLength(1, { error: requiredText })),
  types: z.array(z.string()),
  kinds: z.array(z.string()),
  filter: z.string(),
});
type HookValues = z.infer<typeof hookSchema>;

/** None chosen stands for all of them. */
const chosen = (names: readonly string[]) => (names.length === 0 ? null : names);

function bodyOf({ url, types, kinds: wanted, filter }: HookValues) {
  return {
    url,
    types: chosen(types),
    kinds: wanted.length === kinds.length ? null : chosen(wanted),
    filter: types.length === 1 && filter.trim() !== "" ? filter.trim() : null,
  };
}

interface WebhookDialogProps {
  open: boolean;
  /** The one that is changed; undefined makes a new one. */
  hook: Webhook | undefined;
  onClose: () => void;
  onMade?: (made: NewWebhook) => void;
}

/** Where changes are sent, and which. */
export function WebhookDialog({ open, hook, onClose, onMade }: WebhookDialogProps) {
  const schema = useSchema();
  const queryClient = useQueryClient();
  const form = useForm<HookValues>({
    resolver: standardSchemaResolver(hookSchema),
    values: {
      url: hook?.url ?? "",
      types: hook?.types ?? [],
      kinds: hook?.kinds ?? [...kinds],
      filter: hook?.filter ?? "",
    },
  });
  const types = form.watch("types");
  const only = types.length === 1 ? typeNamed(schema, types[0] ?? "") : undefined;
  const submit = async (values: HookValues) => {
    if (hook === undefined) onMade?.(await api.post<NewWebhook>("webhooks", bodyOf(values), once()));
    else {
      await api.patch(`webhooks/${hook.id}`, bodyOf(values));
      notify({ message: i18n._({ id: "settings.webhooks.changed", message: "Webhook changed" }) });
    }
    await queryClient.invalidateQueries({ queryKey: webhooksKey });
  };
  return (
    <FormDialog
      form={form}
      open={open}
      onClose={onClose}
      title={
        hook === undefined
          ? i18n._({ id: "settings.webhooks.add", message: "Add a webhook" })
          : i18n._({ id: "settings.webhooks.edit", message: "Change the webhook" })
      }
      action={
        hook === undefined
          ? i18n._({ id: "settings.add", message: "Add" })
          : i18n._({ id: "settings.save", message: "Save" })
      }
      onSubmit={submit}
    >
      <InputField
        form={form}
        name="url"
        label={i18n._({ id: "settings.webhooks.url", message: "Address" })}
        type="url"
        dir="ltr"
        placeholder="https://example.com/hook"
      />
      <BoundField
        form={form}
        name="types"
        label={i18n._({ id: "settings.webhooks.types", message: "Objects" })}
        help={i18n._({ id: "settings.webhooks.types_help", message: "None chosen: changes of all you may see." })}
      >
        {(control, bound) => <TypesPicker {...control} {...bound} />}
      </BoundField>
      <Controller
        control={form.control}
        name="kinds"
        render={({ field }) => <Kinds value={field.value} onChange={field.onChange} />}
      />
      {only !== undefined && (
        <BoundField
          form={form}
          name="filter"
          label={i18n._({ id: "settings.webhooks.filter", message: "Only records for which holds" })}
        >
          {(control, bound) => (
            <ExpressionArea {...control} {...bound} line type={only} placeholder="amount >= 10000" />
          )}
        </BoundField>
      )}
    </FormDialog>
  );
}

function Kinds({ value, onChange }: { value: readonly string[]; onChange: (value: string[]) => void }) {
  return (
    <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
      <legend className="mb-1 text-muted text-small">
        {i18n._({ id: "settings.webhooks.kinds", message: "When a record is" })}
      </legend>
      {kinds.map((kind) => (
        <Checkbox
          key={kind}
          checked={value.includes(kind)}
          onChange={(on) => onChange(kinds.filter((one) => (one === kind ? on : value.includes(one))))}
        >
          {kindOfChange(kind)}
        </Checkbox>
      ))}
    </fieldset>
  );
}
