import { useState } from "react";
import type { SecurityEvent } from "../../../api";
import { formatDateTime, i18n } from "../../../i18n";
import { ReadRecords } from "./read-records";
import { factsOf, whoText } from "./words";

/** Something that happened: what and to whom, by whom and when, and all else that is known behind a click. */
export function EventRow({ event }: { event: SecurityEvent }) {
  const [open, setOpen] = useState(false);
  const facts = factsOf(event);
  const subject = event.subject.title === "" || event.subject.id === event.by?.id ? undefined : event.subject.title;
  const sentence = (
    <span className="flex min-w-0 grow flex-col gap-0.5">
      <span className="wrap-anywhere">
        {subject === undefined
          ? event.text
          : i18n._({ id: "settings.audit.of", message: "{what}: {subject}", values: { what: event.text, subject } })}
      </span>
      <span className="wrap-anywhere text-muted text-small">
        {[whoText(event), formatDateTime(event.at)].join(" · ")}
      </span>
    </span>
  );
  if (facts.length === 0) return <li className="flex min-h-13 items-center py-1.5 ps-5">{sentence}</li>;
  return (
    <li>
      <details className="group" onToggle={(toggled) => setOpen(toggled.currentTarget.open)}>
        <summary className="flex min-h-13 cursor-pointer items-center gap-2 py-1.5 hover:bg-hover">
          <span aria-hidden="true" className="w-3 shrink-0 text-muted transition-transform group-open:rotate-90">
            ›
          </span>
          {sentence}
        </summary>
        {open && (
          <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-1 ps-5 pb-3 text-small">
            {facts.map((fact) => (
              <div key={fact.name} className="contents">
                <dt className="text-muted">{fact.label}</dt>
                <dd className="wrap-anywhere">
                  {fact.records === undefined ? fact.text : <ReadRecords {...fact.records} />}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </details>
    </li>
  );
}
