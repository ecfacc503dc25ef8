import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, asProblem, type RetentionRule, typeNamed } from "../../../api";
import { formatNumber, i18n } from "../../../i18n";
import { RecordLink, useSchema } from "../../../records";
import { Button, Dialog, Skeleton } from "../../../ui";
import { retentionQuery, trialQuery } from "./calls";
import { contentOf, ruleText } from "./retention-words";

/** What a rule would do now, and the button that switches it on. */
export function TrialDialog({ rule, onClose }: { rule: RetentionRule; onClose: () => void }) {
  const schema = useSchema();
  const client = useQueryClient();
  const type = typeNamed(schema, rule.type);
  const trial = useQuery(trialQuery(rule.id));
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const problem = asProblem(trial.error ?? error);
  const start = async () => {
    setBusy(true);
    try {
      await api.put(`retention_rules/${rule.id}`, contentOf(rule, true));
      await client.invalidateQueries({ queryKey: retentionQuery.queryKey });
      onClose();
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={rule.name}
      description={ruleText(schema, rule)}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {i18n._({ id: "ui.cancel", message: "Cancel" })}
          </Button>
          <Button variant="primary" busy={busy} disabled={trial.data === undefined} onClick={() => void start()}>
            {i18n._({ id: "settings.retention.start", message: "Switch on" })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {trial.data === undefined && problem === undefined && <Skeleton className="h-24" />}
        {problem !== undefined && (
          <p role="alert" className="text-danger">
            {problem.errors[0]?.message ?? problem.message}
          </p>
        )}
        {trial.data !== undefined && (
          <>
            <p role="status">
              {trial.data.count >= 10_000
                ? i18n._({
                    id: "settings.retention.would_many",
                    message: "It would deal with {count} records or more tonight.",
                    values: { count: formatNumber(trial.data.count) },
                  })
                : i18n._({
                    id: "settings.retention.would",
                    message:
                      "{count, plural, =0 {It would deal with no record tonight.} one {It would deal with # record tonight.} other {It would deal with # records tonight.}}",
                    values: { count: trial.data.count },
                  })}
            </p>
            {trial.data.held > 0 && (
              <p className="text-muted">
                {i18n._({
                  id: "settings.retention.held",
                  message:
                    "{count, plural, one {# more stays because of a legal hold.} other {# more stay because of legal holds.}}",
                  values: { count: trial.data.held },
                })}
              </p>
            )}
            {trial.data.data.length > 0 && (
              <ul
                aria-label={i18n._({ id: "settings.retention.some", message: "The first of them" })}
                className="max-h-72 divide-y divide-line overflow-y-auto border-line border-y"
              >
                {trial.data.data.map((record) => (
                  <li key={record.id} className="flex min-h-9 items-center">
                    {record.title === "" || type === undefined ? (
                      <span className="text-muted">
                        {i18n._({ id: "settings.retention.hidden", message: "A record that you may not see" })}
                      </span>
                    ) : (
                      <RecordLink of={type} id={record.id} className="truncate hover:underline">
                        {record.title}
                      </RecordLink>
                    )}
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}
