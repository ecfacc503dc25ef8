import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient } from "@tanstack/react-query";
import { Controller, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type Provider } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, notify, Switch } from "../../../ui";
import { requiredText, showProblem } from "../../form";
import { FormError } from "../../form-error";
import { InputField, SelectField } from "../form-fields";
import { useRoles } from "../use-roles";
import { providerQuery } from "./calls";
import { GroupRoles } from "./group-roles";

const text = () => z.string().check(z.trim());
const needed = () => z.string().check(z.trim(), z.minLength(1, { error: requiredText }));
const providerSchema = z.object({
  name: needed(),
  issuer: needed(),
  client_id: needed(),
  client_secret: z.string(),
  scopes: text(),
  groups_claim: text(),
  groups: z.array(z.object({ group: needed(), role: z.string() })),
  default_role: z.string(),
  joins: z.boolean(),
  only_way: z.boolean(),
  trusts_factor: z.boolean(),
  active: z.boolean(),
});
export type ProviderValues = z.infer<typeof providerSchema>;

const nobody = "-";

function valuesOf(provider: Provider): ProviderValues {
  return {
    name: provider.name ?? "",
    issuer: provider.issuer ?? "",
    client_id: provider.client_id ?? "",
    client_secret: "",
    scopes: provider.scopes ?? "openid email profile",
    groups_claim: provider.groups_claim ?? "",
    groups: provider.groups.map(({ group, role }) => ({ group, role })),
    default_role: provider.default_role ?? (provider.issuer === null ? "member" : nobody),
    joins: provider.joins,
    only_way: provider.only_way,
    trusts_factor: provider.trusts_factor,
    active: provider.issuer === null || provider.active,
  };
}

/** What the workspace's provider is, and what it may decide. */
export function ProviderForm({ provider }: { provider: Provider }) {
  const queryClient = useQueryClient();
  const roles = useRoles();
  const form = useForm<ProviderValues>({
    resolver: standardSchemaResolver(providerSchema),
    values: valuesOf(provider),
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    try {
      const kept = await api.put<Provider>("workspace/provider", {
        ...values,
        // Left empty, the secret there is stays.
        client_secret: values.client_secret === "" ? null : values.client_secret,
        groups_claim: values.groups_claim === "" ? null : values.groups_claim,
        default_role: values.default_role === nobody ? null : values.default_role,
      });
      queryClient.setQueryData(providerQuery.queryKey, kept);
      notify({ message: i18n._({ id: "settings.provider.saved", message: "Sign-in provider saved" }) });
    } catch (error) {
      showProblem(form, error);
    }
  });
  const line = (
    name: "name" | "issuer" | "client_id" | "client_secret" | "scopes" | "groups_claim",
    label: string,
    help?: string,
  ) => (
    <InputField
      form={form}
      name={name}
      label={label}
      {...(help === undefined ? {} : { help })}
      type={name === "client_secret" ? "password" : "text"}
      dir={name === "name" ? "auto" : "ltr"}
    />
  );
  const choice = (name: "joins" | "only_way" | "trusts_factor" | "active", label: string, help?: string) => (
    <Controller
      control={form.control}
      name={name}
      render={({ field }) => (
        <div className="flex flex-col gap-1">
          <Switch checked={field.value} onChange={field.onChange}>
            {label}
          </Switch>
          {help !== undefined && <p className="text-muted text-small">{help}</p>}
          {errors[name]?.message !== undefined && (
            <p role="alert" className="text-danger text-small">
              {errors[name]?.message}
            </p>
          )}
        </div>
      )}
    />
  );
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      {line("name", i18n._({ id: "settings.provider.name", message: "Name on the button" }))}
      {line(
        "issuer",
        i18n._({ id: "settings.provider.issuer", message: "Issuer" }),
        i18n._({
          id: "settings.provider.issuer_help",
          message: "The address of the provider, such as https://login.example.com",
        }),
      )}
      {line("client_id", i18n._({ id: "settings.provider.client", message: "Client id" }))}
      {line(
        "client_secret",
        i18n._({ id: "settings.provider.secret", message: "Client secret" }),
        provider.secret
          ? i18n._({ id: "settings.provider.secret_kept", message: "One is kept. Leave this empty to keep it." })
          : undefined,
      )}
      {line("scopes", i18n._({ id: "settings.provider.scopes", message: "Scopes" }))}
      {line(
        "groups_claim",
        i18n._({ id: "settings.provider.groups_claim", message: "Claim with the groups" }),
        i18n._({
          id: "settings.provider.groups_help",
          message: "Groups give roles at every sign-in, but never to owners.",
        }),
      )}
      <GroupRoles form={form} />
      <SelectField
        form={form}
        name="default_role"
        label={i18n._({ id: "settings.provider.default_role", message: "Role without a group" })}
        options={[
          ...roles.ordinary,
          { value: nobody, label: i18n._({ id: "settings.provider.no_role", message: "None: not let in" }) },
        ]}
      />
      {choice(
        "joins",
        i18n._({
          id: "settings.provider.joins",
          message: "Whoever has an address of a verified domain joins by signing in",
        }),
      )}
      {choice(
        "only_way",
        i18n._({ id: "settings.provider.only", message: "Everybody but owners signs in this way only" }),
      )}
      {choice(
        "trusts_factor",
        i18n._({ id: "settings.provider.factor", message: "A second factor used there counts here" }),
        i18n._({
          id: "settings.provider.factor_help",
          message: "If the provider says that one was used. Otherwise whose role needs one shows it to Kith.",
        }),
      )}
      {choice("active", i18n._({ id: "settings.provider.active", message: "Offered" }))}
      <FormError message={errors.root?.message} />
      <div>
        <Button type="submit" variant="primary" busy={isSubmitting}>
          {i18n._({ id: "settings.save", message: "Save" })}
        </Button>
      </div>
    </form>
  );
}
