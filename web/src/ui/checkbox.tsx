import { Check, Minus } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx";

export interface CheckboxProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** Some, but not all, of what it stands for. */
  mixed?: boolean;
  /** Visible text; without it give `aria-label`. */
  children?: ReactNode;
  disabled?: boolean;
  name?: string;
  id?: string;
  tabIndex?: number;
  className?: string;
  "aria-label"?: string;
  "aria-describedby"?: string | undefined;
}

/**
 * A button, not the browser's checkbox: that one changes by itself on a press and falls out of step where a list
 * handles the press, as it must for Shift.
 */
export function Checkbox({ checked, onChange, mixed = false, children, className, ...rest }: CheckboxProps) {
  const Mark = mixed ? Minus : Check;
  const on = checked || mixed;
  const box = (
    // biome-ignore lint/a11y/useSemanticElements: see above
    <button
      {...rest}
      type="button"
      role="checkbox"
      aria-checked={mixed ? "mixed" : checked}
      onClick={() => onChange(!checked)}
      // A checkbox answers to Space only; Enter is the form's.
      onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
      className={cx(
        "relative inline-flex size-4 shrink-0 items-center justify-center rounded-control border text-on-accent disabled:opacity-50",
        // The box is small, the target is not.
        "after:absolute after:-inset-2",
        on ? "border-accent bg-accent" : "border-control bg-surface",
        children === undefined && className,
      )}
    >
      {on && <Mark aria-hidden="true" strokeWidth={3} className="size-3" />}
    </button>
  );
  if (children === undefined) return box;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the checkbox inside
    <label className={cx("inline-flex min-h-6 items-center gap-2", className)}>
      {box}
      <span>{children}</span>
    </label>
  );
}
