import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, type RemovedFieldList, type TypeSchema } from "../../../api";
import { formatDate, i18n } from "../../../i18n";
import { kindLabel } from "../../../records";
import { Button } from "../../../ui";
import { Rows, Section } from "../section";
import type { useTypes } from "./use-types";

interface AwayProps {
  type: TypeSchema;
  types: ReturnType<typeof useTypes>;
}

/** The fields that were put away or removed; nothing where there are none. */
export function AwayFields({ type, types }: AwayProps) {
  const removed = useQuery({
    queryKey: ["removed_fields", type.name],
    queryFn: ({ signal }) => api.get<RemovedFieldList>(`${types.path}/removed_fields`, { signal }),
  }).data;
  const away = type.inactive ?? [];
  return (
    <>
      {away.length > 0 && (
        <Section
          title={i18n._({ id: "settings.fields.away", message: "Put away" })}
          text={i18n._({
            id: "settings.fields.away.text",
            message: "These stand in no form, list or filter. Their values are kept.",
          })}
        >
          <Rows label={i18n._({ id: "settings.fields.away", message: "Put away" })}>
            {away.map(({ name, label, kind }) => (
              <Row key={name} label={label} text={kindLabel(kind)}>
                <Button
                  size="small"
                  aria-label={i18n._({
                    id: "settings.fields.use_one",
                    message: "Use again: {label}",
                    values: { label },
                  })}
                  onClick={() => void types.attempt(() => api.patch(`${types.path}/fields/${name}`, { active: true }))}
                >
                  {i18n._({ id: "settings.fields.use", message: "Use again" })}
                </Button>
              </Row>
            ))}
          </Rows>
        </Section>
      )}
      {removed !== undefined && removed.data.length > 0 && (
        <Section
          title={i18n._({ id: "settings.fields.gone", message: "Removed fields" })}
          text={i18n._({
            id: "settings.fields.gone.text",
            message: "They come back with their values until those are forgotten.",
          })}
        >
          <Rows label={i18n._({ id: "settings.fields.gone", message: "Removed fields" })}>
            {removed.data.map(({ key, label, until, by }) => (
              <Row
                key={key}
                label={label}
                text={i18n._({
                  id: "settings.fields.gone.until",
                  message: "Until {day}, removed by {name}",
                  values: { day: formatDate(until.slice(0, 10)), name: by?.title ?? "" },
                })}
              >
                <Button
                  size="small"
                  aria-label={i18n._({
                    id: "settings.fields.restore_one",
                    message: "Bring back: {label}",
                    values: { label },
                  })}
                  onClick={() => void types.restore(key)}
                >
                  {i18n._({ id: "settings.fields.restore", message: "Bring back" })}
                </Button>
              </Row>
            ))}
          </Rows>
        </Section>
      )}
    </>
  );
}

function Row({ label, text, children }: { label: string; text: string; children: ReactNode }) {
  return (
    <li className="flex min-h-11 items-center gap-3 py-1">
      <div className="min-w-0 grow">
        <p className="truncate">{label}</p>
        <p className="truncate text-muted text-small">{text}</p>
      </div>
      {children}
    </li>
  );
}
