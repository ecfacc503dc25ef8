import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api, type PersonalRecord, type PrivacyRequest, typeNamed } from "../../../api";
import { i18n } from "../../../i18n";
import { RecordLink, useSchema } from "../../../records";
import { Button, Skeleton, Tag } from "../../../ui";
import { complain } from "../complain";
import { Rows, Section } from "../section";
import { candidatesQuery, privacyKey } from "./calls";
import { HoldDialog } from "./holds";

/** The records that are the person, and those that may be. */
export function PersonalRecords({ request }: { request: PrivacyRequest }) {
  const queryClient = useQueryClient();
  const [held, setHeld] = useState<PersonalRecord>();
  const open = request.state === "open";
  const found = useQuery({ ...candidatesQuery(request.id), enabled: open && request.terms.length > 0 });
  const searching = found.fetchStatus === "fetching" && found.data === undefined;
  const chosen = new Set(request.records.map(({ id }) => id));
  const others = (found.data?.data ?? []).filter(({ id }) => !chosen.has(id));
  if (!open && request.records.length === 0) return null;
  const set = async (records: string[]) => {
    try {
      const { name, email, phone, note, due_on } = request;
      await api.put(`privacy_requests/${request.id}`, { name, email, phone, note, due_on, records });
    } catch (error) {
      complain(error);
    }
    await queryClient.invalidateQueries({ queryKey: privacyKey });
  };
  const title = i18n._({ id: "settings.privacy.records", message: "Records of this person" });
  return (
    <Section
      title={title}
      text={
        open
          ? i18n._({
              id: "settings.privacy.records_text",
              message: "Choose the records that are this person, not those that only mention them.",
            })
          : undefined
      }
    >
      {searching && <Skeleton className="h-13" />}
      {request.records.length + others.length === 0 && !searching && (
        <p className="text-muted">
          {i18n._({
            id: "settings.privacy.records_none",
            message: "No record has this name, e-mail address or number.",
          })}
        </p>
      )}
      {request.records.length + others.length > 0 && (
        <Rows label={title}>
          {request.records.map((record) => (
            <RecordRow key={record.id} record={record} chosen>
              {open && request.kind === "erasure" && (
                <Button variant="quiet" onClick={() => setHeld(record)}>
                  {i18n._({ id: "settings.privacy.hold_record", message: "Hold" })}
                </Button>
              )}
              {open && (
                <Button variant="quiet" onClick={() => void set([...chosen].filter((id) => id !== record.id))}>
                  {i18n._({ id: "settings.privacy.record_drop", message: "Leave out" })}
                </Button>
              )}
            </RecordRow>
          ))}
          {others.map((record) => (
            <RecordRow key={record.id} record={record} chosen={false}>
              <Button onClick={() => void set([...chosen, record.id])}>
                {i18n._({ id: "settings.privacy.record_take", message: "This is them" })}
              </Button>
            </RecordRow>
          ))}
        </Rows>
      )}
      <HoldDialog record={held} onClose={() => setHeld(undefined)} />
    </Section>
  );
}

function RecordRow(props: { record: PersonalRecord; chosen: boolean; children: ReactNode }) {
  const schema = useSchema();
  const { record } = props;
  const type = typeNamed(schema, record.type);
  return (
    <li className="flex min-h-13 items-center gap-3 py-1.5">
      <span className="flex min-w-0 grow flex-col gap-0.5">
        {type === undefined || record.deleted ? (
          <span className="truncate">{record.title}</span>
        ) : (
          <RecordLink of={type} id={record.id} className="truncate hover:underline">
            {record.title}
          </RecordLink>
        )}
        <span className="truncate text-muted text-small">
          {[
            type?.label ?? record.type,
            record.deleted ? i18n._({ id: "settings.privacy.in_trash", message: "in the trash" }) : undefined,
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </span>
      {props.chosen && <Tag>{i18n._({ id: "settings.privacy.chosen", message: "This person" })}</Tag>}
      {props.children}
    </li>
  );
}
