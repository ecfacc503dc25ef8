import { type ReactNode, useId } from "react";
import { cx } from "./cx";

export interface FieldControlProps {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  "aria-required": true | undefined;
}

export interface FieldProps {
  label: ReactNode;
  help?: ReactNode;
  error?: string | undefined;
  required?: boolean;
  /** Keeps the label for screen readers only. */
  hideLabel?: boolean;
  className?: string;
  /** Draws the control; what it is given ties label, help and error to it. */
  children: (control: FieldControlProps) => ReactNode;
}

/** A labelled control with its help and its error. */
export function Field({ label, help, error, required = false, hideLabel = false, className, children }: FieldProps) {
  const id = useId();
  const helpId = `${id}-help`;
  const errorId = `${id}-error`;
  const describedBy = [help !== undefined && helpId, error !== undefined && errorId].filter(Boolean).join(" ");
  return (
    <div className={cx("flex min-w-0 flex-col gap-1", className)}>
      <label htmlFor={id} className={hideLabel ? "sr-only" : "text-muted text-small"}>
        {label}
      </label>
      {children({
        id,
        "aria-describedby": describedBy === "" ? undefined : describedBy,
        "aria-invalid": error !== undefined || undefined,
        "aria-required": required || undefined,
      })}
      {help !== undefined && (
        <p id={helpId} className="text-muted text-small">
          {help}
        </p>
      )}
      {error !== undefined && (
        <p id={errorId} role="alert" className="text-danger text-small">
          {error}
        </p>
      )}
    </div>
  );
}
