import { useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { api, type Mail } from "../../../api";
import { formatRelative, i18n } from "../../../i18n";
import { Button, notify, Tag } from "../../../ui";
import { complain } from "../complain";
import { Rows, Section } from "../section";
import { mailsQuery } from "./calls";

/** Mails that did not leave, or may not have. */
export function Mails() {
  const mails = useQuery(mailsQuery).data?.data;
  if (mails === undefined) return null;
  const title = i18n._({ id: "settings.mails", message: "Mails that were not sent" });
  return (
    <Section
      title={title}
      text={
        mails.length === 0
          ? i18n._({
              id: "settings.mails.none",
              message: "All mails of the last 30 days have left or are on their way.",
            })
          : i18n._({
              id: "settings.mails.text",
              message: "Uncertain ones may have arrived: ask their reader before you send them again.",
            })
      }
    >
      {mails.length > 0 && (
        <Rows label={title}>
          {mails.map((mail) => (
            <MailRow key={mail.id} mail={mail} />
          ))}
        </Rows>
      )}
    </Section>
  );
}

function stateLabel(state: Mail["state"]): string {
  switch (state) {
    case "failed":
      return i18n._({ id: "settings.mails.failed", message: "Refused" });
    case "uncertain":
      return i18n._({ id: "settings.mails.uncertain", message: "Uncertain" });
    case "parked":
      return i18n._({ id: "settings.jobs.parked", message: "Given up" });
    case "waiting":
    case "sending":
    case "sent":
      return i18n._({ id: "settings.mails.on_its_way", message: "On its way" });
  }
}

function MailRow({ mail }: { mail: Mail }) {
  const queryClient = useQueryClient();
  const retry = async () => {
    try {
      await api.post(`mails/${mail.id}/retry`);
      notify({ message: i18n._({ id: "settings.mails.retried", message: "The mail is sent again now" }) });
    } catch (error) {
      complain(error);
    }
    await queryClient.invalidateQueries({ queryKey: ["jobs"] });
  };
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
      <div className="min-w-0 grow basis-48">
        <p className="flex items-center gap-2">
          <span className="truncate">
            <bdi dir="ltr">{mail.recipient}</bdi>
          </span>
          <Tag hue={mail.state === "uncertain" ? 85 : 25} className="shrink-0">
            {stateLabel(mail.state)}
          </Tag>
        </p>
        <p className="break-words text-muted text-small">
          {[mail.subject, formatRelative(mail.created_at), mail.problem].filter((part) => part !== null).join(" · ")}
        </p>
      </div>
      <Button
        size="small"
        icon={<RotateCcw aria-hidden="true" className="size-3.5" />}
        aria-label={i18n._({
          id: "settings.mails.retry_named",
          message: "Send again to {name}",
          values: { name: mail.recipient },
        })}
        onClick={() => void retry()}
      >
        {i18n._({ id: "settings.mails.retry", message: "Send again" })}
      </Button>
    </li>
  );
}
