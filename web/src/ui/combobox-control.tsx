import { Combobox as Base } from "@base-ui/react/combobox";
import { i18n } from "@lingui/core";
import { Check, ChevronsUpDown, X } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import type { ComboboxItem, ComboboxProps, MultiComboboxProps } from "./combobox";
import { cx } from "./cx";
import { controlClass } from "./input";
import { itemClass, popupClass } from "./menu-types";
import { Spinner } from "./spinner";
import { Tag } from "./tag";

// In one chunk with the pickers: they are made of the same parts.
export { SuggestControl } from "./suggest-control";

const sameItem = (a: ComboboxItem, b: ComboboxItem) => a.value === b.value;
const labelOf = (item: ComboboxItem) => item.label;

/** Picks one item by typing. Results appear as given: the list is never reordered here. */
export function ComboboxControl({
  value,
  onChange,
  items,
  query,
  onQueryChange,
  loading = false,
  disabled = false,
  required = false,
  className,
  empty,
  defaultOpen = false,
  onOpenChange,
  ...input
}: ComboboxProps) {
  // Whoever uses it may start it with a query, as a cell does with the key that opened it.
  const [typed, setTyped] = useState(query === "" ? null : query);
  const highlighted = useRef<ComboboxItem | undefined>(undefined);
  return (
    <Base.Root<ComboboxItem>
      items={items}
      filter={null}
      value={value}
      onValueChange={(item) => {
        setTyped(null);
        onChange(item);
      }}
      // While it is closed the text is the choice; typing turns it into a query.
      inputValue={typed ?? value?.label ?? ""}
      onInputValueChange={(text, details) => {
        if (details.reason !== "input-change" && details.reason !== "input-clear") return;
        setTyped(text);
        onQueryChange(text);
      }}
      onOpenChange={(open) => {
        if (!open) {
          setTyped(null);
          if (query !== "") onQueryChange("");
        }
        onOpenChange?.(open);
      }}
      onItemHighlighted={(item) => {
        highlighted.current = item;
      }}
      itemToStringLabel={labelOf}
      isItemEqualToValue={sameItem}
      disabled={disabled}
      defaultOpen={defaultOpen}
      autoHighlight
    >
      <div className={cx("relative", className)}>
        <Base.Input
          {...input}
          // Typing replaces the choice instead of going on from it; the key that opened it stays.
          onFocus={(event) => typed === null && event.currentTarget.select()}
          onKeyDown={(event) => {
            // A query it was opened with highlights nothing by itself; Enter still means the first that fits.
            const [first] = items;
            if (event.key !== "Enter" || highlighted.current !== undefined || loading || first === undefined) return;
            if (typed === null || typed.trim() === "") return;
            event.preventDefault();
            setTyped(null);
            onChange(first);
          }}
          className={cx(controlClass, "h-control ps-2.5 pe-8")}
        />
        <span className="absolute inset-y-0 end-1 flex items-center">
          {loading ? (
            <Spinner className="me-1.5 text-muted" />
          ) : required ? (
            <ChevronsUpDown aria-hidden="true" className="pointer-events-none me-1.5 size-3.5 text-muted" />
          ) : (
            !disabled && (
              <Base.Clear
                aria-label={i18n._({ id: "ui.clear", message: "Clear" })}
                className="flex size-6 items-center justify-center rounded-control text-muted hover:text-fg"
              >
                <X aria-hidden="true" className="size-3.5" />
              </Base.Clear>
            )
          )}
        </span>
      </div>
      <ComboboxPopup loading={loading} empty={empty} />
    </Base.Root>
  );
}

/** Picks any number of items, shown as tags before the text. */
export function MultiComboboxControl({
  value,
  onChange,
  items,
  query,
  onQueryChange,
  loading = false,
  disabled = false,
  className,
  empty,
  defaultOpen = false,
  onOpenChange,
  ...input
}: MultiComboboxProps) {
  return (
    <Base.Root<ComboboxItem, true>
      multiple
      items={items}
      filter={null}
      value={value}
      onValueChange={onChange}
      inputValue={query}
      onInputValueChange={onQueryChange}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
      itemToStringLabel={labelOf}
      isItemEqualToValue={sameItem}
      disabled={disabled}
      defaultOpen={defaultOpen}
      autoHighlight
    >
      <Base.Chips
        className={cx(
          controlClass,
          "flex min-h-(--control) flex-wrap items-center gap-1 px-1.5 py-1 focus-within:border-accent focus-within:outline-1 focus-within:outline-accent",
          className,
        )}
      >
        {value.map((item) => (
          <Base.Chip
            key={item.value}
            className="max-w-full rounded-control outline-none focus-within:outline-2 focus-within:outline-accent"
          >
            <Tag
              hue={item.hue}
              onRemove={() => onChange(value.filter((other) => other.value !== item.value))}
              removeLabel={i18n._({ id: "ui.remove_item", message: "Remove {name}", values: { name: item.label } })}
            >
              {item.label}
            </Tag>
          </Base.Chip>
        ))}
        <Base.Input {...input} className="h-6 min-w-16 grow bg-transparent px-1 outline-none" />
        {loading && <Spinner className="text-muted" />}
      </Base.Chips>
      <ComboboxPopup loading={loading} empty={empty} />
    </Base.Root>
  );
}

function ComboboxPopup({ loading, empty }: { loading: boolean; empty: ReactNode }) {
  return (
    <Base.Portal>
      <Base.Positioner sideOffset={4} className="z-50 outline-none">
        <Base.Popup
          className={cx(
            popupClass,
            "flex max-h-[min(var(--available-height),320px)] w-(--anchor-width) min-w-56 flex-col",
          )}
        >
          <Base.Empty className="px-2 py-1.5 text-muted empty:hidden">
            {loading
              ? i18n._({ id: "ui.searching", message: "Searching…" })
              : (empty ?? i18n._({ id: "ui.nothing_found", message: "Nothing found" }))}
          </Base.Empty>
          <Base.List className="min-h-0 overflow-y-auto outline-none">
            {(item: ComboboxItem) => (
              <Base.Item key={item.value} value={item} className={cx(itemClass, "py-1")}>
                {item.icon}
                <span className="flex min-w-0 grow flex-col">
                  <span className="truncate">{item.label}</span>
                  {item.detail !== undefined && item.detail !== null && (
                    <span className="truncate text-muted text-small">{item.detail}</span>
                  )}
                </span>
                <Base.ItemIndicator>
                  <Check aria-hidden="true" className="size-3.5" />
                </Base.ItemIndicator>
              </Base.Item>
            )}
          </Base.List>
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}
