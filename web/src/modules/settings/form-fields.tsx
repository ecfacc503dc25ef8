import type { ComponentProps, ReactNode } from "react";
import {
  type FieldPath,
  type FieldPathByValue,
  type FieldPathValue,
  type FieldValues,
  type UseFormReturn,
  useController,
  useFormState,
} from "react-hook-form";
import type { ProblemError, TypeSchema } from "../../api";
import { Checkbox, Field, type FieldControlProps, Input, Select, type SelectOption, Textarea } from "../../ui";
import { ConditionInput } from "./condition-input";

interface FormFieldProps<V extends FieldValues, N extends FieldPath<V>> {
  form: UseFormReturn<V>;
  name: N;
  label: string;
  help?: ReactNode;
  required?: boolean;
}

interface Bound<T> {
  value: T;
  onChange: (value: T) => void;
}

interface BoundFieldProps<V extends FieldValues, N extends FieldPath<V>> extends FormFieldProps<V, N> {
  children: (control: FieldControlProps, bound: Bound<FieldPathValue<V, N>>) => ReactNode;
}

/** A control of any sort with its label, its value in the form and what was wrong with it. */
export function BoundField<V extends FieldValues, N extends FieldPath<V>>({
  form,
  name,
  children,
  ...field
}: BoundFieldProps<V, N>) {
  const { field: bound, fieldState } = useController({ control: form.control, name });
  return (
    <Field {...field} error={fieldState.error?.message}>
      {(control) => children(control, { value: bound.value, onChange: bound.onChange })}
    </Field>
  );
}

type Typed<C extends "input" | "textarea"> = Omit<ComponentProps<C>, "form" | "name" | "required">;

/** A line of text in a form. */
export function InputField<V extends FieldValues, N extends FieldPath<V>>({
  form,
  name,
  label,
  help,
  required = false,
  ...input
}: FormFieldProps<V, N> & Typed<"input">) {
  const { error } = form.getFieldState(name, useFormState({ control: form.control, name }));
  return (
    <Field label={label} help={help} required={required} error={error?.message}>
      {(control) => <Input autoComplete="off" {...input} {...control} {...form.register(name)} />}
    </Field>
  );
}

/** A longer text in a form. */
export function TextareaField<V extends FieldValues, N extends FieldPath<V>>({
  form,
  name,
  label,
  help,
  required = false,
  ...textarea
}: FormFieldProps<V, N> & Typed<"textarea">) {
  const { error } = form.getFieldState(name, useFormState({ control: form.control, name }));
  return (
    <Field label={label} help={help} required={required} error={error?.message}>
      {(control) => <Textarea {...textarea} {...control} {...form.register(name)} />}
    </Field>
  );
}

interface SelectFieldProps<V extends FieldValues, N extends FieldPath<V>> extends FormFieldProps<V, N> {
  options: readonly SelectOption<FieldPathValue<V, N> & string>[];
  /** Stands there while nothing is chosen, which the form writes as an empty text. */
  placeholder?: string;
  /** What else a choice changes. */
  onChoose?: (value: FieldPathValue<V, N>) => void;
}

/** One of several in a form. */
export function SelectField<V extends FieldValues, N extends FieldPath<V>>({
  options,
  placeholder,
  onChoose,
  ...field
}: SelectFieldProps<V, N>) {
  return (
    <BoundField {...field}>
      {(control, { value, onChange }) => (
        <Select
          {...control}
          value={placeholder !== undefined && value === "" ? null : value}
          onChange={(next) => {
            onChange(next);
            onChoose?.(next);
          }}
          options={options}
          {...(placeholder === undefined ? {} : { placeholder })}
        />
      )}
    </BoundField>
  );
}

interface CheckboxFieldProps<V extends FieldValues, N extends FieldPath<V>> {
  form: UseFormReturn<V>;
  name: N;
  children: ReactNode;
}

/** A yes or no in a form. */
export function CheckboxField<V extends FieldValues, N extends FieldPath<V>>({
  form,
  name,
  children,
}: CheckboxFieldProps<V, N>) {
  const { field } = useController({ control: form.control, name });
  return (
    <Checkbox checked={field.value} onChange={field.onChange}>
      {children}
    </Checkbox>
  );
}

interface ConditionFieldProps<V extends FieldValues, N extends FieldPathByValue<V, string>>
  extends FormFieldProps<V, N> {
  type: TypeSchema;
  placeholder: string;
  /** Where it is tried out while it is written: what is wrong with it. */
  problem?: ProblemError | undefined;
}

/** A condition on records of a type in a form. */
export function ConditionField<V extends FieldValues, N extends FieldPathByValue<V, string>>({
  type,
  placeholder,
  problem,
  ...field
}: ConditionFieldProps<V, N>) {
  return (
    <BoundField {...field}>
      {(control, { value, onChange }) => (
        <ConditionInput
          {...control}
          type={type}
          value={value}
          onChange={(text) => onChange(text as FieldPathValue<V, N>)}
          placeholder={placeholder}
          error={problem}
        />
      )}
    </BoundField>
  );
}
