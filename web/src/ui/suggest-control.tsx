import { Autocomplete } from "@base-ui/react/autocomplete";
import { type ComponentProps, useLayoutEffect, useRef, useState } from "react";
import { cx } from "./cx";
import { Input, Textarea } from "./input";
import { itemClass, popupClass } from "./menu-types";

/** A way to go on with what is being typed. */
export interface Suggestion {
  label: string;
  /** What it is, in a few words. */
  detail: string;
  /** The whole text with it put in, and where typing goes on. */
  text: string;
  caret: number;
}

interface SuggestProps extends Omit<ComponentProps<"input">, "value" | "onChange"> {
  value: string;
  onValue: (value: string) => void;
  /** Lets the text have several lines. */
  multiline?: boolean;
  /** What may follow where the caret is. */
  suggest: (caret: number) => readonly Suggestion[];
}

/** Free text with suggestions at the caret: arrows and Enter or a press take one, Escape sends them away. */
export function SuggestControl({ value, onValue, suggest, multiline = false, ...rest }: SuggestProps) {
  const input = useRef<HTMLInputElement>(null);
  // Known only while somebody types: moving the caret asks for nothing.
  const [caret, setCaret] = useState<number>();
  const items = caret === undefined ? [] : suggest(caret);
  const taken = useRef<Suggestion>(undefined);
  // Writing the text moves the caret to its end, so it is put where it belongs once that is done, and before anybody types on.
  useLayoutEffect(() => {
    if (taken.current === undefined || input.current?.value !== taken.current.text) return;
    input.current.setSelectionRange(taken.current.caret, taken.current.caret);
    taken.current = undefined;
  });
  return (
    <Autocomplete.Root
      mode="none"
      items={items}
      value={value}
      open={items.length > 0}
      onOpenChange={(open) => {
        if (!open) setCaret(undefined);
      }}
      onValueChange={(text, { reason }) => {
        onValue(text);
        taken.current = reason === "item-press" ? items.find((one) => one.text === text) : undefined;
        setCaret(taken.current === undefined ? (input.current?.selectionStart ?? undefined) : undefined);
      }}
      itemToStringValue={(one: Suggestion) => one.text}
    >
      <Autocomplete.Input
        {...rest}
        ref={input}
        render={multiline ? <Textarea /> : <Input />}
        onBlur={(event) => {
          rest.onBlur?.(event);
          // A list that is open closes by itself; what is written from elsewhere later must not open it.
          if (items.length === 0) setCaret(undefined);
        }}
        onKeyDown={(event) => {
          // Without suggestions the keys are those of any text: Escape would empty it, arrows would stay in their line.
          if (items.length === 0) event.preventBaseUIHandler();
        }}
      />
      <Autocomplete.Portal>
        <Autocomplete.Positioner sideOffset={4} align="start" className="z-50 outline-none">
          <Autocomplete.Popup
            className={cx(popupClass, "max-h-[min(var(--available-height),320px)] min-w-56 overflow-y-auto")}
          >
            <Autocomplete.List className="outline-none">
              {(one: Suggestion) => (
                <Autocomplete.Item key={one.label} value={one} className={itemClass}>
                  <span className="shrink-0 font-mono">{one.label}</span>
                  <span className="min-w-0 truncate text-muted text-small">{one.detail}</span>
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  );
}
