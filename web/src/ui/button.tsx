import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";
import { Spinner } from "./spinner";

export type ButtonVariant = "primary" | "plain" | "quiet" | "danger";
export type ButtonSize = "medium" | "small";

const variants: { readonly [variant in ButtonVariant]: string } = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover font-medium",
  plain: "border border-line bg-surface hover:bg-hover",
  quiet: "text-muted hover:bg-hover hover:text-fg data-popup-open:bg-hover data-popup-open:text-fg",
  danger: "border border-line bg-surface text-danger hover:bg-danger-bg",
};
const sizes: { readonly [size in ButtonSize]: string } = {
  medium: "h-control px-3 text-body gap-2",
  small: "h-control-small px-2 text-small gap-1.5",
};

/** The look of a button, for links that act like one. */
export function buttonClass(variant: ButtonVariant = "plain", size: ButtonSize = "medium", extra?: string): string {
  return cx(
    "inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-control",
    "transition-colors duration-100 disabled:opacity-50 aria-disabled:opacity-50",
    variants[variant],
    sizes[size],
    extra,
  );
}

export interface ButtonProps extends ComponentProps<"button"> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
  /** Shows that the press is being worked on, and takes no second one. */
  busy?: boolean;
}

export function Button({ variant, size, icon, busy = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      // Not `disabled`: that would drop the focus while the request runs.
      aria-disabled={busy || rest["aria-disabled"]}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={buttonClass(variant, size, className)}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, "icon" | "busy" | "aria-label"> {
  /** The accessible name, also the tooltip the browser shows. */
  label: string;
  children: ReactNode;
}

export function IconButton({
  label,
  variant = "quiet",
  size = "medium",
  className,
  children,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      title={label}
      {...rest}
      aria-label={label}
      className={cx(
        "inline-flex shrink-0 select-none items-center justify-center rounded-control transition-colors duration-100 disabled:opacity-50",
        variants[variant],
        size === "small" ? "size-control-small" : "size-control",
        className,
      )}
    >
      {children}
    </button>
  );
}
