import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, asProblem, type RetentionRule } from "../../../api";
import { formatDateTime, i18n } from "../../../i18n";
import { useSchema } from "../../../records";
import { Button, notify, Tag } from "../../../ui";
import { ListSection } from "../list-section";
import { retentionQuery } from "./calls";
import { RetentionDialog } from "./retention-dialog";
import { contentOf, ruleText } from "./retention-words";
import { TrialDialog } from "./trial-dialog";

/** How long records are kept, and what becomes of them then. */
export function RetentionSection() {
  const [open, setOpen] = useState<{ rule: RetentionRule | undefined }>();
  const [trying, setTrying] = useState<RetentionRule>();
  return (
    <ListSection
      title={i18n._({ id: "settings.retention", message: "How long records are kept" })}
      text={i18n._({
        id: "settings.retention.text",
        message: "Rules move old records to the trash, empty fields of them, or erase them, every night.",
      })}
      add={{
        label: i18n._({ id: "settings.retention.add", message: "Add a rule" }),
        onClick: () => setOpen({ rule: undefined }),
      }}
      query={useQuery(retentionQuery)}
      none={i18n._({ id: "settings.retention.none", message: "Everything is kept" })}
      noneText={i18n._({
        id: "settings.retention.none_text",
        message: "Without a rule records stay until somebody deletes them.",
      })}
      row={(rule) => (
        <RuleRow key={rule.id} rule={rule} onChange={() => setOpen({ rule })} onTry={() => setTrying(rule)} />
      )}
    >
      {open !== undefined && <RetentionDialog rule={open.rule} onClose={() => setOpen(undefined)} />}
      {trying !== undefined && <TrialDialog rule={trying} onClose={() => setTrying(undefined)} />}
    </ListSection>
  );
}

function RuleRow({ rule, onChange, onTry }: { rule: RetentionRule; onChange: () => void; onTry: () => void }) {
  const schema = useSchema();
  const client = useQueryClient();
  const stop = async () => {
    try {
      await api.put(`retention_rules/${rule.id}`, contentOf(rule, false));
    } catch (error) {
      notify({ tone: "danger", message: asProblem(error)?.message ?? String(error) });
    }
    await client.invalidateQueries({ queryKey: retentionQuery.queryKey });
  };
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2">
      <div className="flex min-w-0 grow basis-60 flex-col gap-0.5">
        <p className="flex flex-wrap items-center gap-2">
          <span className="wrap-anywhere">{rule.name}</span>
          <Tag {...(rule.active ? { hue: 150 } : {})}>
            {rule.active
              ? i18n._({ id: "settings.retention.on", message: "On" })
              : i18n._({ id: "settings.retention.off", message: "Off" })}
          </Tag>
        </p>
        <p className="wrap-anywhere text-muted text-small">{ruleText(schema, rule)}</p>
        {rule.ran_at !== null && (
          <p className="text-muted text-small">
            {i18n._({
              id: "settings.retention.ran",
              message: "Last run {at}: {done, plural, one {# record} other {# records}}, {failed} refused",
              values: { at: formatDateTime(rule.ran_at), done: rule.done, failed: rule.failed },
            })}
          </p>
        )}
        {rule.problem !== null && <p className="wrap-anywhere text-danger text-small">{rule.problem}</p>}
      </div>
      <div className="flex gap-2">
        {rule.active ? (
          <Button size="small" onClick={() => void stop()}>
            {i18n._({ id: "settings.retention.stop", message: "Switch off" })}
          </Button>
        ) : (
          <Button size="small" onClick={onTry}>
            {i18n._({ id: "settings.retention.try", message: "Try out" })}
          </Button>
        )}
        <Button
          size="small"
          aria-label={i18n._({
            id: "settings.retention.change_one",
            message: "Change {rule}",
            values: { rule: rule.name },
          })}
          onClick={onChange}
        >
          {i18n._({ id: "settings.retention.change", message: "Change" })}
        </Button>
      </div>
    </li>
  );
}
