import type { ReactNode } from "react";
import { cx } from "./cx";

export interface SwitchProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** Visible text; without it give `aria-label`. */
  children?: ReactNode;
  disabled?: boolean;
  id?: string;
  className?: string;
  "aria-label"?: string;
  "aria-describedby"?: string | undefined;
}

/** For what acts at once, as a setting does. In a form that is sent, use a checkbox. */
export function Switch({ checked, onChange, children, className, ...rest }: SwitchProps) {
  const control = (
    <span className="relative inline-flex h-5 w-8 shrink-0">
      <input
        {...rest}
        type="checkbox"
        role="switch"
        aria-checked={checked}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="peer h-5 w-8 appearance-none rounded-full bg-control transition-colors duration-100 after:absolute after:-inset-1 checked:bg-accent disabled:opacity-50"
      />
      <span
        aria-hidden="true"
        className="pointer-events-none absolute start-0.5 top-0.5 size-4 rounded-full bg-surface transition-transform duration-100 peer-checked:translate-x-3 rtl:peer-checked:-translate-x-3"
      />
    </span>
  );
  if (children === undefined) return control;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the switch inside
    <label className={cx("flex min-h-(--control) items-center justify-between gap-4", className)}>
      <span>{children}</span>
      {control}
    </label>
  );
}
