import { chosen } from "./chosen-formats";

// Building an Intl formatter costs about as much as formatting two hundred values, so each is built once per shape.
// The person's own locale, else the browser's, decides digits and order; the language of the texts may differ.
const formatters = new Map<string, unknown>();
function cached<T>(shape: string, make: () => T): T {
  const key = `${chosen.locale} ${chosen.timeZone} ${shape}`;
  let formatter = formatters.get(key) as T | undefined;
  if (formatter === undefined) {
    formatter = make();
    formatters.set(key, formatter);
  }
  return formatter;
}

export function browserTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The zone instants are shown in, for whoever has to read one back. */
export function timeZone(): string {
  return chosen.timeZone ?? browserTimeZone();
}

export function formatNumber(value: number | string, options: Intl.NumberFormatOptions = {}): string {
  const formatter = cached(`n${JSON.stringify(options)}`, () => new Intl.NumberFormat(chosen.locale, options));
  // A decimal string goes in as text: as a number it would lose digits.
  return formatter.format(value as Intl.StringNumericLiteral);
}

export interface Amount {
  amount: string;
  currency: string;
}

export interface MoneyFormat {
  /** Leaves cents out and shortens thousands, as in a column's head: "€1.2M". */
  compact?: boolean;
}
export function formatMoney({ amount, currency }: Amount, { compact = false }: MoneyFormat = {}): string {
  const whole = compact || /^-?\d+(\.0+)?$/.test(amount);
  return formatNumber(amount, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    ...(compact
      ? { notation: "compact", minimumFractionDigits: 0, maximumFractionDigits: 1 }
      : whole
        ? { maximumFractionDigits: 0 }
        : {}),
  });
}

/** Percentages travel as 0 to 100. */
export function formatPercent(value: number | string): string {
  return formatNumber(Number(value) / 100, { style: "percent", maximumFractionDigits: 2 });
}

type DateStyle = "short" | "long" | "month";
const dateStyles: { readonly [style in DateStyle]: Intl.DateTimeFormatOptions } = {
  short: { day: "numeric", month: "short", year: "numeric" },
  long: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  month: { month: "long", year: "numeric" },
};

/** A day without a time, "2026-11-20". It is never moved by a time zone. */
export function formatDate(date: string, style: DateStyle = "short"): string {
  const formatter = cached(
    `d${style}`,
    () => new Intl.DateTimeFormat(chosen.locale, { ...dateStyles[style], timeZone: "UTC" }),
  );
  const instant = new Date(`${date}T00:00:00Z`);
  return Number.isNaN(instant.getTime()) ? date : formatter.format(instant);
}

/** An instant, shown in the reader's zone. */
export function formatDateTime(instant: string | Date, options?: Intl.DateTimeFormatOptions): string {
  const shape = options ?? { ...dateStyles.short, hour: "numeric", minute: "2-digit" };
  const formatter = cached(
    `t${JSON.stringify(shape)}`,
    () => new Intl.DateTimeFormat(chosen.locale, { timeZone: chosen.timeZone, ...shape }),
  );
  const date = typeof instant === "string" ? new Date(instant) : instant;
  return Number.isNaN(date.getTime()) ? String(instant) : formatter.format(date);
}

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** "3 hours ago", "in 2 days"; under a minute, "now". */
export function formatRelative(instant: string, now: number = Date.now()): string {
  const formatter = cached("r", () => new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }));
  const seconds = (new Date(instant).getTime() - now) / 1000;
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return formatter.format(Math.trunc(seconds / size), unit);
  }
  return formatter.format(0, "second");
}

/** How long it was, in its largest unit: "3 days"; undefined under a minute. */
export function formatDuration(seconds: number): string | undefined {
  const step = steps.find(([, size]) => seconds >= size);
  return step && formatNumber(Math.trunc(seconds / step[1]), { style: "unit", unit: step[0], unitDisplay: "long" });
}

/** Compares as people sort: accents and case aside, 2 before 10. */
export function compareText(a: string, b: string): number {
  return cached("c", () => new Intl.Collator(undefined, { numeric: true, sensitivity: "base" })).compare(a, b);
}

/** "EUR" as "Euro". */
export function currencyName(code: string): string {
  return cached("names", () => new Intl.DisplayNames(undefined, { type: "currency" })).of(code) ?? code;
}

/** "DE" as "Germany". */
export function countryName(code: string): string {
  try {
    return cached("regions", () => new Intl.DisplayNames(undefined, { type: "region" })).of(code) ?? code;
  } catch {
    return code;
  }
}
