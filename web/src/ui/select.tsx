import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx";
import { controlClass } from "./input";
import { itemClass, popupClass } from "./menu-types";

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

export function Select<V extends string = string>({
  value,
  onChange,
  options,
  placeholder,
  disabled = false,
  name,
  className,
  ...trigger
}: SelectProps<V>) {
  const chosen = options.find((option) => option.value === value);
  return (
    <Base.Root
      items={options as readonly { value: V; label: string }[]}
      value={value}
      onValueChange={(next) => next !== null && onChange(next)}
      disabled={disabled}
      {...(name === undefined ? {} : { name })}
    >
      <Base.Trigger
        {...trigger}
        className={cx(controlClass, "flex h-control select-none items-center gap-2 px-2.5 text-start", className)}
      >
        <span className={cx("min-w-0 grow truncate", chosen === undefined && "text-muted")}>
          {chosen === undefined ? placeholder : (chosen.content ?? chosen.label)}
        </span>
        <ChevronsUpDown aria-hidden="true" className="size-3.5 shrink-0 text-muted" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50 outline-none">
          <Base.Popup className={cx(popupClass, "max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto")}>
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                label={option.label}
                disabled={option.disabled ?? false}
                className={itemClass}
              >
                <Base.ItemText className="min-w-0 grow truncate">{option.content ?? option.label}</Base.ItemText>
                <span className="size-3.5 shrink-0">
                  <Base.ItemIndicator>
                    <Check aria-hidden="true" className="size-3.5" />
                  </Base.ItemIndicator>
                </span>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
