import { ChevronsUpDown } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";
import { cx } from "./cx";
import { controlClass } from "./input";

// The list behind the button is a third of a page's weight, so it comes after the page.
const SelectControl = lazy(() => import("./select-control")) as typeof import("./select-control").default;

export interface SelectOption<V extends string = string> {
  value: V;
  label: string;
  /** Shown instead of the label in the list and the trigger; the label stays for typing ahead. */
  content?: ReactNode;
  disabled?: boolean;
}

export interface SelectProps<V extends string = string> {
  value: V | null;
  onChange: (value: V) => void;
  options: readonly SelectOption<V>[];
  placeholder?: string;
  disabled?: boolean;
  name?: string;
  id?: string;
  className?: string;
  onBlur?: () => void;
  "aria-label"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
  "aria-required"?: true | undefined;
}

export function Select<V extends string = string>(props: SelectProps<V>) {
  return (
    <Suspense fallback={<SelectButton {...props} />}>
      <SelectControl {...props} />
    </Suspense>
  );
}

/** The same look, until the control is there. */
function SelectButton<V extends string>({ value, options, placeholder, className, id, ...rest }: SelectProps<V>) {
  const chosen = options.find((option) => option.value === value);
  return (
    <button
      type="button"
      role="combobox"
      aria-expanded={false}
      id={id}
      disabled
      aria-label={rest["aria-label"]}
      className={cx(controlClass, "flex h-control select-none items-center gap-2 px-2.5 text-start", className)}
    >
      <span className={cx("min-w-0 grow truncate", chosen === undefined && "text-muted")}>
        {chosen === undefined ? placeholder : (chosen.content ?? chosen.label)}
      </span>
      <ChevronsUpDown aria-hidden="true" className="size-3.5 shrink-0 text-muted" />
    </button>
  );
}
