import { Switch as Base } from "@base-ui/react/switch";
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

export function Switch({ checked, onChange, children, disabled = false, className, ...rest }: SwitchProps) {
  const control = (
    <Base.Root
      {...rest}
      checked={checked}
      onCheckedChange={onChange}
      disabled={disabled}
      className="relative inline-flex h-5 w-8 shrink-0 items-center rounded-full bg-control px-0.5 transition-colors duration-100 after:absolute after:-inset-1 data-checked:bg-accent data-disabled:opacity-50"
    >
      <Base.Thumb className="size-4 rounded-full bg-surface transition-transform duration-100 data-checked:translate-x-3 rtl:data-checked:-translate-x-3" />
    </Base.Root>
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
