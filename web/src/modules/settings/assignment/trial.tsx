import { useState } from "react";
import type { TriedLead } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, EmptyState } from "../../../ui";
import { complain } from "../complain";
import { Rows, Section } from "../section";
import { TrialRow } from "../trial-row";
import { tryOut } from "./calls";

/** Who would get the latest leads, and why; nothing is given to anybody. */
export function AssignmentTrialSection() {
  const [leads, setLeads] = useState<readonly TriedLead[]>();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      setLeads((await tryOut()).data);
    } catch (error) {
      complain(error);
    }
    setBusy(false);
  };
  return (
    <Section
      title={i18n._({ id: "settings.assignment.trial", message: "Try it out" })}
      text={i18n._({
        id: "settings.assignment.trial_text",
        message: "See who would get your latest open leads if they came in now. Nothing is changed.",
      })}
      actions={
        <Button busy={busy} onClick={() => void run()}>
          {i18n._({ id: "settings.assignment.try", message: "Try the rules" })}
        </Button>
      }
    >
      {leads?.length === 0 && (
        <EmptyState
          title={i18n._({ id: "settings.assignment.no_leads", message: "There are no open leads to try them on" })}
        />
      )}
      {leads !== undefined && leads.length > 0 && (
        <div role="status">
          <Rows label={i18n._({ id: "settings.assignment.tried", message: "Who would get which lead" })}>
            {leads.map((tried) => (
              <TrialRow
                key={tried.lead.id}
                type="lead"
                record={tried.lead}
                then={tried.person?.title ?? i18n._({ id: "settings.assignment.stays", message: "Stays" })}
                why={why(tried)}
              />
            ))}
          </Rows>
        </div>
      )}
    </Section>
  );
}

function why({ rule, way, open }: TriedLead): string {
  const name = rule?.title ?? "";
  const values = { name, count: open ?? 0 };
  switch (way) {
    case "person":
      return i18n._({ id: "settings.assignment.why_person", message: "“{name}” names them", values });
    case "round_robin":
      return i18n._({ id: "settings.assignment.why_turn", message: "Their turn by “{name}”", values });
    case "territory":
      return i18n._({
        id: "settings.assignment.why_territory",
        message: "Their turn in its territory, by “{name}”",
        values,
      });
    case "weighted":
      return i18n._({ id: "settings.assignment.why_share", message: "Their turn by share, by “{name}”", values });
    case "load":
    case "territory_load":
      return i18n._({
        id: "settings.assignment.why_load",
        message: "Fewest open leads by “{name}”: {count, plural, =0 {none} one {# lead} other {# leads}}",
        values,
      });
    default:
      return i18n._({ id: "settings.assignment.why_none", message: "No rule is for this lead" });
  }
}
