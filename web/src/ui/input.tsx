import type { ComponentProps } from "react";
import { cx } from "./cx";

/** The look of anything one types into or picks from. */
export const controlClass = cx(
  "control-width min-w-0 rounded-control border border-control/60 bg-surface text-fg",
  "hover:border-control focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0",
  "disabled:bg-hover disabled:text-muted aria-invalid:border-danger",
);

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...rest} className={cx(controlClass, "h-control px-2.5", className)} />;
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      rows={3}
      {...rest}
      // field-sizing lets it grow with its text where the browser can; elsewhere it scrolls.
      className={cx(controlClass, "field-sizing-content max-h-80 min-h-16 px-2.5 py-1.5", className)}
    />
  );
}
