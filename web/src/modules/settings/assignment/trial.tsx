import { useState } from "react";
import { type TriedLead, typeNamed } from "../../../api";
import { i18n } from "../../../i18n";
import { RecordLink, useSchema } from "../../../records";
import { Button, EmptyState } from "../../../ui";
import { complain } from "../complain";
import { Rows, Section } from "../section";
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
              <Tried key={tried.lead.id} tried={tried} />
            ))}
          </Rows>
        </div>
      )}
    </Section>
  );
}

function Tried({ tried }: { tried: TriedLead }) {
  const of = typeNamed(useSchema(), "lead");
  return (
    <li className="flex min-h-10 flex-wrap items-baseline gap-x-3 py-1.5">
      <span className="wrap-anywhere min-w-0 grow basis-40">
        {of === undefined ? (
          tried.lead.title
        ) : (
          <RecordLink of={of} id={tried.lead.id} className="hover:underline">
            {tried.lead.title}
          </RecordLink>
        )}
      </span>
      <span className="wrap-anywhere basis-32 font-medium">
        {tried.person?.title ?? i18n._({ id: "settings.assignment.stays", message: "Stays" })}
      </span>
      <span className="wrap-anywhere basis-full text-muted text-small sm:basis-72">{why(tried)}</span>
    </li>
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
