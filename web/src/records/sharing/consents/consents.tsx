import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem, type BasisLabel, type Consent, type ConsentEntry, type RecordData } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, EmptyState, Skeleton, Tag } from "../../../ui";
import { consentsQuery } from "./calls";
import { ConsentDialog } from "./consent-dialog";
import { detailText, entryText, stateText } from "./words";

/** What a person said about each purpose their data is used for, and all that was recorded about it. */
export function Consents({ record }: { record: RecordData }) {
  const consents = useQuery(consentsQuery(record.id));
  const [asking, setAsking] = useState<Consent>();
  if (consents.error !== null) {
    return (
      <p role="alert" className="text-danger">
        {asProblem(consents.error)?.message}
      </p>
    );
  }
  if (consents.data === undefined) return <Skeleton className="h-24" />;
  const { data, history, bases, may_record: mayRecord } = consents.data;
  if (data.length === 0) {
    return (
      <EmptyState title={i18n._({ id: "consents.none", message: "No purposes yet" })}>
        {i18n._({
          id: "consents.none_text",
          message: "Administrators say in the settings, under Privacy, what data of people is used for.",
        })}
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-6">
      <ul
        aria-label={i18n._({ id: "consents.purposes", message: "Purposes" })}
        className="divide-y divide-line border-line border-y"
      >
        {data.map((consent) => (
          <PurposeRow
            key={consent.purpose.id}
            consent={consent}
            bases={bases}
            onRecord={mayRecord && !consent.archived ? () => setAsking(consent) : undefined}
          />
        ))}
      </ul>
      {history.length > 0 && <EntryList history={history} bases={bases} />}
      {asking !== undefined && (
        <ConsentDialog record={record.id} consent={asking} bases={bases} onClose={() => setAsking(undefined)} />
      )}
    </div>
  );
}

interface PurposeRowProps {
  consent: Consent;
  bases: readonly BasisLabel[];
  onRecord: (() => void) | undefined;
}

function PurposeRow({ consent, bases, onRecord }: PurposeRowProps) {
  const { last, purpose } = consent;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5">
      <div className="flex min-w-0 grow basis-60 flex-col gap-0.5">
        <p className="flex flex-wrap items-center gap-2">
          <span className="wrap-anywhere font-medium">{purpose.title}</span>
          <Tag hue={consent.allowed ? 150 : 25}>{stateText(consent.state)}</Tag>
        </p>
        <p className="wrap-anywhere text-muted text-small">
          {last === null ? bases.find(({ basis }) => basis === consent.basis)?.label : entryText(last)}
        </p>
        {last !== null && detailText(last, bases) !== "" && (
          <p className="wrap-anywhere text-small">{detailText(last, bases)}</p>
        )}
      </div>
      {onRecord !== undefined && (
        <Button
          size="small"
          aria-label={i18n._({
            id: "consents.record_for",
            message: "Record for {purpose}",
            values: { purpose: purpose.title },
          })}
          onClick={onRecord}
        >
          {i18n._({ id: "consents.record", message: "Record" })}
        </Button>
      )}
    </li>
  );
}

function EntryList({ history, bases }: { history: readonly ConsentEntry[]; bases: readonly BasisLabel[] }) {
  const title = i18n._({ id: "consents.history", message: "All that was recorded" });
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-medium">{title}</h3>
      <ol aria-label={title} className="flex flex-col gap-2">
        {history.map((entry) => (
          <li key={entry.id} className="wrap-anywhere text-small">
            <p>
              {entry.purpose.title}: {stateText(entry.state)}
            </p>
            <p className="text-muted">{entryText(entry)}</p>
            {detailText(entry, bases) !== "" && <p>{detailText(entry, bases)}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
