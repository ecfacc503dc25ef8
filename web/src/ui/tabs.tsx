import { type KeyboardEvent, type ReactNode, useId } from "react";
import { cx } from "./cx";

export interface Tab<V extends string = string> {
  value: V;
  label: ReactNode;
  content: ReactNode;
}

export interface TabsProps<V extends string = string> {
  label: string;
  value: V;
  onChange: (value: V) => void;
  tabs: readonly Tab<V>[];
  className?: string;
}

/** One tab stop; arrows, Home and End choose. Only the chosen panel is drawn. */
export function Tabs<V extends string = string>({ label, value, onChange, tabs, className }: TabsProps<V>) {
  const id = useId();
  const chosen = Math.max(
    0,
    tabs.findIndex((tab) => tab.value === value),
  );

  const choose = (event: KeyboardEvent<HTMLElement>) => {
    const forward = getComputedStyle(event.currentTarget).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backward = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
    const target = { [forward]: chosen + 1, [backward]: chosen - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const index = (target + tabs.length) % tabs.length;
    const tab = tabs[index];
    if (tab === undefined) return;
    onChange(tab.value);
    (event.currentTarget.children[index] as HTMLElement | undefined)?.focus();
  };

  return (
    <div className={cx("flex min-h-0 flex-col", className)}>
      <div
        role="tablist"
        aria-label={label}
        onKeyDown={choose}
        className="flex shrink-0 gap-4 overflow-x-auto border-line border-b"
      >
        {tabs.map((tab, index) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            id={`${id}-tab-${index}`}
            aria-selected={index === chosen}
            aria-controls={index === chosen ? `${id}-panel` : undefined}
            tabIndex={index === chosen ? 0 : -1}
            onClick={() => onChange(tab.value)}
            className="h-control whitespace-nowrap border-transparent border-b-2 text-muted -outline-offset-2 hover:text-fg aria-selected:border-accent aria-selected:font-medium aria-selected:text-fg"
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div
        key={tabs[chosen]?.value}
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-tab-${chosen}`}
        className="min-h-0 grow pt-3"
      >
        {tabs[chosen]?.content}
      </div>
    </div>
  );
}
