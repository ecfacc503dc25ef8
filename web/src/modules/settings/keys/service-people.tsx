import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, notify } from "../../../ui";
import { requiredText, showProblem } from "../../form";
import { FormError } from "../../form-error";
import { InputField } from "../form-fields";
import { Section } from "../section";

const personSchema = z.object({ name: z.string().check(z.trim(), z.minLength(1, { error: requiredText })) });

/** Makes people that stand for programs, for keys that are to be nobody's own. */
export function ServicePeople() {
  const queryClient = useQueryClient();
  const form = useForm<{ name: string }>({
    resolver: standardSchemaResolver(personSchema),
    defaultValues: { name: "" },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ name }) => {
    try {
      await api.post("service_people", { name }, { idempotencyKey: crypto.randomUUID() });
      form.reset();
      notify({
        message: i18n._({ id: "settings.service.made", message: "{name} can now have keys", values: { name } }),
      });
      await queryClient.invalidateQueries({ queryKey: ["records", "people"] });
    } catch (error) {
      showProblem(form, error);
    }
  });
  return (
    <Section
      title={i18n._({ id: "settings.service", message: "Service people" })}
      text={i18n._({
        id: "settings.service.text",
        message:
          "For integrations that should not stop when a colleague leaves. They have no account and never sign in.",
      })}
    >
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
        <div className="grid items-start gap-3 sm:grid-cols-[1fr_auto]">
          <InputField form={form} name="name" label={i18n._({ id: "settings.service.name", message: "Name" })} />
          <Button type="submit" busy={isSubmitting} className="sm:mt-5">
            {i18n._({ id: "settings.service.add", message: "Make a service person" })}
          </Button>
        </div>
        <FormError message={errors.root?.message} />
      </form>
    </Section>
  );
}
