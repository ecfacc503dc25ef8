import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { requiredText } from "../form";
import { FormDialog } from "./form-dialog";
import { InputField } from "./form-fields";

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
  const form = useForm<{ name: string }>({
    resolver: standardSchemaResolver(nameSchema),
    values: { name: initial },
  });
  const submit = async ({ name }: { name: string }) => {
    await onSubmit(name);
  };
  return (
    <FormDialog form={form} open={open} onClose={onClose} title={title} width="small" action={action} onSubmit={submit}>
      <InputField form={form} name="name" label={label} />
    </FormDialog>
  );
}
