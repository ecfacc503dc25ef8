import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, meQuery } from "../../api";
import { i18n } from "../../i18n";
import { Button, Field, notify } from "../../ui";
import { requiredText, showProblem } from "../form";
import { FormError } from "../form-error";
import { PasswordInput } from "../password-input";
import { Section } from "./section";

const filled = z.string().check(z.minLength(1, { error: requiredText }));
const passwordSchema = z.object({ present: filled, password: filled });
type PasswordValues = z.infer<typeof passwordSchema>;

/** Changes the password of who knows the present one. */
export function PasswordSection() {
  const { email } = useSuspenseQuery(meQuery).data;
  const form = useForm<PasswordValues>({
    resolver: standardSchemaResolver(passwordSchema),
    defaultValues: { present: "", password: "" },
  });
  const { errors, isSubmitting, isDirty } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    try {
      await api.post("auth/password", values);
      form.reset();
      notify({ message: i18n._({ id: "settings.password.changed", message: "Password changed" }) });
    } catch (error) {
      showProblem(form, error);
    }
  });
  return (
    <Section
      title={i18n._({ id: "settings.password", message: "Password" })}
      text={i18n._({ id: "settings.password.text", message: "Changing it signs you out everywhere else." })}
    >
      <form noValidate onSubmit={(event) => void submit(event)} className="flex max-w-84 flex-col gap-4">
        {/* Tells password managers whose password it is. */}
        <input type="text" value={email} autoComplete="username" readOnly hidden />
        <Field
          label={i18n._({ id: "settings.password.present", message: "Present password" })}
          error={errors.present?.message}
        >
          {(control) => <PasswordInput {...control} {...form.register("present")} autoComplete="current-password" />}
        </Field>
        <Field
          label={i18n._({ id: "settings.password.new", message: "New password" })}
          error={errors.password?.message}
        >
          {(control) => <PasswordInput {...control} {...form.register("password")} autoComplete="new-password" />}
        </Field>
        <FormError message={errors.root?.message} />
        <div>
          <Button type="submit" variant={isDirty ? "primary" : "plain"} disabled={!isDirty} busy={isSubmitting}>
            {i18n._({ id: "settings.password.change", message: "Change password" })}
          </Button>
        </div>
      </form>
    </Section>
  );
}
