import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, meQuery, typeNamed } from "../../api";
import { schemaQuery } from "../../api/session";
import { i18n } from "../../i18n";
import { Button, Field, Input, notify } from "../../ui";
import { requiredText, showProblem } from "../form";
import { FormError } from "../form-error";
import { PictureField } from "./picture-field";
import { Section } from "./section";

const profileSchema = z.object({ name: z.string().check(z.trim(), z.minLength(1, { error: requiredText })) });
type ProfileValues = z.infer<typeof profileSchema>;

/** Who somebody is to their colleagues. */
export function Profile() {
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
      <PictureField id={me.person.id} name={me.person.title} />
      <form noValidate onSubmit={(event) => void submit(event)} className="flex max-w-84 flex-col gap-4">
        <Field label={i18n._({ id: "settings.profile.name", message: "Name" })} error={errors.name?.message}>
          {(control) => <Input {...control} {...form.register("name")} autoComplete="name" />}
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
