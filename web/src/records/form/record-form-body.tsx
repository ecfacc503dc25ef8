import { type ComponentType, type FormEvent, type KeyboardEvent, type ReactNode, Suspense, useState } from "react";
import { Controller, useForm } from "react-hook-form";
import type { ApiProblem, FieldSchema, RecordData, TypeSchema, Value } from "../../api";
import { i18n } from "../../i18n";
import { Button, Field } from "../../ui";
import type { Patch } from "../data/write";
import { FieldEditor } from "../fields/field-editor";
import { changedValues, checkValue, type FormFields } from "./form-fields";
import type { FormHintProps } from "./form-hints";

export interface RecordFormProps {
  fields: FormFields;
  values: Partial<RecordData>;
  submitLabel: string;
  /** Answers the refusal, or undefined when all went well. `another` asks for a further empty form. */
  onSubmit: (changed: Patch, another: boolean) => Promise<ApiProblem | undefined>;
  onCancel: () => void;
  /** Stands before the buttons. */
  footer?: ReactNode;
  /** Stands below the fields and sees what is in them. */
  /** What is shown below, of what the form makes. */
  hint?: { of: TypeSchema; show: ComponentType<FormHintProps> | undefined };
  /** Offers to save and start another. */
  repeats?: boolean;
}

type Values = { [name: string]: Value | undefined };

/** A form drawn from the schema. Ctrl+Enter saves from anywhere in it. */
export default function RecordFormBody({
  fields,
  values,
  submitLabel,
  onSubmit,
  onCancel,
  footer,
  hint,
  repeats = false,
}: RecordFormProps) {
  const all = [...fields.first, ...fields.more];
  const start = Object.fromEntries(all.map((field) => [field.name, values[field.name]]));
  const form = useForm<Values>({ defaultValues: start });
  const [general, setGeneral] = useState<string>();
  const [round, setRound] = useState(0);
  const [open, setOpen] = useState(
    fields.more.some((field) => values[field.name] !== undefined && values[field.name] !== null),
  );
  const { isSubmitting, errors } = form.formState;

  /** Puts each reason at its field, and those that belong to none below the form. */
  const showProblem = (problem: ApiProblem) => {
    const isHere = (name: string | null) => all.some((field) => field.name === name);
    for (const { field, code, message } of problem.errors) {
      if (field !== null && isHere(field)) form.setError(field, { type: code, message }, { shouldFocus: true });
    }
    const elsewhere = problem.errors.filter((error) => !isHere(error.field)).map((error) => error.message);
    if (problem.errors.length === 0) setGeneral(problem.message);
    else if (elsewhere.length > 0) setGeneral(elsewhere.join(" "));
    if (problem.errors.some((error) => fields.more.some((field) => field.name === error.field))) setOpen(true);
  };

  const submit = async (another: boolean) => {
    setGeneral(undefined);
    const send = async (given: Values) => {
      const filled = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value ?? null]));
      const problem = await onSubmit(changedValues(filled, values), another);
      if (problem !== undefined) {
        showProblem(problem);
      } else if (another) {
        form.reset(start);
        setRound((count) => count + 1);
      }
    };
    const refuse = (refused: object) => {
      if (fields.more.some((field) => field.name in refused)) setOpen(true);
    };
    await form.handleSubmit(send, refuse)();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    void submit(repeats && event.altKey);
  };

  const draw = (field: FieldSchema, index: number) => (
    <Controller
      key={field.name}
      control={form.control}
      name={field.name}
      rules={{ validate: (value) => checkValue(field, value) ?? true }}
      render={({ field: input, fieldState }) => (
        <Field
          label={
            <>
              {field.label}
              {field.required && (
                <span className="text-danger" title={i18n._({ id: "records.form.required", message: "Required" })}>
                  {" *"}
                </span>
              )}
            </>
          }
          required={field.required}
          help={field.help ?? undefined}
          error={fieldState.error?.message}
        >
          {(control) => (
            <FieldEditor
              {...control}
              field={field}
              value={input.value}
              onChange={(value) => {
                input.onChange(value);
                if (fieldState.error !== undefined) form.clearErrors(field.name);
              }}
              autoFocus={index === 0}
            />
          )}
        </Field>
      )}
    />
  );

  return (
    <form
      key={round}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void submit(false);
      }}
      onKeyDown={onKeyDown}
      className="flex flex-col gap-3"
    >
      {fields.first.map(draw)}
      {fields.more.length > 0 &&
        (open ? (
          fields.more.map((field, index) => draw(field, index + 1))
        ) : (
          <Button variant="quiet" size="small" className="self-start" onClick={() => setOpen(true)}>
            {i18n._({
              id: "records.form.more",
              message: "{count, plural, one {# more field} other {# more fields}}",
              values: { count: fields.more.length },
            })}
          </Button>
        ))}
      {general !== undefined && (
        <p role="alert" className="text-danger">
          {general}
        </p>
      )}
      {Object.keys(errors).length > 0 && (
        <p role="status" className="sr-only">
          {i18n._({ id: "records.form.problems", message: "Some fields need another look" })}
        </p>
      )}
      <div className="sticky bottom-0 -mx-4 -mb-3 mt-1 flex flex-col gap-3 border-line border-t bg-raised px-4 py-3">
        {hint?.show !== undefined && (
          <Suspense>
            <hint.show type={hint.of} values={form.watch()} />
          </Suspense>
        )}
        <div className="flex flex-wrap items-center justify-end gap-2">
          <span className="me-auto text-muted text-small">{footer}</span>
          <Button variant="quiet" onClick={onCancel}>
            {i18n._({ id: "ui.cancel", message: "Cancel" })}
          </Button>
          {repeats && (
            <Button busy={isSubmitting} className="max-sm:hidden" onClick={() => void submit(true)}>
              {i18n._({ id: "records.form.another", message: "Save and add another" })}
            </Button>
          )}
          <Button variant="primary" type="submit" busy={isSubmitting}>
            {submitLabel}
          </Button>
        </div>
      </div>
    </form>
  );
}
