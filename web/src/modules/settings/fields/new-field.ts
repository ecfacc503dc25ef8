import * as z from "zod/mini";
import type { Kind } from "../../../api";
import { i18n } from "../../../i18n";
import { requiredText } from "../../form";
import { hues } from "../hues";
import { leadsSomewhere, mayBeIndexed, mayBePreset, mayBeUnique, needsChoices, ownKinds } from "./kinds";

/** Beside the kinds of values that are kept: worked out, and of whatever kind fits. */
export const calculated = "formula";
export type FieldSort = Kind | typeof calculated;

/** False for what Kith fills itself, and for lists of links. */
export const mayBeRequired = (kind: FieldSort) => kind !== calculated && kind !== "series" && kind !== "links";

/** Stands for every type, where one is chosen that a link leads to. */
export const anyType = "-";

export const resets = ["never", "year", "fiscal_year", "month"] as const;
export type Reset = (typeof resets)[number];

const isWhole = (text: string) => /^\d{1,9}$/.test(text.trim());
const wholeText = () => i18n._({ id: "settings.series.whole", message: "Write a whole number." });

export const fieldSchema = z
  .object({
    label: z.string().check(z.trim(), z.minLength(1, { error: requiredText })),
    kind: z.custom<FieldSort>((value) => value === calculated || ownKinds.includes(value as Kind)),
    choices: z.string(),
    formula: z.string(),
    pattern: z.string().check(z.trim()),
    digits: z.string(),
    start: z.string(),
    reset: z.enum(resets),
    existing: z.boolean(),
    required: z.boolean(),
    indexed: z.boolean(),
    unique: z.boolean(),
    to: z.string(),
    preset: z.string().check(z.trim()),
    help: z.string().check(z.trim()),
  })
  .check(
    z.refine((field) => !needsChoices(field.kind) || linesOf(field.choices).length > 0, {
      path: ["choices"],
      error: requiredText,
    }),
    z.refine((field) => field.kind !== calculated || field.formula.trim() !== "", {
      path: ["formula"],
      error: requiredText,
    }),
    z.refine((field) => field.kind !== "links" || field.to !== anyType, { path: ["to"], error: requiredText }),
    z.refine((field) => field.kind !== "series" || isWhole(field.digits), { path: ["digits"], error: wholeText }),
    z.refine((field) => field.kind !== "series" || isWhole(field.start), { path: ["start"], error: wholeText }),
  );
export type NewField = z.infer<typeof fieldSchema>;

export const newField: NewField = {
  label: "",
  kind: "text",
  choices: "",
  formula: "",
  pattern: "{year}-{number}",
  digits: "4",
  start: "1",
  reset: "year",
  existing: false,
  required: false,
  indexed: false,
  unique: false,
  to: anyType,
  preset: "",
  help: "",
};

/** The form's fields by the names that the server has for them. */
export const places = {
  name: "label",
  "series.pattern": "pattern",
  "series.digits": "digits",
  "series.start": "start",
} as const;

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

function seriesOf({ pattern, digits, start, reset, existing }: NewField) {
  const series = { pattern, digits: Number(digits), start: Number(start), reset };
  return existing ? { series, number_existing: true } : { series };
}

/** The server makes the stable names of field and choices from their labels. */
export function bodyOf(values: NewField) {
  const help = values.help === "" ? {} : { help: values.help };
  if (values.kind === calculated) return { label: values.label, formula: values.formula.trim(), ...help };
  return {
    kind: values.kind,
    label: values.label,
    ...help,
    ...(leadsSomewhere(values.kind) && values.to !== anyType ? { to: values.to } : {}),
    ...(values.preset !== "" && mayBePreset(values.kind) ? { preset: values.preset } : {}),
    ...(values.unique && mayBeUnique(values.kind) ? { unique: true } : {}),
    ...(values.kind === "series" ? seriesOf(values) : {}),
    ...(values.required && mayBeRequired(values.kind) ? { required: true } : {}),
    ...(values.indexed && mayBeIndexed(values.kind) ? { indexed: true } : {}),
    ...(needsChoices(values.kind)
      ? {
          choices: linesOf(values.choices).map((label, index) => ({
            label,
            color: hues[index % hues.length],
          })),
        }
      : {}),
  };
}

/** The first number that a series issues on a day, by the years of the calendar. */
export function firstOf({ pattern, digits, start }: NewField, now: Date): string {
  const year = String(now.getFullYear());
  return pattern
    .replaceAll("{year}", year)
    .replaceAll("{fiscal_year}", year)
    .replaceAll("{month}", String(now.getMonth() + 1).padStart(2, "0"))
    .replace("{number}", start.trim().padStart(Math.min(Number(digits) || 1, 10), "0"));
}
