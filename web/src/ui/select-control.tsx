import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import { cx } from "./cx";
import { controlClass } from "./input";
import { itemClass, popupClass } from "./menu-types";
import type { SelectProps } from "./select";

export default function SelectControl<V extends string = string>({
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
