import { Checkbox as Base } from "@base-ui/react/checkbox";
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

export function Checkbox({
  checked,
  onChange,
  mixed = false,
  children,
  disabled = false,
  className,
  ...rest
}: CheckboxProps) {
  const box = (
    <Base.Root
      {...rest}
      checked={checked}
      onCheckedChange={onChange}
      indeterminate={mixed}
      disabled={disabled}
      className={cx(
        "relative inline-flex size-4 shrink-0 items-center justify-center rounded-control border border-control bg-surface text-on-accent",
        // The box is small, the target is not.
        "after:absolute after:-inset-2 data-checked:border-accent data-checked:bg-accent data-indeterminate:border-accent data-indeterminate:bg-accent data-disabled:opacity-50",
        children === undefined && className,
      )}
    >
      <Base.Indicator>
        {mixed ? <Minus aria-hidden="true" className="size-3" /> : <Check aria-hidden="true" className="size-3" />}
      </Base.Indicator>
    </Base.Root>
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
