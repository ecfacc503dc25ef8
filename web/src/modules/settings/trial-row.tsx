import type { ReactNode } from "react";
import { typeNamed } from "../../api";
import { RecordLink, useSchema } from "../../records";

interface TrialRowProps {
  /** Name of the record's type. */
  type: string;
  record: { id: string; title: string };
  /** What would become of it. */
  then: ReactNode;
  why: ReactNode;
}

/** A record on which rules were tried, what they would do to it, and why. */
export function TrialRow({ type, record, then, why }: TrialRowProps) {
  const of = typeNamed(useSchema(), type);
  return (
    <li className="flex min-h-10 flex-wrap items-baseline gap-x-3 py-1.5">
      <span className="wrap-anywhere min-w-0 grow basis-40">
        {of === undefined ? (
          record.title
        ) : (
          <RecordLink of={of} id={record.id} className="hover:underline">
            {record.title}
          </RecordLink>
        )}
      </span>
      <span className="wrap-anywhere basis-48 font-medium">{then}</span>
      <span className="wrap-anywhere basis-full text-muted text-small sm:basis-60">{why}</span>
    </li>
  );
}
