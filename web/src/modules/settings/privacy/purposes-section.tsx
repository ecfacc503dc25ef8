import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Purpose } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, Tag } from "../../../ui";
import { ListSection } from "../list-section";
import { purposesQuery } from "./calls";
import { PurposeDialog } from "./purpose-dialog";

/** What data of people is used for, and on which legal basis. */
export function PurposesSection() {
  const purposes = useQuery(purposesQuery);
  const bases = purposes.data?.bases ?? [];
  const [open, setOpen] = useState<{ purpose: Purpose | undefined }>();
  return (
    <ListSection
      title={i18n._({ id: "settings.purposes", message: "Purposes" })}
      text={i18n._({
        id: "settings.purposes.text",
        message: "What you use data of people for, and why you may. What each person said stands on their page.",
      })}
      add={{
        label: i18n._({ id: "settings.purposes.add", message: "Add a purpose" }),
        onClick: () => setOpen({ purpose: undefined }),
      }}
      query={purposes}
      none={i18n._({ id: "settings.purposes.none", message: "No purposes yet" })}
      noneText={i18n._({
        id: "settings.purposes.none_text",
        message: "Add one, such as a newsletter, to record on the pages of people who agreed to it.",
      })}
      row={(purpose) => (
        <li key={purpose.id} className="flex min-h-13 items-center gap-3 py-1.5">
          <span className="flex min-w-0 grow flex-col gap-0.5">
            <span className="truncate">{purpose.name}</span>
            <span className="truncate text-muted text-small">
              {bases.find(({ basis }) => basis === purpose.basis)?.label}
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
      )}
    >
      {open !== undefined && <PurposeDialog purpose={open.purpose} bases={bases} onClose={() => setOpen(undefined)} />}
    </ListSection>
  );
}
