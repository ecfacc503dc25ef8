import { ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import type { Page, TypeSchema } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { Button, IconButton, Select } from "../../ui";
import { dateFields } from "../list/layout";

interface DateBarProps {
  title: string;
  onBefore: () => void;
  onToday: () => void;
  onAfter: () => void;
  children: ReactNode;
}

/** Which time is shown, and the way to another. */
export function DateBar({ title, onBefore, onToday, onAfter, children }: DateBarProps) {
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 px-3 py-2 md:px-4">
      <h2 className="me-auto font-semibold" aria-live="polite">
        {title}
      </h2>
      {children}
      <span className="flex items-center gap-1">
        <IconButton size="small" label={i18n._({ id: "records.time.before", message: "Earlier" })} onClick={onBefore}>
          <ChevronLeft aria-hidden="true" className="size-4 rtl:rotate-180" />
        </IconButton>
        <Button size="small" onClick={onToday}>
          {i18n._({ id: "records.time.today", message: "Today" })}
        </Button>
        <IconButton size="small" label={i18n._({ id: "records.time.after", message: "Later" })} onClick={onAfter}>
          <ChevronRight aria-hidden="true" className="size-4 rtl:rotate-180" />
        </IconButton>
      </span>
    </div>
  );
}

interface DateSelectProps {
  type: TypeSchema;
  label: string;
  value: string;
  onChange: (field: string) => void;
}

export function DateSelect({ type, label, value, onChange }: DateSelectProps) {
  return (
    <span className="w-40">
      <Select
        aria-label={label}
        value={value}
        options={dateFields(type).map((field) => ({ value: field.name, label: field.label }))}
        onChange={onChange}
      />
    </span>
  );
}

/** Says so when not all records of the time are shown. */
export function OnlyFirst({ page }: { page: Page | undefined }) {
  return page?.next == null ? null : (
    <p role="status" className="px-4 pb-1 text-muted text-small">
      {i18n._({
        id: "records.calendar.more",
        message: "Only the first {count} are shown. A filter makes them fewer.",
        values: { count: formatNumber(page.data.length) },
      })}
    </p>
  );
}
