import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { asProblem, type Purpose } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, EmptyState, Skeleton, Tag } from "../../../ui";
import { Rows, Section } from "../section";
import { purposesQuery } from "./calls";
import { PurposeDialog } from "./purpose-dialog";

/** What data of people is used for, and on which legal basis. */
export function PurposesSection() {
  const { data, error } = useQuery(purposesQuery);
  const [open, setOpen] = useState<{ purpose: Purpose | undefined }>();
  const title = i18n._({ id: "settings.purposes", message: "Purposes" });
  return (
    <Section
      title={title}
      text={i18n._({
        id: "settings.purposes.text",
        message: "What you use data of people for, and why you may. What each person said stands on their page.",
      })}
      actions={
        <Button icon={<Plus aria-hidden="true" className="size-4" />} onClick={() => setOpen({ purpose: undefined })}>
          {i18n._({ id: "settings.purposes.add", message: "Add a purpose" })}
        </Button>
      }
    >
      {error !== null && (
        <p role="alert" className="text-danger">
          {asProblem(error)?.message}
        </p>
      )}
      {data === undefined && error === null && <Skeleton className="h-24" />}
      {data?.data.length === 0 && (
        <EmptyState title={i18n._({ id: "settings.purposes.none", message: "No purposes yet" })}>
          {i18n._({
            id: "settings.purposes.none_text",
            message: "Add one, such as a newsletter, to record on the pages of people who agreed to it.",
          })}
        </EmptyState>
      )}
      {data !== undefined && data.data.length > 0 && (
        <Rows label={title}>
          {data.data.map((purpose) => (
            <li key={purpose.id} className="flex min-h-13 items-center gap-3 py-1.5">
              <span className="flex min-w-0 grow flex-col gap-0.5">
                <span className="truncate">{purpose.name}</span>
                <span className="truncate text-muted text-small">
                  {data.bases.find(({ basis }) => basis === purpose.basis)?.label}
                  {purpose.version !== null &&
                    ` · ${i18n._({ id: "settings.purposes.version", message: "wording {version}", values: { version: purpose.version } })}`}
                </span>
              </span>
              {purpose.archived && <Tag>{i18n._({ id: "settings.purposes.archived", message: "Archived" })}</Tag>}
              <Button
                size="small"
                aria-label={i18n._({
                  id: "settings.purposes.change_one",
                  message: "Change {purpose}",
                  values: { purpose: purpose.name },
                })}
                onClick={() => setOpen({ purpose })}
              >
                {i18n._({ id: "settings.purposes.change", message: "Change" })}
              </Button>
            </li>
          ))}
        </Rows>
      )}
      {open !== undefined && (
        <PurposeDialog purpose={open.purpose} bases={data?.bases ?? []} onClose={() => setOpen(undefined)} />
      )}
    </Section>
  );
}
