import { i18n } from "../../../i18n";
import { addDays, addMonths, type Day } from "../../../records";
import { Checkbox, Field, Input, Select } from "../../../ui";
import {
  type Frequency,
  frequencies,
  type MonthlyBy,
  monthlyText,
  placeOf,
  type Repeat,
  sentence,
  weekdayName,
  weekdayOf,
  weekdays,
} from "./rule";

interface RuleFieldsProps {
  /** The day it is counted from, which is always one of its own. */
  day: Day;
  repeat: Repeat;
  onChange: (repeat: Repeat) => void;
}

const between = (text: string, most: number) => Math.max(1, Math.min(most, Number(text) || 1));

/** How something comes again, and the same in a sentence. */
export function RuleFields({ day, repeat, onChange }: RuleFieldsProps) {
  const set = (changes: Partial<Repeat>) => onChange({ ...repeat, ...changes });
  const names: { readonly [frequency in Frequency]: string } = {
    DAILY: i18n._({ id: "repeat.days", message: "Days" }),
    WEEKLY: i18n._({ id: "repeat.weeks", message: "Weeks" }),
    MONTHLY: i18n._({ id: "repeat.months", message: "Months" }),
    YEARLY: i18n._({ id: "repeat.years", message: "Years" }),
  };
  const monthly: MonthlyBy[] = [
    "date",
    ...(placeOf(day) < 5 ? (["place"] as const) : []),
    ...(addDays(day, 7) >= addMonths(day, 1) ? (["last"] as const) : []),
  ];
  return (
    <div className="flex flex-col gap-4">
      <p aria-live="polite" className="font-medium">
        {sentence(repeat, day)}
      </p>
      <div className="flex gap-2">
        <Field label={i18n._({ id: "repeat.every", message: "Every" })} className="w-24">
          {(control) => (
            <Input
              {...control}
              type="number"
              min={1}
              max={99}
              value={String(repeat.interval)}
              onChange={(event) => set({ interval: between(event.target.value, 99) })}
            />
          )}
        </Field>
        <Field label={i18n._({ id: "repeat.period", message: "Period" })} className="grow">
          {(control) => (
            <Select<Frequency>
              {...control}
              value={repeat.frequency}
              options={frequencies.map((value) => ({ value, label: names[value] }))}
              onChange={(frequency) => set({ frequency })}
            />
          )}
        </Field>
      </div>
      {repeat.frequency === "WEEKLY" && (
        <fieldset className="flex flex-wrap gap-x-3 gap-y-1">
          <legend className="pb-1 text-muted text-small">{i18n._({ id: "repeat.on", message: "On" })}</legend>
          {weekdays.map((one) => (
            <Checkbox
              key={one}
              // What comes again is on its own day, too.
              disabled={one === weekdayOf(day)}
              checked={repeat.days.includes(one)}
              onChange={(checked) =>
                set({ days: checked ? [...repeat.days, one] : repeat.days.filter((other) => other !== one) })
              }
            >
              {weekdayName(one, "short")}
            </Checkbox>
          ))}
        </fieldset>
      )}
      {repeat.frequency === "MONTHLY" && (
        <Field label={i18n._({ id: "repeat.on", message: "On" })}>
          {(control) => (
            <Select<MonthlyBy>
              {...control}
              value={repeat.monthlyBy}
              options={monthly.map((value) => ({ value, label: monthlyText(value, day) }))}
              onChange={(monthlyBy) => set({ monthlyBy })}
            />
          )}
        </Field>
      )}
      <RuleEnd day={day} repeat={repeat} onChange={onChange} />
    </div>
  );
}

function RuleEnd({ day, repeat, onChange }: RuleFieldsProps) {
  const set = (changes: Partial<Repeat>) => onChange({ ...repeat, ...changes });
  const ends = repeat.count !== undefined ? "count" : repeat.until !== undefined ? "until" : "never";
  return (
    <div className="flex gap-2">
      <Field label={i18n._({ id: "repeat.ends", message: "Ends" })} className="grow">
        {(control) => (
          <Select
            {...control}
            value={ends}
            options={[
              { value: "never", label: i18n._({ id: "repeat.never", message: "Never" }) },
              { value: "until", label: i18n._({ id: "repeat.on_day", message: "On a day" }) },
              { value: "count", label: i18n._({ id: "repeat.after", message: "After a number of times" }) },
            ]}
            onChange={(next) =>
              set({ until: next === "until" ? addMonths(day, 3) : undefined, count: next === "count" ? 10 : undefined })
            }
          />
        )}
      </Field>
      {ends === "until" && (
        <Field label={i18n._({ id: "repeat.last_day", message: "Last day" })}>
          {(control) => (
            <Input
              {...control}
              type="date"
              min={day}
              value={repeat.until ?? ""}
              onChange={(event) => set({ until: event.target.value || day })}
            />
          )}
        </Field>
      )}
      {ends === "count" && (
        <Field label={i18n._({ id: "repeat.count", message: "Times" })} className="w-24">
          {(control) => (
            <Input
              {...control}
              type="number"
              min={1}
              max={999}
              value={String(repeat.count ?? 10)}
              onChange={(event) => set({ count: between(event.target.value, 999) })}
            />
          )}
        </Field>
      )}
    </div>
  );
}
