import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, meQuery, typeNamed } from "../../api";
import { schemaQuery } from "../../api/session";
import { i18n } from "../../i18n";
import { Button, type Density, Field, Input, notify, Switch, setAppearance, type Theme, useAppearance } from "../../ui";
import { requiredText, showProblem } from "../form";
import { FormError } from "../form-error";
import { Choice } from "./choice";
import { Section } from "./section";

export function AppearancePage() {
  const appearance = useAppearance();
  return (
    <>
      <Profile />
      <Section
        title={i18n._({ id: "settings.appearance", message: "Appearance" })}
        text={i18n._({ id: "settings.appearance.text", message: "For you, on this device." })}
      >
        <Choice<Theme>
          label={i18n._({ id: "settings.theme", message: "Theme" })}
          value={appearance.theme}
          onChange={(theme) => setAppearance({ theme })}
          options={[
            { value: "system", label: i18n._({ id: "settings.theme.system", message: "As the device" }) },
            { value: "light", label: i18n._({ id: "settings.theme.light", message: "Light" }) },
            { value: "dark", label: i18n._({ id: "settings.theme.dark", message: "Dark" }) },
          ]}
        />
        <Choice<Density>
          label={i18n._({ id: "settings.density", message: "Density" })}
          value={appearance.density}
          onChange={(density) => setAppearance({ density })}
          options={[
            { value: "compact", label: i18n._({ id: "settings.density.compact", message: "Compact" }) },
            { value: "default", label: i18n._({ id: "settings.density.default", message: "Default" }) },
            { value: "comfortable", label: i18n._({ id: "settings.density.comfortable", message: "Comfortable" }) },
          ]}
        />
        <Switch checked={appearance.singleKeys} onChange={(singleKeys) => setAppearance({ singleKeys })}>
          {i18n._({ id: "settings.single_keys", message: "Shortcuts of a single letter" })}
        </Switch>
        <Switch
          checked={appearance.firstSteps === "shown"}
          onChange={(shown) => setAppearance({ firstSteps: shown ? "shown" : "hidden" })}
        >
          {i18n._({ id: "settings.first_steps", message: "First steps in the sidebar" })}
        </Switch>
      </Section>
    </>
  );
}

const profileSchema = z.object({ name: z.string().check(z.trim(), z.minLength(1, { error: requiredText })) });
type ProfileValues = z.infer<typeof profileSchema>;

function Profile() {
  const me = useSuspenseQuery(meQuery).data;
  const people = typeNamed(useSuspenseQuery(schemaQuery).data, "person")?.plural ?? "people";
  const queryClient = useQueryClient();
  const form = useForm<ProfileValues>({
    resolver: standardSchemaResolver(profileSchema),
    values: { name: me.person.title },
  });
  const { errors, isSubmitting, isDirty } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    try {
      await api.patch(`${people}/${me.person.id}`, values);
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      notify({ message: i18n._({ id: "settings.profile.saved", message: "Profile saved" }) });
    } catch (error) {
      showProblem(form, error);
    }
  });
  return (
    <Section title={i18n._({ id: "settings.profile", message: "Profile" })}>
      <form noValidate onSubmit={(event) => void submit(event)} className="flex max-w-84 flex-col gap-4">
        <Field label={i18n._({ id: "settings.profile.name", message: "Name" })} error={errors.name?.message}>
          {(control) => <Input {...control} {...form.register("name")} autoComplete="name" />}
        </Field>
        <Field
          label={i18n._({ id: "settings.profile.email", message: "E-mail" })}
          help={i18n._({ id: "settings.profile.email_help", message: "What you log in with." })}
        >
          {(control) => <Input {...control} value={me.email} readOnly disabled />}
        </Field>
        <FormError message={errors.root?.message} />
        <div>
          <Button type="submit" variant={isDirty ? "primary" : "plain"} disabled={!isDirty} busy={isSubmitting}>
            {i18n._({ id: "settings.save", message: "Save" })}
          </Button>
        </div>
      </form>
    </Section>
  );
}
