import { type ReactNode, useId, useState } from "react";
import type { FieldPath, FieldValues, UseFormReturn } from "react-hook-form";
import { i18n } from "../../i18n";
import { Button, Dialog } from "../../ui";
import { showProblem } from "../form";
import { FormError } from "../form-error";

export interface FormDialogProps<V extends FieldValues> {
  form: UseFormReturn<V>;
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  width?: "small" | "medium" | "large";
  /** Says what will happen: "Add", never "OK". */
  action: string;
  /** It does what cannot be undone. */
  danger?: boolean;
  /** False where it cannot be sent yet. */
  ready?: boolean;
  /** What the server calls a field, where the form calls it otherwise. */
  places?: { readonly [field: string]: FieldPath<V> };
  /** Closes the dialog when it is done; false keeps it open. A refusal it throws is shown at the field it names. */
  onSubmit: (values: V) => Promise<unknown>;
  /** Removes what the dialog is about, and closes it. */
  onRemove?: (() => Promise<unknown>) | undefined;
  children: ReactNode;
}

/** A form in a dialog: what it asks, what was wrong with it, and its buttons. */
export function FormDialog<V extends FieldValues>({
  form,
  open,
  onClose,
  title,
  description,
  width,
  action,
  danger = false,
  ready = true,
  places,
  onSubmit,
  onRemove,
  children,
}: FormDialogProps<V>) {
  const formId = useId();
  const [removing, setRemoving] = useState(false);
  const { errors, isSubmitting } = form.formState;
  const close = () => {
    form.reset();
    onClose();
  };
  const run = async (act: () => Promise<unknown>) => {
    try {
      if ((await act()) !== false) close();
    } catch (error) {
      showProblem(form, error, places);
    }
  };
  const submit = form.handleSubmit((values) => run(() => onSubmit(values)));
  const remove = async (act: () => Promise<unknown>) => {
    setRemoving(true);
    await run(act);
    setRemoving(false);
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={title}
      {...(description === undefined ? {} : { description })}
      {...(width === undefined ? {} : { width })}
      footer={
        <>
          {onRemove !== undefined && (
            <Button variant="danger" className="me-auto" busy={removing} onClick={() => void remove(onRemove)}>
              {i18n._({ id: "settings.remove", message: "Remove" })}
            </Button>
          )}
          <Button variant="quiet" onClick={close}>
            {i18n._({ id: "ui.cancel", message: "Cancel" })}
          </Button>
          <Button
            type="submit"
            form={formId}
            variant={danger ? "danger" : "primary"}
            busy={isSubmitting}
            disabled={!ready}
          >
            {action}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        {children}
        <FormError message={errors.root?.message} />
      </form>
    </Dialog>
  );
}
