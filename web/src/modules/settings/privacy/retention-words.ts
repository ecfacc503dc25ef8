import { type RetentionRule, type Schema, typeNamed } from "../../../api";
import { i18n } from "../../../i18n";

export const actions: readonly RetentionRule["action"][] = ["trash", "anonymise", "erase"];

export function actionText(action: RetentionRule["action"]): string {
  switch (action) {
    case "trash":
      return i18n._({ id: "settings.retention.trash", message: "Move to the trash" });
    case "anonymise":
      return i18n._({ id: "settings.retention.anonymise", message: "Empty fields" });
    case "erase":
      return i18n._({ id: "settings.retention.erase", message: "Erase for good" });
  }
}

/** What a rule says, in a line. */
export function ruleText(schema: Schema, rule: RetentionRule): string {
  const type = typeNamed(schema, rule.type);
  return i18n._({
    id: "settings.retention.rule",
    message: "{records}: {action} {days, plural, one {# day} other {# days}} after {field}",
    values: {
      records: type?.plural_label ?? rule.type,
      action: actionText(rule.action),
      days: rule.days,
      field: type?.fields.find(({ name }) => name === rule.from)?.label ?? rule.from,
    },
  });
}

/** A rule as it is sent. */
export function contentOf(rule: RetentionRule, active: boolean) {
  const { name, type, condition, from, days, action, fields } = rule;
  return { name, type, condition, from, days, action, fields, active };
}
