import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { api, type PersonalRecord } from "../../../api";
import { formatDate, i18n } from "../../../i18n";
import { Button } from "../../../ui";
import { complain } from "../complain";
import { FormDialog } from "../form-dialog";
import { InputField, TextareaField } from "../form-fields";
import { Rows, Section } from "../section";
import { holdsQuery, privacyKey } from "./calls";

/** Records that are kept from being erased, and the way to let them go. */
export function Holds() {
  const queryClient = useQueryClient();
  const { data } = useQuery(holdsQuery);
  if (data === undefined || data.data.length === 0) return null;
  const title = i18n._({ id: "settings.privacy.holds", message: "Legal holds" });
  const end = async (id: string) => {
    try {
      await api.delete(`legal_holds/${id}`);
    } catch (error) {
      complain(error);
    }
    await queryClient.invalidateQueries({ queryKey: privacyKey });
  };
  return (
    <Section
      title={title}
      text={i18n._({
        id: "settings.privacy.holds_text",
        message: "These records are neither erased nor purged, whoever asks.",
      })}
    >
      <Rows label={title}>
        {data.data.map(({ record, reason, until }) => (
          <li key={record.id} className="flex min-h-13 items-center gap-3 py-1.5">
            <span className="flex min-w-0 grow flex-col gap-0.5">
              <span className="truncate">
                {record.title === ""
                  ? i18n._({ id: "settings.privacy.hold_hidden", message: "A record you don't have access to" })
                  : record.title}
              </span>
              <span className="wrap-anywhere text-muted text-small">
                {until === null
                  ? reason
                  : i18n._({
                      id: "settings.privacy.hold_until",
                      message: "{reason} · until {day}",
                      values: { reason, day: formatDate(until) },
                    })}
              </span>
            </span>
            <Button variant="quiet" onClick={() => void end(record.id)}>
              {i18n._({ id: "settings.privacy.hold_end", message: "End" })}
            </Button>
          </li>
        ))}
      </Rows>
    </Section>
  );
}

/** Why a record must not be erased. */
export function HoldDialog({ record, onClose }: { record: PersonalRecord | undefined; onClose: () => void }) {
  const queryClient = useQueryClient();
  const form = useForm({ defaultValues: { reason: "", until: "" } });
  const title = i18n._({ id: "settings.privacy.hold", message: "Put under a legal hold" });
  return (
    <FormDialog
      form={form}
      open={record !== undefined}
      onClose={onClose}
      title={title}
      action={title}
      onSubmit={async ({ reason, until }) => {
        await api.put(`legal_holds/${record?.id ?? ""}`, { reason, until: until === "" ? null : until });
        await queryClient.invalidateQueries({ queryKey: privacyKey });
      }}
    >
      <TextareaField
        form={form}
        name="reason"
        label={i18n._({ id: "settings.privacy.reason", message: "Reason" })}
        rows={3}
      />
      <InputField
        form={form}
        name="until"
        label={i18n._({ id: "settings.privacy.until", message: "Until" })}
        help={i18n._({ id: "settings.privacy.until_help", message: "Until somebody ends it when you leave it empty." })}
        type="date"
      />
    </FormDialog>
  );
}
