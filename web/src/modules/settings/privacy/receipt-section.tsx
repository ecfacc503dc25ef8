import { type PrivacyRequest, typeNamed } from "../../../api";
import { formatDateTime, i18n } from "../../../i18n";
import { useSchema } from "../../../records";
import { Rows, Section } from "../section";
import { RemainRows } from "./remains-section";

type Receipt = NonNullable<PrivacyRequest["receipt"]>;

/** What was erased, where and how much, and what stayed. */
export function ReceiptSection({ receipt }: { receipt: Receipt }) {
  const schema = useSchema();
  const title = i18n._({ id: "settings.privacy.receipt", message: "Receipt" });
  const remains = i18n._({ id: "settings.privacy.still", message: "Still found" });
  const erased = receipt.stores.filter(({ rows }) => rows > 0);
  return (
    <>
      <Section
        title={title}
        text={i18n._({
          id: "settings.privacy.receipt_text",
          message:
            "Erased {time}. {count, plural, one {# entry} other {# entries}} of the history hold nothing of this person any more, and the history can still be proved.",
          values: { time: formatDateTime(receipt.at), count: receipt.entries },
        })}
      >
        <Rows label={title}>
          {erased.map((each) => (
            <li key={each.store} className="flex min-h-9 items-center gap-3 py-1.5">
              <span className="min-w-0 grow truncate">{each.label}</span>
              <span className="text-muted text-small">{each.rows}</span>
            </li>
          ))}
        </Rows>
        <bdi dir="ltr" className="wrap-anywhere font-mono text-muted text-small">
          {receipt.digest}
        </bdi>
      </Section>
      <Notes
        title={i18n._({ id: "settings.privacy.kept", message: "Not erased" })}
        notes={receipt.kept.map((each) => `${typeNamed(schema, each.type)?.label ?? each.type}: ${each.reason}`)}
      />
      <Notes
        title={i18n._({ id: "settings.privacy.told", message: "Ask these systems to forget, too" })}
        notes={receipt.told}
      />
      {receipt.remains !== null && (
        <Section title={remains}>
          <RemainRows title={remains} remains={receipt.remains} />
        </Section>
      )}
    </>
  );
}

function Notes({ title, notes }: { title: string; notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <Section title={title}>
      <Rows label={title}>
        {notes.map((note) => (
          <li key={note} className="wrap-anywhere py-1.5">
            {note}
          </li>
        ))}
      </Rows>
    </Section>
  );
}
