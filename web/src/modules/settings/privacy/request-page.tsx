import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { api, asProblem, type PrivacyRequest } from "../../../api";
import { formatDate, formatDateTime, i18n } from "../../../i18n";
import { personName } from "../../../records";
import { Button, buttonClass, ConfirmDialog, EmptyState, Skeleton, Tag } from "../../../ui";
import { complain } from "../complain";
import { Section } from "../section";
import { dataUrl, privacyKey, requestQuery } from "./calls";
import { CloseDialog } from "./close-dialog";
import { PersonalRecords } from "./personal-records";
import { ReceiptSection } from "./receipt-section";
import { RemainsSection } from "./remains-section";
import { RequestDialog } from "./request-dialog";
import { kindHelp, kindText, personText, stateText } from "./words";

/** One request: who asks, the records that are this person, what is handed out, and what was answered. */
export function PrivacyRequestPage({ id }: { id: string }) {
  const { data: request, error } = useQuery(requestQuery(id));
  return (
    <>
      <Link
        to="/settings/privacy"
        search={{}}
        className="flex items-center gap-1.5 self-start text-muted hover:text-fg"
      >
        <ArrowLeft aria-hidden="true" className="size-4 rtl:rotate-180" />
        {i18n._({ id: "settings.privacy.requests", message: "Privacy requests" })}
      </Link>
      {request !== undefined ? (
        <Loaded key={id} request={request} />
      ) : error === null ? (
        <Skeleton className="h-24" />
      ) : (
        <EmptyState title={asProblem(error)?.title} />
      )}
    </>
  );
}

function Loaded({ request }: { request: PrivacyRequest }) {
  const queryClient = useQueryClient();
  const [dialog, setDialog] = useState<"change" | "answer" | "refuse" | "erase">();
  const open = request.state === "open";
  const erase = async () => {
    try {
      await api.post(`privacy_requests/${request.id}/erase`, undefined, { idempotencyKey: crypto.randomUUID() });
    } catch (error) {
      complain(error);
    }
    close();
  };
  const close = () => {
    setDialog(undefined);
    void queryClient.invalidateQueries({ queryKey: privacyKey });
  };
  return (
    <>
      <Section
        title={`${kindText(request.kind)}: ${personText(request)}`}
        text={kindHelp(request.kind)}
        actions={
          open && (
            <Button onClick={() => setDialog("change")}>
              {i18n._({ id: "settings.privacy.edit", message: "Change" })}
            </Button>
          )
        }
      >
        <div className="flex flex-wrap items-center gap-2">
          <Tag {...(request.overdue ? { hue: 25 } : {})}>{stateText(request)}</Tag>
          <span className="text-muted text-small">
            {i18n._({
              id: "settings.privacy.received",
              message: "Received {day}, written down by {person}",
              values: { day: formatDate(request.received_on), person: personName(request.created_by?.title ?? "Kith") },
            })}
          </span>
        </div>
        <Facts request={request} />
        {open && (
          <div className="flex flex-wrap gap-2">
            {request.kind === "erasure" ? (
              <Button variant="danger" onClick={() => setDialog("erase")}>
                {i18n._({ id: "settings.privacy.erase", message: "Erase" })}
              </Button>
            ) : (
              <Button variant="primary" onClick={() => setDialog("answer")}>
                {i18n._({ id: "settings.privacy.answer", message: "Mark as answered" })}
              </Button>
            )}
            <Button variant="quiet" onClick={() => setDialog("refuse")}>
              {i18n._({ id: "settings.privacy.refuse", message: "Refuse" })}
            </Button>
          </div>
        )}
      </Section>
      {request.state !== "done" && <PersonalRecords request={request} />}
      {request.receipt !== null && <ReceiptSection receipt={request.receipt} />}
      {request.kind !== "erasure" && <Files request={request} />}
      {request.terms.length > 0 && <RemainsSection request={request} />}
      <RequestDialog open={dialog === "change"} request={request} onClose={close} />
      <ConfirmDialog
        open={dialog === "erase"}
        title={i18n._({ id: "settings.privacy.erase_title", message: "Erase this person?" })}
        action={i18n._({ id: "settings.privacy.erase", message: "Erase" })}
        onConfirm={() => void erase()}
        onClose={close}
        description={i18n._({
          id: "settings.privacy.erase_text",
          message:
            "The chosen records go for good, with their history. Everywhere else the name, e-mail address and number are blackened. This cannot be undone.",
        })}
      />
      <CloseDialog
        request={request}
        refusing={dialog === "refuse"}
        open={dialog === "answer" || dialog === "refuse"}
        onClose={close}
      />
    </>
  );
}

function Facts({ request }: { request: PrivacyRequest }) {
  const facts = [
    { label: i18n._({ id: "settings.privacy.name", message: "First and last name" }), text: request.name },
    { label: i18n._({ id: "settings.privacy.email", message: "E-mail" }), text: request.email },
    { label: i18n._({ id: "settings.privacy.phone", message: "Phone" }), text: request.phone },
    { label: i18n._({ id: "settings.privacy.note", message: "Note" }), text: request.note },
    {
      label:
        request.state === "refused"
          ? i18n._({ id: "settings.privacy.reason", message: "Reason" })
          : i18n._({ id: "settings.privacy.answered", message: "Answer" }),
      text: request.answer,
    },
    {
      label: i18n._({ id: "settings.privacy.closed", message: "Closed" }),
      text:
        request.closed_at === null
          ? null
          : [formatDateTime(request.closed_at), personName(request.closed_by?.title ?? "")].filter(Boolean).join(" · "),
    },
  ].filter((fact) => fact.text !== null && fact.text !== "");
  if (facts.length === 0) return null;
  return (
    <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-1">
      {facts.map((fact) => (
        <div key={fact.label} className="contents">
          <dt className="text-muted">{fact.label}</dt>
          <dd className="wrap-anywhere whitespace-pre-wrap">{fact.text}</dd>
        </div>
      ))}
    </dl>
  );
}

function Files({ request }: { request: PrivacyRequest }) {
  return (
    <Section
      title={i18n._({ id: "settings.privacy.files", message: "What is kept" })}
      text={
        request.kind === "access"
          ? i18n._({
              id: "settings.privacy.files_access",
              message:
                "Records, history, mails and all else that says something of this person. Look through it before you send it: it may also say something of others.",
            })
          : i18n._({
              id: "settings.privacy.files_portability",
              message: "The records above with all of their fields.",
            })
      }
    >
      <div className="flex flex-wrap gap-2">
        <a className={buttonClass()} href={dataUrl(request.id, "json")} download>
          {i18n._({ id: "settings.privacy.json", message: "Download JSON" })}
        </a>
        <a className={buttonClass()} href={dataUrl(request.id, "csv")} download>
          {i18n._({ id: "settings.privacy.csv", message: "Download CSV" })}
        </a>
      </div>
    </Section>
  );
}
