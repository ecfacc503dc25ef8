import type { FieldSchema } from "../../api";
import { formatDate, i18n } from "../../i18n";
import { choiceLabel } from "../fields/values";
import type { Condition, Operand, Operator } from "./condition";
import { operatorsOf, takesOperand } from "./condition";

/** How a test reads between the field and the value. Dates have words of their own. */
export function operatorLabel(operator: Operator, field: FieldSchema): string {
  const dated = field.kind === "date" || field.kind === "datetime";
  switch (operator) {
    case "is":
      return i18n._({ id: "records.op.is", message: "is" });
    case "is_not":
      return i18n._({ id: "records.op.is_not", message: "is not" });
    case "contains":
      return i18n._({ id: "records.op.contains", message: "contains" });
    case "not_contains":
      return i18n._({ id: "records.op.not_contains", message: "does not contain" });
    case "starts_with":
      return i18n._({ id: "records.op.starts_with", message: "starts with" });
    case "like":
      return i18n._({ id: "records.op.like", message: "is like" });
    case "any_of":
      return i18n._({ id: "records.op.any_of", message: "is any of" });
    case "none_of":
      return i18n._({ id: "records.op.none_of", message: "is none of" });
    case "less":
      return dated
        ? i18n._({ id: "records.op.before", message: "before" })
        : i18n._({ id: "records.op.less", message: "below" });
    case "more":
      return dated
        ? i18n._({ id: "records.op.after", message: "after" })
        : i18n._({ id: "records.op.more", message: "above" });
    case "at_most":
      return dated
        ? i18n._({ id: "records.op.until", message: "on or before" })
        : i18n._({ id: "records.op.at_most", message: "at most" });
    case "at_least":
      return dated
        ? i18n._({ id: "records.op.since", message: "on or after" })
        : i18n._({ id: "records.op.at_least", message: "at least" });
    case "in_period":
      return i18n._({ id: "records.op.in", message: "in" });
    case "empty":
      return i18n._({ id: "records.op.empty", message: "is empty" });
    case "not_empty":
      return i18n._({ id: "records.op.not_empty", message: "is not empty" });
  }
}

const periodTexts: { readonly [period: string]: () => string } = {
  today: () => i18n._({ id: "records.period.today", message: "Today" }),
  yesterday: () => i18n._({ id: "records.period.yesterday", message: "Yesterday" }),
  tomorrow: () => i18n._({ id: "records.period.tomorrow", message: "Tomorrow" }),
  this_week: () => i18n._({ id: "records.period.this_week", message: "This week" }),
  last_week: () => i18n._({ id: "records.period.last_week", message: "Last week" }),
  next_week: () => i18n._({ id: "records.period.next_week", message: "Next week" }),
  this_month: () => i18n._({ id: "records.period.this_month", message: "This month" }),
  last_month: () => i18n._({ id: "records.period.last_month", message: "Last month" }),
  next_month: () => i18n._({ id: "records.period.next_month", message: "Next month" }),
  this_quarter: () => i18n._({ id: "records.period.this_quarter", message: "This quarter" }),
  last_quarter: () => i18n._({ id: "records.period.last_quarter", message: "Last quarter" }),
  next_quarter: () => i18n._({ id: "records.period.next_quarter", message: "Next quarter" }),
  this_year: () => i18n._({ id: "records.period.this_year", message: "This year" }),
  last_year: () => i18n._({ id: "records.period.last_year", message: "Last year" }),
  this_fiscal_quarter: () => i18n._({ id: "records.period.this_fiscal_quarter", message: "This fiscal quarter" }),
  this_fiscal_year: () => i18n._({ id: "records.period.this_fiscal_year", message: "This fiscal year" }),
  last_fiscal_year: () => i18n._({ id: "records.period.last_fiscal_year", message: "Last fiscal year" }),
};

export function periodLabel(period: string): string {
  const known = periodTexts[period];
  if (known !== undefined) return known();
  const days = /^(last|next)_(\d+)_days$/.exec(period);
  if (days === null) return period.replaceAll("_", " ");
  const values = { days: Number(days[2]) };
  return days[1] === "last"
    ? i18n._({ id: "records.period.last_days", message: "Last {days} days", values })
    : i18n._({ id: "records.period.next_days", message: "Next {days} days", values });
}

const mineTexts: { readonly [call: string]: (() => string) | undefined } = {
  "me()": () => i18n._({ id: "records.me", message: "Me" }),
  "my_team()": () => i18n._({ id: "records.my_team", message: "My team" }),
  "my_territories()": () => i18n._({ id: "records.my_territories", message: "My territories" }),
};

export function operandLabel(operand: Operand, field: FieldSchema): string {
  switch (operand.kind) {
    case "boolean":
      return operand.value
        ? i18n._({ id: "records.yes", message: "Yes" })
        : i18n._({ id: "records.no", message: "No" });
    case "date":
      return formatDate(operand.value.slice(0, 10));
    case "word":
      return mineTexts[operand.value]?.() ?? periodLabel(operand.value);
    default:
      return choiceLabel(field, operand.value);
  }
}

/** A test as a sentence: "Stage is any of Won, Lost". */
export function conditionText(condition: Condition, field: FieldSchema): { operator: string; value: string } {
  const operands = condition.operands.map((operand) => operandLabel(operand, field));
  const one = operands.length === 1;
  const word: Operator =
    one && condition.operator === "any_of"
      ? "is"
      : one && condition.operator === "none_of"
        ? "is_not"
        : condition.operator;
  return { operator: operatorLabel(word, field), value: takesOperand(condition.operator) ? operands.join(", ") : "" };
}

/** The same test with an operator that the field's kind offers: "is" one choice reads as "any of" one. */
export function fitted(condition: Condition, field: FieldSchema): Condition {
  const offered = operatorsOf[field.kind];
  if (offered.includes(condition.operator)) return condition;
  const other: { readonly [operator in Operator]?: Operator } = {
    is: "any_of",
    is_not: "none_of",
    any_of: "is",
    none_of: "is_not",
  };
  const operator = other[condition.operator];
  return operator !== undefined && offered.includes(operator) ? { ...condition, operator } : condition;
}
