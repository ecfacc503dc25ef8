import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { PrivacyRequest } from "../../../api";
import { i18n } from "../../../i18n";
import { Tag } from "../../../ui";
import { ListSection } from "../list-section";
import { requestsQuery } from "./calls";
import { Holds } from "./holds";
import { PurposesSection } from "./purposes-section";
import { RequestDialog } from "./request-dialog";
import { PrivacyRequestPage } from "./request-page";
import { RetentionSection } from "./retention-section";
import { kindText, personText, stateText } from "./words";

/** What people ask about their data, what it is used for, or one of their requests. */
export function PrivacyPage() {
  const { request } = useSearch({ strict: false }) as { request?: string };
  if (request !== undefined) return <PrivacyRequestPage id={request} />;
  return (
    <>
      <Requests />
      <Holds />
      <PurposesSection />
      <RetentionSection />
    </>
  );
}

function Requests() {
  const [adding, setAdding] = useState(false);
  return (
    <ListSection
      title={i18n._({ id: "settings.privacy.requests", message: "Privacy requests" })}
      text={i18n._({
        id: "settings.privacy.text",
        message: "People may ask what you keep about them, take it elsewhere, or be forgotten. Answer within a month.",
      })}
      add={{ label: i18n._({ id: "settings.privacy.add", message: "Add a request" }), onClick: () => setAdding(true) }}
      query={useQuery(requestsQuery)}
      none={i18n._({ id: "settings.privacy.none", message: "Nobody has asked yet" })}
      noneText={i18n._({
        id: "settings.privacy.none_text",
        message: "When somebody writes to you about their data, add it here, so that it is answered in time.",
      })}
      row={(request) => <RequestRow key={request.id} request={request} />}
    >
      <RequestDialog open={adding} request={undefined} onClose={() => setAdding(false)} />
    </ListSection>
  );
}

function RequestRow({ request }: { request: PrivacyRequest }) {
  return (
    <li>
      <Link
        to="/settings/privacy"
        search={{ request: request.id } as object}
        className="flex min-h-13 items-center gap-3 py-1.5 hover:bg-hover"
      >
        <span className="flex min-w-0 grow flex-col gap-0.5">
          <span className="truncate">{personText(request)}</span>
          <span className="truncate text-muted text-small">{kindText(request.kind)}</span>
        </span>
        <Tag {...(request.overdue ? { hue: 25 } : {})}>{stateText(request)}</Tag>
        <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-muted rtl:rotate-180" />
      </Link>
    </li>
  );
}
