import { lazy, type ReactNode, Suspense } from "react";
import { cx } from "./cx";
import { Input } from "./input";

// As with Select, the list comes after the page.
const load = () => import("./combobox-control");
const ComboboxControl = lazy(async () => ({ default: (await load()).ComboboxControl }));
const MultiComboboxControl = lazy(async () => ({ default: (await load()).MultiComboboxControl }));

export interface ComboboxItem {
  /** Unique among the items. */
  value: string;
  label: string;
  /** A quieter second line. */
  detail?: string | null | undefined;
  icon?: ReactNode;
  hue?: number | null | undefined;
}

interface Shared {
  /** What the current query finds. Whoever uses it fetches them, so that this file knows no data. */
  items: readonly ComboboxItem[];
  query: string;
  onQueryChange: (query: string) => void;
  loading?: boolean;
  placeholder?: string;
  disabled?: boolean;
  id?: string;
  autoFocus?: boolean;
  className?: string;
  /** Shown when nothing is found, instead of "Nothing found". */
  empty?: ReactNode;
  /** Opens the list at once, as an editor in a cell does. */
  defaultOpen?: boolean;
  onOpenChange?: (open: boolean) => void;
  onBlur?: () => void;
  "aria-label"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
  "aria-required"?: true | undefined;
}

export interface ComboboxProps extends Shared {
  value: ComboboxItem | null;
  onChange: (value: ComboboxItem | null) => void;
  /** Hides the button that empties it. */
  required?: boolean;
}

export interface MultiComboboxProps extends Shared {
  value: readonly ComboboxItem[];
  onChange: (value: ComboboxItem[]) => void;
}

/** Picks one item by typing. Results appear as given: the list is never reordered here. */
export function Combobox(props: ComboboxProps) {
  return (
    <Suspense fallback={<Waiting text={props.value?.label} {...props} />}>
      <ComboboxControl {...props} />
    </Suspense>
  );
}

/** Picks any number of items, shown as tags before the text. */
export function MultiCombobox(props: MultiComboboxProps) {
  return (
    <Suspense fallback={<Waiting text={props.value.map((item) => item.label).join(", ")} {...props} />}>
      <MultiComboboxControl {...props} />
    </Suspense>
  );
}

/** The same look, until the control is there. */
function Waiting({ text = "", id, placeholder, className, ...rest }: Shared & { text: string | undefined }) {
  return (
    <Input
      id={id}
      readOnly
      value={text}
      placeholder={placeholder}
      aria-label={rest["aria-label"]}
      className={cx(className)}
    />
  );
}
