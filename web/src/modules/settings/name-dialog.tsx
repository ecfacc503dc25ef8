import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useId } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { i18n } from "../../i18n";
import { Button, Dialog, Field, Input } from "../../ui";
import { requiredText, showProblem } from "../form";
import { FormError } from "../form-error";

const nameSchema = z.object({ name: z.string().check(z.trim(), z.minLength(1, { error: requiredText })) });

export interface NameDialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  label: string;
  initial?: string;
  action: string;
  /** Throws the server's refusal, which is then shown at the name. */
  onSubmit: (name: string) => Promise<void>;
}

/** Asks for a name, and nothing else. */
export function NameDialog({ open, onClose, title, label, initial = "", action, onSubmit }: NameDialogProps) {
  const formId = useId();
  const form = useForm<{ name: string }>({
    resolver: standardSchemaResolver(nameSchema),
    values: { name: initial },
  });
  const { errors, isSubmitting } = form.formState;
  const close = () => {
    form.reset();
    onClose();
  };
  const submit = form.handleSubmit(async ({ name }) => {
    try {
      await onSubmit(name);
      close();
    } catch (error) {
      showProblem(form, error);
    }
  });
  return (
    <Dialog
      open={open}
      onClose={close}
      title={title}
      width="small"
      footer={
        <>
          <Button variant="quiet" onClick={close}>
            {i18n._({ id: "ui.cancel", message: "Cancel" })}
          </Button>
          <Button type="submit" form={formId} variant="primary" busy={isSubmitting}>
            {action}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
        <Field label={label} error={errors.name?.message}>
          {(control) => <Input {...control} {...form.register("name")} autoComplete="off" />}
        </Field>
        <FormError message={errors.root?.message} />
      </form>
    </Dialog>
  );
}
