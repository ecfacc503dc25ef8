import type { Kind } from "../../api";

/** One test of one field, as a filter chip shows it. */
export type Operator =
  | "is"
  | "is_not"
  | "contains"
  | "not_contains"
  | "starts_with"
  | "like"
  | "any_of"
  | "none_of"
  | "less"
  | "at_most"
  | "more"
  | "at_least"
  | "in_period"
  | "empty"
  | "not_empty";

export type Operand =
  | { kind: "text"; value: string }
  | { kind: "number"; value: string }
  | { kind: "date"; value: string }
  | { kind: "boolean"; value: boolean }
  /** A bare word such as a period, or a call such as `me()`. */
  | { kind: "word"; value: string };

export interface Condition {
  field: string;
  operator: Operator;
  operands: Operand[];
}

/** What a list is narrowed by: tests that all must hold, or a part written by hand that no chip can show. */
export type FilterPart = { kind: "condition"; condition: Condition } | { kind: "expression"; text: string };

const text: readonly Operator[] = [
  "contains",
  "is",
  "is_not",
  "starts_with",
  "like",
  "not_contains",
  "empty",
  "not_empty",
];
const number: readonly Operator[] = ["at_least", "at_most", "is", "is_not", "more", "less", "empty", "not_empty"];
const moment: readonly Operator[] = ["in_period", "at_least", "at_most", "is", "empty", "not_empty"];
const oneOf: readonly Operator[] = ["any_of", "none_of", "empty", "not_empty"];
const presence: readonly Operator[] = ["empty", "not_empty"];

/** The tests a kind of field offers, the most likely first. */
export const operatorsOf: { readonly [kind in Kind]: readonly Operator[] } = {
  text,
  series: text,
  markdown: text,
  email: text,
  phone: text,
  url: text,
  integer: number,
  decimal: number,
  money: number,
  percent: number,
  date: moment,
  datetime: ["in_period", "at_least", "at_most", "empty", "not_empty"],
  boolean: ["is", "empty", "not_empty"],
  choice: oneOf,
  choices: oneOf,
  tags: oneOf,
  address: presence,
  link: oneOf,
  person: oneOf,
  links: oneOf,
};

/** Whether the test needs something to compare with. */
export function takesOperand(operator: Operator): boolean {
  return operator !== "empty" && operator !== "not_empty";
}

export function takesMany(operator: Operator): boolean {
  return operator === "any_of" || operator === "none_of";
}

/** A test that is still missing its value narrows nothing yet. */
export function isComplete(condition: Condition): boolean {
  return !takesOperand(condition.operator) || condition.operands.some((operand) => operand.value !== "");
}

/** The calls that stand for the reader's own records, by the type of record. */
export const mine: { readonly [type: string]: readonly string[] | undefined } = {
  person: ["me()", "my_team()"],
  territory: ["my_territories()"],
};

/** The periods a date can be tested against, as the expression language names them. */
export const periods = [
  "today",
  "yesterday",
  "tomorrow",
  "this_week",
  "last_week",
  "next_week",
  "this_month",
  "last_month",
  "next_month",
  "this_quarter",
  "last_quarter",
  "next_quarter",
  "this_year",
  "last_year",
  "this_fiscal_quarter",
  "this_fiscal_year",
  "last_fiscal_year",
  "last_7_days",
  "last_30_days",
  "last_90_days",
  "next_7_days",
  "next_30_days",
  "next_90_days",
] as const;
