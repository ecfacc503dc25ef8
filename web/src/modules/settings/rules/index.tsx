import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus } from "lucide-react";
import { useState } from "react";
import type { Rule, TypeSchema } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, IconButton, Skeleton, Tag } from "../../../ui";
import { Rows, Section } from "../section";
import { rulesQuery } from "./calls";
import { RuleDialog } from "./rule-dialog";

/** What every record of a type must satisfy to be saved. */
export function Rules({ type }: { type: TypeSchema }) {
  const rules = useQuery(rulesQuery(type));
  const [editing, setEditing] = useState<{ rule: Rule | undefined }>();
  const all = rules.data?.data ?? [];
  return (
    <Section
      title={i18n._({ id: "settings.rules", message: "Rules" })}
      text={i18n._({
        id: "settings.rules.text",
        message: "Nothing is saved that breaks them, in forms, imports, bulk edits or from other programs.",
      })}
      actions={
        <Button icon={<Plus className="size-4" />} onClick={() => setEditing({ rule: undefined })}>
          {i18n._({ id: "settings.rules.add", message: "Add a rule" })}
        </Button>
      }
    >
      {rules.data === undefined ? (
        <Skeleton className="h-11 w-full" />
      ) : (
        all.length > 0 && (
          <Rows label={i18n._({ id: "settings.rules.of", message: "Rules of {type}", values: { type: type.label } })}>
            {all.map((rule) => (
              <RuleRow key={rule.id} type={type} rule={rule} onChange={() => setEditing({ rule })} />
            ))}
          </Rows>
        )
      )}
      <RuleDialog
        key={editing?.rule?.id ?? "new"}
        type={type}
        rule={editing?.rule}
        open={editing !== undefined}
        onClose={() => setEditing(undefined)}
      />
    </Section>
  );
}

function needed(label: string): string {
  return i18n._({ id: "settings.rules.needed", message: "{label} must be filled", values: { label } });
}

interface RuleRowProps {
  type: TypeSchema;
  rule: Rule;
  onChange: () => void;
}

function RuleRow({ type, rule, onChange }: RuleRowProps) {
  const label = type.fields.find((field) => field.name === rule.field)?.label ?? rule.field;
  const title = rule.message ?? needed(label);
  const asked = rule.condition ?? `${rule.field} is not empty`;
  const shown =
    rule.when === null
      ? asked
      : i18n._({
          id: "settings.rules.shown",
          message: "{condition} where {when}",
          values: { condition: asked, when: rule.when },
        });
  return (
    <li className="flex min-h-11 items-center gap-3 py-1">
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-2">
          <span className="truncate">{title}</span>
          <Tag>{label}</Tag>
          {!rule.active && <Tag>{i18n._({ id: "settings.rules.off", message: "Off" })}</Tag>}
        </p>
        <p className="truncate font-mono text-meta text-muted" title={shown}>
          {shown}
        </p>
        {rule.problem !== null && (
          <p className="text-danger text-small">
            {i18n._({
              id: "settings.rules.broken",
              message: "It stops nobody, for it cannot be worked out: {problem}",
              values: { problem: rule.problem },
            })}
          </p>
        )}
      </div>
      <IconButton
        label={i18n._({ id: "settings.rules.change_one", message: "Change “{title}”", values: { title } })}
        onClick={onChange}
      >
        <Pencil aria-hidden="true" className="size-4" />
      </IconButton>
    </li>
  );
}
